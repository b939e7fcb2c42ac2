"""Which product wrote a file, and its tickets as Readings: `recognise(path)` and `read(path, product, choices)`.

Every class in READERS reads one layout; a product may have two, a table and a dump. What a file does not say itself
(whether the day comes first, what a column means) stands in `Choices`.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext, gettext_noop

from tickets.imports import neutral
from tickets.imports.decoding import opened
from tickets.imports.grid import Grid
from tickets.imports.lines import UnreadableFile
from tickets.imports.products.beside import comments_in, names_in
from tickets.imports.products.dump import Dump, DumpReader, open_dump
from tickets.imports.products.freshdesk import FreshdeskDump, FreshdeskTable
from tickets.imports.products.github import GithubDump
from tickets.imports.products.gitlab import GitlabTable
from tickets.imports.products.glpi import GlpiTable
from tickets.imports.products.jira import JiraTable
from tickets.imports.products.osticket import OsTicketTable
from tickets.imports.products.plain import PlainTable
from tickets.imports.products.reader import Choices, TableReader
from tickets.imports.products.redmine import RedmineTable
from tickets.imports.products.request_tracker import RequestTrackerTable
from tickets.imports.products.servicenow import ServiceNowLog
from tickets.imports.products.trello import TrelloBoard
from tickets.imports.products.zendesk import ZendeskDump, ZendeskTable

READERS = (
    ZendeskTable,
    JiraTable,
    FreshdeskTable,
    OsTicketTable,
    ServiceNowLog,
    GitlabTable,
    RedmineTable,
    GlpiTable,
    RequestTrackerTable,
    PlainTable,  # the most general of the tables comes last
    ZendeskDump,
    FreshdeskDump,
    GithubDump,
    TrelloBoard,
)
PRODUCTS = {"neutral": gettext_noop("Ticket site")} | {reader.slug: reader.name for reader in READERS}
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
BOOKS = {
    b"PK\x03\x04": gettext_noop("a packed file or a workbook"),
    b"\xd0\xcf\x11\xe0": gettext_noop("a workbook"),
}


@dataclass
class Found:
    """A file whose layout is known. `reader` is None for the neutral one."""

    path: Path
    product: str
    opened: Grid | Dump | None = None
    reader: type | None = None

    @property
    def header(self):
        """The columns of a table, in their order."""
        return self.opened.header if isinstance(self.opened, Grid) else []

    def places(self, choices=None):
        """{field: column} as it would be read."""
        if not self.header:
            return {}
        places = self.reader(self.opened, choices or Choices()).places
        return {name: column for name, column in places.items() if column}

    def read(self, choices=None):
        """(line number, Reading or BadLine) for each ticket."""
        if self.reader is None:
            return neutral.read(self.path)
        return self.reader(self.opened, choices or Choices()).read()


def read(path, product=None, choices=None):
    choices = choices or Choices()
    return recognise(path, product, choices.columns).read(choices)


def beside(paths, choices):
    """The paths that hold tickets. What stands in the others, names and comments, is added to `choices`."""
    return [path for path in paths if not belongs(path, choices)]


def belongs(path, choices):
    try:
        dump = open_dump(path) if is_json(path) else None
    except UnreadableFile:
        return False  # reading it will say why
    if dump is None:
        return False
    names, comments = names_in(dump), comments_in(dump)
    choices.names |= names
    choices.comments |= comments
    return bool(names or comments)


def recognise(path, product=None, columns=()):
    """The layout of a file, from its content; where the product is said, only its layouts are tried.

    A table of which somebody knows the columns needs no product. UnreadableFile says why there is none.
    """
    if product not in (None, *PRODUCTS):
        raise UnreadableFile(
            gettext("“%(name)s” is no product. Known are: %(names)s.")
            % {"name": product, "names": ", ".join(PRODUCTS)}
        )
    if product == "neutral":
        return Found(path, product)
    is_dump = is_json(path)
    content = open_dump(path) if is_dump else Grid(path)
    kind = DumpReader if is_dump else TableReader
    readers = [reader for reader in READERS if issubclass(reader, kind) and product in (None, reader.slug)]
    fitting = next((reader for reader in readers if reader.fits(content)), None)
    if fitting is None and is_dump and product is None and content.first:
        return Found(path, "neutral")
    if fitting is None and product:
        fitting = next(iter(readers), None)
    elif fitting is None and columns and not is_dump:
        fitting = PlainTable
    if fitting is None:
        raise UnreadableFile(not_known(content, product))
    return Found(path, fitting.slug, content, fitting)


def is_json(path):
    with opened(path) as file:
        head = file.read(4096)
    for mark, what in BOOKS.items():
        if head.startswith(mark):
            raise UnreadableFile(
                gettext("It is %(what)s. Please export it as CSV or JSON.") % {"what": gettext(what)}
            )
    text = head.decode("utf-16", "replace") if head[:2] in UTF_16 else head.decode("utf-8-sig", "replace")
    return text.lstrip()[:1] in ("{", "[")


def not_known(content, product):
    if product:
        return gettext("%(product)s does not write such files.") % {"product": PRODUCTS[product]}
    if isinstance(content, Grid):
        columns = ", ".join(name for name in content.header[:30] if name)
        return gettext(
            "It is not known which product wrote it. Say which column holds the title. Its columns: %(columns)s."
        ) % {"columns": columns[:500]}
    return gettext("It is not known which product wrote it.")
