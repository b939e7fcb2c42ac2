"""Zendesk: the table of a view, and JSON of the API or of a full export, with or without comments beside."""

from tickets.imports.products.dump import DumpReader, known, objects, several, text, within
from tickets.imports.products.reader import TableReader, as_category
from tickets.imports.reading import Said
from tickets.statuses import DONE, Status

STATUSES = {"deleted": Status.WITHDRAWN}


class ZendeskTable(TableReader):
    slug, name = "zendesk", "Zendesk"
    marks = (
        {"Summation column", "Id", "Requester", "Subject"},
        {"Requester external id", "Assignee stations"},
    )
    statuses = STATUSES
    nobody = frozenset({"-"})
    left_out = frozenset({"summation column"})
    columns = {
        "key": "Id",
        "title": "Subject",
        "status": "Status",
        "priority": "Priority",
        "group": "Group",
        "project": ("Project [list]", "Project [txt]"),
        "requester": "Requester",
        "assignee": "Assignee",
        "tags": "Tags",
        "opened_at": "Created at",
        "updated_at": "Updated at",
        "resolved_at": "Solved at",
    }

    def fill(self, reading, row):
        reading.facts["tags"] = self.text(row, "tags").replace(",", " ").split()

    def names(self, row):
        tags = self.text(row, "tags").replace(",", " ").split()
        category = self.text(row, "category") or as_category(tags[0] if tags else row["Ticket type"])
        return super().names(row) | {"category": category}


class ZendeskDump(DumpReader):
    slug, name = "zendesk", "Zendesk"
    lists = ("tickets", "results")
    marks = {"subject", "requester_id", "assignee_id", "via"}
    statuses = STATUSES
    tellers = ("requester", "submitter", "assignee", "group")
    placed = {"id", "subject", "raw_subject", "description", "status", "priority", "comments", "metric_set"}
    placed |= {"requester", "requester_id", "submitter", "assignee", "assignee_id", "group", "group_id"}
    placed |= {"created_at", "updated_at", "custom_fields", "fields", "url"}

    def __init__(self, opened, choices):
        super().__init__(opened, choices)
        for each in ("users", "groups"):
            self.names |= known(opened.part(each))
        self.columns = {
            str(each.get("id")): text(each, "title")
            for each in opened.part("ticket_fields")
            if each.get("title")
        }

    def reading(self, row):
        reading = self.begin(text(row, "id"), text(row, "subject"), text(row, "description"))
        reading.facts = self.rest(row) | self.custom(row)
        solved = text(within(row, "metric_set"), "solved_at")
        self.set_times(
            reading, opened_at=text(row, "created_at"), updated_at=text(row, "updated_at"), resolved_at=solved
        )
        self.set_status(reading, text(row, "status"))
        if reading.status in DONE and not reading.resolved_at:
            # A closed ticket cannot change any more: its last change is the best known time of its end.
            reading.resolved_at = reading.updated_at
            reading.facts["resolved"] = "taken from updated_at"
        self.set_priority(reading, text(row, "priority"))
        reading.comments = self.comments(reading, row)
        return self.finish(reading, **self.names_of(reading, row))

    def names_of(self, reading, row):
        tags = [tag for tag in several(row, "tags") if isinstance(tag, str)]
        return {
            "requester": self.named(reading, row, "requester"),
            "assignee": self.named(reading, row, "assignee"),
            "group": self.named(reading, row, "group"),
            "project": self.chosen(reading, "project"),
            "category": self.chosen(reading, "category")
            or as_category(tags[0] if tags else text(row, "type")),
        }

    def custom(self, row):
        """Custom fields under their titles where the file has them, else under their numbers."""
        found = {}
        for each in objects(row, "custom_fields"):
            value, number = each.get("value"), str(each.get("id"))
            if value not in (None, "", [], False):
                found[self.columns.get(number, number)] = value
        return found

    def comments(self, reading, row):
        """All but the first, which is the description again."""
        rows = objects(row, "comments") or self.choices.comments.get(reading.key, [])
        said = [self.said(reading, each) for each in rows]
        if said and said[0].body.strip() == reading.description.strip():
            said = said[1:]
        return said

    def said(self, reading, row):
        return Said(
            body=text(row, "plain_body") or text(row, "body"),
            at=self.moment(reading, text(row, "created_at")),
            author=self.named(reading, row, "author"),
            is_internal=row.get("public") is False,
            key=text(row, "id") or None,
        )
