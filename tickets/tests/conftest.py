"""Tickets in the states that tests of verbs start from."""

import pytest

from groups.events import Event


@pytest.fixture
def held_ticket(open_ticket, tom):
    """held_ticket(): a ticket in Facilities that tom works on; takes what open_ticket takes."""

    def make(holder=tom, **fields):
        ticket = open_ticket(**fields)
        ticket.claim(by=holder)
        return ticket

    return make


@pytest.fixture
def resolved_ticket(held_ticket, tom):
    """resolved_ticket(): one that tom has resolved."""

    def make(**fields):
        ticket = held_ticket(**fields)
        ticket.resolve(by=ticket.assignee, solution="A new lamp.")
        return ticket

    return make


@pytest.fixture
def last_event():
    """last_event(ticket): (verb, who, details) of the newest row of its history."""

    def read(ticket):
        event = Event.objects.of(ticket).last()
        return event.verb, event.actor, event.details

    return read
