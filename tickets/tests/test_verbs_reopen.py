"""Reopening: not solved after all, within 14 days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groups.events import Verb
from tickets.models import Ticket
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


@pytest.mark.parametrize("who", ("ana", "tom", "mia", "gil", "ada"))
def test_it_goes_back_to_whoever_did_it(resolved_ticket, tom, request, who, last_event):
    ticket, by = resolved_ticket(), request.getfixturevalue(who)

    ticket.reopen(by=by, reason="It flickers again.")

    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status, ticket.assignee) == (Status.IN_PROGRESS, tom)
    assert (ticket.resolved_at, ticket.resolved_by, ticket.ended_at) == (None, None, None)
    assert ticket.comments.last().body == "It flickers again."
    assert last_event(ticket) == (Verb.REOPENED, by, {"to": tom.pk, "comment": ticket.comments.last().pk})


def test_it_waits_for_anybody_when_whoever_did_it_has_left(resolved_ticket, facilities, ana, tom):
    ticket = resolved_ticket()
    facilities.leave(by=tom)

    ticket.reopen(by=ana)

    assert (ticket.status, ticket.assignee) == (Status.OPEN, None)


def test_whoever_left_neither_sees_nor_reopens_what_they_did(resolved_ticket, facilities, tom):
    ticket = resolved_ticket()
    assert ticket.is_visible_to(tom)
    facilities.leave(by=tom)

    assert not ticket.is_visible_to(tom)
    with pytest.raises(Refused):
        ticket.reopen(by=tom)


@pytest.mark.parametrize("who", ("ben", "ida", "hugo", "zoe"))
def test_others_do_not_reopen(resolved_ticket, request, who):
    with pytest.raises(Refused, match="reopened by its requester"):
        resolved_ticket().reopen(by=request.getfixturevalue(who))


@pytest.mark.parametrize("days, is_late", ((13.9, False), (14.1, True)))
def test_it_is_too_late_after_14_days(resolved_ticket, ana, days, is_late):
    ticket = resolved_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(ended_at=timezone.now() - timedelta(days=days))

    if is_late:
        with pytest.raises(Refused, match="within 14 days"):
            ticket.reopen(by=ana)
    else:
        ticket.reopen(by=ana)


def test_what_is_closed_or_unresolved_is_not_reopened(resolved_ticket, held_ticket, ana):
    closed = resolved_ticket()
    closed.confirm(by=ana)
    for ticket in (closed, held_ticket()):
        with pytest.raises(Refused):
            ticket.reopen(by=ana)
