"""Finding tickets by what they say: one way to ask (`words.py`), two indexes (`postgres.py`, `sqlite.py`).

`narrow` keeps the tickets of a queryset that match, in any order; `best` and `ranked` give the newest that match, the
best first. The queryset comes from `visible_to`; internal notes count only where the person may read them.
"""

import re

from django.db import DEFAULT_DB_ALIAS, connections

from tickets.models import Ticket
from tickets.search import sqlite
from tickets.search.backends import backend
from tickets.search.words import read

NUMBER = re.compile(r"#?\s?([0-9]{1,18})", re.ASCII)
RANKED = 200


def complete_index(using=DEFAULT_DB_ALIAS, **kwargs):
    """After `migrate`: SQLite loses triggers where a table is made anew."""
    if backend() is sqlite and Ticket._meta.db_table in connections[using].introspection.table_names():
        sqlite.install()


def written_later(tickets):
    """A context in which many rows of these tickets are written at once; the index is as true at its end."""
    return backend().written_later(tickets)


def indexed_by_batch():
    """A context in which an empty site is filled, in one transaction: it yields a function to call with the keys of
    tickets of which all is written; the index is as true at its end."""
    return backend().indexed_by_batch()


def search(queryset, user, text):
    """Those that speak of what was typed, operators included; none where that is wrong."""
    words = read(text, user)
    return queryset.none() if words.troubles else narrow(queryset, user, words)


def narrow(queryset, user, words):
    """Those that hold every word that is asked for, each of them anywhere, and none that is excluded."""
    queryset = queryset.filter(words.condition)
    return backend().narrow(queryset, user, words) if words else queryset


def best(user, words):
    """Keys of the newest `RANKED` that match, of all that the person sees, the best first."""
    if words.condition:
        return ranked(Ticket.objects.visible_to(user), user, words)
    return backend().best(user, words, RANKED)


def ranked(queryset, user, words):
    """The same, of a queryset that was narrowed: all that match are looked at."""
    return backend().in_order(narrow(queryset, user, words), words, RANKED)


def number_in(words):
    """The ticket number that "#12" or "12" names, or None."""
    match = NUMBER.fullmatch(words.strip())
    return int(match[1]) if match else None
