"""The columns that sum where a ticket's time went say what its events say."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from approvals.models import Decision
from groups.events import Event
from tickets.models import Approver, Category, Route, Step, Ticket
from tickets.stretches import SUMS, account

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
COLUMNS = ["status_since", "times_reopened", *SUMS.values()]


@pytest.fixture
def at(monkeypatch):
    """at(3): it is three hours after START."""

    def turn(hours):
        moment = START + timedelta(hours=hours)

        class Stopped(datetime):
            @classmethod
            def now(cls, tz=None):
                return moment

        monkeypatch.setattr(timezone, "datetime", Stopped)
        return moment

    return turn


@pytest.fixture
def screen(at, it_desk, ana, hugo):
    """A request that hugo approves after four hours."""
    route = Route.objects.create(name="By the HOD")
    Step.objects.create(route=route, approver=Approver.HOD)
    category = Category.objects.create(group=it_desk, name="Purchase", route=route)
    at(0)
    ticket = Ticket.objects.open(by=ana, group=it_desk, category=category, title="A screen")
    at(4)
    Decision.objects.approve(ticket, by=hugo, seen=ticket.content_hash)
    return ticket


@pytest.fixture
def long_life(at, screen, tess, ana):
    """Approval 4 h, waiting list 2 h, work 3 h, the requester 5 h, work 1 h; back after a day, 2 h more."""
    acts = (
        (6, lambda: screen.claim(by=tess)),
        (9, lambda: screen.set_waiting(by=tess, question="Which size?")),
        (14, lambda: screen.comment(by=ana, body="Large.")),
        (15, lambda: screen.resolve(by=tess)),
        (39, lambda: screen.reopen(by=ana)),
        (41, lambda: screen.resolve(by=tess)),
    )
    for hours, act in acts:
        at(hours)
        act()
    return Ticket.objects.get(pk=screen.pk)


def columns_of(ticket):
    return {name: getattr(ticket, name) for name in COLUMNS}


def hours_in(ticket):
    return [getattr(ticket, name) / 3600 for name in SUMS.values()]


def test_each_change_of_status_closes_a_stretch(long_life):
    assert hours_in(long_life) == [4, 2, 6, 5]
    assert long_life.times_reopened == 1
    assert long_life.status_since == START + timedelta(hours=41)


def test_the_stretch_that_runs_is_not_counted_yet(at, screen):
    at(9)

    assert hours_in(screen) == [4, 0, 0, 0]
    assert screen.status_since == START + timedelta(hours=4)


def test_the_events_give_the_same_sums(long_life):
    lived = columns_of(long_life)
    for name in COLUMNS:
        setattr(long_life, name, None)

    account(long_life, list(Event.objects.of(long_life)))

    assert columns_of(long_life) == lived


def test_older_tickets_are_summed_when_the_columns_come(long_life, screen, open_ticket):
    open_ticket()
    lived = {ticket.pk: columns_of(ticket) for ticket in Ticket.objects.all()}
    zeros = dict.fromkeys(SUMS.values(), 0)
    Ticket.objects.update(status_since=None, times_reopened=0, **zeros)

    import_module("tickets.migrations.0010_sum_time_spent").sum_up(apps, None)

    assert {ticket.pk: columns_of(ticket) for ticket in Ticket.objects.all()} == lived
