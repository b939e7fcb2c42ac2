"""Freshdesk: the table of an export, and JSON of the API with what was said."""

import re

from tickets.imports.products.dump import DumpReader, objects, text, within
from tickets.imports.products.reader import TableReader
from tickets.imports.reading import Said
from tickets.statuses import Priority, Status

# What the text says as well: markup beyond it (lists, links, tables) is worth converting.
PLAIN = re.compile(r"</?(?:div|br|p|span|font)\b[^>]*>", re.I)
TAG = re.compile(r"<[a-z/][^>]*>", re.I)

NUMBERS = {"2": Status.OPEN, "3": Status.WAITING, "4": Status.RESOLVED, "5": Status.CLOSED}
STATUSES = NUMBERS | {
    "6": Status.WAITING,
    "7": Status.WAITING,
    "waiting on customer": Status.WAITING,
    "waiting on third party": Status.WAITING,
}
PRIORITIES = {"1": Priority.WHENEVER, "2": Priority.NICE, "3": Priority.IMPORTANT, "4": Priority.CRITICAL}


class FreshdeskTable(TableReader):
    slug, name = "freshdesk", "Freshdesk"
    marks = ({"Ticket ID", "Subject", "Agent", "Created time"},)
    statuses, priorities = STATUSES, PRIORITIES
    nobody = frozenset({"no agent"})
    columns = {
        "key": "Ticket ID",
        "title": "Subject",
        "description": "Description",
        "status": "Status",
        "priority": "Priority",
        "group": "Group",
        "category": "Type",
        "requester": ("Full name", "Contact name", "Email"),
        "assignee": "Agent",
        "opened_at": "Created time",
        "updated_at": "Last update time",
        "resolved_at": "Resolved time",
        "closed_at": "Closed time",
    }

    def names(self, row):
        group = self.text(row, "group")
        return super().names(row) | {"group": "" if group.casefold() == "no group" else group}


class FreshdeskDump(DumpReader):
    slug, name = "freshdesk", "Freshdesk"
    lists = ("tickets", "results")
    marks = {"subject", "responder_id", "requester_id", "status", "priority"}
    statuses, priorities = STATUSES, PRIORITIES
    tellers = ("requester", "responder", "group")
    placed = {"id", "subject", "description", "description_text", "status", "priority", "type", "stats"}
    placed |= {"requester", "requester_id", "responder", "responder_id", "group", "group_id", "conversations"}
    placed |= {"created_at", "updated_at", "custom_fields", "structured_description"}

    def reading(self, row):
        words, html = best_text(text(row, "description"), text(row, "description_text"))
        reading = self.begin(text(row, "id"), text(row, "subject"), words)
        reading.html, reading.facts = html, self.rest(row) | self.custom(row)
        stats = within(row, "stats")
        times = {name: text(stats, name) for name in ("resolved_at", "closed_at")}
        self.set_times(
            reading, opened_at=text(row, "created_at"), updated_at=text(row, "updated_at"), **times
        )
        self.set_status(reading, text(row, "status"))
        self.set_priority(reading, text(row, "priority"))
        names = {name: self.named(reading, row, name) for name in ("requester", "group")}
        names["assignee"] = self.named(reading, row, "responder")
        reading.comments = [self.said(reading, each) for each in objects(row, "conversations")]
        project = self.chosen(reading, "project") or self.chosen(reading, "cf_project")
        return self.finish(reading, category=text(row, "type"), project=project, **names)

    def custom(self, row):
        fields = within(row, "custom_fields")
        return {name: value for name, value in fields.items() if value not in (None, "", [], False)}

    def said(self, reading, row):
        words, html = best_text(text(row, "body"), text(row, "body_text"))
        return Said(
            body=words,
            html=html,
            at=self.moment(reading, text(row, "created_at")),
            author=self.named(reading, row, "user"),
            is_internal=row.get("private") is True,
            key=text(row, "id") or None,
        )


def best_text(html, plain):
    """(text, whether it is HTML): the plain text, unless the HTML holds more than lines."""
    return (plain, False) if plain and not TAG.search(PLAIN.sub("", html)) else (html or plain, bool(html))
