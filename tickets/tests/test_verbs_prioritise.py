"""Priority and due date: those who work on a ticket set them."""

from datetime import date

import pytest

from groups.events import Event, Verb
from tickets.models import Ticket
from tickets.statuses import Priority
from ticketsite.kit.refusals import Refused

DAY = date(2030, 5, 17)


@pytest.mark.parametrize("who", ("ana", "ben", "tom", "gil", "ada"))
def test_members_set_priority_and_day(held_ticket, request, who, last_event):
    ticket, by = held_ticket(), request.getfixturevalue(who)

    ticket.set_priority(Priority.CRITICAL, by=by)
    assert last_event(ticket) == (Verb.PRIORITISED, by, {"before": 2, "after": 0})
    ticket.schedule(DAY, by=by)
    assert last_event(ticket) == (Verb.SCHEDULED, by, {"before": None, "after": "2030-05-17"})

    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.priority, ticket.due_on) == (0, DAY)


def test_the_day_is_taken_away_again(held_ticket, tom, last_event):
    ticket = held_ticket()
    ticket.schedule(DAY, by=tom)

    ticket.schedule(None, by=tom)

    assert ticket.due_on is None
    assert last_event(ticket) == (Verb.SCHEDULED, tom, {"before": "2030-05-17", "after": None})


def test_the_same_again_is_no_change(held_ticket, tom):
    ticket = held_ticket(priority=Priority.IMPORTANT)
    before = Event.objects.of(ticket).count()

    ticket.set_priority(Priority.IMPORTANT, by=tom)
    ticket.schedule(None, by=tom)

    assert Event.objects.of(ticket).count() == before


@pytest.mark.parametrize("who", ("zoe", "hugo", "ida"))
def test_strangers_do_not(open_ticket, request, who):
    ticket, by = open_ticket(), request.getfixturevalue(who)

    with pytest.raises(Refused, match="set its priority"):
        ticket.set_priority(Priority.CRITICAL, by=by)
    with pytest.raises(Refused, match="set its due date"):
        ticket.schedule(DAY, by=by)


def test_a_desks_requester_does_not_and_what_has_ended_stays(open_ticket, resolved_ticket, it_desk, ana, tom):
    with pytest.raises(Refused):
        open_ticket(group=it_desk).set_priority(Priority.CRITICAL, by=ana)
    with pytest.raises(Refused):
        resolved_ticket().set_priority(Priority.CRITICAL, by=tom)
    with pytest.raises(Refused):
        resolved_ticket().schedule(DAY, by=tom)
