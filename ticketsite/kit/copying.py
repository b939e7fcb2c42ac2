"""Writes many rows as plain tuples: COPY on PostgreSQL, executemany elsewhere; no model instance per row."""

from contextlib import contextmanager
from datetime import datetime

from django.core.management.color import no_style
from django.db import connection, models


class Table:
    """Takes rows of the named columns; every other column gets the default of its field."""

    def __init__(self, model, *names):
        fields = [model._meta.get_field(name) for name in names]
        given = {field.column for field in fields}
        rest = [
            field
            for field in model._meta.local_concrete_fields
            if field.column not in given and not field.generated and not field.primary_key
        ]
        self.model = model
        self.columns = [field.column for field in (*fields, *rest)]
        self.defaults = tuple(f.get_db_prep_save(f.get_default(), connection) for f in rest)
        self.rows = []

    def add(self, *row):
        self.rows.append(row + self.defaults)

    def flush(self):
        """Send what was added, in the order it came."""
        rows, self.rows = self.rows, []
        if not rows:
            return
        write = copy if connection.vendor == "postgresql" else _insert
        write(self.model, self.columns, rows)


def copy(model, columns, rows):
    """Rows of values as the driver takes them, into these columns."""
    table, names = _quoted(model, columns)
    # A cursor's `copy` lets the driver's errors through; whoever writes expects Django's.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream,
    ):
        for row in rows:
            stream.write_row(row)


def _insert(model, columns, rows):
    table, names = _quoted(model, columns)
    marks = ", ".join(["%s"] * len(columns))
    adapt = connection.ops.adapt_datetimefield_value
    adapted = ([adapt(value) if isinstance(value, datetime) else value for value in row] for row in rows)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", adapted)  # noqa: S608 - names of ours


def _quoted(model, columns):
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), ", ".join(map(quote, columns))


@contextmanager
def without_indexes(*tables, but=()):
    """Fill empty tables first and build their indexes, `but` these, and check references afterwards, in one go."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.check_constraints()  # a table with checks to come cannot be altered
    with connection.cursor() as cursor:
        names = [model._meta.db_table for model in tables]
        cursor.execute(DEFINITIONS, {"tables": names, "kept": list(but)})
        definitions = cursor.fetchall()
        for drop, _make in definitions:
            cursor.execute(drop)
        yield
        for _drop, make in definitions:
            cursor.execute(make)


# Unique and primary keys stay: references of other tables rest on them, and they keep the filler honest.
DEFINITIONS = """
    SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', t.relname, c.conname),
           format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', t.relname, c.conname, pg_get_constraintdef(c.oid))
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE c.contype = 'f' AND t.relname = ANY(%(tables)s) AND pg_table_is_visible(t.oid)
    UNION ALL
    SELECT format('DROP INDEX %%I', i.relname), pg_get_indexdef(i.oid)
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE NOT x.indisunique AND t.relname = ANY(%(tables)s) AND pg_table_is_visible(t.oid)
    AND i.relname <> ALL(%(kept)s)
"""


def go_on_counting(*tables):
    """Let the next keys follow those that were written by hand."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)


def next_key(model):
    return (model.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
