"""Coming into a group and leaving it, and what becomes of an abandoned one."""

import pytest

from groups import grants, seats
from groups.events import Event, Verb
from groups.models import Group, Invitation, Membership, Project
from groups.ranks import Rank
from tickets.models import Ticket
from ticketsite.kit.refusals import Refused


@pytest.fixture
def choir(gil):
    """An open team that gil runs."""
    return Group.objects.start(by=gil, name="Choir")


def ranks_in(group):
    return {m.user.username: m.rank for m in group.memberships.select_related("user")}


def own_grants(person):
    """Without the seat that everybody has."""
    return {word: keys for word, keys in grants.granted(person).items() if word != seats.UNIVERSAL}


def test_who_joins_an_open_group_is_general(choir, zoe):
    choir.join(by=zoe)

    assert ranks_in(choir) == {"gil": Rank.ADMIN, "zoe": Rank.GENERAL}
    assert own_grants(zoe) == {
        permission: {choir.pk} for permission in ("view_group", "work_tickets", "see_tickets")
    }


def test_joining_twice_is_refused(choir, zoe):
    choir.join(by=zoe)

    with pytest.raises(Refused, match="Zoe is in Choir already"):
        choir.join(by=zoe)


@pytest.mark.parametrize("place", ("facilities", "it_desk", "everyone"))
def test_nobody_joins_a_group_by_invitation_a_desk_or_the_universal_group(place, zoe, request):
    with pytest.raises(Refused, match="not open for joining"):
        request.getfixturevalue(place).join(by=zoe)


def test_joining_answers_an_invitation_that_waits(choir, gil, zoe):
    invitation = Invitation.objects.invite(choir, zoe, by=gil)

    choir.join(by=zoe)

    invitation.refresh_from_db()
    assert invitation.answer == "accepted"


def test_the_only_admin_hands_over_before_leaving(facilities, gil, mia):
    with pytest.raises(Refused, match="only admin of Facilities: hand it over first"):
        facilities.leave(by=gil)

    facilities.hand_over(to=mia, by=gil)
    facilities.leave(by=gil)

    assert ranks_in(facilities)["mia"] == Rank.ADMIN
    assert "gil" not in ranks_in(facilities)
    assert own_grants(gil) == {}


def test_nobody_leaves_the_universal_group_or_one_they_are_not_in(everyone, facilities, zoe):
    with pytest.raises(Refused, match="nobody leaves it"):
        everyone.leave(by=zoe)
    with pytest.raises(Refused, match="Zoe is not a member"):
        facilities.leave(by=zoe)


def test_leaving_drops_claims_follows_and_projects(facilities, open_ticket, tom, gil):
    ticket = open_ticket()
    ticket.claim(by=tom)
    project = Project.objects.start(by=tom, group=facilities, name="Doors")

    facilities.leave(by=tom)

    ticket, project = Ticket.objects.get(pk=ticket.pk), Project.objects.get(pk=project.pk)
    assert ticket.assignee is None
    assert project.manager == gil
    assert [m.user for m in project.memberships.all()] == [gil]


def test_the_next_to_join_an_abandoned_open_group_is_its_admin_and_manages_its_projects(choir, gil, zoe, tom):
    project = Project.objects.start(by=gil, group=choir, name="Concert")
    invitation = Invitation.objects.invite(choir, tom, by=gil)
    choir.leave(by=gil)
    assert choir.is_abandoned

    choir.join(by=zoe)

    project.refresh_from_db()
    invitation.refresh_from_db()
    assert ranks_in(choir) == {"zoe": Rank.ADMIN}
    assert (project.manager, invitation.answer) == (zoe, "withdrawn")
    assert [event.verb for event in Event.objects.of(choir)][-4:] == [
        Verb.GROUP_ABANDONED,
        Verb.LEFT,
        Verb.JOINED,
        Verb.GROUP_ADOPTED,
    ]


def test_an_abandoned_group_by_invitation_falls_to_the_admins(gil, zoe, ada):
    group = Group.objects.start(by=gil, name="Board", is_open=False)
    with pytest.raises(Refused, match="has members again"):
        group.adopt(by=ada)
    group.leave(by=gil)

    assert list(Group.objects.abandoned()) == [group]
    with pytest.raises(Refused, match="not open for joining"):
        group.join(by=zoe)
    with pytest.raises(Refused, match="Only Admins"):
        group.adopt(by=zoe)
    group.adopt(by=ada)

    assert ranks_in(group) == {"ada": Rank.ADMIN}


def test_somebody_who_left_cannot_claim_with_what_a_page_had_read(facilities, open_ticket, tom):
    ticket = open_ticket()
    assert ticket.is_visible_to(tom)
    Group.objects.get(pk=facilities.pk).leave(by=type(tom).objects.get(pk=tom.pk))

    with pytest.raises(Refused):
        ticket.claim(by=tom)

    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_a_deactivated_admin_leaves_the_group_to_an_authorised_member(facilities, gil, mia, ada):
    gil.deactivate(by=ada)

    assert ranks_in(facilities)["mia"] == Rank.ADMIN
    assert not Membership.objects.filter(user=gil).exists()
    handed = Event.objects.of(facilities).get(verb=Verb.GROUP_HANDED_OVER)
    assert handed.details == {"to": mia.pk, "person": gil.pk}


def test_a_deactivated_person_manages_no_project_anywhere(choir, facilities, everyone, gil, tom, ada):
    projects = [
        Project.objects.start(by=tom, group=facilities, name="Doors"),
        Project.objects.start(by=tom, group=everyone, name="Summer party"),
    ]
    abandoned = Group.objects.start(by=tom, name="Chess")
    projects.append(Project.objects.start(by=tom, group=abandoned, name="Cup"))
    abandoned.leave(by=tom)

    tom.deactivate(by=ada)

    assert [Project.objects.get(pk=project.pk).manager for project in projects] == [gil, ada, ada]


def test_a_deactivated_person_has_no_open_invitation(facilities, gil, zoe, ada):
    invitation = Invitation.objects.invite(facilities, zoe, by=gil)

    zoe.deactivate(by=ada)

    invitation.refresh_from_db()
    assert invitation.answer == "withdrawn"
