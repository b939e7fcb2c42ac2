"""The status and the priority of a ticket, with the sets and steps that mean something."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    PENDING = "pending", _("Pending approval")
    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING = "waiting", _("Waiting")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


HELD = (Status.IN_PROGRESS, Status.WAITING)
READY = (Status.OPEN,)
UNCLAIMED = (Status.PENDING, Status.OPEN)
UNRESOLVED = (*UNCLAIMED, *HELD)
DONE = (Status.RESOLVED, Status.CLOSED)
ENDED = (*DONE, Status.REJECTED, Status.WITHDRAWN)

# From where to where a ticket may go; a test walks every verb through it.
STEPS = {
    Status.PENDING: {Status.OPEN, Status.REJECTED, Status.WITHDRAWN},
    Status.OPEN: {Status.PENDING, Status.IN_PROGRESS, Status.RESOLVED, Status.WITHDRAWN},
    Status.IN_PROGRESS: {Status.OPEN, Status.WAITING, Status.RESOLVED, Status.WITHDRAWN, Status.PENDING},
    Status.WAITING: {Status.OPEN, Status.IN_PROGRESS, Status.RESOLVED, Status.WITHDRAWN, Status.PENDING},
    Status.RESOLVED: {Status.OPEN, Status.IN_PROGRESS, Status.CLOSED},
    Status.CLOSED: set(),
    Status.REJECTED: {Status.PENDING, Status.OPEN},
    Status.WITHDRAWN: {Status.PENDING, Status.OPEN},
}


class Priority(models.IntegerChoices):
    """An ascending rank, so that `priority, oldest first` is one direction and an index answers it."""

    CRITICAL = 0, _("Critical")
    IMPORTANT = 1, _("Important")
    NICE = 2, _("Nice to have")
    WHENEVER = 3, _("Whenever")
