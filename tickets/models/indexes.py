"""The indexes of tickets: those that lists are read by, and those that dashboards count and sum by."""

from django.db.models import F, Index, Q

# Partial where it can be: what a new ticket has nothing to say in costs it nothing.
OF_LISTS = [
    Index(
        fields=["group", "priority", "opened_at", "id"],
        condition=Q(is_unresolved=True, deleted_at=None),
        name="unresolved_of_group",
    ),
    Index(
        fields=["priority", "opened_at", "id"],
        condition=Q(is_unresolved=True, deleted_at=None),
        name="unresolved_by_urgency",
    ),
    Index(fields=["priority", "opened_at", "id"], name="all_by_urgency"),
    Index(
        F("requester"),
        F("is_unresolved").desc(),
        F("opened_at").desc(),
        F("id").desc(),
        name="raised_by",
    ),
    Index(
        fields=["assignee", "priority", "opened_at", "id"],
        condition=Q(is_unresolved=True, deleted_at=None, assignee__isnull=False),
        name="unresolved_of_assignee",
    ),
    Index(
        fields=["group", "status", "priority", "opened_at", "id"],
        condition=Q(is_unresolved=True, deleted_at=None),
        name="status_in_group",
    ),
    Index(fields=["-ended_at", "-id"], condition=Q(ended_at__isnull=False), name="ended_newest"),
    Index(fields=["group", "priority", "opened_at", "id"], name="of_group_by_urgency"),
    Index(
        fields=["assignee", "group", "-ended_at", "-id"],
        condition=Q(ended_at__isnull=False),
        name="done_by",
    ),
    Index(fields=["-opened_at", "-id"], name="opened_newest"),
    Index(fields=["status", "-opened_at", "-id"], name="of_status_newest"),
    Index(
        fields=["project", "priority", "opened_at", "id"],
        condition=Q(project__isnull=False),
        name="of_project",
    ),
    *[
        Index(fields=[by], condition=Q(**{f"{by}__isnull": False}), name=f"ticket_{by}")
        for by in ("resolved_by", "deleted_by")
    ],
    Index(fields=["-deleted_at", "-id"], condition=Q(deleted_at__isnull=False), name="in_bin"),
]

# All that is summed of a resolved ticket, so that its row is not read.
SUMMED = ["first_answered_at", "first_claimed_at", "times_reopened"]
SUMMED += ["approval_seconds", "queue_seconds", "work_seconds", "requester_seconds"]

# Each leads dashboards to a part of the tickets that lie in no bin.
OF_NUMBERS = [
    Index(fields=["opened_at", "group"], condition=Q(deleted_at=None), name="counted_by_opening"),
    Index(
        fields=["ended_at", "status", "group", "opened_at", *SUMMED],
        condition=Q(deleted_at=None, ended_at__isnull=False),
        name="counted_by_end",
    ),
    Index(
        fields=["approved_at", "group", "approval_seconds"],
        condition=Q(deleted_at=None, approved_at__isnull=False),
        name="counted_by_approval",
    ),
    Index(
        fields=["opened_at", "status", "group"],
        condition=Q(is_unresolved=True, deleted_at=None),
        name="standing",
    ),
    Index(
        fields=["department", "group", "status", "opened_at"],
        condition=Q(is_unresolved=True, deleted_at=None),
        name="standing_of_department",
    ),
    Index(
        fields=["department", "opened_at", "group"],
        condition=Q(deleted_at=None),
        name="opened_of_department",
    ),
    Index(
        fields=["department", "ended_at", "group", "status", "opened_at", *SUMMED],
        condition=Q(deleted_at=None, ended_at__isnull=False),
        name="ended_of_department",
    ),
    # Lists of a group are read by these two as well.
    Index(
        fields=["group", "-opened_at", "-id", "assignee"],
        condition=Q(deleted_at=None),
        name="of_group_newest",
    ),
    Index(
        fields=["group", "-ended_at", "-id", "status", "opened_at", "priority", "assignee", *SUMMED],
        condition=Q(deleted_at=None, ended_at__isnull=False),
        name="ended_of_group",
    ),
    Index(
        fields=["assignee", "opened_at"],
        condition=Q(deleted_at=None, assignee__isnull=False),
        name="opened_of_assignee",
    ),
    Index(
        fields=["assignee", "ended_at", "group"],
        condition=Q(deleted_at=None, ended_at__isnull=False, assignee__isnull=False),
        name="ended_of_assignee",
    ),
    Index(
        fields=["assignee", "approved_at"],
        condition=Q(deleted_at=None, approved_at__isnull=False, assignee__isnull=False),
        name="approved_of_assignee",
    ),
]
