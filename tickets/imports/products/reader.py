"""What all readers of products share: words become statuses, names people, dates moments; the rest is kept."""

import re
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from django.utils.translation import gettext, gettext_noop

from tickets.imports.dates import Dates
from tickets.imports.grid import Row
from tickets.imports.lines import UnreadableFile
from tickets.imports.neutral import NAME_LIMIT
from tickets.imports.reading import BadLine, Reading, Remark, priority_of, status_of
from tickets.statuses import ENDED, Status

TITLE_WIDTH = 90
SPACES = re.compile(r"\s+")
GUARD = re.compile(r"^'(?=[=+\-@;])")

TAKEN_AS_OPEN = gettext_noop("unknown status “%(word)s”, taken as Open")
TAKEN_AS_CLOSED = gettext_noop("unknown status “%(word)s”, taken as Closed")

PEOPLE = ("requester", "assignee", "resolver")
TEXTS = ("description", "group", "project", "category", *PEOPLE)
TIMES = ("opened_at", "updated_at", "resolved_at", "closed_at")
FIELDS = ("key", "title", "status", "priority", "tags", *TEXTS, *TIMES)


@dataclass
class Choices:
    """What somebody may say about a file where it does not say so itself."""

    dates: str | None = None  # day-first or month-first
    zone: tzinfo = UTC  # of dates without one
    source: str | None = None  # tells two sites of one product apart
    columns: dict = field(default_factory=dict)  # {field of a Reading: column, or number of a custom field}
    statuses: dict = field(default_factory=dict)  # {word of the file: Status}
    priorities: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)  # {number of a person or group: name}, from a file beside
    comments: dict = field(default_factory=dict)  # {number of a ticket: its comments}, from a file beside

    def __post_init__(self):
        self.statuses = {word.casefold(): status for word, status in self.statuses.items()}
        self.priorities = {word.casefold(): priority for word, priority in self.priorities.items()}


class Reader:
    """Reads one file of one product. A class says in its attributes how the product writes."""

    slug = name = ""
    statuses, priorities = (
        {},
        {},
    )  # words in small letters that mean something else here, or nothing elsewhere
    nobody = frozenset()
    usual_dates = None

    def __init__(self, choices):
        self.choices = choices
        self.source = choices.source or self.slug
        self.dates = Dates(choices.dates, choices.zone, self.usual_dates)

    def begin(self, key, title, description=""):
        """A Reading of which so much is known; a ticket without title gets the first words of its text."""
        reading = Reading(self.source, key, " ".join(title.split()), Status.OPEN, description)
        if not reading.title:
            reading.title = cut(" ".join(description.split())) or gettext("Without a title")
            reading.problems.append(Remark(gettext_noop("no title")))
        if len(key) > 150:
            raise BadLine(gettext("its number has more than 150 characters"))
        return reading

    def set_times(self, reading, **texts):
        """A date that is impossible is left out and told."""
        for name, text in texts.items():
            try:
                setattr(reading, name, self.dates.moment(text or ""))
            except BadLine as reason:
                reading.problems.append(reason.args[0])

    def set_status(self, reading, word, ended=False):
        """After the times: where the word says nothing, they tell whether the ticket is done."""
        reading.facts["status"] = word
        status = self.meaning(word, self.choices.statuses, self.statuses, status_of)
        if status is None:
            ended = ended or reading.resolved_at or reading.closed_at
            status, remark = (Status.CLOSED, TAKEN_AS_CLOSED) if ended else (Status.OPEN, TAKEN_AS_OPEN)
            reading.problems += [Remark(remark, word=word[:60])] if word else []
        reading.status = status
        if status not in ENDED:
            reading.facts |= {
                name: str(at) for name in ("resolved_at", "closed_at") if (at := getattr(reading, name))
            }
            reading.resolved_at = reading.closed_at = None

    def set_priority(self, reading, word):
        if not word or word.casefold() in self.nobody:
            return
        reading.facts["priority"] = word
        reading.priority = self.meaning(word, self.choices.priorities, self.priorities, priority_of)
        if reading.priority is None:
            reading.problems.append(Remark(gettext_noop("unknown priority “%(word)s”"), word=word[:60]))

    def meaning(self, word, chosen, own, general):
        plain = word.strip().casefold()
        found = chosen.get(plain)
        return own.get(plain, general(word)) if found is None else found

    def person(self, name):
        """The name, or None for the words with which the product says that there is nobody."""
        name = SPACES.sub(" ", name or "").strip()[:NAME_LIMIT]
        return None if name.casefold() in self.nobody else name or None

    def finish(self, reading, **names):
        """Put the names in their places; a requester whom the product knows in general is missed."""
        if "requester" in names and not names["requester"]:
            reading.problems.append(Remark(gettext_noop("no requester")))
        for field_name, name in names.items():
            setattr(reading, field_name, SPACES.sub(" ", name or "").strip()[:NAME_LIMIT] or None)
        reading.facts = {
            name: value for name, value in reading.facts.items() if value not in (None, "", [], {})
        }
        return reading


class TableReader(Reader):
    """Reads a table: `columns` says under which headers the fields of a Reading stand, best first."""

    marks = ()  # sets of headers; where all of one set are there, it is this product
    columns = {}
    guarded = False  # texts that begin like a formula have an apostrophe before them
    left_out = frozenset()

    def __init__(self, grid, choices):
        super().__init__(choices)
        self.grid = grid
        self.places = {name: self.place(name) for name in FIELDS}
        self.taken = {column.casefold() for column in self.places.values() if column} | self.left_out

    @classmethod
    def fits(cls, grid):
        return any(grid.has(*names) for names in cls.marks)

    def place(self, name):
        """The column that holds this field in this file, or None."""
        if chosen := self.choices.columns.get(name):
            if not self.grid.has(chosen):
                raise UnreadableFile(gettext("There is no column “%(name)s”.") % {"name": chosen})
            return chosen
        headers = self.columns.get(name, ())
        headers = (headers,) if isinstance(headers, str) else headers
        return next((header for header in headers if self.grid.has(header)), None)

    def read(self):
        """(line number, Reading or BadLine) for each ticket; the dates of the whole file are seen before."""
        if not self.places["title"] and not self.places["description"]:
            raise UnreadableFile(gettext("No column holds the titles."))
        for _line, row in self.grid.rows():
            if isinstance(row, Row):
                self.learn(row)
        self.dates.settle()
        yield from self.readings()

    def readings(self):
        for line, row in self.grid.rows():
            try:
                if isinstance(row, BadLine):
                    raise row
                yield line, self.reading(row)
            except BadLine as reason:
                yield line, reason

    def learn(self, row):
        for name in TIMES:
            self.dates.see(self.text(row, name))

    def text(self, row, name):
        column = self.places[name]
        text = row[column] if column else ""
        return GUARD.sub("", text) if self.guarded else text

    def reading(self, row):
        title, description = self.text(row, "title"), self.text(row, "description")
        if not self.places["title"]:
            title = cut(" ".join(description.split()))
        reading = self.begin(self.key(row), title, description)
        reading.facts = self.facts(row)
        self.set_times(reading, **{name: self.text(row, name) for name in TIMES})
        ended = bool(self.text(row, "closed_at") or self.text(row, "resolved_at"))
        self.set_status(reading, self.text(row, "status"), ended)
        self.set_priority(reading, self.text(row, "priority"))
        self.fill(reading, row)
        return self.finish(reading, **self.names(row))

    def key(self, row):
        return SPACES.sub("", self.text(row, "key"))

    def names(self, row):
        people = {name: self.person(self.one_of(row, name)) for name in PEOPLE if self.places[name]}
        return people | {name: self.text(row, name) for name in ("group", "project", "category")}

    def one_of(self, row, name):
        """The first, where the product puts several people into one cell."""
        return self.text(row, name)

    def fill(self, reading, row):
        """What only this product has."""

    def facts(self, row):
        """All columns that have no place in a Reading, by their names."""
        found = {}
        for name in dict.fromkeys(self.grid.header):
            cells = [] if not name or name.casefold() in self.taken else row.all(name)
            if cells:
                found[name] = cells[0] if len(cells) == 1 else cells
        return found | ({"beyond": row.beyond} if row.beyond else {})


def cut(text):
    return text if len(text) <= TITLE_WIDTH else text[: TITLE_WIDTH - 1].rstrip() + "…"


def as_category(tag):
    """A tag as a category: `billing_issue` is “Billing issue”."""
    words = tag.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
