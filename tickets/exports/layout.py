"""The lossless layout: a line for each row, its columns under their names, other rows by their keys in the file.

Written by `lines.py`, read by `tickets/imports/restoring.py`. Columns come from the models, so a new one is
taken out and brought in without a word here; what must stay behind is named in `LEFT_OUT`.
"""

from functools import cache

from accounts.models import Department, User
from groups.events import Event, Verb
from groups.models import Group, Membership, Project, ProjectMembership
from tickets.models import Answer, Attachment, Category, Comment, Follow, Question, Route, Step, Ticket

FORMAT = 1
HEAD, BYTES = "export", "bytes"

# What tickets point at, each after those that it points at itself, with the rows that are parts of it.
THINGS = {
    "department": Department,
    "person": User,
    "group": Group,
    "project": Project,
    "route": Route,
    "category": Category,
}
PARTS_OF_THINGS = {
    "membership": (Membership, "group"),
    "project_member": (ProjectMembership, "project"),
    "step": (Step, "route"),
    "question": (Question, "category"),
}
TICKET = "ticket"
# What belongs to a ticket, in the order in which rows point at each other; storeys above add to it.
PARTS = {"comment": Comment, "file": Attachment, "answer": Answer, "follower": Follow}
EVENT = "event"

RENDERED = {"description_html", "body_html", "html_version"}
LEFT_OUT = {
    "department": {"is_demo"},
    "person": {
        *("password", "last_login", "session_round", "known_as", "is_demo"),
        *("first_name", "last_name", "is_staff", "is_superuser"),
    },
    "group": {"is_demo"},
    "route": {"is_demo"},
    TICKET: RENDERED | {"is_unresolved", "opened_once"},
    "comment": RENDERED,
    "file": {"file"},
    EVENT: {"target_kind", "target_id"},
}
# What anybody may know of a person or a place that stands on a ticket they see.
KNOWN_TO_ALL = {
    "department": {"id", "name"},
    "person": {"id", "username", "name"},
    "group": {"id", "name", "kind"},
    "project": {"id", "name", "group"},
    "category": {"id", "name", "group"},
}

PERSON_FACTS = ("person", "to", "dropped", "on_behalf_of", "mentions")
FACTS = {
    **dict.fromkeys(PERSON_FACTS, "person"),
    **dict.fromkeys(("project", "project_before", "project_after"), "project"),
    **dict.fromkeys(("group_before", "group_after"), "group"),
    **dict.fromkeys(("comment", "answered"), "comment"),
    "file": "file",
    "decision": "decision",
}
FACTS_OF_VERB = {
    Verb.ASSIGNED: {"before": "person"},
    Verb.RECATEGORISED: {"before": "category", "after": "category"},
}


def add_part(kind, model):
    """Rows of a storey above that hang on tickets, by a column `ticket`."""
    PARTS[kind] = model


def model_of(kind):
    if kind in PARTS_OF_THINGS:
        return PARTS_OF_THINGS[kind][0]
    return {TICKET: Ticket, EVENT: Event, **THINGS, **PARTS}[kind]


def kind_of(model):
    named = {TICKET: Ticket, **THINGS, **PARTS} | {kind: pair[0] for kind, pair in PARTS_OF_THINGS.items()}
    return next(kind for kind, known in named.items() if known is model)


@cache
def columns(kind):
    """[(name, field, the kind it points at or None)] of what is written of a row."""
    found = []
    for column in model_of(kind)._meta.concrete_fields:
        if column.name not in LEFT_OUT.get(kind, ()):
            points_at = kind_of(column.related_model) if column.is_relation else None
            found.append((column.name, column, points_at))
    return found


def row_of(kind, obj):
    """The columns of a row, as JSON can hold them; times and days are left for the encoder."""
    return {name: getattr(obj, column.attname) for name, column, _kind in columns(kind)}


def pointers(kind, row):
    """(kind, key) of each row that this one points at."""
    for name, _column, points_at in columns(kind):
        if points_at and row.get(name) is not None:
            yield points_at, row[name]


def fact_kinds(verb):
    """{name of a fact: what its number is the key of}."""
    return FACTS | FACTS_OF_VERB.get(verb, {})


def facts_with_keys(verb, details):
    """(name, kind, keys) of the facts that are keys of other rows; a list of keys is a list of people."""
    for name, kind in fact_kinds(verb).items():
        value = details.get(name)
        keys = value if isinstance(value, list) else [value]
        if value is not None and all(type(key) is int for key in keys):
            yield name, kind, keys


def translated(verb, details, meaning):
    """The details with `meaning(kind, key)` in place of each key; what has none becomes null."""
    found = dict(details)
    for name, kind, keys in facts_with_keys(verb, details):
        new = [meaning(kind, key) for key in keys]
        is_list = isinstance(details[name], list)
        found[name] = [key for key in new if key is not None] if is_list else new[0]
    return found
