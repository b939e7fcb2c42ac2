"""What to expect of a ticket: how long the ones before it took, and how many wait ahead of it.

Nothing but numbers is told, and those only of enough tickets: none of them can be made out. The database knows no
working hours, so these are counted here, of a bounded number of tickets.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.db.models import OuterRef, Q
from django.utils import timezone

from tickets.figures.times import HALF, MOST
from tickets.models import Ticket
from tickets.statuses import READY, UNCLAIMED
from ticketsite.kit.counting import CappedCount
from ticketsite.kit.prepared import Ago, Prepared
from ticketsite.kit.sql import Epoch

LOOKED_AT = 1_000  # of the last that were resolved in the group
ENOUGH = 10
YEAR = timedelta(days=365)
AHEAD = 100


@dataclass(frozen=True)
class Expectation:
    """Working time: `half` and nine in ten (`most`) were resolved within; `ahead` wait in front, at most `AHEAD`."""

    half: timedelta | None
    most: timedelta | None
    ahead: int | None

    @property
    def is_crowded(self):
        return self.ahead is not None and self.ahead >= AHEAD


def _waiting(group):
    return Ticket.objects.kept().unresolved().filter(group=group, status__in=READY)


def ahead():
    """For a query of tickets: how many of its group are to be picked up before each, at most `AHEAD`."""
    urgent, older = Q(priority__lt=OuterRef("priority")), Q(opened_at__lt=OuterRef("opened_at"))
    before = urgent | Q(older, priority=OuterRef("priority"))
    return CappedCount(_waiting(OuterRef("group")).filter(before), cap=AHEAD)


def _last(group, priority):
    """What was resolved last, with a priority also how many are ahead of a ticket that is raised now."""
    last = Ticket.objects.kept().filter(group=group, ended_at__gt=Ago(YEAR)).done()
    columns = ["category", "priority", Epoch("opened_at"), Epoch("ended_at")]
    if priority is not None:
        columns.append(CappedCount(_waiting(group).filter(priority__lte=priority), cap=AHEAD))
    return last.order_by("-ended_at", "-pk").values_list(*columns)[:LOOKED_AT]


LAST = Prepared(_last)


def _told(last, category, priority):
    """(half, most) of tickets like this one: same category and priority, else same category."""
    alike = [row for row in last if row[0] == category]
    just = [row for row in alike if row[1] == priority]
    spans = next(([row[2:4] for row in rows] for rows in (just, alike) if len(rows) >= ENOUGH), None)
    if spans is None:
        return None, None
    zone = timezone.get_default_timezone()
    took = sorted(settings.WORKING_HOURS.between(spans, zone))
    return tuple(timedelta(seconds=took[ceil(share * len(took)) - 1]) for share in (HALF, MOST))


def _rows(group, priority=None):
    return LAST.rows(priority, [group], lambda values: (*values, priority))


def of_new(group, category, priority, is_ready):
    """For a ticket that is still being written; `is_ready` where nobody has to approve it first."""
    last = _rows(group, priority if is_ready else None)
    half, most = _told(last, category, priority)
    return Expectation(half, most, last[0][4] if is_ready else None) if half is not None else None


def of_ticket(ticket, reader):
    """For the requester of a ticket, read with `ahead`, that nobody has taken; None where there is nothing to say."""
    if ticket.requester_id != reader.pk or ticket.status not in UNCLAIMED:
        return None
    half, most = _told(_rows(ticket.group_id), ticket.category_id, ticket.priority)
    before = ticket.ahead if ticket.is_ready else None
    return Expectation(half, most, before) if half is not None or before is not None else None
