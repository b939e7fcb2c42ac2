"""Request Tracker: search results as tab-separated values, with whole dates."""

from tickets.imports.products.reader import TableReader
from tickets.statuses import Priority, Status


class RequestTrackerTable(TableReader):
    slug, name = "rt", "Request Tracker"
    marks = ({"id", "Subject", "Status", "Queue"}, {"id", "Subject", "Status", "QueueName"})
    nobody = frozenset({"nobody", "nobody in particular"})
    statuses = {"stalled": Status.WAITING, "deleted": Status.WITHDRAWN}
    columns = {
        "key": "id",
        "title": "Subject",
        "status": "Status",
        "priority": "Priority",
        "group": ("Queue", "QueueName"),
        "requester": ("Requestors", "Requestor", "Creator"),
        "assignee": ("Owner", "OwnerName"),
        "opened_at": ("Created", "CreatedRelative"),
        "updated_at": ("Last Updated", "LastUpdated", "LastUpdatedRelative"),
        "resolved_at": ("Resolved", "ResolvedRelative"),
    }

    def text(self, row, name):
        text = super().text(row, name)
        return "" if text.casefold() == "not set" else text

    def one_of(self, row, name):
        return self.text(row, name).partition(",")[0]

    def meaning(self, word, chosen, own, general):
        """Priorities are numbers from 0 to 100; each site names its own steps between."""
        if general.__name__ == "priority_of" and word.isdigit() and word not in chosen:
            steps = ((85, Priority.CRITICAL), (55, Priority.IMPORTANT), (15, Priority.NICE))
            return next((step for least, step in steps if int(word) >= least), Priority.WHENEVER)
        return super().meaning(word, chosen, own, general)
