"""What to expect of a ticket: how long the ones before it took, and how many wait ahead of it.

Nothing but numbers is told, and those only of enough tickets: none of them can be made out.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, OuterRef, Q
from django.utils import timezone

from tickets.figures.times import length, percentiles, since_opening
from tickets.models import Ticket
from tickets.statuses import READY, UNCLAIMED
from ticketsite.kit.counting import CappedCount

LOOKED_AT = 2_000  # of the last that were resolved in the group
ENOUGH = 10
YEAR = timedelta(days=365)
AHEAD = 100


@dataclass(frozen=True)
class Expectation:
    """`half` and nine in ten (`most`) were resolved within; `ahead` wait in front, at most `AHEAD` are counted."""

    half: timedelta | None
    most: timedelta | None
    ahead: int | None

    @property
    def is_crowded(self):
        return self.ahead is not None and self.ahead >= AHEAD


def expectation(group, category, priority):
    """(half, most) of tickets like this one: same category and priority, else same category; one query."""
    last = Ticket.objects.kept().filter(group=group, resolved_at__gt=timezone.now() - YEAR).done()
    looked_at = last.order_by("-ended_at", "-pk").values("pk")[:LOOKED_AT]
    alike = Q(category=category)
    just_alike = alike & Q(priority=priority)
    found = Ticket.objects.filter(pk__in=looked_at).aggregate(
        n_alike=Count("pk", alike),
        n_just=Count("pk", just_alike),
        **percentiles("alike", since_opening("ended_at"), filter=alike),
        **percentiles("just", since_opening("ended_at"), filter=just_alike),
    )
    name = next((name for name in ("just", "alike") if found[f"n_{name}"] >= ENOUGH), None)
    return (length(found[f"{name}_half"]), length(found[f"{name}_most"])) if name else (None, None)


def ahead():
    """For a query of tickets: how many of its group are to be picked up before each, at most `AHEAD`."""
    waiting = Ticket.objects.kept().filter(group=OuterRef("group"), status__in=READY)
    urgent, older = Q(priority__lt=OuterRef("priority")), Q(opened_at__lt=OuterRef("opened_at"))
    return CappedCount(waiting.filter(urgent | Q(older, priority=OuterRef("priority"))), cap=AHEAD)


def of_new(group, category, priority):
    """For a ticket that is still being written."""
    half, most = expectation(group, category, priority)
    return Expectation(half, most, None) if half is not None else None


def of_ticket(ticket, reader):
    """For the requester of a ticket, read with `ahead`, that nobody has taken; None where there is nothing to say."""
    if ticket.requester_id != reader.pk or ticket.status not in UNCLAIMED:
        return None
    half, most = expectation(ticket.group_id, ticket.category_id, ticket.priority)
    before = ticket.ahead if ticket.is_ready else None
    return Expectation(half, most, before) if half is not None or before is not None else None
