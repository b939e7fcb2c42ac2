"""Claiming: exactly one person at a time works on a ticket."""

import pytest

from groups.events import Event, Verb
from tickets.models import Ticket
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


def test_a_member_takes_an_open_ticket(open_ticket, tom):
    ticket = open_ticket()

    ticket.claim(by=tom)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Status.IN_PROGRESS, tom)
    assert ticket.claimed_at == ticket.first_claimed_at
    assert [event.verb for event in Event.objects.of(ticket)] == [Verb.OPENED, Verb.CLAIMED]


def test_the_slower_of_two_is_refused_and_told_who(open_ticket, tom, ben):
    ticket = open_ticket()
    stale = Ticket.objects.get(pk=ticket.pk)
    ticket.claim(by=tom)

    with pytest.raises(Refused, match="Tom was faster"):
        stale.claim(by=ben)

    assert Ticket.objects.get(pk=ticket.pk).assignee == tom
    assert Event.objects.of(ticket).filter(verb=Verb.CLAIMED).count() == 1


def test_a_stranger_cannot_take_it_and_learns_no_name(open_ticket, tom, zoe):
    ticket = open_ticket()
    with pytest.raises(Refused, match="not yours to take"):
        ticket.claim(by=zoe)

    ticket.claim(by=tom)
    with pytest.raises(Refused, match="Somebody was faster"):
        ticket.claim(by=zoe)


def test_what_is_over_is_refused_with_its_status_only_to_those_who_see_it(open_ticket, ana, tom, zoe):
    ticket = open_ticket(by=ana)
    ticket.withdraw(by=ana)

    with pytest.raises(Refused, match="^Only open tickets can be taken. The status of this one: Withdrawn.$"):
        ticket.claim(by=tom)
    with pytest.raises(Refused, match="not yours to take"):
        ticket.claim(by=zoe)
