"""Confirming and closing: a resolved ticket is filed away for good."""

import pytest

from groups.events import Verb
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


def test_the_requester_confirms(resolved_ticket, ana, last_event):
    ticket = resolved_ticket()
    ended = ticket.ended_at

    ticket.confirm(by=ana)

    assert (ticket.status, ticket.ended_at) == (Status.CLOSED, ended)
    assert ticket.closed_at is not None
    assert last_event(ticket) == (Verb.CONFIRMED, ana, {})


@pytest.mark.parametrize("who", ("tom", "mia", "gil", "ada", "zoe"))
def test_nobody_else_confirms(resolved_ticket, request, who):
    with pytest.raises(Refused, match="Only the requester confirms"):
        resolved_ticket().confirm(by=request.getfixturevalue(who))


@pytest.mark.parametrize("who", ("mia", "gil", "ana", "ada"))
def test_moderators_and_the_requester_close(resolved_ticket, request, who, last_event):
    ticket, by = resolved_ticket(), request.getfixturevalue(who)

    ticket.close(by=by)

    assert ticket.status == Status.CLOSED
    assert last_event(ticket) == (Verb.CLOSED, by, {})


@pytest.mark.parametrize("who", ("tom", "ben", "ida", "zoe"))
def test_others_do_not_close(resolved_ticket, request, who):
    with pytest.raises(Refused, match="Only a resolved ticket is closed"):
        resolved_ticket().close(by=request.getfixturevalue(who))


def test_only_what_is_resolved_is_confirmed_or_closed(held_ticket, open_ticket, ana, gil):
    for ticket in (held_ticket(), open_ticket()):
        with pytest.raises(Refused):
            ticket.confirm(by=ana)
        with pytest.raises(Refused):
            ticket.close(by=gil)


def test_silence_closes_a_resolved_ticket_and_no_other(resolved_ticket, held_ticket, last_event):
    silent, busy = resolved_ticket(), held_ticket()

    silent.close_after_silence()
    busy.close_after_silence()

    assert (silent.status, busy.status) == (Status.CLOSED, Status.IN_PROGRESS)
    assert last_event(silent)[:2] == (Verb.CLOSED, None)
