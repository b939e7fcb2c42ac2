"""The neutral format: one JSON object a line, as described in docs/import.md."""

import json
import math
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext

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
        raise BadLine(gettext("an object is wanted, not %(found)s") % {"found": kind_of(found)})
    return found


def decoded(text):
    """The value of a JSON text, storable. BadLine says what is wrong with it."""
    try:
        return storable(json.loads(text, parse_constant=_refuse_number, parse_float=_finite))
    except RecursionError:
        raise BadLine(gettext("nested too deeply")) from None
    except BadLine:
        raise
    except ValueError as trouble:
        reason = (
            f"{trouble.msg} (column {trouble.colno})"
            if isinstance(trouble, json.JSONDecodeError)
            else trouble
        )
        raise BadLine(gettext("not JSON: %(why)s") % {"why": reason}) from None


def _refuse_number(word):
    raise BadLine(gettext("not JSON: %(why)s") % {"why": word})


def _finite(digits):
    number = float(digits)
    if not math.isfinite(number):
        raise BadLine(gettext("a number is too large: %(number)s") % {"number": digits[:20]})
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
    names = {
        dict: gettext("an object"),
        list: gettext("a list"),
        str: gettext("a text"),
        bool: gettext("true or false"),
        type(None): gettext("nothing"),
    }
    return names.get(type(value), gettext("a number"))


def mistaken(name, what, value):
    names = {"name": name, "wanted": what, "found": kind_of(value)}
    return BadLine(gettext("%(name)s: %(wanted)s is wanted, not %(found)s") % names)


def impossible(name, value):
    return BadLine(gettext("%(name)s: impossible date %(date)r") % {"name": name, "date": value})


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
        raise mistaken("comments", gettext("an object"), row)
    private = row.get("private", False)
    if not isinstance(private, bool):
        raise mistaken("private", gettext("true or false"), private)
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
        raise mistaken("history", gettext("an object"), row)
    at = time_in(row, "at")
    if at is None:
        raise BadLine(gettext("history: a change without time"))
    words = {name: text_in(row, name) or None for name in ("old", "new", "by")}
    return Happened(field=text_in(row, "field", wanted=True, limit=60), at=at, **words)


def text_in(row, name, *, wanted=False, limit=NAME_LIMIT):
    value = row.get(name)
    if value is None or value == "":
        if wanted:
            raise BadLine(gettext("%(name)s is missing") % {"name": name})
        return ""
    if not isinstance(value, str):
        raise mistaken(name, gettext("a text"), value)
    if wanted and not value.strip():
        raise BadLine(gettext("%(name)s is missing") % {"name": name})
    if limit and len(value) > limit:
        raise BadLine(
            gettext("%(name)s is longer than %(limit)d characters") % {"name": name, "limit": limit}
        )
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
        raise mistaken(name, gettext("a list"), value)
    return value


def format_in(row, name="description_format"):
    value = text_in(row, name) or "text"
    if value not in ("text", "html"):
        raise BadLine(
            gettext("%(name)s: text or html is wanted, not %(found)s") % {"name": name, "found": value[:40]}
        )
    return value


def status_in(row):
    word = text_in(row, "status")
    status = status_of(word) if word else Status.OPEN
    if status is None:
        raise BadLine(gettext("status: unknown word %(word)r") % {"word": word[:40]})
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
        raise impossible(name, value) from None
    if not EARLIEST <= moment <= timezone.now() + SLACK:
        raise impossible(name, value)
    return moment
