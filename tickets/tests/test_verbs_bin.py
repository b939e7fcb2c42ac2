"""The bin: deleting, bringing back, and that nothing is done to what lies in it."""

import pytest

from groups.events import Verb
from tickets.models import Ticket
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


def test_the_requester_deletes_what_was_never_claimed(open_ticket, held_ticket, ana, tom, last_event):
    ticket = open_ticket()
    ticket.bin(by=ana)
    assert (ticket.is_deleted, ticket.deleted_by) == (True, ana)
    assert last_event(ticket) == (Verb.DELETED, ana, {})

    dropped = held_ticket()
    dropped.drop(by=tom)
    with pytest.raises(Refused, match="Only the requester of an unclaimed ticket"):
        dropped.bin(by=ana)


@pytest.mark.parametrize(
    "who, may", (("mia", True), ("gil", True), ("ada", True), ("tom", False), ("ida", False))
)
def test_moderators_delete_always_and_others_never(held_ticket, request, who, may):
    ticket, by = held_ticket(), request.getfixturevalue(who)

    if may:
        ticket.bin(by=by)
    else:
        with pytest.raises(Refused):
            ticket.bin(by=by)

    assert Ticket.objects.get(pk=ticket.pk).is_deleted == may


@pytest.mark.parametrize(
    "who, may", (("mia", True), ("gil", True), ("ada", True), ("ana", False), ("tom", False))
)
def test_moderators_bring_it_back_as_it_was(held_ticket, gil, tom, request, who, may):
    ticket, by = held_ticket(), request.getfixturevalue(who)
    ticket.bin(by=gil)
    assert Ticket.objects.in_bin_of(by).filter(pk=ticket.pk).exists() == may

    if not may:
        with pytest.raises(Refused, match="Only moderators"):
            ticket.restore(by=by)
        return
    ticket.restore(by=by)

    assert (ticket.is_deleted, ticket.status, ticket.assignee) == (False, Status.IN_PROGRESS, tom)
    assert ticket.is_visible_to(tom)


def test_what_is_not_in_the_bin_is_not_restored_nor_deleted_twice(open_ticket, gil):
    ticket = open_ticket()
    with pytest.raises(Refused):
        ticket.restore(by=gil)
    ticket.bin(by=gil)
    with pytest.raises(Refused, match="in the bin already"):
        ticket.bin(by=gil)


VERBS = {
    "claim": {},
    "drop": {},
    "release": {"reason": "x"},
    "ask_takeover": {},
    "set_waiting": {},
    "resume": {},
    "resolve": {},
    "confirm": {},
    "close": {},
    "reopen": {},
    "withdraw": {},
    "resubmit": {},
    "follow": {},
    "unfollow": {},
    "comment": {"body": "x"},
    "edit": {"revision": 1, "title": "x", "description": ""},
    "set_priority": {"priority": 0},
    "schedule": {"due_on": None},
    "put_in_project": {"project": None},
}


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_done_to_what_lies_in_the_bin(open_ticket, ana, verb):
    ticket = open_ticket()
    page = Ticket.objects.get(pk=ticket.pk)
    ticket.bin(by=ana)

    with pytest.raises(Refused, match="in the bin"):
        getattr(page, verb)(by=ana, **VERBS[verb])


@pytest.mark.parametrize("verb", ("assign", "hand_over", "add_follower", "remove_follower", "move"))
def test_nor_anything_that_concerns_another(open_ticket, everyone, ana, gil, ben, verb):
    ticket = open_ticket()
    page = Ticket.objects.get(pk=ticket.pk)
    ticket.bin(by=ana)

    with pytest.raises(Refused, match="in the bin"):
        getattr(page, verb)(everyone if verb == "move" else ben, by=gil)
