"""The neutral format: one JSON object a line, as described in docs/import.md."""

import json
import math
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from tickets.imports.lines import lines
from tickets.imports.reading import BadLine, Happened, Reading, Said, priority_of, status_of
from tickets.statuses import Status
from ticketsite.kit.text import clean_text

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
SLACK = timedelta(days=1)  # clocks of other systems
NAME_LIMIT = 1000

TEXTS = ("group", "project", "category", "requester", "assignee", "resolver")
TIMES = {"opened_at": "created", "updated_at": "updated", "resolved_at": "resolved", "closed_at": "closed"}
PLACED = {"source", "id", "title", "description", "description_format", "status", "priority"}
PLACED |= {"comments", "history", *TEXTS, *TIMES.values()}


def read(path):
    """(line number, Reading or BadLine) for each line of the file."""
    for number, line in lines(path):
        try:
            if isinstance(line, BadLine):
                raise line
            yield number, reading_of(parse(line))
        except BadLine as reason:
            yield number, reason


def parse(line):
    """The object in a line, with every text made storable."""
    found = decoded(line)
    if not isinstance(found, dict):
        raise BadLine(f"an object is wanted, not {kind_of(found)}")
    return found


def decoded(text):
    """The value of a JSON text, storable. BadLine says what is wrong with it."""
    try:
        return storable(json.loads(text, parse_constant=_refuse_number, parse_float=_finite))
    except RecursionError:
        raise BadLine("nested too deeply") from None
    except BadLine:
        raise
    except ValueError as trouble:
        reason = (
            f"{trouble.msg} (column {trouble.colno})"
            if isinstance(trouble, json.JSONDecodeError)
            else trouble
        )
        raise BadLine(f"not JSON: {reason}") from None


def _refuse_number(word):
    raise BadLine(f"not JSON: {word}")


def _finite(digits):
    number = float(digits)
    if not math.isfinite(number):
        raise BadLine(f"a number is too large: {digits[:20]}")
    return number


def storable(value):
    """The same without what databases refuse: NUL bytes, halves of characters."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {clean_text(name): storable(item) for name, item in value.items()}
    return value


def kind_of(value):
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "nothing"}
    return names.get(type(value), "a number")


def reading_of(row):
    times = {name: time_in(row, key) for name, key in TIMES.items()}
    return Reading(
        source=text_in(row, "source", wanted=True, limit=60),
        key=key_in(row, "id", limit=180),
        title=" ".join(text_in(row, "title", wanted=True, limit=None).split()),
        status=status_in(row),
        description=text_in(row, "description", limit=None) or "",
        html=format_in(row) == "html",
        priority=priority_of(text_in(row, "priority")),
        comments=[said_in(item) for item in list_in(row, "comments")],
        history=[happened_in(item) for item in list_in(row, "history")],
        facts={
            name: value for name, value in row.items() if name not in PLACED and value not in (None, "", [])
        },
        **{name: text_in(row, name) or None for name in TEXTS},
        **times,
    )


def said_in(row):
    if not isinstance(row, dict):
        raise BadLine(f"comments: an object is wanted, not {kind_of(row)}")
    private = row.get("private", False)
    if not isinstance(private, bool):
        raise BadLine(f"private: true or false is wanted, not {kind_of(private)}")
    return Said(
        body=text_in(row, "body", limit=None) or "",
        at=time_in(row, "at"),
        author=text_in(row, "author") or None,
        is_internal=private,
        html=format_in(row, "format") == "html",
        key=key_in(row, "id", limit=150) or None,
    )


def happened_in(row):
    if not isinstance(row, dict):
        raise BadLine(f"history: an object is wanted, not {kind_of(row)}")
    at = time_in(row, "at")
    if at is None:
        raise BadLine("history: a change without time")
    words = {name: text_in(row, name) or None for name in ("old", "new", "by")}
    return Happened(field=text_in(row, "field", wanted=True, limit=60), at=at, **words)


def text_in(row, name, *, wanted=False, limit=NAME_LIMIT):
    value = row.get(name)
    if value is None or value == "":
        if wanted:
            raise BadLine(f"{name} is missing")
        return ""
    if not isinstance(value, str):
        raise BadLine(f"{name}: a text is wanted, not {kind_of(value)}")
    if wanted and not value.strip():
        raise BadLine(f"{name} is missing")
    if limit and len(value) > limit:
        raise BadLine(f"{name} is longer than {limit} characters")
    return value if limit is None else value.strip()


def key_in(row, name, limit):
    """An identifier: a text or a whole number, or nothing."""
    value = row.get(name)
    return text_in({name: str(value) if type(value) is int else value}, name, limit=limit)


def list_in(row, name):
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadLine(f"{name}: a list is wanted, not {kind_of(value)}")
    return value


def format_in(row, name="description_format"):
    value = text_in(row, name) or "text"
    if value not in ("text", "html"):
        raise BadLine(f"{name}: text or html is wanted, not {value[:40]}")
    return value


def status_in(row):
    word = text_in(row, "status")
    status = status_of(word) if word else Status.OPEN
    if status is None:
        raise BadLine(f"status: unknown word {word[:40]!r}")
    return status


def time_in(row, name):
    """A moment in ISO 8601; without a zone it is UTC."""
    value = text_in(row, name, limit=60)
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadLine(f"{name}: impossible date {value!r}") from None
    if not EARLIEST <= moment <= timezone.now() + SLACK:
        raise BadLine(f"{name}: impossible date {value!r}")
    return moment
