"""Tickets as CSV or as a workbook: a row each, in the reader's language and time zone."""

import csv

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
ROWS_OF_A_SHEET = 1_048_576
COLUMNS = (
    (gettext_lazy("Number"), lambda ticket: ticket.pk),
    (gettext_lazy("Title"), lambda ticket: ticket.title),
    (gettext_lazy("Status"), lambda ticket: ticket.get_status_display()),
    (gettext_lazy("Priority"), lambda ticket: ticket.get_priority_display()),
    (gettext_lazy("Group"), lambda ticket: ticket.group),
    (gettext_lazy("Project"), lambda ticket: ticket.project),
    (gettext_lazy("Category"), lambda ticket: ticket.category),
    (gettext_lazy("Requester"), lambda ticket: ticket.requester),
    (gettext_lazy("Department"), lambda ticket: ticket.department),
    (gettext_lazy("Worked on by"), lambda ticket: ticket.assignee),
    (gettext_lazy("Due"), lambda ticket: ticket.due_on),
    (gettext_lazy("Opened"), lambda ticket: moment(ticket.opened_at)),
    (gettext_lazy("Resolved"), lambda ticket: moment(ticket.resolved_at)),
    (gettext_lazy("Resolved by"), lambda ticket: ticket.resolved_by),
)


def moment(at):
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def harmless(value):
    """The cell as text; what a spreadsheet would run as a formula stands behind an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def head():
    return [str(label) for label, _value in COLUMNS]


def cells(ticket):
    return [harmless(value(ticket)) for _label, value in COLUMNS]


class Echo:
    """A file that gives back each line instead of keeping it."""

    def write(self, line):
        return line


def csv_lines(chunks):
    """The file, piece by piece; it begins with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(head())
    for chunk in chunks:
        yield "".join(writer.writerow(cells(ticket)) for ticket in chunk)


def write_workbook(file, chunks):
    """Rows go to the disk as they come; past a sheet's last row another sheet begins."""
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as workbook:
        bold, sheet, row = workbook.add_format({"bold": True}), None, ROWS_OF_A_SHEET
        for ticket in (ticket for chunk in chunks for ticket in chunk):
            if row == ROWS_OF_A_SHEET:
                sheet, row = begin_sheet(workbook, bold), 1
            sheet.write_number(row, 0, ticket.pk)
            for column, cell in enumerate(cells(ticket)[1:], 1):
                sheet.write_string(row, column, cell)
            row += 1
        if sheet is None:
            begin_sheet(workbook, bold)


def begin_sheet(workbook, bold):
    number = len(workbook.worksheets()) + 1
    sheet = workbook.add_worksheet(_("Tickets") if number == 1 else f"{_('Tickets')} {number}")
    sheet.freeze_panes(1, 0)
    for column, label in enumerate(head()):
        sheet.write_string(0, column, label, bold)
    return sheet
