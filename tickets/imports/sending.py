"""Writes the rows of a batch: COPY on PostgreSQL, INSERT elsewhere. Each row knows its key afterwards."""

from contextlib import contextmanager
from operator import itemgetter

from django.db import connection, models

from tickets.search import written_later
from ticketsite.kit.copying import copy
from ticketsite.kit.rendered import RenderedField

ROWS = 2_000  # in one INSERT; Django makes it smaller where a database takes fewer parameters
WORTH_A_COPY = 20  # fewer rows cost less as an INSERT

NEXT_KEYS = """
    WITH counter AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS name)
    SELECT nextval(name) FROM counter, generate_series(1, %s)
"""


@contextmanager
def sent_together(tickets):
    """Rows of these tickets are sent inside, in one transaction; the search knows them at its end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Else a small table is read whole for each reference to it: that is planned once a connection.
            cursor.execute("SET LOCAL enable_seqscan = off")
    with written_later(tickets):
        yield


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
    _give_keys(model, [row for row in rows if row.pk is None])
    values = _values(fields)
    copy(model, [field.column for field in fields], [values(row) for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _give_keys(model, rows):
    with connection.cursor() as cursor:
        cursor.execute(NEXT_KEYS, [model._meta.db_table, model._meta.pk.column, len(rows)])
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key


def _values(fields):
    """What gives the values of a row; the driver knows all kinds of them but those that fields prepare."""
    attributes = itemgetter(*(field.attname for field in fields))
    prepared = [
        (place, field.get_db_prep_save)
        for place, field in enumerate(fields)
        if isinstance(field, models.JSONField | RenderedField)
    ]

    def values(row):
        found = attributes(row.__dict__)
        if not prepared:
            return found
        found = list(found)
        for place, prepare in prepared:
            found[place] = prepare(found[place], connection)
        return found

    return values
