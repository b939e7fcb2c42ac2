"""Reads an uploaded file to its end before anything is written: its first tickets, its words, its problems."""

import contextlib
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext

from accounts.models import User
from tickets.imports import own_readings, products
from tickets.imports.decoding import opened
from tickets.imports.lines import UnreadableFile
from tickets.imports.reading import BadLine, priority_of, status_of
from tickets.imports.run import key_within
from tickets.statuses import Priority, Status

FIRST = 10
PROBLEMS_SHOWN = 500
WORDS_SHOWN = 100
HEADER_SHOWN = 500
DIFFERENT_WORDS = 20_000  # more people than that are not counted
UNPACKED = 10  # times the largest upload
PIECE = 1024 * 1024


@contextlib.contextmanager
def at_hand(batch):
    """The path of the upload under its own name, wherever the store keeps it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(batch.name).name or "import")
        with batch.file.open("rb") as source, path.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        yield path


def refuse_bomb(path):
    """A small file that unpacks to a huge one is told before anybody reads it."""
    limit = settings.IMPORT_MAX_MB * UNPACKED
    size = 0
    with opened(path) as file:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > limit * PIECE:
                raise UnreadableFile(gettext("Unpacked it is larger than %(limit)d MB.") % {"limit": limit})


def choices_of(batch):
    """What was chosen on the page, as readers take it."""
    chosen = batch.choices
    return products.Choices(
        dates=chosen.get("dates") or None,
        columns=chosen.get("columns") or {},
        statuses={word: Status(value) for word, value in (chosen.get("statuses") or {}).items()},
        priorities={word: Priority(value) for word, value in (chosen.get("priorities") or {}).items()},
    )


def recognised(batch, path):
    if own_readings.is_own(path):
        return own_readings.Found(path)
    told = "table" if batch.choices.get("columns") else None
    return products.recognise(path, batch.choices.get("product") or told)


def header_of(batch):
    """The columns of a table of which nobody knows yet what they mean, to choose from."""
    try:
        with at_hand(batch) as path:
            return {"header": list(products.recognise(path, "table").header)[:HEADER_SHOWN]}
    except UnreadableFile:
        return {}


class Look:
    """What a person wants to know of a file before they run it; `found` is that as JSON."""

    def __init__(self):
        self.total, self.first, self.problems, self.problem_count = 0, [], [], 0
        self.words = {kind: Counter() for kind in ("people", "groups", "statuses", "priorities")}
        self.seen = {}

    def take(self, line, reading):
        self.total += 1
        if isinstance(reading, BadLine):
            self.tell(line, str(reading), left_out=True)
            return
        for problem in getattr(reading, "problems", ()):
            self.tell(line, problem)
        key = key_within(self.seen, reading)
        if reading.key and key != reading.key:
            twice = gettext("Number %(number)s stands above on another ticket; both are kept.")
            self.tell(line, twice % {"number": reading.key})
        self.count("statuses", reading.facts.get("status"))
        self.count("priorities", reading.facts.get("priority"))
        self.count("groups", reading.group)
        for name in people_of(reading):
            self.count("people", name)
        if len(self.first) < FIRST:
            self.first.append(shown(line, reading))

    def count(self, kind, word):
        words = self.words[kind]
        if isinstance(word, str) and word.strip() and (word in words or len(words) < DIFFERENT_WORDS):
            words[word] += 1

    def tell(self, line, sentence, left_out=False):
        self.problem_count += 1
        if len(self.problems) < PROBLEMS_SHOWN:
            self.problems.append([line, sentence[:300], left_out])

    def most_used(self, kind):
        return [[word[:300], number] for word, number in self.words[kind].most_common(WORDS_SHOWN)]


def people_of(reading):
    yield from (name for name in (reading.requester, reading.assignee, reading.resolver) if name)
    yield from (said.author for said in reading.comments if said.author)


def shown(line, reading):
    """A ticket as the page shows it before it is one."""
    return {
        "line": line,
        "key": reading.key[:40],
        "title": reading.title[:200],
        "status": str(reading.status),
        "priority": None if reading.priority is None else int(reading.priority),
        "group": (reading.group or "")[:120],
        "requester": (reading.requester or "")[:120],
        "assignee": (reading.assignee or "")[:120],
        "opened": reading.opened_at.isoformat() if reading.opened_at else None,
        "comments": len(reading.comments),
    }


def look(batch):
    """Read all of it; {column: value} for the batch. UnreadableFile says why it cannot be read."""
    with at_hand(batch) as path:
        refuse_bomb(path)
        found = recognised(batch, path)
        choices = choices_of(batch)
        seen = Look()
        for line, reading in found.read(choices):
            seen.take(line, reading)
        header, places = list(found.header)[:HEADER_SHOWN], found.places(choices)
    words = {kind: seen.most_used(kind) for kind in seen.words}
    words["statuses"] = with_meaning(words["statuses"], status_of)
    words["priorities"] = with_meaning(words["priorities"], priority_of)
    facts = {
        "product": found.product,
        "header": header,
        "places": places,
        "first": seen.first,
        "words": words,
    }
    facts["different"] = {kind: len(seen.words[kind]) for kind in seen.words}
    facts["likely"] = likely_people([word for word, _number in words["people"]], batch.by)
    return {
        "found": facts,
        "total": seen.total,
        "problems": seen.problems,
        "problem_count": seen.problem_count,
    }


def with_meaning(words, meaning):
    return [[word, number, getattr(meaning(word), "value", None)] for word, number in words]


def likely_people(names, reader):
    """{name in the file: username} where exactly one person here is called so; by address for Admins only."""
    small = {name.casefold(): name for name in names}
    rows = User.objects.active().filter(username__in=small) | User.objects.active().filter(name__in=names)
    if reader.is_admin:
        rows |= User.objects.active().filter(email__in=[name for name in small if "@" in name])
    found = {}
    for person in rows.distinct()[: 2 * WORDS_SHOWN]:
        for called in {person.username, person.name, person.email if reader.is_admin else ""} - {""}:
            if called.casefold() in small:
                found.setdefault(small[called.casefold()], set()).add(person.username)
    return {name: usernames.pop() for name, usernames in found.items() if len(usernames) == 1}
