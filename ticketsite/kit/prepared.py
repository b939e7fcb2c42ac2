"""Queries whose SQL is written once for each shape; later ones are only given their values.

For the queries that every page asks, Django takes longer to write the SQL than PostgreSQL to answer it. So a query is
written with stand-ins for its values, and kept; whoever asks later puts values in their places.
"""

import datetime as dt
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, DateTimeField, Expression
from django.db.models.query import ModelIterable
from django.db.models.sql.where import WhereNode
from django.utils import timezone

from ticketsite.kit.instances import Maker
from ticketsite.kit.kept import Kept

FIRST_NUMBER = 2**62  # a key that no row has; Django knows that nothing equals one out of range
FIRST_TIME = dt.datetime(1000, 1, 1, tzinfo=dt.UTC)
FIRST_DAY = dt.date(1000, 1, 1)

_is_preparing = ContextVar("is_preparing", default=False)


class Late(Expression):
    """A value that is worked out when the query is asked, also where the query was prepared before."""

    def late(self):
        raise NotImplementedError

    def __repr__(self):
        return f"{type(self).__name__}({getattr(self, 'length', '')})"

    def as_sql(self, compiler, connection):
        return "%s", [self if _is_preparing.get() else _adapted(self.late())]


class Ago(Late):
    """The moment that lies this long back."""

    output_field = DateTimeField()

    def __init__(self, length=dt.timedelta()):
        super().__init__()
        self.length = length

    def late(self):
        return timezone.now() - self.length


class Today(Late):
    """The day by the calendar in force."""

    output_field = DateField()

    def late(self):
        return timezone.localdate()


def _adapted(value):
    """The parameter that a driver is given for a value."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, dt.date) else value


def _stand_in(value, place):
    """What stands for a number, a text, a time or a day; a truth belongs to a query's shape."""
    if isinstance(value, str):
        return f"\1{place}"
    if isinstance(value, dt.datetime):
        return FIRST_TIME + dt.timedelta(seconds=place)
    return FIRST_DAY + dt.timedelta(days=place) if isinstance(value, dt.date) else FIRST_NUMBER + place


CHECKS = 8


class Statement:
    """SQL with places for values; None for a query of which Django knows that nothing answers it."""

    def __init__(self, queryset, stand_ins=()):
        queryset = queryset.all()
        compiler = queryset.query.get_compiler(connection=connection)
        self.maker = None
        try:
            with _preparing():
                self.sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            self.sql, parameters = None, ()
        else:
            if queryset._iterable_class is ModelIterable:
                self.maker = Maker(queryset, compiler)
        places = {_adapted(stand_in): place for place, stand_in in enumerate(stand_ins)}
        self.unchecked = CHECKS
        self.parameters = list(parameters)
        # A driver's numbers have types of their own, which say how wide the column is.
        self.places = [
            (number, places[parameter], type(parameter) if isinstance(parameter, int) else _adapted)
            for number, parameter in enumerate(parameters)
            if _hashable(parameter) and parameter in places
        ]
        self.late = [n for n, parameter in enumerate(parameters) if isinstance(parameter, Late)]
        queryset.query.where = WhereNode()  # large, and of no more use
        self.converters = compiler.get_converters([column for column, *_rest in compiler.select or ()])

    def filled(self, values):
        parameters = self.parameters.copy()
        for number, place, adapted in self.places:
            parameters[number] = adapted(values[place])
        return parameters

    def asked(self, values):
        """The SQL and the parameters that a cursor is given."""
        parameters = self.filled(values)
        for number in self.late:
            parameters[number] = _adapted(parameters[number].late())
        return self.sql, tuple(parameters)

    def rows(self, values):
        if self.sql is None or are_too_large(values):
            return []
        with connection.cursor() as cursor:
            cursor.execute(*self.asked(values))
            found = cursor.fetchall()
        return [self._converted(row) for row in found] if self.converters else found

    def instances(self, values):
        """The same as a list of instances."""
        return self.maker.made(self.rows(values)) if self.maker else []

    def _converted(self, row):
        row = list(row)
        for column, (converters, expression) in self.converters.items():
            for convert in converters:
                row[column] = convert(row[column], expression, connection)
        return tuple(row)


def are_too_large(values):
    """Whether one is a number that no column holds: Django knows that nothing equals it."""
    return any(isinstance(value, int) and abs(value) >= 2**63 for value in values)


def _hashable(parameter):
    return getattr(type(parameter), "__hash__", None) is not None


@contextmanager
def _preparing():
    token = _is_preparing.set(True)
    try:
        yield
    finally:
        _is_preparing.reset(token)


class Prepared:
    """`rows(shape, values, fit)`: what `build(*fit(values))` selects, as tuples, written once for each shape.

    Whatever else the SQL hangs on has to be in the shape. Where PREPARED_QUERIES_CHECKED is set, as in tests, the first
    uses of each are compared with what is written for these values alone.
    """

    statements = Statement

    def __init__(self, build, most=256):
        self.build, self.kept = build, Kept(most)

    def statement(self, shape, values, fit=list):
        """`fit` makes arguments of a list of values, or of what stands for them: of each one, unless it says so."""

        def write():
            stand_ins = [_stand_in(value, place) for place, value in enumerate(values)]
            return self._written(fit(stand_ins), stand_ins)

        statement = self.kept.get((connection.vendor, shape), write)
        if settings.PREPARED_QUERIES_CHECKED and statement.unchecked and not are_too_large(values):
            statement.unchecked -= 1
            self._check(statement, values, fit)
        return statement

    def rows(self, shape, values, fit=list):
        return self.statement(shape, values, fit).rows(values)

    def instances(self, shape, values, fit=list):
        """The same as a list of instances, where a queryset of those was built."""
        return self.statement(shape, values, fit).instances(values)

    def _written(self, arguments, stand_ins=()):
        return self.statements(self.build(*arguments), stand_ins)

    def _check(self, statement, values, fit):
        own = self._written(fit(values))
        given, wanted = sorted(map(repr, statement.filled(values))), sorted(map(repr, own.parameters))
        if (own.sql, wanted) != (statement.sql, given):
            raise AssertionError(
                "The shape of this query leaves out what it hangs on:\n"
                f"{own.sql}\n{statement.sql}\n{wanted}\n{given}"
            )


class PreparedByKey:
    """`of(keys)`: the rows of a queryset with these keys, as {key: instance}."""

    def __init__(self, build, prepared=Prepared):
        self.prepared = prepared(lambda *keys: build().filter(pk__in=keys).order_by())

    def of(self, keys):
        if not keys:
            return {}
        statement = self.prepared.statement(len(keys), keys)
        return {row.pk: row for row in statement.instances(keys)}
