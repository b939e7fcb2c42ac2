"""Dropping: the holder gives a ticket back to the waiting list."""

import pytest

from groups.events import Event, Verb
from tickets.models import Ticket
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


def test_a_dropped_ticket_waits_for_anybody_again(held_ticket, tom, ben, last_event):
    ticket = held_ticket()
    first = ticket.first_claimed_at

    ticket.drop(by=tom, reason="I am ill.")

    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status, ticket.assignee, ticket.claimed_at) == (Status.OPEN, None, None)
    assert last_event(ticket) == (Verb.DROPPED, tom, {"reason": "I am ill."})
    ticket.claim(by=ben)
    assert ticket.first_claimed_at == first


@pytest.mark.parametrize("who", ("ana", "ben", "mia", "gil", "zoe", "ada"))
def test_only_the_holder_drops(held_ticket, request, who):
    ticket = held_ticket()

    with pytest.raises(Refused, match="Only whoever works on the ticket does that"):
        ticket.drop(by=request.getfixturevalue(who))

    assert Ticket.objects.get(pk=ticket.pk).status == Status.IN_PROGRESS


def test_a_ticket_that_is_resolved_or_open_is_not_dropped(resolved_ticket, open_ticket, tom):
    for ticket in (resolved_ticket(), open_ticket()):
        with pytest.raises(Refused):
            ticket.drop(by=tom)


def test_leaving_the_group_drops_what_one_holds_there_and_nothing_else(
    held_ticket, facilities, everyone, tom, ben
):
    here, of_ben, elsewhere = held_ticket(), held_ticket(holder=ben), held_ticket(group=everyone)

    facilities.leave(by=tom)

    assert [Ticket.objects.get(pk=ticket.pk).assignee for ticket in (here, of_ben, elsewhere)] == [
        None,
        ben,
        tom,
    ]
    event = Event.objects.of(here).last()
    assert (event.verb, event.actor, event.details["person"]) == (Verb.DROPPED, tom, tom.pk)


def test_losing_a_role_drops_what_only_the_role_let_one_hold(held_ticket, it_desk, everyone, ida, ada):
    at_desk, of_all = held_ticket(holder=ida, group=it_desk), held_ticket(holder=ida, group=everyone)

    ida.give_role("user", by=ada)

    assert Ticket.objects.get(pk=at_desk.pk).assignee is None
    assert Ticket.objects.get(pk=of_all.pk).assignee == ida
