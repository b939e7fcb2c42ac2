"""Keyset pages: each page starts where the last one ended, so page 1,000 costs what page 1 costs."""

import base64
import binascii
import datetime as dt
import json
import math
from operator import attrgetter

from django.db import models
from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan, TupleLookupMixin

from ticketsite.kit.among import Among

CURSOR_LIMIT = 4000
AFTER, BEFORE = "after", "before"


class RowValues:
    """Keeps a row comparison whole on SQLite, where Django makes it an OR that no index answers."""

    def as_sqlite(self, compiler, connection):
        return super(TupleLookupMixin, self).as_sql(compiler, connection)


class RowsAfter(RowValues, TupleGreaterThan):
    pass


class RowsBefore(RowValues, TupleLessThan):
    pass


class KeysetPage:
    """One page of a queryset, without COUNT and OFFSET.

    `order` names columns or annotations that are never NULL, all ascending or all with "-", the last one
    unique: only then is the order one row comparison, which an index answers. `params` is `request.GET`.
    `dressed` gives rows of the same model with all that a page shows of them: joined to those of this page alone.
    """

    def __init__(self, queryset, order, params=None, size=25, dressed=None):
        self.params = params
        self.size = size
        self.names = [name.removeprefix("-") for name in order]
        self.descending = order[0].startswith("-")
        if any(name.startswith("-") != self.descending for name in order):
            raise ValueError("A keyset order has one direction: all ascending or all descending.")
        self.queryset = queryset
        self.dressed = dressed
        self.fields = [_field_of(queryset, name) for name in self.names]
        after, before = (self._decode(params.get(key, "")) if params else None for key in (AFTER, BEFORE))
        self.items, self.next_cursor, self.previous_cursor = self._fetch(after, None if after else before)

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)

    @property
    def next_url(self):
        """Query string of the following page with all other parameters kept, or None."""
        return self._url(AFTER, self.next_cursor)

    @property
    def previous_url(self):
        return self._url(BEFORE, self.previous_cursor)

    @property
    def first_url(self):
        """Query string of the first page, or None when this is it."""
        return self._url(None, "") if self.previous_cursor else None

    def _url(self, key, cursor):
        if cursor is None:
            return None
        params = self.params.copy()
        params.pop(AFTER, None)
        params.pop(BEFORE, None)
        if key:
            params[key] = cursor
        return f"?{params.urlencode()}"

    def _fetch(self, after, before):
        """Rows, next and previous cursor. A cursor with nothing behind it gives the first page."""
        backward = before is not None
        start = after or before
        rows = self._ordered(self.queryset, backward)
        if start:
            rows = rows.filter(self._beyond(start, backward))
        if self.dressed is None:
            rows = list(rows[: self.size + 1])
        else:
            keys = rows.values("pk")[: self.size + 1]
            rows = list(self._ordered(self.dressed.filter(Among("pk", keys)), backward))
        if start and not rows:
            return self._fetch(None, None)
        more = len(rows) > self.size
        rows = rows[: self.size]
        if backward:
            rows.reverse()
        has_next, has_previous = (True, more) if backward else (more, bool(after))
        next_cursor = self._encode(rows[-1]) if has_next else None
        return rows, next_cursor, self._encode(rows[0]) if has_previous else None

    def _ordered(self, queryset, backward):
        sign = "-" if self.descending != backward else ""
        return queryset.order_by(*(sign + name for name in self.names))

    def _beyond(self, values, backward):
        comparison = RowsBefore if self.descending != backward else RowsAfter
        return comparison(tuple(F(name) for name in self.names), values)

    def _encode(self, row):
        values = [_to_json(attrgetter(name.replace("__", "."))(row)) for name in self.names]
        text = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _decode(self, cursor):
        """The values of a cursor as the columns want them, or None for anything that was not made here."""
        if not cursor or len(cursor) > CURSOR_LIMIT:
            return None
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            if not isinstance(values, list):
                return None
            return tuple(_from_json(field, value) for field, value in zip(self.fields, values, strict=True))
        except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
            return None


def _field_of(queryset, name):
    field = F(name).resolve_expression(queryset.query).output_field
    return field.target_field if field.is_relation else field


def _to_json(value):
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def _from_json(field, value):
    """Raises ValueError for a value that this column could not hold or compare."""
    if isinstance(field, models.IntegerField) and type(value) is int and abs(value) < 2**63:
        return value
    if isinstance(field, models.FloatField) and type(value) in (int, float) and math.isfinite(value):
        return float(value)
    if isinstance(field, models.BooleanField) and type(value) is bool:
        return value
    if type(value) is str and "\0" not in value:
        value.encode()  # halves of characters raise here
        if isinstance(field, models.DateTimeField):
            return _aware(dt.datetime.fromisoformat(value))
        if isinstance(field, models.DateField):
            return dt.date.fromisoformat(value)
        if isinstance(field, models.CharField | models.TextField):
            return value
    raise ValueError(f"{value!r} is no value of {type(field).__name__}")


def _aware(value):
    if value.tzinfo is None:
        raise ValueError("A cursor's time always names its zone.")
    return value.astimezone(dt.UTC)


def walk(queryset, order, size):
    """All rows in this order as lists of at most `size`: each begins behind the last row of the one before.

    Nothing is held between two lists, neither rows nor a cursor of the database. `order` is as for KeysetPage.
    """
    names = [name.removeprefix("-") for name in order]
    beyond = RowsBefore if order[0].startswith("-") else RowsAfter
    rows = list(queryset.order_by(*order)[:size])
    while rows:
        yield rows
        if len(rows) < size:
            return
        last = tuple(attrgetter(name.replace("__", "."))(rows[-1]) for name in names)
        behind = queryset.filter(beyond(tuple(F(name) for name in names), last))
        rows = list(behind.order_by(*order)[:size])


class KeysetListMixin:
    """A ListView whose `page` (and object list) is the keyset page that the address names."""

    order = ("-pk",)
    page_size = 25

    def get_order(self):
        return self.order

    def get_dressed(self):
        return None

    def get_context_data(self, **kwargs):
        kwargs.pop("object_list", None)
        page = KeysetPage(
            self.object_list, self.get_order(), self.request.GET, self.page_size, self.get_dressed()
        )
        context = super().get_context_data(object_list=page.items, page=page, **kwargs)
        name = self.get_context_object_name(self.object_list)
        return context | {name: page.items} if name else context
