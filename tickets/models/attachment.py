"""Files on tickets: stored under random names, told apart by what is in them, given out by one checked view."""

import hashlib
import logging
import uuid

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.events import Verb, record
from tickets import rules
from tickets.models.comment import Comment
from ticketsite.kit.locking import lock
from ticketsite.kit.refusals import Refused

logger = logging.getLogger(__name__)


def random_key(attachment, filename):
    """Nothing of the name reaches the store: it cannot be guessed, clash or be executed."""
    return f"{timezone.now():%Y/%m}/{uuid.uuid4().hex}"


def forget_bytes(name):
    """Take a file out of the store; False, and a line in the log, where the store does not answer."""
    try:
        Attachment._meta.get_field("file").storage.delete(name)
    except Exception:
        logger.exception("The store did not delete %s", name)
        return False
    return True


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Files of visible tickets, without those of internal notes the person may not read."""
        tickets = Comment._meta.get_field("ticket").related_model.objects
        public = models.Q(comment=None) | models.Q(comment__is_internal=False)
        return self.filter(
            public & models.Q(ticket__in=tickets.visible_to(user).values("pk"))
            | models.Q(ticket__in=tickets.workable_by(user).values("pk")),
            removed_at=None,
        )

    def removed_with_bytes(self):
        """Files that were taken off their ticket and still lie in the store."""
        return self.filter(removed_at__isnull=False).exclude(file="")

    def of_the_request(self):
        """What stands on tickets themselves, not on their comments: a decision is given for these too."""
        return self.filter(comment=None, removed_at=None)

    def readable_by(self, user, ticket):
        """The files of a ticket that the person sees already."""
        return self.readable(notes=rules.may_read_internal(user, ticket))

    def readable(self, *, notes):
        """Those that are still there, with the files of internal notes or without."""
        kept = self.filter(removed_at=None)
        return kept if notes else kept.filter(models.Q(comment=None) | models.Q(comment__is_internal=False))


class Attachment(models.Model):
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="files")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="files")
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.FileField(upload_to=random_key, max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    content_type = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("tickets:file", kwargs={"pk": self.pk})

    @property
    def is_internal(self):
        return self.comment_id is not None and self.comment.is_internal

    @transaction.atomic
    def remove(self, by):
        """Take the file off the ticket; the row and its event stay, the bytes wait for `tidy`."""
        self.ticket.hold()
        lock(self)
        if self.removed_at or not rules.may_remove_file(by, self):
            raise Refused(gettext("Only whoever attached it and moderators remove a file."))
        self.take_away(by)
        if self.comment_id is None:
            self.ticket.send_back_if_changed()

    def take_away(self, by):
        """Mark as removed, having asked the rule."""
        self.removed_at = timezone.now()
        self.save(update_fields=["removed_at"])
        record(self.ticket, Verb.FILE_REMOVED, by, internal=self.is_internal, file=self.pk, name=self.name)


class Attaching:
    """The ticket's verb for files."""

    def attach(self, by, files, comment=None):
        """Store uploads on the ticket or one of its comments, inside the verb that brought them."""
        return [self._store(by, upload, comment) for upload in files]

    def _store(self, by, upload, comment):
        import filetype

        head = upload.read(8192)
        upload.seek(0)
        digest = hashlib.file_digest(upload, "sha256").hexdigest()
        upload.seek(0)
        file = self.files.create(
            comment=comment,
            uploader=by,
            file=upload,
            name=upload.name[-200:],
            size=upload.size,
            content_type=filetype.guess_mime(head) or "",
            sha256=digest,
        )
        internal = bool(comment and comment.is_internal)
        record(self, Verb.ATTACHED, by, internal=internal, file=file.pk, name=file.name, size=file.size)
        return file
