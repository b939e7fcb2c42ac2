"""Routes: the ordered approval steps that a category sends its tickets through."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

# The routes every site begins with, stored under these names; a site that renames one is shown its own name.
CLASSIC_NAMES = (
    gettext_noop("Direct"),
    gettext_noop("Head of department"),
    gettext_noop("IT Head"),
    gettext_noop("Head of department, then IT Head"),
)


class Approver(models.TextChoices):
    HOD = "hod", _("Head of the requester's department")
    IT_HEAD = "it_head", _("IT Head")
    GROUP_ADMIN = "group_admin", _("Admin of the group")
    PROJECT_MANAGER = "project_manager", _("Manager of the project")
    PERSON = "person", _("A named person")


class RouteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever raises a ticket is told its route, so routes are no secret."""
        return self if user.is_active else self.none()

    def over(self, *approvers):
        """The oldest route of exactly these steps, none of them a named person's; None where there is none."""
        for route in self.prefetch_related("steps").order_by("pk"):
            if [step.approver for step in route.steps.all()] == [*approvers]:
                return route
        return None

    @transaction.atomic
    def lay(self, name, *approvers, **fields):
        """A new route of these steps."""
        route = self.create(name=name, **fields)
        for position, approver in enumerate(approvers, 1):
            route.steps.create(position=position, approver=approver)
        return route


class Route(models.Model):
    name = models.CharField(_("name"), max_length=120)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = RouteQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="route_name_is_unique",
                violation_error_message=_("There is a route of this name already."),
            )
        ]

    def __str__(self):
        return gettext(self.name) if self.name in CLASSIC_NAMES else self.name


class Step(models.Model):
    """One approver in a route; a decision counts for the step whose approver it was given as."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="steps", verbose_name=_("route"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    approver = models.CharField(_("who approves"), max_length=16, choices=Approver)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.UniqueConstraint(
                fields=["route", "position"],
                name="one_step_a_position",
                violation_error_message=_("Two steps of a route stand at the same position."),
            ),
            models.UniqueConstraint(
                fields=["route", "approver"],
                condition=Q(person=None),
                name="one_step_an_approver",
                violation_error_message=_("The route has this approver already."),
            ),
            models.UniqueConstraint(
                fields=["route", "person"],
                condition=Q(person__isnull=False),
                name="one_step_a_person",
                violation_error_message=_("The route has this person already."),
            ),
            models.CheckConstraint(
                condition=Q(approver="person", person__isnull=False)
                | (~Q(approver="person") & Q(person=None)),
                name="a_named_person_has_a_name",
                violation_error_message=_("Name a person exactly where a named person approves."),
            ),
        ]

    def __str__(self):
        return str(self.person) if self.person_id else str(self.get_approver_display())

    def replace(self, person_id, approver):
        """Let another person, or another kind of approver, stand here; neither takes the step out. Departures do."""
        if not person_id and not approver:
            self.delete()
            return
        self.person_id, self.approver = person_id, approver or Approver.PERSON
        self.save(update_fields=["person", "approver"])
