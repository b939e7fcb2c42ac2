"""Putting a ticket into a project of its group, or out of one."""

import pytest

from groups.events import Event, Verb
from groups.models import Project
from ticketsite.kit.refusals import Refused


@pytest.fixture
def lamps(facilities, tom):
    return Project.objects.start(by=tom, group=facilities, name="Lamps")


def test_members_put_it_in_and_take_it_out(open_ticket, lamps, ben, last_event):
    ticket = open_ticket()

    ticket.put_in_project(lamps, by=ben)
    assert ticket.project == lamps
    assert last_event(ticket) == (Verb.MOVED, ben, {"project_before": None, "project_after": lamps.pk})

    ticket.put_in_project(None, by=ben)
    assert ticket.project is None


def test_where_it_is_already_is_no_change(open_ticket, lamps, ben):
    ticket = open_ticket(project=lamps)

    ticket.put_in_project(lamps, by=ben)

    assert not Event.objects.of(ticket).filter(verb=Verb.MOVED).exists()


@pytest.mark.parametrize("who", ("zoe", "hugo", "ida"))
def test_strangers_do_not(open_ticket, lamps, request, who):
    with pytest.raises(Refused, match="cannot change the project"):
        open_ticket().put_in_project(lamps, by=request.getfixturevalue(who))


def test_a_closed_project_and_one_of_another_group_are_refused(open_ticket, lamps, everyone, tom, ben):
    foreign = Project.objects.start(by=ben, group=everyone, name="Party")
    ticket = open_ticket()
    with pytest.raises(Refused, match="not an open project of Facilities"):
        ticket.put_in_project(foreign, by=ben)

    lamps.close(by=tom)
    with pytest.raises(Refused, match="not an open project of Facilities"):
        ticket.put_in_project(lamps, by=ben)


def test_what_has_ended_stays_where_it_is(resolved_ticket, lamps, tom):
    with pytest.raises(Refused):
        resolved_ticket().put_in_project(lamps, by=tom)
