"""What to expect: from tickets like this one, only where they are enough, and never more than numbers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tickets.figures.expectation import ENOUGH, ahead, expectation, of_ticket
from tickets.models import Category, Ticket
from tickets.statuses import Priority


@pytest.fixture
def repairs(it_desk):
    return Category.objects.create(group=it_desk, name="Repairs")


@pytest.fixture
def took(it_desk, repairs, hugo, theo):
    """took(3, priority): a ticket that theo resolved in three hours."""

    def make(hours, priority=Priority.NICE, category=repairs, **columns):
        ticket = Ticket.objects.open(
            by=hugo, group=it_desk, category=category, priority=priority, title="A secret thing"
        )
        ticket.resolve(by=theo)
        opened = timezone.now() - timedelta(days=3)
        times = {"opened_at": opened, "ended_at": opened + timedelta(hours=hours)} | columns
        Ticket.objects.filter(pk=ticket.pk).update(**times)

    return make


def test_half_and_nine_in_ten_of_the_same_category_and_priority(took, it_desk, repairs):
    for hours in range(1, ENOUGH + 2):
        took(hours)
        took(50, priority=Priority.CRITICAL)

    assert expectation(it_desk.pk, repairs.pk, Priority.NICE) == (timedelta(hours=6), timedelta(hours=10))


def test_too_few_of_a_priority_are_told_with_the_whole_category(took, it_desk, repairs):
    for _number in range(ENOUGH):
        took(4, priority=Priority.CRITICAL)

    assert expectation(it_desk.pk, repairs.pk, Priority.WHENEVER) == (timedelta(hours=4), timedelta(hours=4))


def test_too_few_say_nothing(took, it_desk, repairs):
    for _number in range(ENOUGH - 1):
        took(4)

    assert expectation(it_desk.pk, repairs.pk, Priority.NICE) == (None, None)
    assert expectation(it_desk.pk, None, Priority.NICE) == (None, None)


def test_ahead_are_the_more_urgent_and_the_older(it_desk, repairs, ana, tess):
    def opened(priority=Priority.NICE):
        return Ticket.objects.open(
            by=ana, group=it_desk, category=repairs, priority=priority, title="Printer"
        )

    older, taken, mine = opened(), opened(), opened()
    taken.claim(by=tess)
    opened(Priority.CRITICAL), opened(), opened(Priority.WHENEVER)

    read = {ticket.pk: ticket for ticket in Ticket.objects.annotate(ahead=ahead())}

    assert (of_ticket(read[older.pk], ana).ahead, of_ticket(read[mine.pk], ana).ahead) == (1, 2)
    assert of_ticket(read[taken.pk], ana) is None
    assert of_ticket(read[mine.pk], tess) is None


def test_the_ticket_and_the_form_say_it_and_nothing_else(client, took, it_desk, repairs, ana):
    for _number in range(ENOUGH):
        took(6)
    client.force_login(ana)

    form = client.get(reverse("tickets:new"), {"category": repairs.pk}).content.decode()
    ticket = Ticket.objects.open(by=ana, group=it_desk, category=repairs, title="Printer")
    page = client.get(ticket.get_absolute_url()).content.decode()

    for text in (form, page):
        assert "half were resolved within 6 h" in text
        assert "secret" not in text
    assert "None waits ahead of it." in page
