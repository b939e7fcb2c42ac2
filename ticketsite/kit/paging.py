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
from django.utils.functional import cached_property

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


class KeysetOrder:
    """Columns or annotations that are never NULL, all ascending or all with "-", the last one unique: only then is the
    order one row comparison, which an index answers."""

    def __init__(self, order):
        self.names = [name.removeprefix("-") for name in order]
        self.descending = order[0].startswith("-")
        if any(name.startswith("-") != self.descending for name in order):
            raise ValueError("A keyset order has one direction: all ascending or all descending.")

    def window(self, queryset, start, backward, size):
        """The first rows, or those beyond the values `start`, in the direction in which they are read."""
        sign = "-" if self.descending != backward else ""
        rows = queryset.order_by(*(sign + name for name in self.names))
        if start:
            comparison = RowsBefore if self.descending != backward else RowsAfter
            rows = rows.filter(comparison(tuple(F(name) for name in self.names), start))
        return rows[:size]


class KeysetPage:
    """One page of a queryset, without COUNT and OFFSET.

    `order` is that of a KeysetOrder. `params` is `request.GET`.
    `dressed` gives rows of the same model with all that a page shows of them: joined to those of this page alone.
    """

    def __init__(self, queryset, order, params=None, size=25, dressed=None):
        self.params = params
        self.size = size
        self.order = KeysetOrder(order)
        self.queryset = queryset
        self.dressed = dressed
        after, before = (self._decode(params.get(key, "")) if params else None for key in (AFTER, BEFORE))
        self.items, self.next_cursor, self.previous_cursor = self._fetch(after, None if after else before)

    @cached_property
    def fields(self):
        return [_field_of(self.queryset, name) for name in self.order.names]

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
        rows = self._read(start, backward)
        if start and not rows:
            return self._fetch(None, None)
        more = len(rows) > self.size
        rows = rows[: self.size]
        if backward:
            rows.reverse()
        has_next, has_previous = (True, more) if backward else (more, bool(after))
        next_cursor = self._encode(rows[-1]) if has_next else None
        return rows, next_cursor, self._encode(rows[0]) if has_previous else None

    def _read(self, start, backward):
        """The rows of the page and one more, as a list."""
        rows = self.order.window(self.queryset, start, backward, self.size + 1)
        if self.dressed is None:
            return list(rows)
        among = self.dressed.filter(Among("pk", rows.values("pk")))
        return list(self.order.window(among, None, backward, None))

    def _values(self, row):
        return [attrgetter(name.replace("__", "."))(row) for name in self.order.names]

    def _encode(self, row):
        values = [_to_json(value) for value in self._values(row)]
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
    order = KeysetOrder(order)
    values = [attrgetter(name.replace("__", ".")) for name in order.names]
    yield from _walk(queryset, order, size, lambda row: tuple(value(row) for value in values))


def walk_columns(queryset, names, order, size):
    """The same with tuples in place of instances: the values of these columns, and behind them those of the order."""
    order, names = KeysetOrder(order), list(names)
    names += [name for name in order.names if name not in names]
    places = [names.index(name) for name in order.names]
    rows = queryset.values_list(*names)
    yield from _walk(rows, order, size, lambda row: tuple(row[place] for place in places))


def _walk(queryset, order, size, values_of):
    rows = list(order.window(queryset, None, False, size))
    while rows:
        yield rows
        if len(rows) < size:
            return
        rows = list(order.window(queryset, values_of(rows[-1]), False, size))


class KeysetListMixin:
    """A ListView whose `page` (and object list) is the keyset page that the address names."""

    order = ("-pk",)
    page_size = 25

    def get_order(self):
        return self.order

    def get_dressed(self):
        return None

    def get_page(self):
        return KeysetPage(
            self.object_list, self.get_order(), self.request.GET, self.page_size, self.get_dressed()
        )

    def get_context_data(self, **kwargs):
        kwargs.pop("object_list", None)
        page = self.get_page()
        context = super().get_context_data(object_list=page.items, page=page, **kwargs)
        name = self.get_context_object_name(self.object_list)
        return context | {name: page.items} if name else context
