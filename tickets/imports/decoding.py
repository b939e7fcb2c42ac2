"""Recognises how a file writes its characters, and gives its text line by line within limits."""

import codecs
import io
import re
import zlib

from django.utils.translation import gettext

from tickets.imports.lines import UnreadableFile, open_packed

CHUNK = 1024 * 1024
SIZE_LIMIT = 1024 * CHUNK  # of a table, unpacked
LINE_LIMIT = 16 * CHUNK  # in characters
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LEAD_OF_SEVERAL = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
NOT_IN_WINDOWS_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def encoding_of(path):
    """The name of the encoding that fits the whole file: a late accent tells Latin-1 from UTF-8."""
    with opened(path) as file:
        head = file.read(4096)
    for mark, name in BOMS:
        if head.startswith(mark):
            return name
    if wide := utf_16_without_mark(head):
        return wide
    wrong, several, undefined = evidence(path)
    if not wrong or several > 20 * wrong:  # a few broken characters among many good ones
        return "utf-8"
    return "latin-1" if undefined else "cp1252"


def utf_16_without_mark(head):
    """Western text in UTF-16 has a zero in every second byte."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) < 8 or max(even, odd) * 3 < len(head):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def evidence(path):
    """(bytes that are not UTF-8, characters of several bytes, bytes that Windows-1252 does not have)."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    wrong = several = undefined = size = 0
    with opened(path) as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > SIZE_LIMIT:
                raise UnreadableFile(
                    gettext("It is larger than %(limit)d MB.") % {"limit": SIZE_LIMIT // CHUNK}
                )
            several += len(LEAD_OF_SEVERAL.findall(chunk))
            undefined += len(NOT_IN_WINDOWS_1252.findall(chunk))
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                decoder.reset()
                wrong += chunk.decode("utf-8", "replace").count("\ufffd")
    return wrong, several, undefined


def text_lines(path, encoding):
    """The lines of the file with their ends. What cannot be read of a character is U+FFFD."""
    with opened(path) as file, io.TextIOWrapper(file, encoding, "replace", newline="") as text:
        while line := text.readline(LINE_LIMIT + 1):
            if len(line) > LINE_LIMIT:
                raise UnreadableFile(
                    gettext("One of its lines has more than %(limit)d million characters.")
                    % {"limit": LINE_LIMIT // CHUNK}
                )
            yield line


class opened:  # noqa: N801 - read like `open`
    """The bytes of a file, unpacked; what is wrong with it is told in one way."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        try:
            self.file = open_packed(self.path)
        except OSError as trouble:
            raise unreadable(trouble) from trouble
        return self.file

    def __exit__(self, kind, trouble, trace):
        self.file.close()
        if isinstance(trouble, (OSError, EOFError, zlib.error)):
            raise unreadable(trouble) from trouble


def unreadable(trouble):
    return UnreadableFile(getattr(trouble, "strerror", None) or str(trouble))
