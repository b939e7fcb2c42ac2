"""Comments on tickets: public, or internal notes that only those who may work on the ticket read."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.events import Verb, record
from tickets import mentions, rules
from tickets.statuses import Status
from ticketsite.kit.locking import lock
from ticketsite.kit.markdown import RENDERER_VERSION, render
from ticketsite.kit.refusals import Refused
from ticketsite.kit.rendered import RenderedField


class Kind(models.TextChoices):
    PLAIN = "plain", _("Comment")
    RESOLUTION = "resolution", _("Resolution")


class CommentQuerySet(models.QuerySet):
    def readable_by(self, user, ticket):
        """The comments of a ticket that the person sees already: without notes that are not for them."""
        return self.readable(notes=rules.may_read_internal(user, ticket))

    def readable(self, *, notes):
        """With internal notes or without."""
        return self if notes else self.filter(is_internal=False)

    def visible_to(self, user):
        """Comments of visible tickets, without internal notes the person may not read."""
        tickets = Comment._meta.get_field("ticket").related_model.objects
        return self.filter(
            Q(is_internal=False, ticket__in=tickets.visible_to(user).values("pk"))
            | Q(ticket__in=tickets.workable_by(user).values("pk"))
        )

    def for_list(self):
        return self.select_related("author", "deleted_by").order_by("created_at", "pk")


class Comment(models.Model):
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="comments", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments", verbose_name=_("author")
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PLAIN)
    body = models.TextField(_("comment"), blank=True)
    body_html = RenderedField(blank=True, editable=False)
    html_version = models.PositiveSmallIntegerField(default=RENDERER_VERSION, editable=False)
    is_internal = models.BooleanField(_("internal note"), default=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    import_key = models.CharField(max_length=200, null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index(fields=["ticket", "created_at", "id"], name="comment_of_ticket")]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "import_key"],
                condition=Q(import_key__isnull=False),
                name="comment_imported_once",
            )
        ]

    def __str__(self):
        return f"#{self.ticket_id}, {self.author}"

    def get_absolute_url(self):
        return f"{self.ticket.get_absolute_url()}#comment-{self.pk}"

    @property
    def is_plain(self):
        return self.kind == Kind.PLAIN

    @property
    def is_deleted(self):
        return self.deleted_at is not None

    @property
    def html(self):
        """The body to show, rendered again where the stored HTML is of an older renderer."""
        return self.body_html if self.html_version == RENDERER_VERSION else render(self.body)

    @transaction.atomic
    def edit(self, body, by):
        """Authors change their own words; what stood there before stays in the history."""
        lock(self)
        if not rules.may_edit_comment(by, self):
            raise Refused(gettext("Only the author edits a comment."))
        if body == self.body:
            return
        mentions.admit(self.ticket, by, body, self.body, is_internal=self.is_internal)
        record(
            self.ticket, Verb.COMMENT_EDITED, by, internal=self.is_internal, comment=self.pk, before=self.body
        )
        self.body, self.body_html, self.html_version = body, render(body), RENDERER_VERSION
        self.edited_at = timezone.now()
        self.save(update_fields=["body", "body_html", "html_version", "edited_at"])

    @transaction.atomic
    def remove(self, by):
        """Hide the words and the files of a comment; its place and who removed it stay."""
        lock(self)
        if not rules.may_delete_comment(by, self):
            raise Refused(gettext("Only the author and moderators delete a comment."))
        self.deleted_at, self.deleted_by = timezone.now(), by
        self.save(update_fields=["deleted_at", "deleted_by"])
        for file in self.files.filter(removed_at=None):
            file.take_away(by)
        record(self.ticket, Verb.COMMENT_DELETED, by, internal=self.is_internal, comment=self.pk)


class Commenting:
    """The ticket's verb for writing on it."""

    @transaction.atomic
    def comment(self, by, body="", is_internal=False, files=(), resume=True, let_in=False):
        """Write on the ticket. The requester's public answer ends the waiting for it.

        Naming people who may not see it is refused, unless `let_in` makes them followers.
        """
        self.hold()
        if not rules.may_comment(by, self):
            raise Refused(gettext("You cannot write on this ticket."))
        if is_internal and not rules.may_comment_internally(by, self):
            raise Refused(gettext("Internal notes are for those who may work on the ticket."))
        if not body.strip() and not files:
            raise Refused(gettext("Write something or attach a file."))
        mentions.admit(self, by, body, is_internal=is_internal, let_in=let_in)
        comment = self.write_comment(by, body, is_internal=is_internal)
        self.attach(by, files, comment=comment)
        if self.status == Status.WAITING and by.pk == self.requester_id and not is_internal and resume:
            self.change(status=Status.IN_PROGRESS)
            record(self, Verb.RESUMED, by, answered=comment.pk)
        return comment

    def write_comment(self, by, body, *, kind=Kind.PLAIN, is_internal=False):
        """Add the row and its event; verbs call it, having asked the rule."""
        comment = self.comments.create(
            author=by, body=body, body_html=render(body), is_internal=is_internal, kind=kind
        )
        named = [person.pk for person in mentions.people_named(body)]
        facts = {"mentions": named} if named else {}
        record(self, Verb.COMMENTED, by, internal=is_internal, comment=comment.pk, **facts)
        self.change(**self._first_answer(comment))
        return comment

    def _first_answer(self, comment):
        """The column to change where somebody else answers for the first time."""
        is_answer = comment.author_id != self.requester_id and not comment.is_internal
        return {"first_answered_at": comment.created_at} if is_answer and not self.first_answered_at else {}
