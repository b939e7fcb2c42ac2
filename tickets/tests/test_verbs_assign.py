"""Assigning: those who lead give a ticket to somebody, whoever had it."""

import pytest

from groups.events import Verb
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


def test_an_open_ticket_is_given_to_a_member(open_ticket, gil, ben, last_event):
    ticket = open_ticket()

    ticket.assign(ben, by=gil)

    assert (ticket.status, ticket.assignee) == (Status.IN_PROGRESS, ben)
    assert last_event(ticket) == (Verb.ASSIGNED, gil, {"before": None, "to": ben.pk})


def test_a_held_ticket_changes_hands_in_one_act(held_ticket, gil, tom, ben, last_event):
    ticket = held_ticket()

    ticket.assign(ben, by=gil)

    assert ticket.assignee == ben
    assert last_event(ticket) == (Verb.ASSIGNED, gil, {"before": tom.pk, "to": ben.pk})


@pytest.mark.parametrize("who", ("ana", "ben", "mia", "ida", "zoe"))
def test_others_do_not_assign(open_ticket, ben, request, who):
    with pytest.raises(Refused, match="Only those who lead the group assign"):
        open_ticket().assign(ben, by=request.getfixturevalue(who))


def test_outsiders_and_the_present_holder_are_refused(held_ticket, gil, tom, zoe):
    ticket = held_ticket()

    with pytest.raises(Refused, match="Zoe does not work in Facilities"):
        ticket.assign(zoe, by=gil)
    with pytest.raises(Refused, match="Tom works on it already"):
        ticket.assign(tom, by=gil)


def test_what_has_ended_is_not_assigned(resolved_ticket, gil, ben):
    with pytest.raises(Refused):
        resolved_ticket().assign(ben, by=gil)


def test_a_desks_seniors_and_it_heads_assign_and_its_technicians_do_not(
    open_ticket, it_desk, sam, ida, tess, theo
):
    ticket = open_ticket(group=it_desk)
    with pytest.raises(Refused):
        ticket.assign(theo, by=tess)

    ticket.assign(theo, by=sam)
    ticket.assign(ida, by=ida)

    assert ticket.assignee == ida
