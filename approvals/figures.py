"""Numbers over approvals: how many passed or were refused in a period, and how long they took."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from tickets.figures.scopes import Number
from tickets.figures.times import length, percentiles
from tickets.statuses import Status


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


def approvals(scope, user, period):
    """One query."""
    waiting = Q(status=Status.PENDING)
    approved = Q(**period.within("approved_at"))
    refused = Q(status=Status.REJECTED, **period.within("ended_at"))
    found = (
        scope.tickets(user)
        .filter(waiting | approved | refused)
        .aggregate(
            n_waiting=Count("pk", waiting),
            n_approved=Count("pk", approved),
            n_refused=Count("pk", refused),
            **percentiles("took", "approval_seconds", filter=approved),
        )
    )
    return Approvals(
        waiting=scope.number(found["n_waiting"], status=str(Status.PENDING)),
        approved=scope.number(found["n_approved"], **period.query("approved")),
        refused=scope.number(found["n_refused"], status=str(Status.REJECTED), **period.query("ended")),
        half=length(found["took_half"]),
        most=length(found["took_most"]),
    )
