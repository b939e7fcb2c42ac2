"""The ticket: its columns, the sets of tickets that lists and rules ask for, and its verbs by trait."""

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Case, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups import seats
from groups.models import Group, Project
from tickets import visibility
from tickets.models import indexes
from tickets.models.approving import Approving
from tickets.models.attachment import Attaching
from tickets.models.binning import KEPT_FOR, Binning
from tickets.models.category import Category
from tickets.models.claiming import Claiming, ClaimingFirst
from tickets.models.comment import Commenting
from tickets.models.content import Content
from tickets.models.follow import Following
from tickets.models.holding import Holding
from tickets.models.opening import Editing, Opening
from tickets.models.placing import Placing
from tickets.models.resolving import Resolving
from tickets.models.spending import spent
from tickets.rules import REOPEN_WITHIN
from tickets.statuses import DONE, ENDED, HELD, READY, UNRESOLVED, Priority, Status
from ticketsite.kit.addresses import address
from ticketsite.kit.markdown import RENDERER_VERSION, render
from ticketsite.kit.rendered import RenderedField

BY_URGENCY = ("priority", "opened_at", "pk")


class TicketQuerySet(Opening, ClaimingFirst, models.QuerySet):
    def kept(self):
        """Without what lies in the bin."""
        return self.filter(deleted_at=None)

    def visible_to(self, user):
        """Everything this person may read, for the reasons in `tickets/visibility.py`."""
        if not user.is_active:
            return self.none()
        return self.kept().filter(visibility.condition(user))

    def found_and_visible_to(self, user):
        """The same, of what other conditions find by an index of theirs: none of the reasons is looked up in one."""
        if user.is_admin or not user.is_active:
            return self.visible_to(user)
        seen = Case(When(visibility.condition(user), then=True), default=False, output_field=BooleanField())
        return self.kept().alias(is_seen=seen).filter(is_seen=True)

    def workable_by(self, user):
        """The tickets of which this person reads the internal notes; the same answer as `rules.may_work`."""
        return self.visible_to(user).shared_with(user)

    def shared_with(self, user):
        """Of tickets that the person sees, those whose internal notes they read."""
        return self if user.is_admin else self.filter(visibility.workable(user))

    def in_bin_of(self, user):
        """Deleted tickets of the groups this person moderates, last deleted first."""
        groups = Group.objects.granting(user, "moderate_tickets").values("pk")
        moderated = Q(group__in=groups)
        if user.is_it_head:
            moderated |= Q(group__in=Group.objects.filter(kind="desk").values("pk"))
        return self.filter(moderated, deleted_at__isnull=False)

    def pending(self):
        """Waiting for somebody's decision."""
        return self.filter(status=Status.PENDING)

    def unresolved(self):
        return self.filter(is_unresolved=True)

    def ended(self):
        """Without a time of its end there is none; said, so that an index by it begins behind those that have none."""
        return self.filter(status__in=ENDED, ended_at__isnull=False)

    def done(self):
        """Resolved and closed: what the archive holds."""
        return self.filter(status__in=DONE, ended_at__isnull=False)

    def unresolved_in_my_groups(self, user):
        """What a person sees of the groups they are in, whatever else they may see."""
        if not user.is_active:
            return self.none()
        seen = Q(group__in=seats.seeing(user))
        if served := seats.serving(user):
            seen |= Q(group__in=served) & visibility.condition(user, UNRESOLVED)
        return self.kept().unresolved().filter(seen)

    def overdue_for_closing(self):
        """Resolved, and nobody came back in time."""
        return self.kept().filter(status=Status.RESOLVED, ended_at__lte=timezone.now() - REOPEN_WITHIN)

    def overdue_in_bin(self):
        return self.filter(deleted_at__lte=timezone.now() - KEPT_FOR)

    def raised_by(self, user):
        return self.filter(requester=user)

    def held_by(self, user):
        """Unresolved ones with a holder: what nobody has claimed has none."""
        return self.unresolved().filter(assignee=user)

    def claimable_by(self, user):
        """Ready, unclaimed, and in a group where this person works."""
        return self.unresolved().filter(status__in=READY, group__in=seats.of(user))

    def at(self, group=None, project=None):
        """Those of one group or project; without either, all."""
        if project is not None:
            return self.filter(project=project)
        return self if group is None else self.filter(group=group)

    def by_urgency(self):
        return self.order_by(*BY_URGENCY)

    def for_list(self):
        """All that one row of a list shows, in one query; long texts stay behind."""
        people = ("requester", "assignee", "resolved_by", "deleted_by")
        return self.select_related(*people, "group", "project", "category").defer(
            "description", "description_html"
        )

    def for_row(self):
        """No more than one row of a list shows."""
        people = [
            f"{person}__{name}" for person in ("assignee", "resolved_by") for name in ("name", "username")
        ]
        shown = (
            "title",
            "priority",
            "status",
            "opened_at",
            "resolved_at",
            "ended_at",
            "due_on",
            "deleted_at",
        )
        return self.select_related("assignee", "resolved_by", "group", "project").only(
            *shown, *people, "group__name", "project__name"
        )

    def for_found(self):
        """No more than one row of the search shows, with the words it is about."""
        people = [
            f"{person}__{name}" for person in ("requester", "assignee") for name in ("name", "username")
        ]
        group = [f"group__{name}" for name in ("name", "kind", "is_universal")]
        return self.select_related("requester", "assignee", "group", "project").only(
            "title", "description", "priority", "status", "opened_at", *people, *group, "project__name"
        )

    def for_page(self):
        return self.select_related(
            "requester",
            "assignee",
            "group",
            "project",
            "project__manager",
            "category",
            "department",
            "resolved_by",
        )


class Ticket(
    Holding,
    Approving,
    Claiming,
    Resolving,
    Placing,
    Editing,
    Content,
    Commenting,
    Attaching,
    Following,
    Binning,
    models.Model,
):
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    description_html = RenderedField(blank=True, editable=False)
    html_version = models.PositiveSmallIntegerField(default=RENDERER_VERSION, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    attempt = models.PositiveSmallIntegerField(default=1, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)

    # Without an index of its own where another begins with the column, or one of those that have any.
    group = models.ForeignKey(
        Group, models.PROTECT, related_name="tickets", verbose_name=_("group"), db_index=False
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("project"),
        db_index=False,
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name=_("category")
    )
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NICE)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.OPEN)
    is_unresolved = models.GeneratedField(
        expression=Q(status__in=[str(status) for status in UNRESOLVED]),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="raised_tickets",
        verbose_name=_("requester"),
        db_index=False,
    )
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("department"),
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="held_tickets",
        verbose_name=_("worked on by"),
        db_index=False,
    )
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="resolved_tickets",
        db_index=False,
        verbose_name=_("resolved by"),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)

    opened_at = models.DateTimeField(_("opened"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    first_answered_at = models.DateTimeField(null=True, editable=False)
    first_claimed_at = models.DateTimeField(null=True, editable=False)
    claimed_at = models.DateTimeField(_("taken"), null=True, editable=False)
    resolved_at = models.DateTimeField(_("resolved"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
    )
    status_since = models.DateTimeField(null=True, editable=False)
    approval_seconds = models.PositiveIntegerField(default=0, editable=False)
    queue_seconds = models.PositiveIntegerField(default=0, editable=False)
    work_seconds = models.PositiveIntegerField(default=0, editable=False)
    requester_seconds = models.PositiveIntegerField(default=0, editable=False)
    times_reopened = models.PositiveSmallIntegerField(default=0, editable=False)
    opened_once = models.UUIDField(null=True, editable=False)
    import_source = models.CharField(max_length=60, blank=True, editable=False)
    import_key = models.CharField(max_length=200, null=True, editable=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [*indexes.OF_LISTS, *indexes.OF_NUMBERS]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=[str(status) for status in HELD]) | Q(assignee__isnull=False),
                name="work_has_a_holder",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["pending", "open"]) | Q(assignee__isnull=True),
                name="unclaimed_has_no_holder",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[str(status) for status in UNRESOLVED], ended_at__isnull=True)
                | Q(status__in=[str(status) for status in ENDED], ended_at__isnull=False),
                name="ended_has_its_time",
            ),
            models.UniqueConstraint(fields=["requester", "opened_once"], name="form_opens_one_ticket"),
            models.UniqueConstraint(
                fields=["import_source", "import_key"],
                condition=Q(import_key__isnull=False),
                name="ticket_imported_once",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.title}"

    def get_absolute_url(self):
        return address("tickets:ticket", self.pk)

    @property
    def is_held(self):
        return self.status in HELD

    @property
    def is_ready(self):
        return self.status in READY

    @property
    def is_done(self):
        return self.status in DONE

    @property
    def is_ended(self):
        return self.status in ENDED

    @property
    def is_deleted(self):
        return self.deleted_at is not None

    @property
    def html(self):
        """The description to show, rendered again where the stored HTML is of an older renderer."""
        if self.html_version == RENDERER_VERSION:
            return self.description_html
        return render(self.description)

    @property
    def time_to_resolve(self):
        """From opening to resolution; None while unresolved."""
        return self.resolved_at - self.opened_at if self.resolved_at else None

    @property
    def time_open(self):
        """From opening to now, or to its end."""
        return (self.ended_at or timezone.now()) - self.opened_at

    def is_visible_to(self, user):
        return type(self).objects.visible_to(user).filter(pk=self.pk).exists()

    def change(self, **fields):
        """Set columns and the time of the change; only verbs call it."""
        fields.setdefault("updated_at", timezone.now())
        if fields.get("status", self.status) != self.status:
            fields |= spent(self, fields["updated_at"])
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=[*fields])
