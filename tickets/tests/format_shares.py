"""How much of the sample files arrives: compares each with the reading to arrive at, field by field.

    DEBUG=1 SECRET_KEY=x .venv/bin/python -m tickets.tests.format_shares ../shared/data/formats

prints the table of docs/import.md. A sample and its expected readings hold the same tickets in the same order; a field
is compared where the layout has it at all, which LAYOUTS says.
"""

import json
import os
import re
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass
class Layout:
    file: str
    expected: str  # the file with the reading to arrive at
    fields: str
    beside: str = ""
    columns: dict = field(default_factory=dict)  # what somebody has to say about it
    minutes: bool = False  # its times have no seconds
    numbered: str = ""  # fields with a number for each name: the same number must stand for the same name
    renamed: dict = field(default_factory=dict)  # {field: its name among the expected}
    latin: bool = False  # what Latin-1 does not have is a question mark in it


COMMON = "id title status priority created resolved requester assignee"
PLACES = "id title status priority description created"
LAYOUTS = (
    Layout(
        "zendesk_tickets.json",
        "zendesk_and_freshdesk",
        f"{COMMON} description group category project comments",
        beside="zendesk_comments.jsonl",
        columns={"project": "360000000001"},
    ),
    Layout("zendesk_tickets.csv", "zendesk_and_freshdesk", f"{COMMON} group category project", minutes=True),
    Layout(
        "freshdesk_tickets.json",
        "zendesk_and_freshdesk",
        f"{COMMON} description group project comments",
        numbered="assignee group author",
    ),
    Layout("freshdesk_tickets.csv", "zendesk_and_freshdesk", f"{COMMON} group"),
    Layout("jira.csv", "jira", f"{COMMON} description project comments", numbered="author_id"),
    Layout("osticket.csv", "osticket", f"{COMMON} group category"),
    Layout("rt_results.tsv", "rt", f"{COMMON} group", renamed={"requester": "requester_email"}),
    Layout("glpi10_fr.csv", "glpi", f"{PLACES} category"),
    Layout("glpi95_fr.csv", "glpi", f"{PLACES} project", renamed={"id": "number95"}),
    Layout(
        "redmine_fr_latin1.csv",
        "redmine",
        f"{PLACES} project category",
        latin=True,
    ),
    Layout("redmine_en_utf8.csv", "redmine", f"{PLACES} project category"),
    Layout("github_issues.json", "github", "id title status description created updated requester category"),
    Layout(
        "gitlab_issues.csv",
        "gitlab",
        "id title status description created updated requester",
        renamed={"id": "number"},
    ),
    Layout(
        "trello_board.json",
        "trello",
        "title list priority description assignee category comments_in_file",
    ),
)


@dataclass
class Share:
    """What became of one file."""

    rows: int = 0
    tickets: int = 0
    comments: int = 0
    problems: int = 0
    compared: int = 0
    different: list = field(default_factory=list)  # (number of the ticket, field, wanted, got)

    @property
    def equal(self):
        return self.compared - len(self.different)

    @property
    def in_percent(self):
        return f"{100 * self.equal / self.compared:.2f} %"


def measure(layout, folder):
    """Read the file and compare every field of every ticket."""
    from tickets.imports.reading import BadLine

    readings = readings_of(layout, folder)
    good = [reading for reading in readings if not isinstance(reading, BadLine)]
    lines = (folder / f"{layout.expected}.expected.jsonl").read_text().splitlines()
    share = Share(
        rows=len(lines),
        tickets=len(good),
        comments=sum(len(reading.comments) for reading in good),
        problems=sum(len(reading.problems) for reading in good) + len(readings) - len(good),
    )
    names = {}
    for number, (reading, line) in enumerate(zip(good, lines, strict=True), start=1):
        for name, wanted, got in pairs(layout, reading, json.loads(line)):
            share.compared += 1
            if name in layout.numbered.split():
                got, wanted = same_name(names, name, wanted, got), True
            if wanted != got:
                share.different.append((number, name, wanted, got))
    return share


def readings_of(layout, folder):
    from tickets.imports.products import Choices, beside, read

    choices = Choices(columns=layout.columns)
    paths = [folder / name for name in (layout.file, layout.beside) if name]
    return [reading for path in beside(paths, choices) for _line, reading in read(path, choices=choices)]


def same_name(names, name, wanted, got):
    """Whether each name always stands for the same number, and no two for one."""
    kind = "group" if name == "group" else "person"
    there = names.setdefault((kind, "to", wanted), got) == got
    return there and names.setdefault((kind, "from", got), wanted) == wanted


def pairs(layout, reading, expected):
    """(field, wanted, got) of a ticket; each of its comments has fields of its own."""
    for name in layout.fields.split():
        wanted = expected[layout.renamed.get(name, name)]
        if layout.latin and isinstance(wanted, str):
            wanted = wanted.encode("latin-1", "replace").decode("latin-1")
        if name != "comments":
            yield name, plain(name, wanted, layout), plain(name, found(reading, name), layout)
            continue
        yield "number of comments", len(wanted), len(reading.comments)
        for said, one in zip(reading.comments, wanted, strict=False):
            yield "at", moment(one["at"]), said.at
            yield "body", one["body"].strip(), said.body.strip()
            author = "author" if "author" in one else "author_id"
            yield author, one[author], said.author
            if "private" in one:
                yield "private", one["private"], said.is_internal


def found(reading, name):
    """What a Reading has for a field of the expected readings."""
    from tickets.statuses import Status

    values = {
        "id": reading.key,
        "status": Status(reading.status).value,
        "priority": None if reading.priority is None else reading.priority.label,
        "created": reading.opened_at,
        "updated": reading.updated_at,
        "resolved": reading.resolved_at or reading.closed_at,
        "list": reading.facts.get("list"),
        "comments_in_file": len(reading.comments),
    }
    return values[name] if name in values else getattr(reading, name)


def plain(name, value, layout):
    """Numbers of tickets as numbers, times as moments, texts without the white space at their ends."""
    if name == "id":
        return int(re.findall(r"\d+", str(value))[-1])
    if name in ("created", "updated", "resolved") and value:
        at = moment(value)
        return at.replace(second=0) if layout.minutes else at
    if name == "title":
        return " ".join(value.split())
    return value.strip() if isinstance(value, str) else value


def moment(value):
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def table(folder):
    """The Markdown table of docs/import.md."""
    yield "| file | tickets | comments | remarks | fields compared | equal |"
    yield "| --- | --: | --: | --: | --: | --: |"
    for layout in LAYOUTS:
        share = measure(layout, folder)
        files = " + ".join(f"`{name}`" for name in (layout.file, layout.beside) if name)
        figures = (f"{share.tickets} of {share.rows}", share.comments, share.problems, share.compared)
        yield f"| {files} | {' | '.join(map(str, figures))} | {share.in_percent} |"


def main(folder):
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ticketsite.settings")
    django.setup()
    print("\n".join(table(Path(folder))))


if __name__ == "__main__":
    main(sys.argv[1])
