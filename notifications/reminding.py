"""Tickets that nobody takes: whoever runs their group is reminded, once a week as long as some wait."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from groups.events import Event, Verb, record
from groups.models import Group
from tickets.models import Ticket
from tickets.statuses import READY
from ticketsite.kit.counting import CappedCount
from ticketsite.kit.locking import lock

FORGOTTEN_AFTER = timedelta(days=3)
REMINDED_EVERY = timedelta(days=7)


def remind():
    """One event a group, by nobody; safe to run as often as one likes. Returns how many groups."""
    return sum(_remind(group) for group in _forgetful())


def _forgetful():
    """Groups with tickets that have waited too long, each with their `number`, not reminded lately."""
    waiting_since = Coalesce("approved_at", "opened_at")
    forgotten = (
        Ticket.objects.kept()
        .alias(waiting_since=waiting_since)
        .filter(status__in=READY, waiting_since__lt=timezone.now() - FORGOTTEN_AFTER, group=OuterRef("pk"))
    )
    groups = Group.objects.current().filter(Exists(forgotten), is_universal=False)
    return groups.exclude(Exists(_reminders(OuterRef("pk")))).annotate(number=CappedCount(forgotten))


def _reminders(group):
    recent = timezone.now() - REMINDED_EVERY
    return Event.objects.filter(target_kind="group", target_id=group, verb=Verb.REMINDED, at__gt=recent)


@transaction.atomic
def _remind(group):
    number = group.number
    lock(group)
    if _reminders(group.pk).exists():
        return False
    record(group, Verb.REMINDED, None, number=number)
    return True
