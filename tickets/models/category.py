"""Categories: what a ticket of a group is about, which route it takes, and the defaults it brings."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models import Group, Project
from tickets.models.route import Route, Step
from tickets.statuses import Priority


class CategoryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the groups this person may know of."""
        return self.filter(group__in=Group.objects.visible_to(user).values("pk"))

    def offered(self):
        """Those one can choose for a new ticket."""
        return self.filter(is_offered=True, group__closed_at=None)

    def raisable_by(self, user):
        return self.offered().filter(group__in=Group.objects.raisable_by(user).values("pk"))

    def by_name(self):
        return self.order_by(Lower("name"), "pk")

    def for_catalogue(self):
        return self.select_related("group", "route", "default_project").prefetch_related(
            "route__steps__person"
        )

    def needing_approval(self):
        return self.filter(self.has_steps)

    def for_choice(self):
        """What choosing one needs; `is_direct` where nobody has to approve."""
        return self.select_related("default_project").annotate(is_direct=~self.has_steps)

    @property
    def has_steps(self):
        return Exists(Step.objects.filter(route=OuterRef("route")))


class Category(models.Model):
    group = models.ForeignKey(Group, models.CASCADE, related_name="categories", verbose_name=_("group"))
    name = models.CharField(_("name"), max_length=120)
    sentence = models.CharField(
        _("sentence"), max_length=200, blank=True, help_text=_("What it is for, in one sentence.")
    )
    icon = models.SlugField(_("icon"), max_length=40, blank=True, default="tag")
    route = models.ForeignKey(
        Route,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="categories",
        verbose_name=_("route"),
        help_text=_("Who must approve. Without a route a ticket goes straight to the waiting list."),
    )
    default_priority = models.PositiveSmallIntegerField(
        _("default priority"), choices=Priority, default=Priority.NICE
    )
    default_project = models.ForeignKey(
        Project,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("default project"),
    )
    is_offered = models.BooleanField(
        _("offered"), default=True, help_text=_("Untick to keep old tickets but offer it no more.")
    )

    objects = CategoryQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.UniqueConstraint(
                "group",
                Lower("name"),
                name="category_name_is_unique_in_group",
                violation_error_message=_("This group has a category of this name already."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def needs_approval(self):
        return self.route_id is not None and Step.objects.filter(route=self.route_id).exists()

    def asks(self, approver):
        """Whether its route has a step of this kind."""
        return self.route_id is not None and self.route.steps.filter(approver=approver).exists()
