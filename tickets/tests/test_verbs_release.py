"""Releasing: those who lead take a ticket off somebody, with a reason."""

import pytest

from groups.events import Verb
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


@pytest.mark.parametrize("who", ("gil", "ada"))
def test_those_who_lead_a_team_release_with_a_reason(held_ticket, request, tom, who, last_event):
    ticket, by = held_ticket(), request.getfixturevalue(who)

    ticket.release(by=by, reason="Tom is on holiday.")

    assert (ticket.status, ticket.assignee) == (Status.OPEN, None)
    assert last_event(ticket) == (Verb.RELEASED, by, {"person": tom.pk, "reason": "Tom is on holiday."})


@pytest.mark.parametrize("who", ("sam", "dora", "ida"))
def test_seniors_heads_and_it_heads_release_at_a_desk(held_ticket, it_desk, tess, request, who):
    ticket = held_ticket(group=it_desk, holder=tess)

    ticket.release(by=request.getfixturevalue(who), reason="Urgent.")

    assert ticket.assignee is None


@pytest.mark.parametrize("who", ("ana", "ben", "mia", "tom", "ida", "hugo", "zoe"))
def test_others_do_not_release(held_ticket, request, who):
    ticket = held_ticket()

    with pytest.raises(Refused, match="Only those who lead the group"):
        ticket.release(by=request.getfixturevalue(who), reason="Mine!")


def test_a_release_needs_a_reason_and_a_holder(held_ticket, open_ticket, gil):
    with pytest.raises(Refused, match="Say why"):
        held_ticket().release(by=gil, reason="  ")
    with pytest.raises(Refused):
        open_ticket().release(by=gil, reason="Why not")
