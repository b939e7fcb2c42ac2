"""Tickets as CSV or as a workbook: a row each, in the reader's language and time zone."""

import csv
import io
from functools import partial

from django.db.models import DateTimeField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.models import Ticket

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
ROWS_OF_A_SHEET = 1_048_576
NAMES_KEPT = 50_000
COLUMNS = {
    "id": gettext_lazy("Number"),
    "title": gettext_lazy("Title"),
    "status": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "group": gettext_lazy("Group"),
    "project": gettext_lazy("Project"),
    "category": gettext_lazy("Category"),
    "requester": gettext_lazy("Requester"),
    "department": gettext_lazy("Department"),
    "assignee": gettext_lazy("Worked on by"),
    "due_on": gettext_lazy("Due"),
    "opened_at": gettext_lazy("Opened"),
    "resolved_at": gettext_lazy("Resolved"),
    "resolved_by": gettext_lazy("Resolved by"),
}


def harmless(value):
    """The cell as text; what a spreadsheet would run as a formula stands behind an apostrophe."""
    text = "" if value is None else str(value)
    if text[:1].isalnum():  # as nearly all begin
        return text
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def head():
    return [str(label) for label in COLUMNS.values()]


class Cells:
    """Of one export. Whole columns are made into cells, and whatever has a name is asked for it once."""

    def __init__(self):
        self.names = {}
        self.makers = [self.maker(Ticket._meta.get_field(name)) for name in COLUMNS]

    def rows(self, chunk):
        """Tuples that begin with the values of COLUMNS as tuples of cells: texts, and the number."""
        columns = zip(*chunk, strict=True)
        return zip(*(make(values) for make, values in zip(self.makers, columns, strict=False)), strict=True)

    def maker(self, column):
        if column.primary_key:
            return tuple
        if column.is_relation:
            return partial(self.names_of, column.related_model)
        if column.choices:
            labels = {value: harmless(label) for value, label in column.flatchoices}
            return partial(map, labels.__getitem__)
        return moments if isinstance(column, DateTimeField) else partial(map, harmless)

    def names_of(self, model, keys):
        if len(self.names.get(model, ())) > NAMES_KEPT:
            del self.names[model]
        names = self.names.setdefault(model, {None: ""})
        if new := set(keys) - names.keys():
            found = model._base_manager.in_bulk(new)
            names.update((key, harmless(row)) for key, row in found.items())
        return map(names.__getitem__, keys)


def moments(times):
    zone = timezone.get_current_timezone()
    return [at.astimezone(zone).isoformat(" ", "minutes")[:16] if at else "" for at in times]


def csv_lines(chunks):
    """The file, piece by piece; it begins with the mark by which spreadsheets know UTF-8."""
    yield "\ufeff" + csv_text([head()])
    cells = Cells()
    for chunk in chunks:
        yield csv_text(cells.rows(chunk))


def csv_text(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def write_workbook(file, chunks):
    """Rows go to the disk as they come; past a sheet's last row another sheet begins."""
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as workbook:
        bold, sheet, row = workbook.add_format({"bold": True}), None, ROWS_OF_A_SHEET
        cells = Cells()
        for number, *texts in (found for chunk in chunks for found in cells.rows(chunk)):
            if row == ROWS_OF_A_SHEET:
                sheet, row = begin_sheet(workbook, bold), 1
            sheet.write_number(row, 0, number)
            for column, text in enumerate(texts, 1):
                sheet.write_string(row, column, text)
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
