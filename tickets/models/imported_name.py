"""Who and what the names of another system stand for here, so that a renamed group or person is found again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groups.models import Group, Project
from tickets.models.category import Category


class NameKind(models.TextChoices):
    PERSON = "person", _("Person")
    GROUP = "group", _("Group")
    PROJECT = "project", _("Project")
    CATEGORY = "category", _("Category")


class ImportedName(models.Model):
    """A name as `source` writes it, and the one row it became. It goes when that row is deleted.

    `is_new`: whether the row was made for it, by `batch` where the page brought it.
    """

    source = models.CharField(_("source"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=NameKind)
    name = models.CharField(_("name"), max_length=300, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="+")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    batch = models.ForeignKey("tickets.ImportBatch", models.SET_NULL, null=True, related_name="names")
    is_new = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("imported name")
        verbose_name_plural = _("imported names")
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "name"], name="imported_name_means_one_thing"),
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False)
                | Q(kind="group", group__isnull=False)
                | Q(kind="project", project__isnull=False)
                | Q(kind="category", category__isnull=False),
                name="imported_name_means_something",
            ),
        ]

    def __str__(self):
        return f"{self.source}: {self.name}"

    @property
    def meaning(self):
        """The person, group, project or category."""
        return getattr(self, self.kind)
