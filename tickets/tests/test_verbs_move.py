"""Moving to another group, by the rules of both."""

import pytest

from groups.events import Verb
from groups.models import Group, Membership, Project
from tickets.models import Category, Ticket
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


@pytest.fixture
def garden(mia, tom):
    """A second team: of Facilities' people only mia and tom are in it."""
    group = Group.objects.start(by=mia, name="Garden", is_open=False)
    Membership.objects.enrol(group, tom)
    return group


def test_the_holder_moves_it_and_keeps_it_where_they_work(held_ticket, facilities, garden, tom, last_event):
    category = Category.objects.create(group=facilities, name="Lamps")
    ticket = held_ticket(category=category)

    ticket.move(garden, by=tom)

    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.group, ticket.category, ticket.project) == (garden, None, None)
    assert (ticket.status, ticket.assignee) == (Status.IN_PROGRESS, tom)
    facts = {"group_before": facilities.pk, "group_after": garden.pk, "dropped": None}
    assert last_event(ticket) == (Verb.MOVED, tom, facts)


def test_a_holder_who_does_not_work_there_lets_go(held_ticket, it_desk, tom, last_event):
    ticket = held_ticket()

    ticket.move(it_desk, by=tom)

    assert (ticket.status, ticket.assignee, ticket.claimed_at) == (Status.OPEN, None, None)
    assert last_event(ticket)[2]["dropped"] == tom.pk


def test_the_requester_moves_it_while_nobody_has_it(open_ticket, held_ticket, it_desk, ana):
    open_ticket().move(it_desk, by=ana)

    with pytest.raises(Refused, match="out of Facilities"):
        held_ticket().move(it_desk, by=ana)


@pytest.mark.parametrize("who", ("ben", "mia", "zoe", "ida"))
def test_others_do_not_move_it(open_ticket, it_desk, request, who):
    with pytest.raises(Refused, match="out of Facilities"):
        open_ticket().move(it_desk, by=request.getfixturevalue(who))


def test_it_goes_only_where_one_may_raise(open_ticket, garden, gil, ada, mia):
    ticket = open_ticket()
    with pytest.raises(Refused, match="to Garden"):
        ticket.move(garden, by=gil)

    garden.close(by=mia)
    with pytest.raises(Refused, match="to Garden"):
        ticket.move(garden, by=ada)


def test_it_goes_to_a_project_of_the_new_group_only(held_ticket, facilities, garden, tom):
    here = Project.objects.start(by=tom, group=facilities, name="Lamps")
    there = Project.objects.start(by=tom, group=garden, name="Roses")
    ticket = held_ticket(project=here)

    with pytest.raises(Refused, match="not an open project of Garden"):
        ticket.move(garden, by=tom, project=here)
    ticket.refresh_from_db()
    ticket.move(garden, by=tom, project=there)

    assert ticket.project == there


def test_neither_what_is_there_already_nor_what_has_ended_moves(
    open_ticket, resolved_ticket, facilities, garden, gil, tom
):
    with pytest.raises(Refused, match="in Facilities already"):
        open_ticket().move(facilities, by=gil)
    with pytest.raises(Refused):
        resolved_ticket().move(garden, by=tom)
