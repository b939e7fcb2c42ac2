"""Coming and going at the same moment: one outcome, and never members without an admin."""

import pytest

from accounts.models import User
from groups.models import Group, Invitation, Membership, Project
from groups.ranks import Rank
from tickets.models import Ticket
from ticketsite.kit.refusals import Refused
from ticketsite.testing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("round_", (1, 2))
def test_the_universal_group_is_there_each_time(everyone, round_):
    assert everyone.is_universal


def test_of_sixteen_who_join_an_abandoned_group_one_is_admin(gil, make_user):
    group = Group.objects.start(by=gil, name="Choir")
    group.leave(by=gil)
    people = [make_user(f"singer{number}") for number in range(16)]

    outcomes = at_once(*[lambda person=p: Group.objects.get(pk=group.pk).join(by=person) for p in people])

    assert {type(outcome) for outcome in outcomes} == {Membership}
    assert sorted(m.rank for m in group.memberships.all()) == [Rank.ADMIN] + [Rank.GENERAL] * 15


def test_of_two_last_admins_who_leave_at_once_one_stays(facilities, gil, mia):
    facilities.give_rank(mia, Rank.ADMIN, by=gil)

    outcomes = at_once(
        lambda: Group.objects.get(pk=facilities.pk).leave(by=gil),
        lambda: Group.objects.get(pk=facilities.pk).leave(by=mia),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    assert facilities.admins.count() == 1


def test_two_who_are_alone_and_leave_at_once_abandon_the_group(gil, mia):
    group = Group.objects.start(by=gil, name="Choir")
    Membership.objects.enrol(group, mia, Rank.ADMIN)

    outcomes = at_once(
        lambda: Group.objects.get(pk=group.pk).leave(by=gil),
        lambda: Group.objects.get(pk=group.pk).leave(by=mia),
    )

    assert outcomes == [None, None]
    assert group.is_abandoned


def test_two_admins_who_remove_each_other_at_once_leave_one(gil, mia):
    group = Group.objects.start(by=gil, name="Choir")
    Membership.objects.enrol(group, mia, Rank.ADMIN)
    for person in (gil, mia):
        assert Group.objects.granting(person, "run_group").exists()  # as each page has read it before

    outcomes = at_once(
        lambda: Group.objects.get(pk=group.pk).remove(mia, by=gil),
        lambda: Group.objects.get(pk=group.pk).remove(gil, by=mia),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    assert group.admins.count() == 1


def test_two_admins_who_demote_each_other_at_once_leave_one(facilities, gil, mia):
    facilities.give_rank(mia, Rank.ADMIN, by=gil)
    for person in (gil, mia):
        assert Group.objects.granting(person, "run_group").exists()

    outcomes = at_once(
        lambda: Group.objects.get(pk=facilities.pk).give_rank(mia, Rank.GENERAL, by=gil),
        lambda: Group.objects.get(pk=facilities.pk).give_rank(gil, Rank.GENERAL, by=mia),
    )

    assert [type(o) for o in outcomes].count(Refused) == 1
    assert facilities.admins.count() == 1


def test_joining_twice_at_once_counts_once(gil, zoe):
    group = Group.objects.start(by=gil, name="Choir")

    outcomes = at_once(*[lambda: Group.objects.get(pk=group.pk).join(by=zoe)] * 4)

    assert [type(o) for o in outcomes].count(Refused) == 3
    assert group.memberships.filter(user=zoe).count() == 1


def test_an_invitation_is_accepted_or_withdrawn_never_both(facilities, gil, zoe):
    invitation = Invitation.objects.invite(group=facilities, person=zoe, by=gil)

    outcomes = at_once(
        lambda: Invitation.objects.get(pk=invitation.pk).accept(by=zoe),
        lambda: Invitation.objects.get(pk=invitation.pk).withdraw(by=gil),
    )

    assert [type(o) for o in outcomes].count(Refused) == 1
    invitation.refresh_from_db()
    is_in = facilities.memberships.filter(user=zoe).exists()
    assert (invitation.answer == "accepted") == is_in


def test_inviting_twice_at_once_asks_once(facilities, gil, zoe):
    pk = facilities.pk
    outcomes = at_once(
        *[lambda: Invitation.objects.invite(group=Group.objects.get(pk=pk), person=zoe, by=gil)] * 4
    )

    assert [type(o) for o in outcomes].count(Refused) == 3
    assert Invitation.objects.pending().count() == 1


def test_two_admins_who_take_over_at_once_get_one_group(gil, ada, make_user):
    bea = make_user("bea", role="admin")
    group = Group.objects.start(by=gil, name="Board", is_open=False)
    group.leave(by=gil)

    outcomes = at_once(
        lambda: Group.objects.get(pk=group.pk).adopt(by=ada),
        lambda: Group.objects.get(pk=group.pk).adopt(by=bea),
    )

    assert [type(o) for o in outcomes].count(Refused) == 1
    assert group.memberships.count() == 1


def test_of_two_groups_of_one_name_started_at_once_one_is_refused(gil, mia):
    outcomes = at_once(
        lambda: Group.objects.start(by=gil, name="Choir"),
        lambda: Group.objects.start(by=mia, name="choir"),
    )

    assert sorted(type(o).__name__ for o in outcomes) == ["Group", "Refused"]


def test_a_project_handed_to_somebody_who_leaves_at_once_stays_with_a_member(facilities, ana, tom):
    project = Project.objects.start(by=ana, group=facilities, name="Doors")

    at_once(
        lambda: Project.objects.get(pk=project.pk).hand_over(to=User.objects.get(pk=tom.pk), by=ana),
        lambda: Group.objects.get(pk=facilities.pk).leave(by=User.objects.get(pk=tom.pk)),
    )

    project.refresh_from_db()
    assert facilities.memberships.filter(user=project.manager).exists()


def test_a_ticket_claimed_by_somebody_who_leaves_at_once_is_not_held_by_them(facilities, open_ticket, tom):
    ticket = open_ticket()

    at_once(
        lambda: Ticket.objects.get(pk=ticket.pk).claim(by=User.objects.get(pk=tom.pk)),
        lambda: Group.objects.get(pk=facilities.pk).leave(by=User.objects.get(pk=tom.pk)),
    )

    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_joining_a_group_that_is_deleted_at_once_is_never_an_error(gil, zoe):
    group = Group.objects.start(by=gil, name="Choir")

    outcomes = at_once(
        lambda: Group.objects.get(pk=group.pk).join(by=zoe),
        lambda: Group.objects.get(pk=group.pk).remove_empty(by=gil),
    )

    assert isinstance(outcomes[0], Membership | Group.DoesNotExist)
    assert outcomes[1] is None
    assert not Group.objects.filter(pk=group.pk).exists()
