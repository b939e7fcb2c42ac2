"""The five roles, and how high each stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    USER = "user", _("User")
    TECHNICIAN = "technician", _("Technician")
    HOD = "hod", _("Head of department")
    IT_HEAD = "it_head", _("IT Head")
    ADMIN = "admin", _("Admin")

    @property
    def level(self):
        """How high the role stands; nobody manages an account at or above their own level."""
        return LEVELS[self]


LEVELS = {role: level for level, role in enumerate(Role)}
