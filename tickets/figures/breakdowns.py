"""The same numbers per person, place, weekday or hour: one of these at a time, the busiest first."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Count, F, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from groups.models import Group, Project
from tickets.figures.scopes import Number
from tickets.figures.times import length, percentiles, since_opening
from tickets.models import Category
from tickets.statuses import DONE, UNRESOLVED

ROWS = 25


@dataclass(frozen=True)
class Breakdown:
    """`column` is what tells rows apart; `model` what their keys name; `is_clock` that they are times of day."""

    name: str
    label: str
    column: object
    model: object = None
    is_clock: bool = False


ALL = {
    breakdown.name: breakdown
    for breakdown in (
        Breakdown("person", _("Person"), "assignee", get_user_model()),
        Breakdown("group", _("Group"), "group", Group),
        Breakdown("project", _("Project"), "project", Project),
        Breakdown("category", _("Category"), "category", Category),
        Breakdown("department", _("Department"), "department", Department),
        Breakdown("weekday", _("Weekday"), ExtractIsoWeekDay("opened_at"), is_clock=True),
        Breakdown("hour", _("Hour"), ExtractHour("opened_at"), is_clock=True),
    )
}


@dataclass(frozen=True)
class Row:
    label: str
    place: object
    opened: Number
    unresolved: Number | None = None
    done: Number | None = None
    back: Number | None = None
    half: timedelta | None = None
    most: timedelta | None = None


def breakdown(scope, user, period, name):
    """(rows, whether there are more): two queries, the second for the names."""
    by = ALL[name]
    if by.is_clock:
        return list(clock_rows(scope, user, period, by)), False
    found = list(counted(scope.tickets(user), period, by)[: ROWS + 1])
    places = by.model.objects.in_bulk({row["key"] for row in found[:ROWS]} - {None})
    return [place_row(scope, period, by, row, places.get(row["key"])) for row in found[:ROWS]], len(
        found
    ) > ROWS


def clock_rows(scope, user, period, by):
    """By the time of the opening: every weekday or hour, quiet ones too."""
    opened = scope.tickets(user).filter(**period.within("opened_at"))
    counts = dict(opened.order_by().values_list(by.column).annotate(n=Count("pk")))
    names = {day + 1: word for day, word in WEEKDAYS.items()}
    if by.name == "hour":
        names = {hour: f"{hour}:00" for hour in range(24)}
    for key, label in names.items():
        query = {by.name: key} | period.query("opened")
        yield Row(str(label), None, scope.number(counts.get(key, 0), **query))


def counted(tickets, period, by):
    opened = Q(**period.within("opened_at"))
    done = Q(status__in=DONE, **period.within("ended_at"))
    unresolved = Q(is_unresolved=True)
    if by.name == "person":
        tickets = tickets.filter(assignee__isnull=False)
    return (
        tickets.filter(opened | done | unresolved)
        .order_by()
        .values(key=F(by.column))
        .annotate(
            n_opened=Count("pk", opened),
            n_unresolved=Count("pk", unresolved),
            n_done=Count("pk", done),
            n_back=Count("pk", done & Q(times_reopened__gt=0)),
            **percentiles("resolved", since_opening("ended_at"), filter=done),
        )
        .order_by("-n_done", "-n_opened", "-n_unresolved", "key")
    )


def place_row(scope, period, by, row, place):
    query = {by.name: place.pk if place else "none"}
    if by.name == "person":
        query = {"assignee": place.username}
    done = query | {"status": [str(s) for s in DONE]} | period.query("ended")
    return Row(
        label=str(place or gettext("none")),
        place=place,
        opened=scope.number(row["n_opened"], **query, **period.query("opened")),
        unresolved=scope.number(row["n_unresolved"], **query, status=[str(s) for s in UNRESOLVED]),
        done=scope.number(row["n_done"], **done),
        back=scope.number(row["n_back"], **done, came_back="yes"),
        half=length(row["resolved_half"]),
        most=length(row["resolved_most"]),
    )
