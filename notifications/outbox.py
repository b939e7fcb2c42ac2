"""Putting news into envelopes: which mail a notification goes with, and when that mail is due.

At once: a mail of its own. Soon: the open envelope of the same ticket, due ten minutes after it was opened. Digest:
no envelope; the digest gathers it. Over the cap of an hour everything goes to the digest.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import Signer
from django.db.models import Count
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.time_zones import zone_of
from notifications.models import Mail, Notification
from notifications.models.mail import Kind
from notifications.topics import Speed

JOINED_FOR = timedelta(minutes=10)


def enclose(news):
    """Put each (notification, speed) into the mail that will carry it, or leave it to the digest.

    Those of one call are of one event, whose ticket is held: nobody else opens a mail for it meanwhile.
    """
    envelopes = _open_envelopes([each for each, speed in news if speed == Speed.SOON])
    apart = [(each, speed) for each, speed in news if each.person_id not in envelopes]
    full = over_the_cap([each.person_id for each, speed in apart if speed != Speed.DIGEST])
    late = {each.pk for each, speed in apart if speed == Speed.DIGEST or each.person_id in full}
    _leave_to_digest([each for each, _speed in apart if each.pk in late])
    new = {each.person_id: _new(each, speed) for each, speed in apart if each.pk not in late}
    Mail.objects.bulk_create(new.values())
    carrying = envelopes | new
    inside = Mail.news.through
    inside.objects.bulk_create(
        inside(mail=carrying[each.person_id], notification=each)
        for each, _speed in news
        if each.person_id in carrying
    )


def over_the_cap(people):
    """Those of these people who got as many mails within the last hour as one may get."""
    if not people:
        return set()
    since = timezone.now() - timedelta(hours=1)
    recent = Mail.objects.filter(person__in=people, kind=Kind.NEWS, created_at__gt=since).order_by()
    counted = recent.values_list("person").annotate(number=Count("pk"))
    return {person for person, number in counted if number >= settings.MAILS_PER_HOUR}


def _open_envelopes(joining):
    """{person id: the mail that still takes news of their ticket in}. Held until the news is in it: a worker that
    took it meanwhile would send it without."""
    if not joining:
        return {}
    people = [each.person_id for each in joining]
    held = Mail.objects.held().filter(person__in=people, ticket=joining[0].ticket, is_joined=True)
    return {mail.person_id: mail for mail in held.order_by("pk")}


def _leave_to_digest(news):
    for each in news:
        each.in_digest = True
    if news:
        Notification.objects.filter(pk__in=[each.pk for each in news]).update(in_digest=True)


def _new(notification, speed):
    is_joined = speed == Speed.SOON
    due_at = timezone.now() + (JOINED_FOR if is_joined else timedelta())
    return Mail(
        person=notification.person,
        ticket=notification.ticket,
        due_at=after_quiet_hours(notification.person, due_at),
        is_joined=is_joined,
        message_id=message_id(f"ticket-{notification.ticket_id}" if notification.ticket_id else "news"),
    )


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
