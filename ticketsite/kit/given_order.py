"""Rows in an order that was worked out before: `place` says where each of them stands in it."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, IntegerField, Value


class Place(Func):
    """Where a key stands in a list of keys; on SQLite where it begins in the list as text, which grows alike."""

    function = "array_position"
    output_field = IntegerField()

    def __init__(self, key, keys):
        self.keys = keys
        super().__init__(Value(keys, output_field=ArrayField(BigIntegerField())), F(key))

    def as_sqlite(self, compiler, connection):
        sql, params = compiler.compile(self.source_expressions[1])
        listed = f",{','.join(map(str, self.keys))},"
        return f"instr(%s, ',' || {sql} || ',')", [listed, *params]


def in_given_order(queryset, keys):
    """The rows of these keys, each with its `place`; order them by it."""
    return queryset.filter(pk__in=keys).annotate(place=Place("pk", keys))
