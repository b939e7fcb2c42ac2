"""Two people at the same moment: one outcome, the other told why, and never a holder who may not hold."""

import datetime as dt
import uuid

import pytest

from accounts.models import Role, User
from groups.events import Event, Verb
from groups.models import Group, Membership
from tickets import rules
from tickets.models import Ticket
from tickets.models.opening import Stale
from tickets.statuses import HELD, Status
from ticketsite.kit.refusals import Refused
from ticketsite.testing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = range(2)


def doing(row, verb, by, *args, **kwargs):
    """An act on a row as another page would do it: person and row read anew."""
    model, pk, person = type(row), row.pk, by.pk

    def act():
        return getattr(model.objects.get(pk=pk), verb)(*args, by=User.objects.get(pk=person), **kwargs)

    return act


def names(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def assert_holder_may_hold(ticket):
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status in HELD) == (ticket.assignee is not None and not ticket.is_ended)
    if ticket.status in HELD:
        assert ticket.assignee.is_active
        assert rules.may_hold(ticket.assignee, ticket.group)


def test_of_sixteen_who_claim_one_gets_it_and_fifteen_are_told_who(facilities, open_ticket, make_user):
    people = [make_user(f"worker{number}") for number in range(16)]
    for person in people:
        Membership.objects.enrol(facilities, person)
    ticket = open_ticket()

    outcomes = at_once(*[doing(ticket, "claim", person) for person in people])

    ticket.refresh_from_db()
    refusals = [str(outcome) for outcome in outcomes if outcome is not None]
    assert refusals == [f"{ticket.assignee} was faster: this ticket is taken."] * 15
    assert Event.objects.of(ticket).filter(verb=Verb.CLAIMED).count() == 1


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_person_who_leaves_while_claiming_holds_nothing(facilities, open_ticket, tom, round_):
    tickets = [open_ticket() for _ in range(3)]

    outcomes = at_once(doing(facilities, "leave", tom), *[doing(ticket, "claim", tom) for ticket in tickets])

    assert set(names(outcomes)) <= {"NoneType", "Refused"}
    assert not Ticket.objects.filter(assignee=tom).exists()


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_person_who_is_removed_while_given_work_holds_nothing(
    facilities, open_ticket, gil, mia, tom, round_
):
    facilities.give_rank(mia, "admin", by=gil)
    claimed, assigned = open_ticket(), open_ticket()

    outcomes = at_once(
        doing(facilities, "remove", gil, tom),
        doing(claimed, "claim", tom),
        doing(assigned, "assign", mia, tom),
    )

    assert set(names(outcomes)) <= {"NoneType", "Refused"}
    assert not Ticket.objects.filter(assignee=tom).exists()


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_person_who_is_deactivated_while_claiming_holds_nothing(
    everyone, facilities, it_desk, open_ticket, ada, ida, ben, round_
):
    open_ticket(group=it_desk).claim(by=ida)
    tickets = [open_ticket(group=it_desk), open_ticket(group=everyone), open_ticket(group=everyone, by=ben)]

    outcomes = at_once(doing(ida, "deactivate", ada), *[doing(ticket, "claim", ida) for ticket in tickets])

    assert set(names(outcomes)) <= {"NoneType", "Refused"}
    assert not Ticket.objects.filter(assignee=ida).exists()


@pytest.mark.parametrize("round_", ROUNDS)
def test_an_it_head_who_loses_the_role_while_claiming_holds_nothing_at_the_desk(
    it_desk, open_ticket, ada, ida, round_
):
    held, ticket = open_ticket(group=it_desk), open_ticket(group=it_desk)
    held.claim(by=ida)

    outcomes = at_once(
        doing(ida, "give_role", ada, Role.USER), doing(ticket, "claim", ida), doing(held, "drop", ida)
    )

    assert set(names(outcomes)) <= {"NoneType", "Refused"}
    assert not Ticket.objects.filter(assignee=ida).exists()


@pytest.mark.parametrize("round_", ROUNDS)
def test_two_who_leave_while_handing_each_other_work_do_not_wait_for_each_other(
    facilities, open_ticket, ada, tom, ben, round_
):
    one, other = open_ticket(), open_ticket()
    one.claim(by=tom)
    other.claim(by=ben)

    outcomes = at_once(
        doing(one, "hand_over", tom, ben),
        doing(other, "hand_over", ben, tom),
        doing(tom, "deactivate", ada),
        doing(facilities, "leave", ben),
    )

    assert set(names(outcomes)) <= {"NoneType", "Refused"}
    assert not Ticket.objects.filter(assignee__in=[tom, ben]).exists()


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_ticket_claimed_and_withdrawn_at_once_is_withdrawn(open_ticket, ana, tom, round_):
    ticket = open_ticket()

    outcomes = at_once(doing(ticket, "claim", tom), doing(ticket, "withdraw", ana))

    ticket.refresh_from_db()
    assert set(names(outcomes)) <= {"NoneType", "Refused"}
    assert (ticket.status, ticket.assignee) == (Status.WITHDRAWN, None)


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_ticket_is_claimed_or_deleted_by_its_requester_never_both(open_ticket, ana, tom, round_):
    ticket = open_ticket()

    outcomes = at_once(doing(ticket, "claim", tom), doing(ticket, "bin", ana))

    ticket.refresh_from_db()
    assert names(outcomes) == ["NoneType", "Refused"]
    assert ticket.is_deleted != (ticket.assignee == tom)


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_ticket_resolved_and_dropped_at_once_is_one_of_both(open_ticket, tom, round_):
    ticket = open_ticket()
    ticket.claim(by=tom)

    outcomes = at_once(doing(ticket, "resolve", tom, solution="Done."), doing(ticket, "drop", tom))

    ticket.refresh_from_db()
    verbs = {event.verb for event in Event.objects.of(ticket)}
    assert set(names(outcomes)) <= {"NoneType", "Refused"}
    assert (ticket.status == Status.RESOLVED) == (Verb.RESOLVED in verbs)


@pytest.mark.parametrize("round_", ROUNDS)
def test_what_is_resolved_or_handed_over_while_its_holder_leaves_stays_so(
    facilities, open_ticket, tom, ben, round_
):
    passed_on, resolved = open_ticket(), open_ticket()
    for ticket in (passed_on, resolved):
        ticket.claim(by=tom)

    outcomes = at_once(
        doing(passed_on, "hand_over", tom, ben),
        doing(resolved, "resolve", tom, solution="Done."),
        doing(facilities, "leave", tom),
    )

    assert set(names(outcomes)) <= {"NoneType", "Refused"}
    passed_on.refresh_from_db()
    resolved.refresh_from_db()
    assert outcomes[2] is None
    assert passed_on.assignee == (ben if outcomes[0] is None else None)
    assert (resolved.status == Status.RESOLVED) == (outcomes[1] is None)


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_ticket_handed_over_and_released_at_once_has_one_fate(open_ticket, gil, tom, ben, round_):
    ticket = open_ticket()
    ticket.claim(by=tom)

    outcomes = at_once(doing(ticket, "hand_over", tom, ben), doing(ticket, "release", gil, reason="Urgent."))

    ticket.refresh_from_db()
    last = Event.objects.of(ticket).last().verb
    assert set(names(outcomes)) <= {"NoneType", "Refused"}
    assert (ticket.assignee, last) in [(ben, Verb.HANDED_OVER), (None, Verb.RELEASED)]


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_ticket_that_moves_while_its_holder_leaves_the_other_group_waits_there(
    facilities, open_ticket, tom, gil, round_
):
    elsewhere = Group.objects.start(by=gil, name="Garden")
    Membership.objects.enrol(elsewhere, tom)
    ticket = open_ticket()
    ticket.claim(by=tom)

    outcomes = at_once(doing(ticket, "move", gil, elsewhere), doing(elsewhere, "leave", tom))

    assert names(outcomes) == ["NoneType", "NoneType"]
    assert_holder_may_hold(ticket)


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_group_is_deleted_or_gets_a_ticket_never_both(facilities, open_ticket, gil, round_):
    empty = Group.objects.start(by=gil, name="Garden")
    ticket = open_ticket()

    outcomes = at_once(doing(ticket, "move", gil, empty), doing(empty, "remove_empty", gil))

    assert names(outcomes) == ["NoneType", "Refused"]
    assert Group.objects.filter(pk=empty.pk).exists() == (outcomes[0] is None)


@pytest.mark.parametrize("round_", ROUNDS)
def test_of_two_edits_of_one_revision_one_is_stale(open_ticket, ana, mia, round_):
    ticket = open_ticket()

    outcomes = at_once(
        doing(ticket, "edit", ana, revision=1, title="Ana's words", description=""),
        doing(ticket, "edit", mia, revision=1, title="Mia's words", description=""),
    )

    ticket.refresh_from_db()
    assert names(outcomes) == ["NoneType", "Stale"]
    stale = next(outcome for outcome in outcomes if isinstance(outcome, Stale))
    assert (ticket.revision, stale.ticket.title) == (2, ticket.title)


def test_a_form_sent_sixteen_times_opens_one_ticket(facilities, ana):
    once, group, person = uuid.uuid4(), facilities.pk, ana.pk

    def send():
        by = User.objects.get(pk=person)
        return Ticket.objects.open(by=by, group=Group.objects.get(pk=group), title="Once", once=once)

    outcomes = at_once(*[send] * 16)

    assert len({ticket.pk for ticket in outcomes}) == 1
    assert Event.objects.filter(verb=Verb.OPENED).count() == 1


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_person_deactivated_while_joining_is_in_no_group(ada, gil, tom, round_):
    open_to_all = Group.objects.start(by=gil, name="Choir")
    empty = Group.objects.start(by=gil, name="Band")
    empty.leave(by=gil)

    outcomes = at_once(
        doing(tom, "deactivate", ada), doing(open_to_all, "join", tom), doing(empty, "join", tom)
    )

    assert {type(outcome) for outcome in outcomes} <= {type(None), Membership, Refused}
    assert not Membership.objects.filter(user=tom).exists()


def test_a_crowd_at_one_ticket_ends_in_order(facilities, open_ticket, gil, mia, ana, tom, ben):
    tickets = [open_ticket() for _ in range(3)]
    tomorrow = dt.date.today() + dt.timedelta(days=1)
    acts = [
        act
        for ticket in tickets
        for act in (
            doing(ticket, "claim", tom),
            doing(ticket, "assign", gil, ben),
            doing(ticket, "comment", ana, body="Any news?"),
            doing(ticket, "set_priority", mia, 0),
            doing(ticket, "schedule", ben, tomorrow),
            doing(ticket, "follow", mia),
            doing(ticket, "resolve", ben, solution="Done."),
        )
    ]

    outcomes = at_once(
        doing(facilities, "leave", tom), doing(facilities, "give_rank", gil, ben, "admin"), *acts
    )

    assert set(names(outcomes)) <= {"NoneType", "Refused", "Comment", "Membership"}
    for ticket in tickets:
        assert_holder_may_hold(ticket)
