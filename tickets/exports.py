"""Tickets as CSV, for spreadsheets: a row each, in the reader's language and time zone."""

import csv

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    (_("Number"), lambda ticket: ticket.pk),
    (_("Title"), lambda ticket: ticket.title),
    (_("Status"), lambda ticket: ticket.get_status_display()),
    (_("Priority"), lambda ticket: ticket.get_priority_display()),
    (_("Group"), lambda ticket: ticket.group),
    (_("Project"), lambda ticket: ticket.project),
    (_("Category"), lambda ticket: ticket.category),
    (_("Requester"), lambda ticket: ticket.requester),
    (_("Department"), lambda ticket: ticket.department),
    (_("Worked on by"), lambda ticket: ticket.assignee),
    (_("Due"), lambda ticket: ticket.due_on),
    (_("Opened"), lambda ticket: moment(ticket.opened_at)),
    (_("Resolved"), lambda ticket: moment(ticket.resolved_at)),
    (_("Resolved by"), lambda ticket: ticket.resolved_by),
)


def moment(at):
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def harmless(value):
    """The cell as text; what a spreadsheet would run as a formula stands behind an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class Echo:
    """A file that gives back each line instead of keeping it."""

    def write(self, line):
        return line


def csv_lines(tickets):
    """The file, line by line; it begins with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow([str(label) for label, _value in COLUMNS])
    for ticket in tickets.for_list().select_related("department").iterator(chunk_size=1000):
        yield writer.writerow([harmless(value(ticket)) for _label, value in COLUMNS])
