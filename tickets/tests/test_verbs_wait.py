"""Waiting for the requester, and going on."""

import pytest

from groups.events import Event, Verb
from tickets.statuses import Status
from ticketsite.kit.refusals import Refused


def test_a_question_becomes_a_comment_and_the_ticket_waits(held_ticket, tom, last_event):
    ticket = held_ticket()

    ticket.set_waiting(by=tom, question="Which room?")

    assert ticket.status == Status.WAITING
    assert ticket.comments.get().body == "Which room?"
    assert last_event(ticket) == (Verb.SET_WAITING, tom, {"comment": ticket.comments.get().pk})


def test_the_requesters_answer_ends_the_waiting_and_others_words_do_not(held_ticket, tom, ana, ben):
    ticket = held_ticket()
    ticket.set_waiting(by=tom)

    ticket.comment(by=ben, body="I think 214.")
    ticket.comment(by=ana, body="A note to us.", is_internal=True)
    assert ticket.status == Status.WAITING

    answer = ticket.comment(by=ana, body="214.")
    event = Event.objects.of(ticket).last()
    assert ticket.status == Status.IN_PROGRESS
    assert (event.verb, event.details) == (Verb.RESUMED, {"answered": answer.pk})


def test_the_holder_goes_on_without_an_answer(held_ticket, tom, last_event):
    ticket = held_ticket()
    ticket.set_waiting(by=tom)

    ticket.resume(by=tom)

    assert ticket.status == Status.IN_PROGRESS
    assert last_event(ticket) == (Verb.RESUMED, tom, {})


@pytest.mark.parametrize("who", ("ana", "ben", "gil", "ada", "zoe"))
def test_only_the_holder_waits_and_resumes(held_ticket, tom, request, who):
    ticket, by = held_ticket(), request.getfixturevalue(who)
    with pytest.raises(Refused, match="Only whoever works on the ticket"):
        ticket.set_waiting(by=by)

    ticket.set_waiting(by=tom)
    with pytest.raises(Refused, match="Only whoever works on the ticket"):
        ticket.resume(by=by)


def test_waiting_starts_once_and_resuming_needs_it(held_ticket, open_ticket, tom):
    ticket = held_ticket()
    with pytest.raises(Refused):
        ticket.resume(by=tom)
    ticket.set_waiting(by=tom)
    for unready in (ticket, open_ticket()):
        with pytest.raises(Refused):
            unready.set_waiting(by=tom)
