"""Departments; their heads are derived from the people in them."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts import rules
from accounts.models.role import Role


class DepartmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All, for those who manage people; to others their own."""
        if not user.is_active:
            return self.none()
        return self if rules.may_view_departments(user) else self.filter(pk=user.department_id)

    def by_name(self):
        return self.order_by(Lower("name"), "pk")


class Department(models.Model):
    name = models.CharField(_("name"), max_length=120)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = DepartmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="department_name_is_unique",
                violation_error_message=_("There is a department of this name already."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def heads(self):
        """The people who decide for this department: its active heads of department."""
        return self.people.filter(is_active=True, role=Role.HOD)
