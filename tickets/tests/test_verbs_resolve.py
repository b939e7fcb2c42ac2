"""Resolving: the comment that names the resolver, and how long it took."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groups.events import Event, Verb
from tickets.models import Ticket
from tickets.models.comment import Kind
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


def test_the_holder_resolves_and_the_ticket_says_who_and_how_long(held_ticket, tom):
    ticket = held_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(opened_at=timezone.now() - timedelta(hours=5))

    ticket.resolve(by=tom, solution="A new lamp.")

    ticket = Ticket.objects.get(pk=ticket.pk)
    comment = ticket.comments.get()
    assert (ticket.status, ticket.resolved_by, ticket.assignee) == (Status.RESOLVED, tom, tom)
    assert ticket.resolved_at == ticket.ended_at
    assert ticket.time_to_resolve // timedelta(minutes=1) == 300
    assert (comment.kind, comment.author, comment.body) == (Kind.RESOLUTION, tom, "A new lamp.")
    assert ticket.first_answered_at == comment.created_at
    assert Event.objects.of(ticket).last().details == {"comment": comment.pk}


def test_an_unclaimed_ticket_is_claimed_and_resolved_in_one_act(open_ticket, ben):
    ticket = open_ticket()

    ticket.resolve(by=ben)

    assert (ticket.status, ticket.assignee, ticket.resolved_by) == (Status.RESOLVED, ben, ben)
    assert [event.verb for event in Event.objects.of(ticket)] == [
        Verb.OPENED,
        Verb.CLAIMED,
        Verb.COMMENTED,
        Verb.RESOLVED,
    ]


@pytest.mark.parametrize("who", ("ana", "ben", "mia", "gil", "ada", "zoe"))
def test_only_the_holder_resolves_what_is_held(held_ticket, request, who):
    ticket = held_ticket()

    with pytest.raises(Refused, match="Only whoever works on the ticket resolves it"):
        ticket.resolve(by=request.getfixturevalue(who))

    assert not ticket.comments.exists()


@pytest.mark.parametrize("who", ("zoe", "ida", "hugo"))
def test_strangers_do_not_resolve_what_is_open(open_ticket, request, who):
    with pytest.raises(Refused, match="cannot be resolved now"):
        open_ticket().resolve(by=request.getfixturevalue(who))


def test_a_ticket_is_resolved_once(resolved_ticket, tom):
    with pytest.raises(Refused):
        resolved_ticket().resolve(by=tom)
