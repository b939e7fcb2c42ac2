"""GitLab: the table of issues. Numbers count within a project, so its path belongs to them."""

import re

from django.utils.translation import gettext_noop

from tickets.imports.products.github import form_of
from tickets.imports.products.reader import TableReader
from tickets.imports.reading import Remark

ADDRESS = re.compile(r"https?://[^/]+/(?P<project>.+?)/-/(?:issues|work_items)/(?P<number>\d+)")


class GitlabTable(TableReader):
    slug, name = "gitlab", "GitLab"
    marks = ({"Title", "Issue ID", "URL", "Author Username"}, {"Title", "IID", "URL", "Author Username"})
    guarded = True
    columns = {
        "key": ("IID", "Issue IID", "Issue ID"),
        "title": "Title",
        "description": "Description",
        "status": "State",
        "project": "Milestone",
        "category": "Type",
        "requester": ("Author", "Author Username"),
        "assignee": ("Assignee", "Assignee Username"),
        "opened_at": "Created At (UTC)",
        "updated_at": "Updated At (UTC)",
        "closed_at": "Closed At (UTC)",
    }

    def key(self, row):
        address = ADDRESS.match(row["URL"])
        return f"{address['project']}#{address['number']}"[-150:] if address else super().key(row)

    def fill(self, reading, row):
        reading.html, reading.markdown = form_of(reading.description)
        if row["Confidential"].casefold() == "yes":
            reading.problems.append(
                Remark(gettext_noop("it was private there; here the whole group sees it"))
            )

    def one_of(self, row, name):
        return self.text(row, name).partition(",")[0]

    def names(self, row):
        address = ADDRESS.match(row["URL"])
        return super().names(row) | {
            "group": address["project"] if address else None,
            "category": self.text(row, "category") or row["Labels"].partition(",")[0],
        }
