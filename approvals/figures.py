"""Numbers over approvals: how many passed or were refused in a period, and how long they took."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Value

from tickets.figures.scopes import Number, ScopeQuery
from tickets.figures.times import length, percentiles


class Approvals(NamedTuple):
    waiting: Number
    approved: Number
    refused: Number
    half: timedelta | None
    most: timedelta | None

    @property
    def is_needed(self):
        """Whether there is anything to say."""
        return self.waiting.count or self.approved.count or self.refused.count


def _approved(tickets, start, end):
    """One row: how many, and within how many seconds half of them and nine in ten."""
    approved = tickets.filter(approved_at__gte=start, approved_at__lt=end).order_by().values(all=Value(1))
    columns = {"n": Count("*")} | percentiles("took", "approval_seconds")
    return approved.annotate(**columns).values_list(*columns)


APPROVED = ScopeQuery(_approved)


def approvals(scope, user, period, waiting, refused):
    """One query beside what `counts` knows already: how many wait, how many were refused."""
    ((count, half, most),) = APPROVED.rows(scope, user, period.start, period.end)
    return Approvals(
        waiting=waiting,
        approved=scope.number(count, **period.query("approved")),
        refused=refused,
        half=length(half),
        most=length(most),
    )
