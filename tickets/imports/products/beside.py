"""Files that hold no tickets but belong to some: what was said on Zendesk tickets, and lists of people and groups."""

from tickets.imports.products.dump import DUMP_LIMIT, known, text
from tickets.imports.reading import BadLine

LISTS = ("users", "agents", "contacts", "groups", "members")
TICKETS = {"subject", "title", "desc"}


def names_in(dump):
    """{number: name} of a list of people or groups, or nothing."""
    rows = dump.data if isinstance(dump.data, list) else [each for name in LISTS for each in dump.part(name)]
    if isinstance(dump.data, dict) and ("tickets" in dump.data or "cards" in dump.data):
        return {}
    rows = [row for row in rows if isinstance(row, dict)]
    return {} if any(TICKETS & set(row) for row in rows[:10]) else known(rows)


def comments_in(dump):
    """{number of the ticket: its comments}, or nothing."""
    if not is_said(dump.data if isinstance(dump.data, dict) else dump.first):
        return {}
    found, size = {}, 0
    for _number, row in dump.rows(()):
        if isinstance(row, BadLine) or not is_said(row):
            continue
        size += sum(len(text(said, "body")) for said in row["comments"])
        if size > DUMP_LIMIT:
            break
        found.setdefault(text(row, "ticket_id"), []).extend(
            said for said in row["comments"] if isinstance(said, dict)
        )
    return found


def is_said(row):
    return isinstance(row, dict) and "ticket_id" in row and isinstance(row.get("comments"), list)
