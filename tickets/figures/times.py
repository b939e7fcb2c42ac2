"""How long: to the first answer, to being taken, to the end; where the time went, and how often it was not the end.

All of it is said of the tickets that were resolved in a period, so that one list stands behind it.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BooleanField, Case, Count, F, Q, Sum, When
from django.utils.translation import gettext_lazy as _

from tickets.figures.periods import Period
from tickets.figures.scopes import Number
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


@dataclass(frozen=True)
class Way:
    """From the opening to one of its marks: half and nine in ten within, and half of them the period before."""

    label: str
    half: timedelta | None
    most: timedelta | None
    before: timedelta | None


@dataclass(frozen=True)
class Times:
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


def times(scope, user, period):
    """One query for both periods."""
    both = Period(period.before.first, period.last)
    is_now = Case(When(ended_at__gte=period.start, then=True), default=False, output_field=BooleanField())
    columns = {"n": Count("*"), "back": Count("ended_at", filter=Q(times_reopened__gt=0))}
    columns |= {name: Sum(name) for name in SUMS.values()}
    for name, _label, column in WAYS:
        columns |= percentiles(name, since_opening(column))
    # Plain names would shadow the columns that they sum.
    columns = {f"all_{name}": column for name, column in columns.items()}
    tickets = scope.tickets(user).done().filter(**both.within("ended_at"))
    rows = {row["is_now"]: row for row in tickets.order_by().values(is_now=is_now).annotate(**columns)}
    nothing = dict.fromkeys(columns)
    return told(scope, period, rows.get(True, nothing), rows.get(False, nothing))


def told(scope, period, now, before):
    def resolved(row, days, name="n", **query):
        return scope.number(
            row[f"all_{name}"] or 0, status=[str(s) for s in DONE], **days.query("ended"), **query
        )

    back = resolved(now, period, "back", came_back="yes")
    return Times(
        resolved=resolved(now, period),
        ways=[
            Way(
                label,
                length(now[f"all_{name}_half"]),
                length(now[f"all_{name}_most"]),
                length(before[f"all_{name}_half"]),
            )
            for name, label, _column in WAYS
        ],
        came_back=back,
        came_back_before=resolved(before, period.before, "back", came_back="yes"),
        parts=shares({phase: now[f"all_{name}"] or 0 for phase, name in SUMS.items()}),
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
