"""Asking to take over: one question to the present holder from each colleague."""

import pytest

from groups.events import Verb
from ticketsite.kit.refusals import Refused


def test_a_colleague_asks_and_nothing_but_the_history_changes(held_ticket, tom, ben, last_event):
    ticket = held_ticket()

    ticket.ask_takeover(by=ben, reason="I know that lamp.")

    assert ticket.assignee == tom
    assert ticket.takeover_asked_by() == [ben.pk]
    assert last_event(ticket) == (Verb.TAKEOVER_ASKED, ben, {"reason": "I know that lamp."})


def test_asking_twice_is_refused_until_somebody_else_has_it(held_ticket, tom, ben, mia):
    ticket = held_ticket()
    ticket.ask_takeover(by=ben)
    with pytest.raises(Refused, match="asked already"):
        ticket.ask_takeover(by=ben)

    ticket.hand_over(mia, by=tom)

    assert ticket.takeover_asked_by() == []
    ticket.ask_takeover(by=ben)


@pytest.mark.parametrize("who", ("tom", "zoe", "ida", "hugo"))
def test_the_holder_and_strangers_cannot_ask(held_ticket, request, who):
    with pytest.raises(Refused, match="cannot be asked for"):
        held_ticket().ask_takeover(by=request.getfixturevalue(who))


def test_nobody_asks_for_what_nobody_holds(open_ticket, resolved_ticket, ben):
    for ticket in (open_ticket(), resolved_ticket()):
        with pytest.raises(Refused):
            ticket.ask_takeover(by=ben)


def test_a_technician_does_not_see_a_colleagues_ticket_and_cannot_ask(held_ticket, it_desk, tess, theo, sam):
    ticket = held_ticket(group=it_desk, holder=tess)

    with pytest.raises(Refused):
        ticket.ask_takeover(by=theo)
    ticket.ask_takeover(by=sam)
