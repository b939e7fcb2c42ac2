"""Putting news into envelopes: which mail a notification goes with, and when that mail is due.

At once: a mail of its own. Soon: the open envelope of the same ticket, due ten minutes after it was opened. Digest:
no envelope; the digest gathers it. Over the cap of an hour everything goes to the digest.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import Signer
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.time_zones import zone_of
from notifications.models import Mail
from notifications.models.mail import Kind
from notifications.topics import Speed

JOINED_FOR = timedelta(minutes=10)


def enclose(notification, speed):
    """The mail that will carry this news, or None when it waits for the digest or comes without mail."""
    if speed == Speed.OFF or not notification.person.email:
        return None
    envelope = _open_envelope(notification) if speed == Speed.SOON else None
    if envelope is not None:
        envelope.news.add(notification)
        return envelope
    if speed == Speed.DIGEST or over_the_cap(notification.person):
        notification.in_digest = True
        notification.save(update_fields=["in_digest"])
        return None
    if speed == Speed.NOW:
        return _new(notification, timezone.now(), is_joined=False)
    return _joined(notification)


def over_the_cap(person):
    """Whether this person got as many mails within the last hour as one may get."""
    since = timezone.now() - timedelta(hours=1)
    recent = Mail.objects.filter(person=person, kind=Kind.NEWS, created_at__gt=since)
    return recent.count() >= settings.MAILS_PER_HOUR


def _open_envelope(notification):
    """Held until the news is in it: a worker that took it meanwhile would send it without."""
    return (
        Mail.objects.held()
        .filter(person=notification.person, ticket=notification.ticket, is_joined=True)
        .first()
    )


def _joined(notification):
    """A new envelope; of two who open one at once, the second puts its news into the other's."""
    try:
        with transaction.atomic():
            return _new(notification, timezone.now() + JOINED_FOR, is_joined=True)
    except IntegrityError:
        return enclose(notification, Speed.SOON)


def _new(notification, due_at, is_joined):
    mail = Mail.objects.create(
        person=notification.person,
        ticket=notification.ticket,
        due_at=after_quiet_hours(notification.person, due_at),
        is_joined=is_joined,
        message_id=message_id(f"ticket-{notification.ticket_id}" if notification.ticket_id else "news"),
    )
    mail.news.add(notification)
    return mail


def after_quiet_hours(person, at):
    """The same moment, or the end of the person's quiet hours if it falls into them."""
    quiet = getattr(person, "mail_settings", None)
    if quiet is None or quiet.quiet_from is None or quiet.quiet_to is None:
        return at
    local = at.astimezone(zone_of(person))
    start, end, now = quiet.quiet_from, quiet.quiet_to, local.time()
    overnight = start > end
    if not ((now >= start or now < end) if overnight else (start <= now < end)):
        return at
    day = local.date() + timedelta(days=1) if overnight and now >= start else local.date()
    return datetime.combine(day, end, tzinfo=local.tzinfo)


def message_id(subject):
    """A Message-ID of ours: signed, so that an answer to it can be told from an invented one."""
    return signed_id(f"{subject}.{get_random_string(16)}")


def thread_id(ticket):
    """The root all mails about one ticket refer to; no mail has it, and every mail program threads by it."""
    return signed_id(f"ticket-{ticket.pk}")


def signed_id(unique):
    signature = Signer(salt="message-id").signature(unique)[:20]
    return f"<{unique}.{signature}@{settings.MAIL_DOMAIN}>"
