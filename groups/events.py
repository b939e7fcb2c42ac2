"""The event table: what people did to groups, projects and tickets. Append-only; `record` is its only writer.

History pages and notifications read the same rows, so an event holds facts (ids, values), never sentences.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ticketsite.kit.ringing import ring

event_recorded = Signal()  # sent after commit, with event=...
_silent = ContextVar("silent", default=False)


class Verb(models.TextChoices):
    GROUP_STARTED = "group_started", _("started the group")
    GROUP_EDITED = "group_edited", _("changed the group")
    GROUP_CLOSED = "group_closed", _("closed the group")
    GROUP_REOPENED = "group_reopened", _("reopened the group")
    GROUP_HANDED_OVER = "group_handed_over", _("handed the group over")
    GROUP_DELETED = "group_deleted", _("deleted the group")
    GROUP_ABANDONED = "group_abandoned", _("left the group empty")
    GROUP_ADOPTED = "group_adopted", _("took over the empty group")
    REMINDED = "reminded", _("reminded of tickets that nobody takes")
    JOINED = "joined", _("joined")
    LEFT = "left", _("left")
    REMOVED = "removed", _("removed a member")
    RANKED = "ranked", _("changed a rank")
    INVITED = "invited", _("invited somebody")
    INVITATION_ACCEPTED = "invitation_accepted", _("accepted the invitation")
    INVITATION_DECLINED = "invitation_declined", _("declined the invitation")
    INVITATION_WITHDRAWN = "invitation_withdrawn", _("withdrew an invitation")
    PROJECT_STARTED = "project_started", _("started the project")
    PROJECT_EDITED = "project_edited", _("changed the project")
    PROJECT_JOINED = "project_joined", _("joined the project")
    PROJECT_LEFT = "project_left", _("left the project")
    PROJECT_HANDED_OVER = "project_handed_over", _("handed the project over")
    PROJECT_CLOSED = "project_closed", _("closed the project")
    PROJECT_REOPENED = "project_reopened", _("reopened the project")
    OPENED = "opened", _("opened the ticket")
    EDITED = "edited", _("edited the ticket")
    COMMENTED = "commented", _("commented")
    COMMENT_EDITED = "comment_edited", _("edited a comment")
    COMMENT_DELETED = "comment_deleted", _("deleted a comment")
    ATTACHED = "attached", _("attached a file")
    FILE_REMOVED = "file_removed", _("removed a file")
    CLAIMED = "claimed", _("took the ticket")
    DROPPED = "dropped", _("gave the ticket back")
    RELEASED = "released", _("released the ticket")
    TAKEOVER_ASKED = "takeover_asked", _("asked to take over")
    HANDED_OVER = "handed_over", _("handed the ticket over")
    ASSIGNED = "assigned", _("assigned the ticket")
    SET_WAITING = "set_waiting", _("waits for the requester")
    RESUMED = "resumed", _("resumed work")
    RESOLVED = "resolved", _("resolved the ticket")
    CONFIRMED = "confirmed", _("confirmed the solution")
    REOPENED = "reopened", _("reopened the ticket")
    CLOSED = "closed", _("closed the ticket")
    WITHDRAWN = "withdrawn", _("withdrew the ticket")
    MOVED = "moved", _("moved the ticket")
    PRIORITISED = "prioritised", _("changed the priority")
    SCHEDULED = "scheduled", _("changed the due date")
    FOLLOWED = "followed", _("follows the ticket")
    UNFOLLOWED = "unfollowed", _("no longer follows the ticket")
    RECATEGORISED = "recategorised", _("changed the category")
    DECIDED = "decided", _("decided")
    APPROVED = "approved", _("approved the ticket")
    REJECTED = "rejected", _("rejected the ticket")
    RESUBMITTED = "resubmitted", _("asked again")
    DELETED = "deleted", _("deleted the ticket")
    RESTORED = "restored", _("restored the ticket")
    IMPORTED = "imported", _("was imported")


class EventQuerySet(models.QuerySet):
    def of(self, target):
        """The history of one thing, oldest first."""
        return self.filter(target_kind=target._meta.model_name, target_id=target.pk).order_by("at", "pk")

    def update(self, **kwargs):
        raise TypeError("Events are append-only.")


class Event(models.Model):
    group = models.ForeignKey(
        "groups.Group", models.SET_NULL, null=True, related_name="events", db_index=False
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="acts", verbose_name=_("by")
    )
    verb = models.CharField(_("what"), max_length=24, choices=Verb)
    target_kind = models.CharField(max_length=20)
    target_id = models.PositiveBigIntegerField()
    is_internal = models.BooleanField(default=False)
    details = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["target_kind", "target_id", "at", "id"], name="event_of_target"),
            models.Index(fields=["group", "-id"], name="event_of_group"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target_kind} {self.target_id}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("Events are append-only.")
        super().save(*args, **kwargs)


def record(target, verb, by, *, at=None, internal=False, **details):
    """Write an event beside the change it describes; ring the bell after commit."""
    event = Event.objects.create(
        group=target.group,
        actor=by,
        verb=verb,
        target_kind=target._meta.model_name,
        target_id=target.pk,
        is_internal=internal,
        details=details,
        at=at or timezone.now(),
    )
    if not _silent.get():
        ring(event.target_kind, [event.target_id])
        transaction.on_commit(lambda: event_recorded.send_robust(sender=Event, event=event))
    return event


@contextmanager
def silence():
    """No bell rings for what is recorded inside: what comes from elsewhere is news to nobody."""
    before = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(before)
