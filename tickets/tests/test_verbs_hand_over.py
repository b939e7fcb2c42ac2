"""Handing over: the holder passes the work straight to a colleague."""

import pytest

from groups.events import Verb
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


def test_the_colleague_holds_it_at_once(held_ticket, tom, ben, last_event):
    ticket = held_ticket()
    ticket.set_waiting(by=tom)

    ticket.hand_over(ben, by=tom, reason="You know it.")

    assert (ticket.status, ticket.assignee) == (Status.IN_PROGRESS, ben)
    assert last_event(ticket) == (Verb.HANDED_OVER, tom, {"to": ben.pk, "reason": "You know it."})


@pytest.mark.parametrize("who", ("ben", "mia", "gil", "ana", "ada"))
def test_only_the_holder_hands_over(held_ticket, mia, request, who):
    with pytest.raises(Refused, match="Only whoever works on the ticket"):
        held_ticket().hand_over(mia, by=request.getfixturevalue(who))


@pytest.mark.parametrize("who", ("zoe", "ida", "hugo"))
def test_nobody_outside_gets_it(held_ticket, tom, request, who):
    ticket, outsider = held_ticket(), request.getfixturevalue(who)

    with pytest.raises(Refused, match=f"{outsider} does not work in Facilities"):
        ticket.hand_over(outsider, by=tom)

    ticket.refresh_from_db()
    assert ticket.assignee == tom


def test_neither_oneself_nor_the_switched_off_get_it(held_ticket, facilities, tom, ben, ada):
    ticket = held_ticket()
    with pytest.raises(Refused, match="work on it already"):
        ticket.hand_over(tom, by=tom)

    ben.deactivate(by=ada)
    with pytest.raises(Refused, match="no active account"):
        ticket.hand_over(ben, by=tom)
