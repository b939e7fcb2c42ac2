"""How many: what stands open now by status and age, and what came in and went out in a period."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, IntegerField, Min, Value, When
from django.db.models.functions import TruncDay
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.figures.periods import DAY, Period, start_of
from tickets.figures.scopes import Number
from tickets.statuses import DONE, ENDED, UNRESOLVED, Status

# (label, fewest and most days since the opening): calendar days of the reader, so that a list can say the same.
AGES = (
    (_("Today"), 0, 0),
    (_("1–2 days"), 1, 2),
    (_("3–6 days"), 3, 6),
    (_("7–29 days"), 7, 29),
    (_("30 days and more"), 30, None),
)


def opened_ago(fewest, most):
    """Filters of a list for tickets opened so many days ago."""
    today = timezone.localdate()
    query = {"opened_to": (today - DAY * fewest).isoformat()} if fewest else {}
    return query if most is None else query | {"opened_from": (today - DAY * most).isoformat()}


def _age():
    today = timezone.localdate()
    younger = [
        When(opened_at__gte=start_of(today - DAY * most), then=Value(place))
        for place, (_label, _fewest, most) in enumerate(AGES)
        if most is not None
    ]
    return Case(*younger, default=Value(len(AGES) - 1), output_field=IntegerField())


@dataclass(frozen=True)
class StandingRow:
    """Unresolved tickets of one status: all, and by age."""

    status: str
    label: str
    total: Number
    ages: list


@dataclass(frozen=True)
class Standing:
    """What is unresolved now. `oldest` is the opening of the one that has waited longest to be picked up."""

    total: Number
    rows: list
    ages: list
    oldest: datetime | None
    oldest_url: str


def standing(scope, user):
    """One query."""
    rows = scope.tickets(user).unresolved().order_by().values("status", age=_age())
    counted = {
        (row["status"], row["age"]): row for row in rows.annotate(n=Count("*"), oldest=Min("opened_at"))
    }
    statuses = [str(status) for status in UNRESOLVED]

    def number(among, places, **query):
        count = sum(counted.get((status, place), {"n": 0})["n"] for status in among for place in places)
        return scope.number(count, status=among, **query)

    def by_age(among):
        return [
            number(among, [place], **opened_ago(fewest, most))
            for place, (_l, fewest, most) in enumerate(AGES)
        ]

    everything = range(len(AGES))
    waits = [row["oldest"] for (status, _age), row in counted.items() if status == Status.OPEN]
    return Standing(
        total=number(statuses, everything),
        rows=[
            StandingRow(status, Status(status).label, number([status], everything), by_age([status]))
            for status in statuses
        ],
        ages=by_age(statuses),
        oldest=min(waits, default=None),
        oldest_url=scope.url(status=str(Status.OPEN), sort="oldest"),
    )


@dataclass(frozen=True)
class FlowRow:
    """What came and went in one step of the period."""

    period: Period
    opened: Number
    done: Number
    dropped: Number


@dataclass(frozen=True)
class Flow:
    """Opened, resolved, and ended otherwise: by step, in all, and in the period before; how many were rejected."""

    rows: list
    total: FlowRow
    before: FlowRow
    rejected: Number


def _per_day(tickets, column, period):
    days = tickets.filter(**Period(period.before.first, period.last).within(column)).order_by()
    return days.values(day=TruncDay(column))


def flow(scope, user, period, step):
    """Two queries, whatever the period."""
    tickets = scope.tickets(user)
    opened = _per_day(tickets, "opened_at", period).annotate(n=Count("*"))
    ended = _per_day(tickets.ended(), "ended_at", period).values("day", "status").annotate(n=Count("*"))
    opened = [(row["day"].date(), row["n"]) for row in opened]
    ended = [(row["day"].date(), row["status"], row["n"]) for row in ended]
    done = [(day, n) for day, status, n in ended if status in DONE]
    dropped = [(day, n) for day, status, n in ended if status not in DONE]
    unhappy = [str(status) for status in ENDED if status not in DONE]

    def row(part):
        def count(days):
            return sum(n for day, n in days if part.first <= day <= part.last)

        return FlowRow(
            part,
            scope.number(count(opened), **part.query("opened")),
            scope.number(count(done), status=[str(s) for s in DONE], **part.query("ended")),
            scope.number(count(dropped), status=unhappy, **part.query("ended")),
        )

    rejected = sum(n for day, status, n in ended if status == Status.REJECTED and day >= period.first)
    return Flow(
        rows=[row(part) for part in period.steps(step)],
        total=row(period),
        before=row(period.before),
        rejected=scope.number(rejected, status=str(Status.REJECTED), **period.query("ended")),
    )
