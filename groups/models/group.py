"""Groups: teams and desks; starting, editing, closing and finding them."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase
from simple_history.models import HistoricalRecords

from groups import grants, rules, seats
from groups.events import Verb, record
from groups.holding import hold, refuse_same_name
from groups.models.joining import JoiningGroup
from groups.models.membership import Membership
from groups.ranks import PERMISSIONS, Kind, Rank
from ticketsite.kit.refusals import Refused


class GroupQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Groups this person may know of: their own, open teams, desks, and those they are invited to."""
        if not user.is_active:
            return self.none()
        if user.is_admin:
            return self
        return self.filter(
            Q(is_universal=True)
            | Q(is_open=True)
            | Q(kind=Kind.DESK)
            | Q(pk__in=grants.granted(user).get("view_group", ()))
            | Q(pk__in=user.invitations.pending().values("group"))
        )

    def granting(self, user, permission):
        """Groups in which this person holds a permission; the same answer as `rules.allows` for each."""
        if not user.is_active:
            return self.none()
        if user.is_admin:
            return self
        wanted = Q(pk__in=grants.granted(user).get(permission, ()))
        if rules.everybody_may(permission):
            wanted |= Q(is_universal=True)
        return self.filter(wanted)

    def of_member(self, user):
        """The groups a person is in, the universal one first."""
        return self.filter(pk__in=seats.of(user)).order_by("-is_universal", Lower("name"))

    def raisable_by(self, user):
        """Groups in which this person may raise a ticket."""
        member = self.granting(user, "work_tickets") if not user.is_admin else self
        return self.filter(Q(pk__in=member) | Q(kind=Kind.DESK), closed_at=None)

    def without_member(self, user):
        """Groups that this person is not in."""
        return self.filter(is_universal=False).exclude(pk__in=user.memberships.values("group"))

    def search(self, words):
        """Groups whose name holds each of the words."""
        for word in words.split():
            self = self.filter(name__icontains=word)
        return self

    def called(self, name):
        """The group of this name, whatever the case of its letters."""
        return self.alias(low_name=Lower("name")).filter(low_name=Lower(Value(name)))

    def for_list(self):
        """With what a list is ordered by: `low_name`."""
        return self.annotate(low_name=Lower("name"))

    def current(self):
        return self.filter(closed_at=None)

    def populated(self):
        """Groups that somebody is in."""
        return self.filter(Exists(Membership.objects.filter(group=OuterRef("pk"))))

    def abandoned(self):
        """Groups that nobody is in."""
        return self.filter(~Exists(Membership.objects.filter(group=OuterRef("pk"))), is_universal=False)

    def by_name(self):
        return self.order_by("-is_universal", Lower("name"), "pk")

    def universal(self):
        return self.get(is_universal=True)

    @transaction.atomic
    def start(self, by, name, description="", kind=Kind.TEAM, is_open=True, **fields):
        """A new group; whoever starts it is its admin."""
        if not rules.may_start_group(by, kind):
            raise Refused(gettext("Only Admins and IT Heads start a service desk."))
        with refuse_same_name(gettext("There is a group of this name already.")):
            group = self.create(
                name=name, description=description, kind=kind, is_open=is_open, created_by=by, **fields
            )
        Membership.objects.enrol(group, by, Rank.ADMIN)
        record(group, Verb.GROUP_STARTED, by, name=name, kind=str(kind))
        return group


class Group(JoiningGroup, models.Model):
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TEAM, editable=False)
    is_open = models.BooleanField(
        _("open"), default=True, help_text=_("Anybody may join. Otherwise people come in by invitation.")
    )
    is_universal = models.BooleanField(default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = GroupQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        permissions = PERMISSIONS
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="group_name_is_unique",
                violation_error_message=_("There is a group of this name already."),
            ),
            models.UniqueConstraint(
                "is_universal", condition=Q(is_universal=True), name="one_universal_group"
            ),
            models.CheckConstraint(
                condition=Q(is_universal=False) | Q(is_open=True, kind=Kind.TEAM, closed_at=None),
                name="universal_group_is_an_open_team",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("tickets:group", kwargs={"pk": self.pk})

    @property
    def group(self):
        """A group is its own home: events about it belong to it."""
        return self

    @property
    def is_desk(self):
        return self.kind == Kind.DESK

    @property
    def is_closed(self):
        return self.closed_at is not None

    @transaction.atomic
    def edit(self, by, **changes):
        """Change name, description or how people come in."""
        hold(self, by)
        if not rules.may_run(by, self):
            raise Refused(gettext("Only the admins of %(group)s change it.") % {"group": self})
        if self.is_universal and not changes.get("is_open", True):
            raise Refused(gettext("Everybody is in this group: it cannot be by invitation."))
        changed = {field: value for field, value in changes.items() if getattr(self, field) != value}
        if not changed:
            return
        for field, value in changed.items():
            setattr(self, field, value)
        with refuse_same_name(gettext("There is a group of this name already.")):
            self.save(update_fields=changed)
        record(self, Verb.GROUP_EDITED, by, fields=sorted(changed))

    @transaction.atomic
    def close(self, by):
        """Nothing new comes in, nobody joins; what is open may still be worked off, all stays readable."""
        hold(self, by)
        if not rules.may_close(by, self):
            raise Refused(gettext("Only the admins of %(group)s close it.") % {"group": self})
        if self.is_closed:
            raise Refused(gettext("This group is closed already."))
        self.closed_at = timezone.now()
        self.save(update_fields=["closed_at"])
        record(self, Verb.GROUP_CLOSED, by)

    @transaction.atomic
    def reopen(self, by):
        hold(self, by)
        if not rules.may_close(by, self):
            raise Refused(gettext("Only the admins of %(group)s reopen it.") % {"group": self})
        if not self.is_closed:
            raise Refused(gettext("This group is not closed."))
        self.closed_at = None
        self.save(update_fields=["closed_at"])
        record(self, Verb.GROUP_REOPENED, by)

    @transaction.atomic
    def remove_empty(self, by):
        """Delete a group that never had a ticket; one with tickets is closed instead."""
        hold(self, by)
        if not rules.may_close(by, self):
            raise Refused(gettext("Only the admins of %(group)s delete it.") % {"group": self})
        if self.tickets.exists():
            raise Refused(gettext("This group has tickets: it can be closed, not deleted."))
        record(self, Verb.GROUP_DELETED, by, name=self.name)
        for membership in self.memberships.select_related("user"):
            membership.end()
        self.delete()


class GroupPermission(UserObjectPermissionBase):
    """Guardian's rows for groups, with a real foreign key: they die with the group."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="group_permissions")
    content_object = models.ForeignKey(Group, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        pass
