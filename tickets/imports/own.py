"""The lossless layout of `tickets/exports/layout.py`, read back: rows of a file, gathered by ticket."""

import base64
import binascii
import tempfile
from dataclasses import dataclass, field

from tickets.exports.layout import BYTES, EVENT, FORMAT, HEAD, PARTS, PARTS_OF_THINGS, THINGS, TICKET
from tickets.imports.lines import UnreadableFile, lines
from tickets.imports.neutral import parse
from tickets.imports.reading import BadLine

IN_MEMORY = 1024 * 1024


@dataclass
class Bundle:
    """A ticket's row with the rows that belong to it, and the bytes of its files by their key."""

    where: int
    ticket: dict
    parts: dict = field(default_factory=lambda: {kind: [] for kind in (*PARTS, EVENT)})
    contents: dict = field(default_factory=dict)

    @property
    def size(self):
        return 1 + sum(len(rows) for rows in self.parts.values())

    def add_bytes(self, row):
        try:
            data = base64.b64decode(row["data"], validate=True)
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise BadLine("bytes of a file that are not base64") from None
        key = row.get("file")
        if key not in self.contents:
            self.contents[key] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by forget()
        self.contents[key].write(data)

    def forget(self):
        for content in self.contents.values():
            content.close()


def is_own(path):
    """Whether the file begins as an export of a site of this kind does."""
    try:
        for _number, text in lines(path):
            return not isinstance(text, BadLine) and parse(text).get("line") == HEAD
    except (BadLine, UnreadableFile):
        pass
    return False


def read(path):
    """(line number, BadLine, Bundle, or (kind, row) of the head, a person or a place) in the order of the file."""
    bundle = None
    for number, text in lines(path):
        try:
            if isinstance(text, BadLine):
                raise text
            row = parse(text)
            kind = row.pop("line", None)
            if kind in PARTS or kind in (EVENT, BYTES):
                put(bundle, kind, row, number)
                continue
            if bundle:
                yield bundle.where, bundle
                bundle = None
            if kind == TICKET:
                bundle = Bundle(number, row)
            elif kind == HEAD:
                yield number, (kind, known_format(row))
            elif kind in THINGS or kind in PARTS_OF_THINGS:
                yield number, (kind, row)
            else:
                raise BadLine(f"line: unknown word {str(kind)[:40]!r}")
        except BadLine as reason:
            yield number, reason
    if bundle:
        yield bundle.where, bundle


def known_format(head):
    if head.get("format") != FORMAT:
        raise UnreadableFile(f"this site reads format {FORMAT}, not {str(head.get('format'))[:20]!r}")
    return head


def put(bundle, kind, row, number):
    """Into the ticket above."""
    if bundle is None:
        raise BadLine(f"{kind}: there is no ticket above it")
    if kind == BYTES:
        bundle.add_bytes(row)
    else:
        bundle.parts[kind].append((number, row))
