"""Opens a table in text: separator and header are recognised, rows come one by one within limits."""

import csv
from collections import deque
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
BROKEN_LIMIT = 200  # rows with quotes that show to be wrong in a later line: each costs reading on to there
QUOTES = ("unexpected end of data", *(f"'{mark}' expected after '\"'" for mark in SEPARATORS))
HEADER_LINES = 200  # a header with line breaks in its names is at most that long


@dataclass
class Row:
    """One row: `row["Subject"]` is a text, `row.all("Comment")` all of a repeated column."""

    line: int
    cells: list
    places: dict = field(repr=False)
    width: int  # of the header

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
        return Row(line, [cell and clean_text(cell).strip() for cell in cells], self.places, len(self.header))

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
        """(number of its first line, cells) of each record, the header among them.

        Where quotes do not close as they should, only the line in which that began is lost.
        """
        csv.field_size_limit(CELL_LIMIT)
        tape = Tape(text_lines(self.path, self.encoding))
        begun, broken = 1, 0
        records = self._reader(tape)
        while True:
            try:
                cells = next(records)
            except StopIteration:
                return
            except csv.Error as trouble:
                broken += len(tape.row) > 1
                if broken > BROKEN_LIMIT or str(trouble) not in QUOTES:
                    raise UnreadableFile(
                        gettext("The row that begins in line %(line)d cannot be read: %(why)s.")
                        % {"line": begun, "why": trouble}
                    ) from trouble
                cells = first_record(tape.back_to_second(), self.separator)
                records = self._reader(tape)
            lines = tape.mark()
            said_separator = begun == 1 and len(cells) <= 2 and cells and cells[0].startswith("sep=")
            if cells and not said_separator:
                yield begun, cells
            begun += lines

    def _reader(self, lines):
        return csv.reader(lines, delimiter=self.separator, strict=True)


class Tape:
    """Lines, as long as one row does not take too many of them; those of a row can be read again."""

    def __init__(self, lines):
        self.lines, self.ahead, self.row, self.size = lines, deque(), [], 0

    def __iter__(self):
        return self

    def __next__(self):
        line = self.ahead.popleft() if self.ahead else next(self.lines)
        self.row.append(line)
        self.size += len(line)
        if self.size > ROW_LIMIT:
            raise csv.Error(
                gettext("it has more than %(limit)d million characters") % {"limit": ROW_LIMIT // MILLION}
            )
        return line

    def mark(self):
        """The number of lines of the row that ends here."""
        lines, self.row, self.size = len(self.row), [], 0
        return lines

    def back_to_second(self):
        """The first line of the row; the others come again."""
        self.ahead.extendleft(reversed(self.row[1:]))
        del self.row[1:]
        return list(self.row)


def first_record(lines, separator):
    try:
        return next((cells for cells in csv.reader(lines, delimiter=separator) if cells), [])
    except csv.Error:
        return []
