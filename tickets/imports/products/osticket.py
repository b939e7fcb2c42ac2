"""osTicket: the table of a queue. Texts that begin like a formula have an apostrophe before them."""

from tickets.imports.products.reader import TableReader
from tickets.statuses import Status


class OsTicketTable(TableReader):
    slug, name = "osticket", "osTicket"
    marks = ({"Ticket Number", "Date Created", "Subject", "From"},)
    guarded = True
    statuses = {"archived": Status.CLOSED, "deleted": Status.WITHDRAWN}
    columns = {
        "key": "Ticket Number",
        "title": "Subject",
        "status": "Current Status",
        "priority": "Priority",
        "group": "Department",
        "category": "Help Topic",
        "requester": ("From", "From Email"),
        "assignee": ("Agent Assigned", "Assigned To"),
        "opened_at": "Date Created",
        "updated_at": "Last Updated",
        "closed_at": "Closed Date",
    }
