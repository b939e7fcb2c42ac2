"""Projects inside a group: one manager always, and members who joined."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import User
from groups import rules
from groups.events import Verb, record
from groups.holding import hold, hold_part, refuse_same_name
from groups.models.group import Group
from ticketsite.kit.refusals import Refused


class ProjectQuerySet(models.QuerySet):
    def in_groups(self, groups):
        return self.filter(group__in=groups)

    def visible_to(self, user):
        """Projects of the groups this person is in, and those they manage."""
        if not user.is_active:
            return self.none()
        return self.filter(Q(group__in=Group.objects.granting(user, "view_group")) | Q(manager=user))

    def current(self):
        return self.filter(closed_at=None)

    def by_name(self):
        return self.order_by(Lower("name"), "pk")

    def called(self, name):
        """The projects of this name, whatever the case of its letters."""
        return self.alias(low_name=Lower("name")).filter(low_name=Lower(Value(name)))

    def for_list(self):
        return self.select_related("group", "manager")

    def for_list_of(self, user):
        """With `is_joined` by this person, and what a list is ordered by: `ended` and `low_name`."""
        joined = ProjectMembership.objects.filter(project=OuterRef("pk"), user=user)
        ended = ExpressionWrapper(Q(closed_at__isnull=False), models.BooleanField())
        return self.for_list().annotate(is_joined=Exists(joined), ended=ended, low_name=Lower("name"))

    @transaction.atomic
    def start(self, by, group, name, description=""):
        """A new project; whoever starts it manages it."""
        hold(group, by)
        if not rules.may_start_project(by, group):
            raise Refused(gettext("You cannot start a project in %(group)s.") % {"group": group})
        with refuse_same_name(gettext("This group has a project of this name already.")):
            project = self.create(group=group, name=name, description=description, manager=by)
        ProjectMembership.objects.create(project=project, user=by)
        record(project, Verb.PROJECT_STARTED, by, name=name)
        return project


class Project(models.Model):
    group = models.ForeignKey(Group, models.CASCADE, related_name="projects", verbose_name=_("group"))
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="managed_projects", verbose_name=_("manager")
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="groups.ProjectMembership", related_name="projects"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = ProjectQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.UniqueConstraint(
                "group",
                Lower("name"),
                name="project_name_is_unique_in_group",
                violation_error_message=_("This group has a project of this name already."),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("tickets:project", kwargs={"pk": self.pk})

    @property
    def is_closed(self):
        return self.closed_at is not None

    @property
    def people(self):
        """Everybody in the project, each with `since`."""
        people = User.objects.filter(project_memberships__project=self)
        return people.annotate(since=F("project_memberships__joined_at")).for_list()

    @transaction.atomic
    def join(self, by):
        hold_part(self, by)
        if not rules.may_join_project(by, self):
            raise Refused(gettext("Members of %(group)s join its projects.") % {"group": self.group})
        _membership, is_new = ProjectMembership.objects.get_or_create(project=self, user=by)
        if not is_new:
            raise Refused(gettext("You are in %(project)s already.") % {"project": self})
        record(self, Verb.PROJECT_JOINED, by)

    @transaction.atomic
    def leave(self, by):
        """Go; the manager hands over first."""
        hold_part(self, by)
        if self.manager_id == by.pk:
            raise Refused(gettext("You manage %(project)s: hand it over first.") % {"project": self})
        deleted, _rows = ProjectMembership.objects.filter(project=self, user=by).delete()
        if not deleted:
            raise Refused(gettext("You are not in %(project)s.") % {"project": self})
        record(self, Verb.PROJECT_LEFT, by)

    @transaction.atomic
    def hand_over(self, to, by):
        """Give the project another manager, who must be in its group."""
        hold_part(self, by, to)
        self._require_run(by)
        if not rules.may_be_member(to, self.group):
            raise Refused(
                gettext("%(person)s is not a member of %(group)s.") % {"person": to, "group": self.group}
            )
        if to.pk == self.manager_id:
            raise Refused(gettext("%(person)s manages it already.") % {"person": to})
        self.pass_to(to, by)

    def pass_to(self, person, by):
        """Change the manager without asking a rule: departures and `hand_over` do."""
        before = self.manager_id
        self.manager = person
        self.save(update_fields=["manager"])
        ProjectMembership.objects.get_or_create(project=self, user=person)
        record(self, Verb.PROJECT_HANDED_OVER, by, before=before, to=person.pk)

    @transaction.atomic
    def edit(self, by, **changes):
        hold_part(self, by)
        self._require_run(by)
        changed = {field: value for field, value in changes.items() if getattr(self, field) != value}
        if changed:
            for field, value in changed.items():
                setattr(self, field, value)
            with refuse_same_name(gettext("This group has a project of this name already.")):
                self.save(update_fields=changed)
            record(self, Verb.PROJECT_EDITED, by, fields=sorted(changed))

    @transaction.atomic
    def close(self, by):
        """No new tickets; the old ones stay where they are."""
        hold_part(self, by)
        self._require_run(by)
        if self.is_closed:
            raise Refused(gettext("This project is closed already."))
        self.closed_at = timezone.now()
        self.save(update_fields=["closed_at"])
        record(self, Verb.PROJECT_CLOSED, by)

    @transaction.atomic
    def reopen(self, by):
        hold_part(self, by)
        self._require_run(by)
        if not self.is_closed:
            raise Refused(gettext("This project is not closed."))
        self.closed_at = None
        self.save(update_fields=["closed_at"])
        record(self, Verb.PROJECT_REOPENED, by)

    def _require_run(self, by):
        if not rules.may_run_project(by, self):
            raise Refused(
                gettext("Only the manager of %(project)s and the group's admins do that.") % {"project": self}
            )


class ProjectMembership(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="project_memberships")
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="once_in_a_project")]

    def __str__(self):
        return f"{self.user}, {self.project}"
