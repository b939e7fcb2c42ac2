"""Lines of a file, packed by gzip or not, with a limit: one endless line must not fill the memory."""

import gzip
import zlib

from django.utils.translation import gettext

from tickets.imports.reading import BadLine

LINE_LIMIT = 16 * 1024 * 1024


class UnreadableFile(Exception):  # noqa: N818 - an answer to whoever named the file
    """The file cannot be read, or not to its end."""


def lines(path):
    """(number, text or BadLine) for each line that is not empty."""
    try:
        with open_packed(path) as stream:
            yield from numbered(stream)
    except (OSError, EOFError, zlib.error) as trouble:
        raise UnreadableFile(getattr(trouble, "strerror", None) or str(trouble)) from trouble


def open_packed(path):
    """Told by its first bytes: names may lie."""
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else open(path, "rb")


def numbered(stream):
    number = 0
    while line := stream.readline(LINE_LIMIT + 1):
        number += 1
        if len(line) > LINE_LIMIT:
            skip_rest_of_line(stream, line)
            yield number, BadLine(gettext("longer than %(limit)d MB") % {"limit": LINE_LIMIT // 1024 // 1024})
        elif line.strip():
            yield number, text_of(line, number)


def skip_rest_of_line(stream, line):
    while line and not line.endswith(b"\n"):
        line = stream.readline(LINE_LIMIT)


def text_of(line, number):
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as trouble:
        return BadLine(gettext("not UTF-8 (byte %(place)d)") % {"place": trouble.start + 1})
