"""The same numbers per person, place, weekday or hour: one of these at a time, the busiest first."""

from datetime import timedelta
from heapq import nsmallest
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Count, F, FloatField, IntegerField, Q, Value
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from groups.models import Group, Project
from tickets.figures.scopes import Number, ScopeQuery
from tickets.figures.times import length, percentiles, since_opening
from tickets.models import Category
from tickets.statuses import DONE, UNRESOLVED
from ticketsite.kit.prepared import PreparedByKey

ROWS = 25


class Breakdown(NamedTuple):
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


class Row(NamedTuple):
    label: str
    place: object
    opened: Number
    unresolved: Number | None = None
    done: Number | None = None
    back: Number | None = None
    half: timedelta | None = None
    most: timedelta | None = None


class Tally(NamedTuple):
    """What one place has of those opened, done, or unresolved; what came back and how long it took only of the done."""

    count: int = 0
    back: int | None = 0
    half: float | None = None
    most: float | None = None


PLACES = {name: PreparedByKey(by.model.objects.all) for name, by in ALL.items() if by.model}


def breakdown(scope, user, period, name):
    """(rows, whether there are more): two queries, the second for the names."""
    by = ALL[name]
    if by.is_clock:
        return list(clock_rows(scope, user, period, by)), False
    found = busiest(BY_PLACE.rows(scope, user, period.start, period.end, by=name))
    shown = found[:ROWS]
    places = PLACES[name].of([key for key, _counted in shown if key is not None])
    rows = [place_row(scope, period, by, counted, places.get(key)) for key, counted in shown]
    return rows, len(found) > ROWS


def _on_the_clock(tickets, start, end, *, by, zone):
    """The hour and the weekday are told in the zone in force, which so belongs to the shape."""
    opened = tickets.filter(opened_at__gte=start, opened_at__lt=end).order_by()
    return opened.values(key=ALL[by].column).annotate(n=Count("*")).values_list("key", "n")


ON_THE_CLOCK = ScopeQuery(_on_the_clock)


def clock_rows(scope, user, period, by):
    """By the time of the opening: every weekday or hour, quiet ones too."""
    zone = timezone.get_current_timezone_name()
    counts = dict(ON_THE_CLOCK.rows(scope, user, period.start, period.end, by=by.name, zone=zone))
    names = {day + 1: word for day, word in WEEKDAYS.items()}
    if by.name == "hour":
        names = {hour: f"{hour}:00" for hour in range(24)}
    for key, label in names.items():
        query = {by.name: key} | period.query("opened")
        yield Row(str(label), None, scope.number(counts.get(key, 0), **query))


def _by_place(tickets, start, end, *, by):
    """(key, what, and a `Tally`) each. Three ways through three indexes: asked with OR, the whole table is read."""
    column = ALL[by].column
    if by == "person":
        tickets = tickets.filter(assignee__isnull=False)

    def counted(what, tickets, **more):
        rows = tickets.order_by().values(key=F(column), what=Value(what)).annotate(n=Count("*"), **more)
        return rows.values_list("key", "what", "n", *more)

    took = percentiles("took", since_opening("ended_at"))
    nothing = {"back": Value(None, IntegerField())} | dict.fromkeys(took, Value(None, FloatField()))
    done = tickets.done().filter(ended_at__gte=start, ended_at__lt=end)
    opened = tickets.filter(opened_at__gte=start, opened_at__lt=end)
    return counted("done", done, back=Count("ended_at", Q(times_reopened__gt=0)), **took).union(
        counted("opened", opened, **nothing),
        counted("unresolved", tickets.unresolved(), **nothing),
        all=True,
    )


BY_PLACE = ScopeQuery(_by_place)


def busiest(rows):
    """[(key, {what: Tally})], one more than are shown, if there are: by what was done, opened, and stands open."""
    tallies = {"done": {}, "opened": {}, "unresolved": {}}
    for key, what, *tally in rows:
        tallies[what][key] = tally
    nothing = [0]

    def rank(key):
        return [-found.get(key, nothing)[0] for found in tallies.values()], key is None, key

    return [
        (key, {what: Tally(*found.get(key, ())) for what, found in tallies.items()})
        for key in nsmallest(ROWS + 1, set().union(*tallies.values()), rank)
    ]


def place_row(scope, period, by, counted, place):
    query = {by.name: place.pk if place else "none"}
    if by.name == "person":
        query = {"assignee": place.username}
    done = query | {"status": tuple(map(str, DONE))} | period.query("ended")
    return Row(
        label=str(place or gettext("none")),
        place=place,
        opened=scope.number(counted["opened"].count, **query, **period.query("opened")),
        unresolved=scope.number(counted["unresolved"].count, **query, status=tuple(map(str, UNRESOLVED))),
        done=scope.number(counted["done"].count, **done),
        back=scope.number(counted["done"].back, **done, came_back="yes"),
        half=length(counted["done"].half),
        most=length(counted["done"].most),
    )
