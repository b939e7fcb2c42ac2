"""The outbox: one row a mail, with its own state and a Message-ID that never changes.

A row is taken by a conditional update, sent, and marked. A worker killed in between leaves it taken; the reaper
gives it back, and it goes again under the same Message-ID, so a mailbox can tell it is the same.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notifications.models.notification import Notification
from tickets.models import Ticket

TAKEN_FOR = timedelta(minutes=5)
LATE_AFTER = timedelta(days=1)
GIVEN_UP_AFTER = 15
KNOCKS = 4  # while the server is away: after 1, 2, 4 and 8 minutes, then every quarter of an hour


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    TAKEN = "taken", _("Being sent")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Not needed any more")
    FAILED = "failed", _("Given up")


class Kind(models.TextChoices):
    NEWS = "news", _("News of a ticket or group")
    DIGEST = "digest", _("Digest")
    ACCOUNT = "account", _("Of an account")


class MailQuerySet(models.QuerySet):
    def due(self):
        return self.filter(state=State.QUEUED, due_at__lte=timezone.now()).order_by("due_at", "pk")

    def backlog(self):
        """What should have gone out by now, each with the time `since` when; a failed try puts off only the next."""
        since = Case(When(attempts=0, then=F("due_at")), default=F("created_at"))
        waiting = self.filter(state__in=(State.QUEUED, State.TAKEN))
        return waiting.annotate(since=since).filter(since__lte=timezone.now())

    def late(self):
        """News that should have gone out more than a day ago: it goes as one digest a person."""
        return self.backlog().filter(
            kind=Kind.NEWS, state=State.QUEUED, since__lt=timezone.now() - LATE_AFTER
        )

    def held(self):
        """Those still waiting, and nobody takes them before this transaction is over."""
        return self.filter(state=State.QUEUED).select_for_update(of=("self",), no_key=True)

    def take(self, mail):
        """Whether this worker is the one who sends it."""
        return bool(
            self.filter(pk=mail.pk, state=State.QUEUED).update(state=State.TAKEN, taken_at=timezone.now())
        )

    def give_back_stale(self):
        """Rows taken by a worker that died: they wait again. Returns how many."""
        stale = self.filter(state=State.TAKEN, taken_at__lt=timezone.now() - TAKEN_FOR)
        return stale.update(state=State.QUEUED, taken_at=None)


class Mail(models.Model):
    """Subject and body are made when it is sent, from the news still unread and still visible then."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="mails",
        verbose_name=pgettext_lazy("receiver", "to"),
    )
    address = models.EmailField(_("address"), blank=True, help_text=_("Where it is not the person's own."))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.NEWS)
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="mails")
    news = models.ManyToManyField(Notification, related_name="mails")
    is_joined = models.BooleanField(default=False, help_text=_("Takes further news of its ticket in."))
    details = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="queued"), name="mail_due"),
            models.Index(fields=["taken_at"], condition=Q(state="taken"), name="mail_taken"),
            models.Index(fields=["person", "-sent_at"], name="mail_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "ticket"],
                condition=Q(state="queued", is_joined=True),
                name="one_joined_mail_a_ticket",
            )
        ]

    def __str__(self):
        return f"{self.person or self.address}: {self.get_kind_display()}"

    @property
    def to(self):
        return self.address or self.person.email

    def mark_sent(self):
        """It is with the mail server. Links to set a password do not stay in our rows."""
        self._mark(State.SENT, sent_at=timezone.now(), details={}, last_error="")

    def cancel(self, why):
        self._mark(State.CANCELLED, last_error=why)

    def refuse(self, error):
        """The server will never take it: this address, not the others, goes without."""
        self._mark(State.FAILED, details={}, last_error=str(error)[:2000])

    def put_off(self, error):
        """It is this mail that fails: try again, each time twice as late, for about two days."""
        self.attempts += 1
        if self.attempts >= GIVEN_UP_AFTER:
            self.refuse(error)
        else:
            self._wait(min(2 ** (self.attempts - 1), 480), error)

    def wait_for_server(self, error):
        """The server is away, whichever the mail: it is never given up, and soon out once the server is back."""
        wait = min(2**self.attempts, 15)
        self.attempts = max(self.attempts, min(self.attempts + 1, KNOCKS))
        self._wait(wait, error)

    def _wait(self, minutes, error):
        due_at = timezone.now() + timedelta(minutes=minutes)
        self._mark(State.QUEUED, due_at=due_at, taken_at=None, last_error=str(error)[:2000])

    def _mark(self, state, **fields):
        for name, value in {"state": state, **fields}.items():
            setattr(self, name, value)
        self.save(update_fields=["state", "attempts", *fields])
