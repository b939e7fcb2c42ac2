"""From an event to news: rows in the site at once, and mail rows beside them, all in one transaction.

`Told` is written in the same transaction, so an event is told once whoever does it: the doorbell right after
the commit, or the sweep of the worker for events whose process died before it rang.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from groups.events import Event, Verb
from notifications import outbox
from notifications.audience import AUDIENCE, audience, target_of
from notifications.models import Choice, GroupChoice, Mute, Notification, Told
from notifications.models.choices import Volume
from notifications.settling import SETTLING, settle
from notifications.topics import ASKING, Reason, Speed
from tickets.models import Ticket
from ticketsite.kit.ringing import ring

logger = logging.getLogger(__name__)

OWN = {
    Reason.REQUESTER,
    Reason.HOLDER,
    Reason.FOLLOWER,
    Reason.DECIDER,
    Reason.ASKED,
    Reason.SUBSTITUTE,
    Reason.CONCERNED,
}
SWEPT_FOR = timedelta(days=2)


def tell(event):
    """Write the news of one event; a second call for the same event does nothing. Returns the news."""
    if event.verb not in AUDIENCE and event.verb not in SETTLING:
        return []
    with transaction.atomic():
        _told, is_new = Told.objects.get_or_create(event=event)
        return _write(event) if is_new else []


def answer_the_bell(sender, event, **kwargs):
    """Tell right after the commit; what fails here is told by the sweep."""
    tell(event)


def sweep():
    """Tell what was left untold by a process that died; returns how many events."""
    untold = list(_untold()[:500])
    for event in untold:
        try:
            tell(event)
        except Exception:  # one that cannot be told must not keep the others back
            logger.exception("Event %s could not be told", event.pk)
    return len(untold)


def regard_as_told(events):
    """A past that was made up, or is known: news of it to nobody."""
    Told.objects.bulk_create([Told(event=event) for event in events.filter(told=None)], batch_size=1000)


def _untold():
    """What was recorded lately; the past that an import wrote is news to nobody."""
    imports = Event.objects.filter(
        target_kind=OuterRef("target_kind"),
        target_id=OuterRef("target_id"),
        verb=Verb.IMPORTED,
        at__gte=OuterRef("at"),
    )
    return Event.objects.filter(
        ~Exists(imports),
        verb__in={*AUDIENCE, *SETTLING},
        told=None,
        at__gt=timezone.now() - SWEPT_FOR,
    ).order_by("pk")


def _write(event):
    target = target_of(event)
    if target is None:
        return []
    settle(event, target)
    ticket = target if isinstance(target, Ticket) else None
    told = audience(event, target)
    news = []
    for user, topic, reason, in_site, speed in _wanted(told, target):
        notification = Notification(
            person=user,
            event=event,
            ticket=ticket,
            group=None if ticket else target.group,
            topic=topic,
            reason=reason,
            in_site=in_site,
        )
        news.append((notification, speed))
    Notification.objects.bulk_create(notification for notification, _speed in news)
    ring("person", [notification.person_id for notification, _speed in news])
    for notification, speed in news:
        outbox.enclose(notification, speed)
    return [notification for notification, _speed in news]


def _wanted(told, target):
    """(user, topic, reason, in the site?, mail speed) of those whose choices let it through somewhere."""
    choices = Choice.objects.of_many(list(told))
    quieter = _quieter(told, target)
    for user, (topic, reason) in told.items():
        in_site, speed = choices[user.pk][topic]
        is_turned_down = topic not in ASKING and user.pk in quieter and not quieter[user.pk](reason)
        if (in_site or speed != Speed.OFF) and not is_turned_down:
            yield user, topic, reason, in_site, speed


def _quieter(told, target):
    """{user id: whether a reason still gets through} for those who muted the ticket or turned the group down."""
    found = {}
    volumes = GroupChoice.objects.filter(person__in=told, group=target.group)
    for choice in volumes:
        found[choice.person_id] = (
            (lambda reason: reason in OWN) if choice.volume == Volume.MINE else (lambda reason: False)
        )
    if isinstance(target, Ticket):
        for muted in Mute.objects.filter(person__in=told, ticket=target).values_list("person", flat=True):
            found[muted] = lambda reason: False
    return found
