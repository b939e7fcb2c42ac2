"""From an event to news: rows in the site at once, and mail rows beside them, all in one transaction.

`Told` is written in the same transaction, so an event is told once whoever does it: the doorbell after
the commit, or the sweep of the worker for events whose process died before it rang.
"""

import logging
from datetime import timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from groups.events import Event, Verb
from notifications import outbox
from notifications.audience import AUDIENCE, audience, held_target_of
from notifications.models import Notification, Told
from notifications.models.choices import MUTED, Volume, chosen_by, heard
from notifications.settling import SETTLING, settle
from notifications.topics import ASKING, Reason, Speed, Topic
from tickets.models import Ticket
from ticketsite.kit.afterwards import afterwards
from ticketsite.kit.copying import Table
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
    """Write the news of one event; a second call for the same event does nothing. Returns the people told."""
    if event.verb not in AUDIENCE and event.verb not in SETTLING:
        return []
    try:
        with transaction.atomic():
            Told.objects.create(event=event)
            return _write(event)
    except IntegrityError:
        if not Told.objects.filter(event=event).exists():
            raise
        return []


def answer_the_bell(sender, event, **kwargs):
    """Tell after the commit and the answer to whoever acted; what fails or dies here is told by the sweep."""
    afterwards(lambda: tell(event))


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
    target = held_target_of(event)
    if target is None:
        return []
    settle(event, target)
    ticket = target if isinstance(target, Ticket) else None
    told = list(_wanted(audience(event, target), target.group, ticket))
    _write_in_site(event, ticket, target.group, [each for each in told if not each.comes_by_mail])
    _write_mailed(event, ticket, target.group, [each for each in told if each.comes_by_mail])
    ring("person", [each.person.pk for each in told])
    return [each.person for each in told]


class Wanted(NamedTuple):
    """That somebody hears of an event, and how."""

    person: User
    topic: Topic
    reason: Reason
    in_site: bool
    speed: Speed

    @property
    def comes_by_mail(self):
        return self.speed != Speed.OFF and bool(self.person.email)


def _write_in_site(event, ticket, group, wanted):
    """Most news, as plain rows: a large group hears of every new ticket."""
    rows = Table(Notification, "person", "event", "ticket", "group", "topic", "reason", "in_site")
    about = (ticket.pk, None) if ticket else (None, group.pk)
    for person, topic, reason, in_site, _speed in wanted:
        rows.add(person.pk, event.pk, *about, str(topic), str(reason), in_site)
    rows.flush()


def _write_mailed(event, ticket, group, wanted):
    news = [
        Notification(
            person=person,
            event=event,
            ticket=ticket,
            group=None if ticket else group,
            topic=topic,
            reason=reason,
            in_site=in_site,
        )
        for person, topic, reason, in_site, _speed in wanted
    ]
    Notification.objects.bulk_create(news)
    outbox.enclose(list(zip(news, [each.speed for each in wanted], strict=True)))


def _wanted(told, group, ticket):
    """Those of {user: (topic, reason)} whose choices let it through somewhere."""
    chosen = chosen_by(told, group, ticket)
    for user, (topic, reason) in told.items():
        own = chosen.get(user.pk, {})
        in_site, speed = heard(user, topic, own)
        if (in_site or speed != Speed.OFF) and (topic in ASKING or _lets_through(own, reason)):
            yield Wanted(user, topic, reason, in_site, speed)


def _lets_through(own, reason):
    """Whether somebody who chose this hears of what asks nothing of them: neither muted nor turned down for it."""
    if MUTED in own or Volume.NOTHING in own:
        return False
    return Volume.MINE not in own or reason in OWN
