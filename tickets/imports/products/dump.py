"""Opens JSON of other products, whole and up to a limit, or line by line, and reads what is common to it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext, gettext_noop

from tickets.imports.decoding import encoding_of, opened
from tickets.imports.lines import UnreadableFile, lines
from tickets.imports.neutral import decoded
from tickets.imports.products.reader import Reader
from tickets.imports.reading import BadLine, Remark

MEGABYTE = 1024 * 1024
DUMP_LIMIT = 64 * MEGABYTE  # unpacked: in memory it takes about five times as much


@dataclass
class Dump:
    """A file of JSON: `data` is all of it, or None where each line is an object of its own."""

    path: object
    data: object = None
    first: dict = field(default_factory=dict)  # the first line, where that is a whole object

    def part(self, name):
        """The objects in a list of this name beside the tickets."""
        return objects(self.data, name)

    def rows(self, names):
        """(number, object or BadLine) of each ticket: its line, or its place in the list."""
        if self.data is None:
            for number, line in lines(self.path):
                yield number, line if isinstance(line, BadLine) else attempt(line)
        else:
            found = self.data
            if isinstance(found, dict):
                found = next((found[name] for name in names if isinstance(found.get(name), list)), [found])
            yield from enumerate(found, start=1)

    def sample(self, names):
        """The first ticket, or an empty object."""
        if self.data is None:
            return self.first
        found = next((row for _number, row in self.rows(names)), None)
        return found if isinstance(found, dict) else {}


def attempt(line):
    try:
        return decoded(line)
    except BadLine as reason:
        return reason


def open_dump(path):
    """The Dump in a file whose first character is that of JSON: lines of objects stay in the file."""
    found = lines(path)
    _number, first = next(found, (0, ""))
    row = attempt(first) if isinstance(first, str) else first
    if isinstance(row, dict):
        return Dump(path, None if next(found, None) else row, first=row)
    return Dump(path, load(path) if isinstance(row, BadLine) else row)


def load(path):
    encoding = encoding_of(path)
    with opened(path) as file:
        data = file.read(DUMP_LIMIT + 1)
    if len(data) > DUMP_LIMIT:
        raise UnreadableFile(
            gettext("It is larger than %(limit)d MB. Please export fewer tickets at a time.")
            % {"limit": DUMP_LIMIT // MEGABYTE}
        )
    try:
        return decoded(data.decode(encoding, "replace"))
    except BadLine as reason:
        raise UnreadableFile(str(reason)) from None


def text(row, name):
    """The text or number under this name, as a text."""
    value = row.get(name) if isinstance(row, dict) else None
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def within(row, name):
    """The object under this name, or an empty one."""
    found = row.get(name) if isinstance(row, dict) else None
    return found if isinstance(found, dict) else {}


def several(row, name):
    """The list under this name, or an empty one."""
    found = row.get(name) if isinstance(row, dict) else None
    return found if isinstance(found, list) else []


def objects(row, name):
    return [each for each in several(row, name) if isinstance(each, dict)]


def known(rows):
    """{number: name} of people or groups."""
    found = {}
    for row in rows:
        name = text(row, "name") or text(within(row, "contact"), "name") or text(row, "email")
        if name and text(row, "id"):
            found[text(row, "id")] = name
    return found


class DumpReader(Reader):
    lists = ()  # names under which tickets stand in an object
    marks = frozenset()  # keys that every ticket of this product has
    placed = frozenset()
    tellers = ()  # keys under which a ticket may hold people and groups whole

    def __init__(self, dump, choices):
        super().__init__(choices)
        self.dump = dump
        self.names = dict(choices.names)

    @classmethod
    def fits(cls, dump):
        return set(cls.marks) <= set(dump.sample(cls.lists))

    def read(self):
        """(number, Reading or BadLine) for each ticket. A name that only one ticket tells is known to all."""
        self.dates.settle()
        for _number, row in self.dump.rows(self.lists) if self.tellers else ():
            if isinstance(row, dict):
                self.names |= known(row[role] for role in self.tellers if isinstance(row.get(role), dict))
        for number, row in self.dump.rows(self.lists):
            try:
                if isinstance(row, BadLine):
                    raise row
                if not isinstance(row, dict):
                    raise BadLine(gettext("it is no ticket"))
                yield number, self.reading(row)
            except BadLine as reason:
                yield number, reason

    def rest(self, row):
        """What has no place in a Reading, without what is empty or only an address of the API."""
        return {
            name: value
            for name, value in row.items()
            if name not in self.placed
            and not name.endswith("_url")
            and value not in (None, "", [], {}, False)
        }

    def moment(self, reading, word):
        try:
            return self.dates.moment(word)
        except BadLine as reason:
            reading.problems.append(reason.args[0])
            return None

    def named(self, reading, row, role):
        """Somebody's name: from the ticket itself, the lists beside it, or the number that stands for it."""
        whole = within(row, role)
        number = text(row, f"{role}_id") or text(whole, "id")
        name = next(iter(known([whole]).values()), "") or self.names.get(number, "")
        if number and not name:
            name = f"{self.name} {number}"
            problem = Remark(gettext_noop("the name of number %(number)s is not in the file"), number=number)
            if problem not in reading.problems:
                reading.problems.append(problem)
        return name or None

    def chosen(self, reading, name):
        """The value of the custom field that somebody chose for this, or that is called like it."""
        wanted = self.choices.columns.get(name, name).casefold()
        value = next((v for k, v in reading.facts.items() if k.casefold() == wanted), "")
        return value if isinstance(value, str) else ""
