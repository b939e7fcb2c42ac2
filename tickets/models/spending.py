"""Where a ticket's time goes, summed as it goes: each change of status closes a stretch in one of four columns.

The stretch that still runs began at `status_since`, or where that is empty at the opening.
"""

from tickets.statuses import Status

COLUMNS = {
    Status.PENDING: "approval_seconds",
    Status.OPEN: "queue_seconds",
    Status.IN_PROGRESS: "work_seconds",
    Status.WAITING: "requester_seconds",
}


def spent(ticket, at):
    """The columns that change beside the status: what its last stretch took, and since when the next one runs."""
    columns = {"status_since": at}
    if name := COLUMNS.get(ticket.status):
        since = ticket.status_since or ticket.opened_at
        columns[name] = getattr(ticket, name) + max(round((at - since).total_seconds()), 0)
    return columns
