"""Percentiles in SQL: PostgreSQL's own `percentile_cont`, and the same sum for SQLite, which has none."""

from django.db.models import Aggregate, FloatField, Func

NAME = "percentile_cont"


class Percentile(Aggregate):
    """The value below which the share `at` of all values lies, interpolated between two; empty values do not count."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(at)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression, at, **extra):
        super().__init__(expression, at=float(at), **extra)

    def as_sqlite(self, compiler, connection, **context):
        taught = self.copy()
        taught.template = f"{NAME}(%(expressions)s, %(at)s)"
        return taught.as_sql(compiler, connection, **context)


class Seconds(Func):
    """A length of time as a number, for sums and percentiles; EXTRACT would make an exact one, which takes longer."""

    template = "DATE_PART('epoch', %(expressions)s)"
    output_field = FloatField()
    arity = 1

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="((%(expressions)s) / 1000000.0)", **context)


class PercentileCont:
    """PostgreSQL's definition, as SQLite calls an aggregate: each row, then the end."""

    def __init__(self):
        self.values, self.at = [], 0.5

    def step(self, value, at):
        self.at = at
        if value is not None:
            self.values.append(value)

    def finalize(self):
        if not self.values:
            return None
        values, place = sorted(self.values), self.at * (len(self.values) - 1)
        low = int(place)
        high = min(low + 1, len(values) - 1)
        return float(values[low] + (values[high] - values[low]) * (place - low))


def teach_sqlite(connection, **signal):
    """Give a new connection the aggregate, as Django gives it its own."""
    if connection.vendor == "sqlite":
        connection.connection.create_aggregate(NAME, 2, PercentileCont)
