"""The three formats, and how a page, the back office and the command give them out: never whole in memory."""

import logging
import tempfile

from django.http import FileResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from tickets.exports.lines import Lines
from tickets.exports.tables import COLUMNS, csv_lines, write_workbook
from ticketsite.kit.paging import walk, walk_columns

logger = logging.getLogger(__name__)

CSV, XLSX, JSONL = "csv", "xlsx", "jsonl"
FORMATS = {
    CSV: (_("CSV"), _("A table for any program"), "text/csv; charset=utf-8"),
    XLSX: (
        _("Excel workbook"),
        _("A table with a head that stays"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    JSONL: (
        _("JSON Lines"),
        _("Everything, with comments, files and history"),
        "application/x-ndjson; charset=utf-8",
    ),
}
TABLE_CHUNK, WHOLE_CHUNK = 1000, 100


def pieces(tickets, order, kind, reader=None, whole=False):
    """The file as bytes, piece by piece; `reader` None takes all there is of each ticket."""
    if kind == JSONL:
        chunks = walk(tickets.select_related(None).select_related("group"), order, WHOLE_CHUNK)
        texts = Lines(reader, whole).of(chunks)
    else:
        texts = csv_lines(table_chunks(tickets, order))
    for text in texts:
        yield text.encode()


def table_chunks(tickets, order):
    return walk_columns(tickets, COLUMNS, order, TABLE_CHUNK)


def answer(tickets, order, kind, reader):
    """The download: exactly these tickets in this order."""
    logger.info("%s takes out tickets as %s", reader.username, kind)
    name = f"tickets.{kind}"
    media_type = FORMATS[kind][2]
    if kind == XLSX:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        write_workbook(file, table_chunks(tickets, order))
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=name, content_type=media_type)
    return StreamingHttpResponse(
        pieces(tickets, order, kind, reader),
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def write(file, tickets, order, kind, whole):
    """Into a file that is open for bytes, without anybody's eyes: for the command."""
    if kind == XLSX:
        write_workbook(file, table_chunks(tickets, order))
    else:
        file.writelines(pieces(tickets, order, kind, whole=whole))
