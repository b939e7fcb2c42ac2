"""An export of a site of this kind as Readings, for the page: what it says of tickets, but nobody's word for history.

`restoring.py` brings such a file back whole; that is for whoever runs the server.
"""

from dataclasses import dataclass
from pathlib import Path

from tickets.imports import own
from tickets.imports.lines import UnreadableFile
from tickets.imports.own import Bundle, is_own
from tickets.imports.reading import BadLine, Reading, Said
from tickets.imports.things import cleaned
from tickets.statuses import Priority, Status

__all__ = ["Found", "is_own"]


@dataclass
class Found:
    """What `products.recognise` gives for the layouts of others."""

    path: Path
    product: str = "neutral"
    header: tuple = ()

    def places(self, choices=None):
        return {}

    def read(self, choices=None):
        """(line number, Reading or BadLine) for each ticket."""
        names, site = {}, ""
        for line, found in own.read(self.path):
            if isinstance(found, BadLine):
                yield line, found
            elif isinstance(found, Bundle):
                try:
                    yield line, reading_of(found, names, site)
                except BadLine as reason:
                    yield line, reason
                finally:
                    found.forget()
            else:
                kind, row = found
                site = str(row.get("site") or "") if kind == own.HEAD else site
                names[kind, row.get("id")] = str(row.get("name") or row.get("username") or "")


def reading_of(bundle, names, site):
    row, columns = bundle.ticket, cleaned("ticket", bundle.ticket)

    def name(kind, key):
        return names.get((kind, row.get(key))) or None

    if not site:
        raise UnreadableFile("the first line of an export is missing")
    return Reading(
        source=site[:60],
        key=str(row.get("id") or ""),
        title=columns["title"],
        status=Status(columns.get("status", Status.OPEN)),
        description=columns.get("description", ""),
        group=name("group", "group"),
        project=name("project", "project"),
        category=name("category", "category"),
        priority=Priority(columns.get("priority", Priority.NICE)),
        requester=name("person", "requester"),
        assignee=name("person", "assignee"),
        resolver=name("person", "resolved_by"),
        opened_at=columns.get("opened_at"),
        updated_at=columns.get("updated_at"),
        resolved_at=columns.get("resolved_at"),
        closed_at=columns.get("closed_at"),
        comments=[said_of(comment, names) for _line, comment in bundle.parts["comment"]],
    )


def said_of(row, names):
    columns = cleaned("comment", row)
    return Said(
        body=columns.get("body", ""),
        at=columns.get("created_at"),
        author=names.get(("person", row.get("author"))) or None,
        is_internal=columns.get("is_internal", False),
        key=str(row.get("id") or "") or None,
    )
