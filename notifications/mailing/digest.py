"""Digests: what a person wants to hear once a day or week, and what was too much or too late for single mails."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.models import User
from accounts.time_zones import zone_of
from notifications.models import Mail, MailSettings, Notification
from notifications.models.choices import Digest
from notifications.models.mail import Kind, State
from notifications.outbox import message_id


def send_due_digests(now=None):
    """Gather digests for everybody whose hour has come since their last one; returns how many."""
    now = now or timezone.now()
    waiting = Notification.objects.filter(in_digest=True)
    first = dict(waiting.order_by().values_list("person").annotate(Min("created_at")))
    people = User.objects.active().filter(pk__in=waiting.values("person")).select_related("mail_settings")
    return sum(_gather(person, now) for person in people.iterator() if is_due(person, first[person.pk], now))


def is_due(person, first, now):
    """Whether the hour of this person's digest lies between their last one and now, by their own clock.

    Before their very first one the time is counted from when its `first` news came.
    """
    wishes = getattr(person, "mail_settings", None) or MailSettings(person=person)
    local = now.astimezone(zone_of(person))
    at = datetime(local.year, local.month, local.day, wishes.hour, tzinfo=local.tzinfo)
    if at > local:
        at -= timedelta(days=1)
    if wishes.digest == Digest.WEEKLY:
        at -= timedelta(days=(at.weekday() - wishes.weekday) % 7)
    return (wishes.last_digest_at or first) < at


@transaction.atomic
def _gather(person, now):
    wishes, _is_new = MailSettings.objects.get_or_create(person=person)
    wishes.last_digest_at = now
    wishes.save(update_fields=["last_digest_at"])
    news = list(Notification.objects.filter(person=person, in_digest=True).values_list("pk", flat=True))
    Notification.objects.filter(pk__in=news).update(in_digest=False)
    return _digest(person, news)


def _digest(person, news):
    """One that still waits for the mail server takes the news in: nobody wants ten of them when it is back."""
    if not news:
        return 0
    mail = Mail.objects.held().filter(person=person, kind=Kind.DIGEST).first()
    if mail is None:
        mail = Mail.objects.create(person=person, kind=Kind.DIGEST, message_id=message_id("digest"))
    mail.news.add(*news)
    return 1


@transaction.atomic
def join_late_mail():
    """After a day without mail nobody wants a hundred: what is late goes as one digest a person."""
    late = Mail.objects.late().select_for_update(of=("self",), no_key=True)
    by_person = {}
    for mail in late.prefetch_related("news"):
        by_person.setdefault(mail.person_id, []).append(mail)
    for person, mails in by_person.items():
        if len(mails) > 1:
            news = {item.pk for mail in mails for item in mail.news.all()}
            Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(
                state=State.CANCELLED, last_error="joined in a digest"
            )
            _digest(User.objects.get(pk=person), news)
    return len(by_person)
