"""What to expect: from tickets like this one, only where they are enough, and never more than numbers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tickets.figures.expectation import ENOUGH, ahead, of_new, of_ticket
from tickets.models import Approver, Category, Route, Ticket
from tickets.statuses import Priority
from ticketsite.kit.pieces import working_time
from ticketsite.kit.working_hours import WorkingHours


@pytest.fixture
def repairs(it_desk):
    return Category.objects.create(group=it_desk, name="Repairs")


@pytest.fixture
def took(it_desk, repairs, hugo, theo):
    """took(3, priority): a ticket that theo resolved in three hours of a Monday, or of the days after it."""
    today = timezone.now().replace(hour=8, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday() + 7)

    def make(hours, priority=Priority.NICE, category=repairs, opened=monday):
        ticket = Ticket.objects.open(
            by=hugo, group=it_desk, category=category, priority=priority, title="A secret thing"
        )
        ticket.resolve(by=theo)
        times = {"opened_at": opened, "ended_at": opened + timedelta(hours=hours)}
        Ticket.objects.filter(pk=ticket.pk).update(**times)

    return make


def new(group, category, priority, is_ready=True):
    expected = of_new(group.pk, category and category.pk, priority, is_ready)
    return expected and (expected.half, expected.most)


def test_half_and_nine_in_ten_of_the_same_category_and_priority(took, it_desk, repairs):
    for hours in range(1, ENOUGH + 1):
        took(hours)
        took(50, priority=Priority.CRITICAL)

    assert new(it_desk, repairs, Priority.NICE) == (timedelta(hours=5), timedelta(hours=9))


def test_nights_and_weekends_are_not_counted(took, it_desk, repairs):
    for _number in range(ENOUGH):
        took(24 * 7 + 2)

    assert new(it_desk, repairs, Priority.NICE) == (timedelta(hours=52), timedelta(hours=52))


def test_the_hours_are_those_of_the_site(took, it_desk, repairs, settings):
    settings.WORKING_HOURS = WorkingHours.read(["mon-fri 9-12"])
    settings.TIME_ZONE = "Asia/Tokyo"  # eight o'clock is 17 there
    for _number in range(ENOUGH):
        took(24)

    assert new(it_desk, repairs, Priority.NICE) == (timedelta(hours=3), timedelta(hours=3))


def test_too_few_of_a_priority_are_told_with_the_whole_category(took, it_desk, repairs):
    for _number in range(ENOUGH):
        took(4, priority=Priority.CRITICAL)

    assert new(it_desk, repairs, Priority.WHENEVER) == (timedelta(hours=4), timedelta(hours=4))


def test_too_few_say_nothing(took, it_desk, repairs):
    for _number in range(ENOUGH - 1):
        took(4)

    assert new(it_desk, repairs, Priority.NICE) is None
    assert new(it_desk, None, Priority.NICE) is None


def test_a_new_one_comes_after_all_of_its_priority(took, it_desk, repairs, ana):
    for priority in (*Priority, Priority.NICE):
        Ticket.objects.open(by=ana, group=it_desk, category=repairs, priority=priority, title="Printer")
    for _number in range(ENOUGH):
        took(4)

    def before(priority, is_ready=True):
        return of_new(it_desk.pk, repairs.pk, priority, is_ready).ahead

    assert [before(priority) for priority in Priority] == [1, 2, 4, 5]
    assert before(Priority.NICE, is_ready=False) is None


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
    for hours in (*[6] * (ENOUGH - 2), 25, 25):
        took(hours)
    Ticket.objects.open(by=ana, group=it_desk, category=repairs, title="Printer")
    client.force_login(ana)

    form = client.get(reverse("tickets:new"), {"category": repairs.pk}).content.decode()
    ticket = Ticket.objects.open(by=ana, group=it_desk, category=repairs, title="Printer")
    page = client.get(ticket.get_absolute_url()).content.decode()

    for text in (form, page):
        assert "half were resolved within 6 working hours, nine in ten within 2 working days." in text
        assert "1 waits ahead of it." in text
        assert "secret" not in text


def test_the_form_counts_who_is_ahead_unless_somebody_has_to_approve(client, took, it_desk, repairs, ana):
    for _number in range(ENOUGH):
        took(6)
    client.force_login(ana)

    def ahead_of_new():
        page = client.get(reverse("tickets:new"), {"category": repairs.pk})
        return page.context["expected"].ahead

    repairs.route = Route.objects.create(name="No questions asked")
    repairs.save()
    assert ahead_of_new() == 0

    repairs.route.steps.create(position=1, approver=Approver.HOD)
    assert ahead_of_new() is None


@pytest.mark.parametrize(
    "hours,words",
    (
        (0, "1 working hour"),
        (1, "1 working hour"),
        (1.01, "2 working hours"),
        (10, "10 working hours"),
        (10.5, "2 working days"),
        (30, "3 working days"),
    ),
)
def test_working_time_is_rounded_up_to_hours_and_beyond_a_day_to_days(hours, words):
    assert working_time(timedelta(hours=hours)) == words
