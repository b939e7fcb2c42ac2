"""The index on SQLite: FTS5, a row for each piece of text (a ticket's words, a comment, an answer, a file name).

Triggers keep it. SQLite loses those of a table that a migration makes anew, so they are made after each `migrate`.
"""

import json
from contextlib import contextmanager
from heapq import nlargest
from itertools import chain

from django.db import connection
from django.db.models import Q, Value

from tickets.models import Ticket
from tickets.search.likeness import likeness
from tickets.search.words import fold
from tickets.visibility import workable
from ticketsite.kit.sql import About

TABLES = (
    """
CREATE VIRTUAL TABLE IF NOT EXISTS tickets_searchpiece USING fts5(
    title, body, ticket UNINDEXED, comment UNINDEXED, tokenize="unicode61 remove_diacritics 2", prefix="3"
)
""",
    """
CREATE VIRTUAL TABLE IF NOT EXISTS tickets_searchword USING fts5vocab(tickets_searchpiece, col)
""",
)

# {table: (its place among four, title, body, ticket, comment, when it is there)}; {0} is the row.
PIECES = {
    "tickets_ticket": (0, "{0}.title", "{0}.description", "{0}.id", "NULL", "1"),
    "tickets_comment": (1, "''", "{0}.body", "{0}.ticket_id", "{0}.id", "{0}.deleted_at IS NULL"),
    "tickets_attachment": (2, "''", "{0}.name", "{0}.ticket_id", "{0}.comment_id", "{0}.removed_at IS NULL"),
    "tickets_answer": (3, "''", "{0}.value", "{0}.ticket_id", "NULL", "1"),
}
LIGATURES = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"}

INSERT = (
    "INSERT INTO tickets_searchpiece (rowid, title, body, ticket, comment) "
    "SELECT {row}.id * 4 + {place}, {title}, {body}, {ticket}, {comment}"
)
TRIGGERS = (
    """
CREATE TRIGGER IF NOT EXISTS {table}_search_added AFTER INSERT ON {table} WHEN {new_is_there} BEGIN
    {insert};
END
""",
    """
CREATE TRIGGER IF NOT EXISTS {table}_search_removed AFTER DELETE ON {table} BEGIN
    DELETE FROM tickets_searchpiece WHERE rowid = OLD.id * 4 + {place};
END
""",
    """
CREATE TRIGGER IF NOT EXISTS {table}_search_changed AFTER UPDATE ON {table}
WHEN ({old}) IS NOT ({new}) BEGIN
    DELETE FROM tickets_searchpiece WHERE rowid = OLD.id * 4 + {place};
    {insert} WHERE {new_is_there};
END
""",
)

MATCH = "SELECT ticket FROM tickets_searchpiece WHERE tickets_searchpiece MATCH {0}"
NO_NOTE = "NOT EXISTS (SELECT 1 FROM tickets_comment c WHERE c.id = comment AND c.is_internal)"
SUGGESTED = 8
ANYWHERE = f"{{key}} IN ({MATCH})"
IN_PUBLIC = f"{{key}} IN ({MATCH} AND {NO_NOTE})"
# A title weighs most, a description more than a comment. The limit keeps SQLite from merging the two queries.
SCORES = f"""
SELECT ticket, sum(score) FROM (
    SELECT ticket, -bm25(tickets_searchpiece, 10, 1) * iif(rowid & 3, 1, 4) AS score FROM tickets_searchpiece
    WHERE tickets_searchpiece MATCH %s AND {NO_NOTE} LIMIT -1
) WHERE ticket IN (SELECT value FROM json_each(%s)) GROUP BY ticket
"""  # noqa: S608 - of constants


def quoted(term):
    return '"{}"'.format(fold(term.text).replace('"', '""')) + ("*" if term.is_beginning else "")


def narrow(queryset, user, words):
    reads_notes = Q() if user.is_admin else workable(user)
    for term in words.asked:
        found = Q(About(ANYWHERE, Value(quoted(term)))) & reads_notes
        queryset = queryset.filter(Q(About(IN_PUBLIC, Value(quoted(term)))) | found)
    for term in words.excluded:
        found = Q(About(ANYWHERE, Value(quoted(term)))) & reads_notes
        queryset = queryset.exclude(Q(About(IN_PUBLIC, Value(quoted(term)))) | found)
    return queryset


def best(user, words, limit):
    """Keys of the newest that match, of all that the person sees, the best first."""
    return in_order(narrow(Ticket.objects.visible_to(user), user, words), words, limit)


def in_order(queryset, words, limit):
    keys = list(queryset.order_by("-pk").values_list("pk", flat=True)[:limit])
    scores = scored(keys, words)
    return sorted(keys, key=lambda key: (-scores.get(key, 0), -key))


def scored(keys, words):
    """{ticket: how well its public words fit}."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(SCORES, [" OR ".join(map(quoted, words.asked)), json.dumps(keys)])
        return dict(cursor.fetchall())


def words_like(word):
    """Words of titles, of whichever ticket, that are spelt nearly so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT term FROM tickets_searchword WHERE col = 'title' AND length(term) BETWEEN 4 AND 40"
        )
        found = [term for (term,) in cursor.fetchall()]
    return nlargest(SUGGESTED, found, key=lambda term: likeness(term, word))


def titled(queryset, user, words, statuses=()):
    """Those of which the title holds one of these folded words, and which have one of these statuses."""
    listed = " OR ".join(f'"{word}"' for word in sorted(words))
    if statuses:
        queryset = queryset.filter(status__in=statuses)
    return queryset.filter(About(ANYWHERE, Value(f"title : ({listed})")))


def install():
    """Make what is missing of the index; what stands there already stays."""
    with connection.cursor() as cursor:
        is_new = "tickets_searchpiece" not in connection.introspection.table_names(cursor)
        for sql in chain(TABLES, *map(triggers, PIECES)):
            cursor.execute(sql)
        if is_new:
            fill(cursor)


def remove():
    with connection.cursor() as cursor:
        for table in PIECES:
            for what in ("added", "removed", "changed"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_search_{what}")
        cursor.execute("DROP TABLE IF EXISTS tickets_searchword")
        cursor.execute("DROP TABLE IF EXISTS tickets_searchpiece")


def rebuild():
    """Write the whole index anew."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tickets_searchpiece")
        fill(cursor)


def fill(cursor):
    for table, (*_columns, is_there) in PIECES.items():
        cursor.execute(f"{insert(table, table)} FROM {table} WHERE {is_there.format(table)}")


def insert(table, row):
    place, title, body, ticket, comment, _is_there = PIECES[table]
    return INSERT.format(
        row=row,
        place=place,
        title=split(title.format(row)),
        body=split(body.format(row)),
        ticket=ticket.format(row),
        comment=comment.format(row),
    )


def split(column):
    """SQL that writes joined letters as two, which the tokenizer leaves alone."""
    for joined, apart in LIGATURES.items():
        column = f"replace({column}, '{joined}', '{apart}')"
    return column


def triggers(table):
    place, title, body, ticket, _comment, is_there = PIECES[table]
    watched = ", ".join(column for column in (title, body, is_there) if "{0}" in column)
    for sql in TRIGGERS:
        yield sql.format(
            table=table,
            place=place,
            insert=insert(table, "NEW"),
            new_is_there=is_there.format("NEW"),
            old=watched.format("OLD"),
            new=watched.format("NEW"),
        )


@contextmanager
def written_later(tickets):
    """Many rows are written inside: here each costs the same, so nothing waits."""
    yield


@contextmanager
def indexed_by_batch():
    """The same: triggers have indexed each batch."""
    yield lambda keys: None
