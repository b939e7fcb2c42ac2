"""GitHub: the list of issues that the API gives. What was said is not in it, only how much."""

import re

from django.utils.translation import gettext_noop

from tickets.imports.products.dump import DumpReader, objects, several, text, within
from tickets.imports.reading import Remark, Said
from tickets.statuses import Status

MISSING = gettext_noop("%(missing)d of %(all)d comments are not in the file")
HTML = re.compile(r"\s*<(?:p|div|h\d|ul|ol|table|details|pre|blockquote)\b", re.I)


class GithubDump(DumpReader):
    slug, name = "github", "GitHub"
    lists = ("issues", "items")
    marks = {"number", "title", "state", "user", "labels"}
    statuses = {"open": Status.OPEN, "closed": Status.CLOSED}
    placed = {"id", "title", "state", "user", "labels", "assignee", "body", "milestone", "comments"}
    placed |= {"created_at", "updated_at", "closed_at", "url", "node_id"}

    def reading(self, row):
        body = text(row, "body")
        reading = self.begin(text(row, "id"), text(row, "title"), body)
        reading.html, reading.markdown = form_of(body)
        labels = [name for each in several(row, "labels") if (name := label_of(each))]
        reading.facts = self.rest(row) | {"labels": list(dict.fromkeys(labels))}
        times = {name: text(row, name) for name in ("updated_at", "closed_at")}
        self.set_times(reading, opened_at=text(row, "created_at"), **times)
        self.set_status(reading, text(row, "state"))
        if reading.status == Status.CLOSED and row.get("state_reason") == "not_planned":
            reading.status = Status.REJECTED
        reading.comments = self.comments(reading, row)
        return self.finish(
            reading,
            group=repository_of(text(row, "repository_url") or text(row, "html_url")),
            project=text(within(row, "milestone"), "title"),
            category=labels[0] if labels else None,
            requester=self.login(row, "user"),
            assignee=self.login(row, "assignee"),
        )

    def login(self, row, role):
        return self.person(text(within(row, role), "login"))

    def comments(self, reading, row):
        """The API gives a number; tools that fetch more put the comments themselves there."""
        if isinstance(row.get("comments"), list):
            return [self.said(reading, each) for each in objects(row, "comments")]
        number = row.get("comments")
        if isinstance(number, int) and number > 0:
            reading.problems.append(Remark(MISSING, missing=number, all=number))
        return []

    def said(self, reading, row):
        html, markdown = form_of(text(row, "body"))
        return Said(
            body=text(row, "body"),
            html=html,
            markdown=markdown,
            at=self.moment(reading, text(row, "created_at")),
            author=self.login(row, "user"),
            key=text(row, "id") or None,
        )


def form_of(body):
    """(HTML?, Markdown?): GitHub's Markdown may be HTML from its first character on."""
    html = bool(HTML.match(body))
    return html, not html


def label_of(label):
    return label if isinstance(label, str) else text(label, "name")


def repository_of(address):
    """owner/name."""
    found = re.search(r"/repos/([^/]+/[^/]+)", address) or re.match(r"https?://[^/]+/([^/]+/[^/]+)", address)
    return found[1] if found else None
