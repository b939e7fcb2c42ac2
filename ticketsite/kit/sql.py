"""SQL that the ORM has no words for, as conditions and columns of a queryset."""

from string import Formatter

from django.db.models import BigIntegerField, BooleanField, Expression, F, Func, Q, Subquery, Value
from django.db.models.functions import Coalesce


class About(Func):
    """SQL about a row: `{key}` in it is the row's key, `{0}`, `{1}` … are the values or expressions given."""

    output_field = BooleanField()

    def __init__(self, sql, *expressions, **extra):
        super().__init__(F("pk"), *expressions, **extra)
        self.sql = sql

    def as_sql(self, compiler, connection, **context):
        compiled = [compiler.compile(expression) for expression in self.source_expressions]
        parts = {"key": compiled[0], **{str(place): part for place, part in enumerate(compiled[1:])}}
        pieces, params = [], []
        for text, name, _format, _conversion in Formatter().parse(self.sql):
            pieces.append(text.replace("%", "%%"))
            if name is not None:
                pieces.append(parts[name][0])
                params += parts[name][1]
        return "".join(pieces), params


def each_finds(rows):
    """Whether there is one of these rows, which know the outer one: asked by each outer row, by an index.

    Of EXISTS a planner may put all that it could find into a hash first: 20,000 tickets for 50 pieces of news.
    """
    return Q(Coalesce(Subquery(rows.values(yes=Value(True))[:1]), False, output_field=BooleanField()))


class Epoch(Func):
    """A time as whole seconds since 1970."""

    template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
    output_field = BigIntegerField()
    arity = 1

    def as_sqlite(self, compiler, connection, **context):
        template = "CAST(STRFTIME('%%%%s', %(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)

    def get_db_converters(self, connection):
        """None: a whole number comes as one, from a thousand rows too."""
        return []


class Outermost(Expression):
    """A column of the outermost table of a query, whose only use of that table it is, from any depth."""

    def __init__(self, model, name):
        super().__init__(output_field=model._meta.get_field(name).target_field)
        self.table, self.column = model._meta.db_table, model._meta.get_field(name).column

    def __repr__(self):
        return f"{self.table}.{self.column}"

    def as_sql(self, compiler, connection):
        return f"{connection.ops.quote_name(self.table)}.{connection.ops.quote_name(self.column)}", []
