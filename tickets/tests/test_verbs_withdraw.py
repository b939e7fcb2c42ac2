"""Withdrawing a request, and asking for it again."""

import pytest

from groups.events import Verb
from tickets.models import Ticket
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


def test_the_requester_withdraws_and_the_holder_is_free(held_ticket, ana, tom, last_event):
    ticket = held_ticket()

    ticket.withdraw(by=ana)

    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status, ticket.assignee) == (Status.WITHDRAWN, None)
    assert ticket.ended_at is not None
    assert last_event(ticket) == (Verb.WITHDRAWN, ana, {"before": "in_progress", "dropped": tom.pk})


@pytest.mark.parametrize("who", ("tom", "mia", "gil", "ada", "zoe"))
def test_nobody_else_withdraws(held_ticket, request, who):
    with pytest.raises(Refused, match="Only the requester withdraws"):
        held_ticket().withdraw(by=request.getfixturevalue(who))


def test_it_is_too_late_once_resolved(resolved_ticket, ana):
    with pytest.raises(Refused, match="before it is resolved"):
        resolved_ticket().withdraw(by=ana)


def test_it_is_asked_for_again_as_a_new_attempt(open_ticket, ana, last_event):
    ticket = open_ticket()
    ticket.withdraw(by=ana)

    ticket.resubmit(by=ana)

    assert (ticket.status, ticket.ended_at, ticket.attempt) == (Status.OPEN, None, 2)
    assert last_event(ticket)[:2] == (Verb.RESUBMITTED, ana)


def test_nobody_else_asks_again_and_not_in_a_closed_group(open_ticket, facilities, ana, tom, gil):
    ticket = open_ticket()
    with pytest.raises(Refused):
        ticket.resubmit(by=ana)
    ticket.withdraw(by=ana)
    with pytest.raises(Refused):
        ticket.resubmit(by=tom)

    facilities.close(by=gil)
    with pytest.raises(Refused):
        ticket.resubmit(by=ana)
