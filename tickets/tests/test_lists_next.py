"""Next for me: the first of the waiting list becomes mine, and of two who ask at once each gets their own."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tickets.models import Ticket
from tickets.statuses import Priority, Status
from ticketsite.testing import at_once

NEXT = "/waiting/next/"


def test_next_claims_the_most_urgent_and_goes_there(client, open_ticket, tom):
    open_ticket()
    urgent = open_ticket(priority=Priority.CRITICAL)
    client.force_login(tom)

    response = client.post(NEXT)

    urgent.refresh_from_db()
    assert (urgent.status, urgent.assignee) == (Status.IN_PROGRESS, tom)
    assert response["Location"] == urgent.get_absolute_url()
    assert Ticket.objects.held_by(tom).count() == 1


def test_next_follows_the_filters_of_the_list(client, open_ticket, everyone, tom):
    open_ticket(priority=Priority.CRITICAL)
    wanted = Ticket.objects.open(by=tom, group=everyone, title="Whatever")
    client.force_login(tom)

    response = client.post(f"{NEXT}?group={everyone.pk}")

    assert response["Location"] == wanted.get_absolute_url()


def test_next_with_a_wrong_filter_takes_nothing(client, open_ticket, tom):
    open_ticket()
    client.force_login(tom)

    response = client.post(f"{NEXT}?group=garbage")

    assert response["Location"] == reverse("tickets:waiting")
    assert not Ticket.objects.held_by(tom).exists()


def test_next_says_when_nothing_waits(client, tom):
    client.force_login(tom)

    response = client.post(NEXT)

    assert response["Location"] == reverse("tickets:waiting")
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Nothing waits for you any more."
    ]


def test_the_slower_of_two_gets_the_following_one(open_ticket, tom, ben):
    first, second = open_ticket(), open_ticket()
    seen_before = Ticket.objects.by_urgency()
    first.claim(by=ben)

    assert seen_before.claim_first(by=tom) == second
    assert seen_before.claim_first(by=tom) is None


def test_next_refuses_to_be_asked_by_address(client, open_ticket, tom):
    ticket = open_ticket()
    client.force_login(tom)

    assert client.get(NEXT).status_code == 405
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_get_a_ticket_each(open_ticket, tom, ben, mia, gil, ana):
    people = (tom, ben, mia, gil, ana)
    for _person in people:
        open_ticket()

    got = at_once(*(lambda by=person: Ticket.objects.by_urgency().claim_first(by=by) for person in people))

    assert len({ticket.pk for ticket in got}) == 5
    assert {ticket.assignee for ticket in Ticket.objects.all()} == set(people)
