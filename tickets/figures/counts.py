"""How many: what stands open now by status and age, and what came in and went out in a period."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.figures.periods import DAY, Period, start_of
from tickets.figures.scopes import Number, ScopeQuery
from tickets.statuses import DONE, ENDED, UNRESOLVED, Status
from tickets.stretches import SUMS
from ticketsite.kit.steps import StepOf, stair

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


def _standing(tickets, ages):
    """Rows of (status, age, how many, the first opening); the oldest are of age 0."""
    rows = tickets.unresolved().order_by().values("status", age=StepOf("opened_at", ages))
    return rows.annotate(n=Count("*"), first=Min("opened_at")).values_list("status", "age", "n", "first")


STANDING = ScopeQuery(_standing)


class StandingRow(NamedTuple):
    """Unresolved tickets of one status: all, and by age."""

    status: str
    label: str
    total: Number
    ages: list


class Standing(NamedTuple):
    """What is unresolved now. `oldest` is the opening of the one that has waited longest to be picked up."""

    total: Number
    rows: list
    ages: list
    oldest: datetime | None
    oldest_url: str


def standing(scope, user):
    """One query."""
    today = timezone.localdate()
    begins = stair(start_of(today - DAY * most) for _l, _fewest, most in reversed(AGES) if most is not None)
    counted, waits = Counter(), []
    for status, age, n, oldest in STANDING.rows(scope, user, begins):
        counted[status, len(AGES) - 1 - age] = n
        waits += [oldest] if status == Status.OPEN else []
    statuses = tuple(map(str, UNRESOLVED))

    def number(among, places, **query):
        count = sum(counted[status, place] for status in among for place in places)
        return scope.number(count, status=among, **query)

    def by_age(among):
        return [
            number(among, [place], **opened_ago(fewest, most))
            for place, (_l, fewest, most) in enumerate(AGES)
        ]

    everything = range(len(AGES))
    return Standing(
        total=number(statuses, everything),
        rows=[
            StandingRow(status, Status(status).label, number((status,), everything), by_age((status,)))
            for status in statuses
        ],
        ages=by_age(statuses),
        oldest=min(waits, default=None),
        oldest_url=scope.url(status=str(Status.OPEN), sort="oldest"),
    )


class FlowRow(NamedTuple):
    """What came and went in one step of the period."""

    period: Period
    opened: Number
    done: Number
    dropped: Number


class Flow(NamedTuple):
    """Opened, resolved, and ended otherwise: by step, in all, and in the period before; how many were rejected."""

    rows: list
    total: FlowRow
    before: FlowRow
    rejected: Number


class Ended(NamedTuple):
    """Tickets that ended in one status in one step of a period; step 0 is all of the period before."""

    step: int
    status: str
    count: int
    back: int  # how many of them came back before
    seconds: tuple  # in each phase, as in `SUMS`


def _opened(tickets, steps, start, end):
    came = tickets.filter(opened_at__gte=start, opened_at__lt=end).order_by()
    return came.values(step=StepOf("opened_at", steps)).annotate(n=Count("*")).values_list("step", "n")


def _ended(tickets, steps, start, end):
    went = tickets.filter(ended_at__gte=start, ended_at__lt=end).order_by()
    sums = {f"all_{name}": Sum(name) for name in SUMS.values()}
    rows = went.values("status", step=StepOf("ended_at", steps)).annotate(
        n=Count("*"), back=Count("ended_at", Q(times_reopened__gt=0)), **sums
    )
    return rows.values_list("step", "status", "n", "back", *sums)


OPENED, ENDED_IN = ScopeQuery(_opened), ScopeQuery(_ended)


def _asked(period, step):
    """The steps of a period and the whole of the one before as values of a query."""
    return stair(part.start for part in period.steps(step)), period.before.start, period.end


def ended(scope, user, period, step):
    """What flow and times both tell of: one query."""
    rows = ENDED_IN.rows(scope, user, *_asked(period, step))
    return [Ended(*row[:4], tuple(sum or 0 for sum in row[4:])) for row in rows]


def flow(scope, user, period, step, ended):
    """One query beside what has `ended`."""
    opened, went = Counter(dict(OPENED.rows(scope, user, *_asked(period, step)))), defaultdict(Counter)
    for row in ended:
        went["done" if row.status in DONE else "dropped"][row.step] += row.count
    done, unhappy = tuple(map(str, DONE)), tuple(str(status) for status in ENDED if status not in DONE)

    def row(part, places):
        def count(counted):
            return sum(counted[place] for place in places)

        return FlowRow(
            part,
            scope.number(count(opened), **part.query("opened")),
            scope.number(count(went["done"]), status=done, **part.query("ended")),
            scope.number(count(went["dropped"]), status=unhappy, **part.query("ended")),
        )

    parts = period.steps(step)
    rejected = sum(row.count for row in ended if row.status == Status.REJECTED and row.step)
    return Flow(
        rows=[row(part, [place]) for place, part in enumerate(parts, 1)],
        total=row(period, range(1, len(parts) + 1)),
        before=row(period.before, [0]),
        rejected=scope.number(rejected, status=str(Status.REJECTED), **period.query("ended")),
    )
