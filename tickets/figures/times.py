"""How long: to the first answer, to being taken, to the end; where the time went, and how often it was not the end.

All of it is said of the tickets that were resolved in a period, so that one list stands behind it.
"""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from tickets.figures.scopes import Number, ScopeQuery
from tickets.statuses import DONE
from tickets.stretches import SUMS, Part
from ticketsite.kit.percentiles import Percentile, Seconds

WAYS = (
    ("answered", _("First answer"), "first_answered_at"),
    ("claimed", _("Picked up"), "first_claimed_at"),
    ("resolved", _("Resolved"), "ended_at"),
)
HALF, MOST = 0.5, 0.9


def length(seconds):
    return None if seconds is None else timedelta(seconds=float(seconds))


def percentiles(name, seconds, **extra):
    """Columns `name_half` and `name_most`: half of all, and nine in ten, are done within."""
    return {
        f"{name}_half": Percentile(seconds, HALF, **extra),
        f"{name}_most": Percentile(seconds, MOST, **extra),
    }


def since_opening(column):
    return Seconds(F(column) - F("opened_at"))


class Way(NamedTuple):
    """From the opening to one of its marks: half and nine in ten within, and half of them the period before."""

    label: str
    half: timedelta | None
    most: timedelta | None
    before: timedelta | None


class Times(NamedTuple):
    resolved: Number
    ways: list
    came_back: Number
    came_back_before: Number
    parts: list  # where the time went, as shares of the whole

    @property
    def percent_back(self):
        return round(100 * self.came_back.count / self.resolved.count) if self.resolved.count else None

    @property
    def strip_width(self):
        return sum(part.width for part in self.parts)


def _lengths(tickets, start, middle, end):
    """One row: of each way half and nine in ten of those that ended since the middle, and half of the others."""
    since, until = Q(ended_at__gte=middle), Q(ended_at__lt=middle)
    columns = {}
    for name, _label, column in WAYS:
        columns |= percentiles(name, since_opening(column), filter=since)
        columns[f"{name}_before"] = Percentile(since_opening(column), HALF, filter=until)
    done = tickets.done().filter(ended_at__gte=start, ended_at__lt=end).order_by()
    return done.values(all=Value(1)).annotate(**columns).values_list(*columns)


LENGTHS = ScopeQuery(_lengths)


def times(scope, user, period, ended):
    """One query beside what has `ended`."""
    done, statuses = [row for row in ended if row.status in DONE], tuple(map(str, DONE))
    now, before = [row for row in done if row.step], [row for row in done if not row.step]
    (lengths,) = LENGTHS.rows(scope, user, period.before.start, period.start, period.end)

    def number(count, days, **query):
        return scope.number(count, status=statuses, **days.query("ended"), **query)

    def back(rows, days):
        return number(sum(row.back for row in rows), days, came_back="yes")

    return Times(
        resolved=number(sum(row.count for row in now), period),
        ways=[
            Way(label, *map(length, lengths[3 * place : 3 * place + 3]))
            for place, (_name, label, _column) in enumerate(WAYS)
        ],
        came_back=back(now, period),
        came_back_before=back(before, period.before),
        parts=shares({phase: sum(row.seconds[n] for row in now) for n, phase in enumerate(SUMS)}),
    )


def shares(sums):
    """The phases that took any time, side by side as in the strip of a ticket."""
    whole, parts, x = sum(sums.values()), [], 0
    for phase, seconds in sums.items():
        if seconds:
            parts.append(Share(phase, x, max(round(1000 * seconds / whole), 4), length(seconds)))
            x += parts[-1].width
    return parts


class Share(Part):
    @property
    def percent(self):
        return round(self.width / 10)
