"""Writes the rows of a batch: COPY on PostgreSQL, INSERT elsewhere. Each row knows its key afterwards."""

import json
import re
from datetime import date, datetime

from django.db import connection, models

from ticketsite.kit.rendered import RenderedField

ROWS = 2_000  # in one INSERT; Django makes it smaller where a database takes fewer parameters
WORTH_A_COPY = 20  # fewer rows cost less as an INSERT

SPECIAL = re.compile(r"[\\\t\n\r]")
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
NEXT_KEYS = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"


def send(model, rows):
    rows = list(rows)
    has_files = any(isinstance(field, models.FileField) for field in model._meta.local_fields)
    if connection.vendor == "postgresql" and len(rows) >= WORTH_A_COPY and not has_files:
        _copy(model, rows)
    else:
        model.objects.bulk_create(rows, batch_size=ROWS)


def _copy(model, rows):
    """The columns as the rows have them: no field's `pre_save` is asked."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    columns = [(field.attname, _writer(field)) for field in fields]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    # A cursor's `copy` lets the driver's errors through; whoever writes a batch expects Django's.
    with connection.wrap_database_errors, connection.cursor() as cursor:
        keyless = [row for row in rows if row.pk is None]
        cursor.execute(NEXT_KEYS, [model._meta.db_table, model._meta.pk.column, len(keyless)])
        for row, (key,) in zip(keyless, cursor.fetchall(), strict=True):
            row.pk = key
        lines = []
        for row in rows:
            values = row.__dict__
            lines.append("\t".join([write(values[name]) for name, write in columns]))
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            copy.write("\n".join([*lines, ""]))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _writer(field):
    """What writes a value of this field in COPY's text format."""
    if isinstance(field, models.JSONField):
        return lambda value: _escaped(json.dumps(value, cls=field.encoder))
    plain = {} if isinstance(field, RenderedField) else PLAIN
    prepared = field.get_prep_value

    def write(value):
        as_it_is = plain.get(type(value))
        return as_it_is(value) if as_it_is else _text(prepared(value))

    return write


def _escaped(text):
    return text.translate(ESCAPES) if SPECIAL.search(text) else text


def _text(value):
    """Of what a field prepared: enumerations are plain values by then, or texts."""
    if isinstance(value, str):
        return _escaped(str(value))
    if isinstance(value, date):
        return value.isoformat()
    return PLAIN.get(type(value), str)(value)


PLAIN = {
    type(None): lambda _value: r"\N",
    str: _escaped,
    int: str,
    bool: lambda value: "t" if value else "f",
    datetime: datetime.isoformat,
}
