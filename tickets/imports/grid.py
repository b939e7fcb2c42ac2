"""Opens a table in text: separator and header are recognised, rows come one by one within limits."""

import csv
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from tickets.imports.decoding import encoding_of, text_lines
from tickets.imports.lines import UnreadableFile
from tickets.imports.reading import BadLine
from ticketsite.kit.text import clean_text

MILLION = 1024 * 1024
CELL_LIMIT = 8 * MILLION  # in characters
ROW_LIMIT = 4 * CELL_LIMIT
COLUMN_LIMIT = 5_000
SEPARATORS = (",", ";", "\t", "|")
HEADER_LINES = 200  # a header with line breaks in its names is at most that long


@dataclass
class Row:
    """One row: `row["Subject"]` is a text, `row.all("Comment")` all of a repeated column."""

    line: int
    cells: list
    places: dict = field(repr=False)

    def __getitem__(self, name):
        """The first cell of the column that holds something; an absent column is empty."""
        return next(iter(self.all(name)), "")

    def all(self, name):
        cells = self.cells
        found = (cells[place] for place in self.places.get(name.casefold(), ()) if place < len(cells))
        return [cell for cell in found if cell]

    @property
    def beyond(self):
        """Cells to the right of the header: some systems write them, no column says what they are."""
        return [cell for cell in self.cells[self.width :] if cell]

    @property
    def width(self):
        return 1 + max(place for places in self.places.values() for place in places)


class Grid:
    """A table in a file. Rows can be read again and again; nothing of them is kept."""

    def __init__(self, path, encoding=None, separator=None):
        self.path = path
        self.encoding = encoding or encoding_of(path)
        self.separator = separator or self._separator()
        self.header = next((cells for _line, cells in self._records()), [])
        self.header = [" ".join(clean_text(name).replace("\ufeff", "").split()) for name in self.header]
        if len(self.header) > COLUMN_LIMIT:
            raise UnreadableFile(gettext("It has more than %(limit)d columns.") % {"limit": COLUMN_LIMIT})
        self.places = {}
        for place, name in enumerate(self.header):
            self.places.setdefault(name.casefold(), []).append(place)

    def has(self, *names):
        return all(name.casefold() in self.places for name in names)

    def rows(self):
        """(line number, Row or BadLine) for each row under the header that is not empty."""
        records = self._records()
        next(records, None)
        for line, cells in records:
            if any(cells):
                yield line, self._row(line, cells)

    def _row(self, line, cells):
        if len(cells) < len(self.header):
            return BadLine(
                ngettext(
                    "it has %(cells)d cell where the header has %(columns)d: broken off, or split over lines",
                    "it has %(cells)d cells where the header has %(columns)d: broken off, or split over lines",
                    len(cells),
                )
                % {"cells": len(cells), "columns": len(self.header)}
            )
        return Row(line, [clean_text(cell).strip() for cell in cells], self.places)

    def _separator(self):
        """The one that cuts the header into most names."""
        lines = []
        for line in text_lines(self.path, self.encoding):
            lines.append(line)
            if len(lines) == 1 and (said := line.strip().strip('"')).startswith("sep=") and len(said) == 5:
                return said[4]
            if len(lines) == HEADER_LINES:
                break
        widths = {mark: len(first_record(lines, mark)) for mark in SEPARATORS}
        return max(SEPARATORS, key=widths.get)

    def _records(self):
        """(number of its first line, cells) of each record, the header among them."""
        csv.field_size_limit(CELL_LIMIT)
        meter = Meter(text_lines(self.path, self.encoding))
        records = csv.reader(meter, delimiter=self.separator)
        try:
            begun = 1
            for cells in records:
                said_separator = begun == 1 and len(cells) <= 2 and cells and cells[0].startswith("sep=")
                if cells and not said_separator:
                    yield begun, cells
                meter.since, begun = 0, records.line_num + 1
        except csv.Error as trouble:
            raise UnreadableFile(
                gettext("The row that begins in line %(line)d cannot be read: %(why)s.")
                % {"line": begun, "why": trouble}
            ) from trouble


class Meter:
    """Lines, as long as one row does not take too many of them."""

    def __init__(self, lines):
        self.lines, self.since = lines, 0

    def __iter__(self):
        return self

    def __next__(self):
        line = next(self.lines)
        self.since += len(line)
        if self.since > ROW_LIMIT:
            raise csv.Error(
                gettext("it has more than %(limit)d million characters") % {"limit": ROW_LIMIT // MILLION}
            )
        return line


def first_record(lines, separator):
    try:
        return next((cells for cells in csv.reader(lines, delimiter=separator) if cells), [])
    except csv.Error:
        return []
