"""ServiceNow: a log of incidents with one row for each change; what differs from row to row is the history."""

from itertools import groupby

from django.utils.translation import gettext_noop

from tickets.imports.dates import DAY_FIRST
from tickets.imports.grid import Row
from tickets.imports.products.reader import SPACES, TableReader
from tickets.imports.reading import BadLine, Happened, Remark
from tickets.statuses import Status

CHANGES = {
    "status": "incident_state",
    "group": "assignment_group",
    "assignee": "assigned_to",
    "priority": "priority",
}
TITLE = ("category", "subcategory", "u_symptom")


class ServiceNowLog(TableReader):
    slug, name = "servicenow", "ServiceNow"
    marks = ({"number", "incident_state", "sys_updated_at", "assignment_group"},)
    usual_dates = DAY_FIRST
    nobody = frozenset({"?"})
    statuses = {"canceled": Status.WITHDRAWN, "work in progress": Status.IN_PROGRESS}
    columns = {
        "key": "number",
        "title": "short_description",
        "description": "description",
        "status": "incident_state",
        "priority": "priority",
        "group": "assignment_group",
        "project": "location",
        "category": "category",
        "requester": "caller_id",
        "assignee": "assigned_to",
        "resolver": "resolved_by",
        "opened_at": "opened_at",
        "updated_at": "sys_updated_at",
        "resolved_at": "resolved_at",
        "closed_at": "closed_at",
    }

    def __init__(self, grid, choices):
        super().__init__(grid, choices)
        self.places["title"] = self.places["title"] or "category"
        self.taken |= {"sys_mod_count", "sys_updated_by", "made_sla", "reopen_count", "active"}
        self.seen, self.last, self.in_order = set(), None, True

    def learn(self, row):
        super().learn(row)
        key = self.key(row)
        if key != self.last:
            self.in_order &= key not in self.seen
            self.seen.add(key)
            self.last = key

    def text(self, row, name):
        """A question mark stands for what is not known. A log has no titles, only what it is about."""
        if name == "title" and not self.grid.has("short_description"):
            return " / ".join(word for column in TITLE if (word := known(row[column])))
        text = super().text(row, name)
        return "" if text == "?" else text

    def readings(self):
        """One Reading for all rows of a number, under the line of its first; rows apart are brought together."""
        for line, row in self.grid.rows():
            if isinstance(row, BadLine):
                yield line, row
        rows = (row for _line, row in self.grid.rows() if isinstance(row, Row))
        if not self.in_order:
            rows = sorted(rows, key=self.key)
        for _key, events in groupby(rows, key=self.key):
            events = sorted(events, key=modification)
            line = min(row.line for row in events)
            try:
                yield line, self.ticket(events)
            except BadLine as reason:
                yield line, reason

    def ticket(self, events):
        """The last row says how it is, the rows before how it came to that."""
        last = events[-1]
        reading = self.reading(last)
        history = list(self.history(reading, events))
        reading.history = history
        ends = {happened.field: happened.new for happened in history}
        reading.group, reading.assignee = ends.get("group"), ends.get("assignee")
        if reading.closed_at and not reading.resolved_at:
            reading.problems.append(Remark(gettext_noop("closed without a time of resolving")))
        return reading

    def history(self, reading, events):
        before = dict.fromkeys(CHANGES)
        for row in events:
            try:
                at = self.dates.moment(row["sys_updated_at"])
            except BadLine as reason:
                reading.problems.append(reason.args[0])
                continue
            for name, column in CHANGES.items():
                word = known(row[column])
                if at and word and word != before[name]:
                    yield Happened(name, at, before[name], word, self.person(row["sys_updated_by"]))
                    before[name] = word

    def fill(self, reading, row):
        reading.facts |= {
            "reopened": int(row["reopen_count"] or 0) if row["reopen_count"].isdigit() else None
        }
        reading.facts |= {"sla_met": {"true": True, "false": False}.get(row["made_sla"])}
        reading.facts = {name: value for name, value in reading.facts.items() if value != "?"}


def known(word):
    return SPACES.sub(" ", word).strip() if word != "?" else ""


def modification(row):
    number = row["sys_mod_count"]
    return int(number) if number.isdigit() else 0
