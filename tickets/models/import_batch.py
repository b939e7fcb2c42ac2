"""One import by the page: its file, what was chosen, how far it is, and what it made, so that it can be undone."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.models import Group
from tickets import rules
from tickets.models.attachment import forget_bytes
from tickets.models.comment import Comment
from tickets.models.ticket import Ticket
from ticketsite.kit.refusals import Refused

KEPT_FOR = timedelta(days=30)
SILENT_FOR = timedelta(minutes=3)  # then whoever worked on it is dead


def import_key(batch, filename):
    return f"imports/{timezone.now():%Y/%m}/{uuid.uuid4().hex}"


class State(models.TextChoices):
    NEW = "new", _("Being read")
    CHECKED = "checked", _("Ready to run")
    UNREADABLE = "unreadable", _("Cannot be read")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


AT_WORK = (State.NEW, State.RUNNING, State.UNDOING)
MAPPABLE = (State.CHECKED, State.UNREADABLE)
UNDOABLE = (State.DONE, State.STOPPED)


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Admins see all; who runs a group sees what came into it."""
        if not user.is_active:
            return self.none()
        if user.is_admin:
            return self
        return self.filter(group__in=Group.objects.granting(user, "run_group").values("pk"))

    def for_list(self):
        return self.select_related("group", "by").order_by("-pk")

    def with_old_files(self):
        """Files that have lain here long enough: they hold names and words of people."""
        return self.filter(created_at__lt=timezone.now() - KEPT_FOR).exclude(file="")

    @transaction.atomic
    def upload(self, by, group, file, product=""):
        """Keep the file; it is read next. Without a group all tickets go where the file says."""
        if not rules.may_import(by, group):
            raise Refused(gettext("Only the admins of a group bring tickets into it."))
        return self.create(
            by=by, group=group, file=file, name=file.name[-200:], size=file.size, choices={"product": product}
        )


class ImportBatch(models.Model):
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="imports", verbose_name=_("group")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports", verbose_name=_("by")
    )
    file = models.FileField(upload_to=import_key, max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NEW)
    choices = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    problem_count = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    tickets = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    kept = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["group", "-id"], name="import_of_group")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("tickets:import_batch", kwargs={"pk": self.pk})

    @property
    def is_at_work(self):
        return self.state in AT_WORK

    @property
    def is_mappable(self):
        return self.state in MAPPABLE

    @property
    def may_be_undone(self):
        return self.state in UNDOABLE

    @property
    def source_ending(self):
        """Part of the source's name: a group admin's file can only meet what came into that same group."""
        return f" · {self.group_id}" if self.group_id and not self.by.is_admin else ""

    def choose(self, by, **choices):
        """Say how to read it; it is read once more."""
        self._step(
            by, MAPPABLE, State.NEW, choices=self.choices | choices, problems=[], problem_count=0, trouble=""
        )

    def run(self, by):
        self._step(by, (State.CHECKED, State.STOPPED), State.RUNNING, trouble="", ended_at=None)

    def undo(self, by):
        self._step(by, UNDOABLE, State.UNDOING, done=0, kept={})

    @transaction.atomic
    def discard(self, by):
        """Forget the file and all that was read of it; only while nothing came of it."""
        self._step(by, (*MAPPABLE, State.NEW), State.UNDONE)
        name = self.file.name
        self.delete()
        transaction.on_commit(lambda: forget_bytes(name))

    def _step(self, by, states, state, **columns):
        """From one of these states to the next, once: of two who press at the same time one is refused."""
        if not rules.may_import(by, self.group):
            raise Refused(gettext("Only the admins of a group bring tickets into it."))
        self.advance(states, state, **columns)

    def advance(self, states, state, **columns):
        rows = ImportBatch.objects.filter(pk=self.pk, state__in=states)
        if not rows.update(state=state, **columns):
            raise Refused(gettext("This import has moved on meanwhile."))
        self.refresh_from_db()

    def take_turn(self):
        """Be the one worker on it; False while another one is."""
        now = timezone.now()
        free = Q(beat_at=None) | Q(beat_at__lt=now - SILENT_FOR)
        return bool(ImportBatch.objects.filter(free, pk=self.pk).update(beat_at=now))

    @property
    def is_silent(self):
        """Whether the worker on it has given no sign for too long."""
        seen = self.beat_at or self.created_at
        return self.is_at_work and timezone.now() - seen > SILENT_FOR


class ImportedRow(models.Model):
    """A ticket that a batch made, with the length its history had then; or a comment it added to one that was here."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+")
    events = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket__isnull=False, comment=None) | Q(ticket=None, comment__isnull=False),
                name="imported_row_is_one_thing",
            )
        ]

    def __str__(self):
        return f"{self.batch}: {self.ticket or self.comment}"
