"""Jira, Cloud and Server: a table in which labels, watchers and comments are columns that come again."""

import re

from tickets.imports.products.reader import TableReader
from tickets.imports.reading import BadLine, Said
from tickets.statuses import Status

COMMENT = re.compile(r"(?P<at>[^;\n]{6,40});(?P<author>[^;\n]*);(?P<body>.*)", re.S)


class JiraTable(TableReader):
    slug, name = "jira", "Jira"
    marks = ({"Summary", "Issue key", "Issue id"}, {"Summary", "Issue key", "Issue Type", "Status"})
    nobody = frozenset({"unassigned", "anonymous"})
    statuses = {
        "closed": Status.CLOSED,
        "cancelled": Status.WITHDRAWN,
        "won't do": Status.REJECTED,
        "selected for development": Status.OPEN,
        "in review": Status.IN_PROGRESS,
        "in qa": Status.IN_PROGRESS,
        "testing": Status.IN_PROGRESS,
        "under review": Status.IN_PROGRESS,
        "escalated": Status.IN_PROGRESS,
        "blocked": Status.WAITING,
    }
    columns = {
        "key": ("Issue id", "Issue key"),
        "title": "Summary",
        "description": "Description",
        "status": "Status",
        "priority": "Priority",
        "project": ("Project name", "Project key"),
        "category": ("Component/s", "Components", "Issue Type"),
        "requester": ("Reporter", "Creator"),
        "assignee": "Assignee",
        "opened_at": "Created",
        "updated_at": "Updated",
        "resolved_at": "Resolved",
    }
    people = ("Assignee", "Reporter", "Creator", "Watchers")

    def __init__(self, grid, choices):
        super().__init__(grid, choices)
        self.taken |= {"comment"}
        self.by_account = {}

    def learn(self, row):
        super().learn(row)
        for role in self.people:
            for name, account in zip(row.all(role), row.all(f"{role} Id"), strict=False):
                self.by_account.setdefault(account, name)
        for cell in row.all("Comment"):
            if match := COMMENT.match(cell):
                self.dates.see(match["at"])

    def fill(self, reading, row):
        reading.comments = [self.said(reading, cell) for cell in row.all("Comment")]
        if reading.status == Status.CLOSED:
            reading.closed_at = reading.resolved_at

    def said(self, reading, cell):
        """A comment; one that does not begin with its time and author is kept whole."""
        match = COMMENT.match(cell)
        if not match:
            return Said(cell)
        try:
            at = self.dates.moment(match["at"])
        except BadLine as reason:
            reading.problems.append(reason.args[0])
            return Said(cell)
        account = match["author"].strip()
        return Said(match["body"], at, self.person(self.by_account.get(account, account)))
