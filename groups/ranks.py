"""Ranks in a group, and the one table of what each rank is granted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    TEAM = "team", _("Team")
    DESK = "desk", _("Service desk")


class Rank(models.TextChoices):
    GENERAL = "general", _("General")
    AUTHORISED = "authorised", _("Authorised")
    ADMIN = "admin", _("Group admin")


PERMISSIONS = [
    ("see_tickets", "Can see every ticket of the group"),
    ("work_tickets", "Can work on the group's tickets"),
    ("moderate_tickets", "Can delete the group's tickets and comments"),
    ("assign_tickets", "Can assign the group's tickets to others"),
    ("run_group", "Can run the group"),
]

_MEMBER = {"view_group", "work_tickets"}
_MODERATOR = _MEMBER | {"see_tickets", "moderate_tickets"}
_ADMIN = _MODERATOR | {"assign_tickets", "run_group"}

GRANTS = {
    Kind.TEAM: {Rank.GENERAL: _MEMBER | {"see_tickets"}, Rank.AUTHORISED: _MODERATOR, Rank.ADMIN: _ADMIN},
    Kind.DESK: {Rank.GENERAL: _MEMBER, Rank.AUTHORISED: _MODERATOR | {"assign_tickets"}, Rank.ADMIN: _ADMIN},
}
UNIVERSAL_RANK = Rank.AUTHORISED  # what everybody is in the universal group, without a membership row
