"""People who go while others act: one outcome, nothing half-done, on the database of this run."""

import pytest

from accounts.departures import Changed, Departure
from accounts.models import Role, User
from groups.models import Group, Project
from groups.ranks import Rank
from tickets.models import Ticket
from tickets.statuses import HELD
from ticketsite.kit.refusals import Refused
from ticketsite.testing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = pytest.mark.parametrize("round_", range(3))


def going(person, by, **chosen):
    """Close the account from a page shown now, answered with the proposals but for `chosen`."""
    asked = Departure(User.objects.get(pk=person.pk), User.objects.get(pk=by.pk)).look().asked
    choices = {key: holding.choice for key, holding in asked.items()} | chosen

    def act():
        return User.objects.get(pk=person.pk).deactivate(by=User.objects.get(pk=by.pk), choices=choices)

    return act


def doing(row, verb, by, *args):
    def act():
        return getattr(type(row).objects.get(pk=row.pk), verb)(*args, by=User.objects.get(pk=by.pk))

    return act


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


@ROUNDS
def test_a_person_who_claims_while_their_account_is_closed_holds_nothing_after_it(
    facilities, open_ticket, ada, tom, round_
):
    ticket = open_ticket()

    closed, claimed = at_once(going(tom, ada), doing(ticket, "claim", tom))

    tom.refresh_from_db()
    assert (type(closed), tom.is_active) in ((type(None), False), (Changed, True))
    assert Ticket.objects.filter(assignee=tom, status__in=HELD).exists() == tom.is_active


@ROUNDS
def test_of_two_admins_who_close_one_account_the_slower_is_told(
    facilities, open_ticket, ada, make_user, tom, ben, mia, round_
):
    eve = make_user("eve", role=Role.ADMIN)
    ticket = open_ticket()
    ticket.claim(by=tom)
    key = f"ticket-{ticket.pk}"

    outcomes = at_once(going(tom, ada, **{key: str(ben.pk)}), going(tom, eve, **{key: str(mia.pk)}))

    assert kinds(outcomes) == ["NoneType", "Refused"]
    assert Ticket.objects.get(pk=ticket.pk).assignee == (ben if outcomes[0] is None else mia)


@ROUNDS
def test_two_admins_who_close_two_accounts_that_inherit_from_each_other_leave_no_group_alone(
    facilities, open_ticket, ada, make_user, gil, mia, tom, round_
):
    eve = make_user("eve", role=Role.ADMIN)
    project = Project.objects.start(by=mia, group=facilities, name="Doors")

    outcomes = at_once(going(gil, ada), going(mia, eve))

    assert {type(outcome) for outcome in outcomes} <= {type(None), Changed}
    assert None in outcomes
    assert facilities.memberships.get(rank=Rank.ADMIN).user.is_active
    assert Project.objects.get(pk=project.pk).manager.is_active


@ROUNDS
def test_an_heir_whose_account_is_closed_at_the_same_moment_inherits_nothing(
    facilities, open_ticket, ada, make_user, tom, ben, round_
):
    eve = make_user("eve", role=Role.ADMIN)
    ticket = open_ticket()
    ticket.claim(by=tom)

    outcomes = at_once(going(tom, ada, **{f"ticket-{ticket.pk}": str(ben.pk)}), going(ben, eve))

    assert {type(outcome) for outcome in outcomes} <= {type(None), Changed}
    holder = Ticket.objects.get(pk=ticket.pk).assignee
    assert holder is None or holder.is_active


@ROUNDS
def test_an_heir_who_leaves_or_is_removed_at_the_same_moment_holds_nothing(
    facilities, open_ticket, ada, gil, tom, ben, mia, round_
):
    tickets = [open_ticket(), open_ticket()]
    for ticket in tickets:
        ticket.claim(by=tom)
    heirs = {f"ticket-{t.pk}": str(heir.pk) for t, heir in zip(tickets, (ben, mia), strict=True)}

    outcomes = at_once(
        going(tom, ada, **heirs),
        doing(facilities, "leave", ben),
        lambda: Group.objects.get(pk=facilities.pk).remove(
            User.objects.get(pk=mia.pk), by=User.objects.get(pk=gil.pk)
        ),
    )

    assert {type(outcome) for outcome in outcomes} <= {type(None), Changed}
    assert not Ticket.objects.filter(assignee__in=[ben, mia]).exists()


@ROUNDS
def test_a_ticket_passed_on_while_its_holder_goes_has_one_holder_who_works_there(
    facilities, open_ticket, ada, tom, ben, gil, round_
):
    tickets = [open_ticket() for _ in range(3)]
    for ticket in tickets:
        ticket.claim(by=tom)

    outcomes = at_once(
        going(tom, ada),
        doing(tickets[0], "hand_over", tom, ben),
        doing(tickets[1], "assign", gil, ben),
        doing(tickets[2], "drop", tom),
    )

    assert {type(outcome) for outcome in outcomes} <= {type(None), Changed, Refused}
    if not User.objects.get(pk=tom.pk).is_active:
        assert not Ticket.objects.filter(assignee=tom).exists()
