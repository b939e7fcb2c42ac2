"""Numbers over approvals: how many passed or were refused in a period, and how long they took."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count

from tickets.figures.scopes import Number
from tickets.figures.times import length, percentiles


@dataclass(frozen=True)
class Approvals:
    waiting: Number
    approved: Number
    refused: Number
    half: timedelta | None
    most: timedelta | None

    @property
    def is_needed(self):
        """Whether there is anything to say."""
        return self.waiting.count or self.approved.count or self.refused.count


def approvals(scope, user, period, waiting, refused):
    """One query beside what `counts` knows already: how many wait, how many were refused."""
    approved = scope.tickets(user).filter(**period.within("approved_at"))
    found = approved.aggregate(n=Count("*"), **percentiles("took", "approval_seconds"))
    return Approvals(
        waiting=waiting,
        approved=scope.number(found["n"], **period.query("approved")),
        refused=refused,
        half=length(found["took_half"]),
        most=length(found["took_most"]),
    )
