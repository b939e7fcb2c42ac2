"""The indexes by which dashboards count and sum: each leads to a part of the tickets that lie in no bin."""

from django.db.models import Index, Q

INDEXES = [
    Index(fields=["opened_at", "group"], condition=Q(deleted_at=None), name="counted_by_opening"),
    Index(
        # All that is summed of a resolved ticket, so that its row is not read.
        fields=["ended_at", "status", "group", "opened_at", "first_answered_at", "first_claimed_at"]
        + ["times_reopened", "approval_seconds", "queue_seconds", "work_seconds", "requester_seconds"],
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
        fields=["department", "ended_at", "group"],
        condition=Q(deleted_at=None, ended_at__isnull=False),
        name="ended_of_department",
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
