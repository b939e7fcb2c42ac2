"""Prepared queries whose plan each connection to PostgreSQL keeps as well.

Where rows are found by their keys, planning takes longer than answering. Not for pages of lists: which index serves
one best hangs on the values.
"""

import itertools
import re
from collections import OrderedDict
from weakref import WeakKeyDictionary

from django.db import connection

from ticketsite.kit.prepared import Prepared, Statement

USES_BEFORE = 2  # a query asked once or twice is not worth a plan
MOST = 100  # plans of one connection, the longest unused goes first: each holds some 225 KB of PostgreSQL's memory

_numbers = itertools.count(1)
_known = WeakKeyDictionary()  # {connection of the driver: names of the statements that it has}


def _keeps_plans():
    """Not where connections end with each request: there may be a pooler that changes them meanwhile."""
    return connection.vendor == "postgresql" and connection.settings_dict["CONN_MAX_AGE"] != 0


class PlannedStatement(Statement):
    def __init__(self, queryset, stand_ins=()):
        super().__init__(queryset, stand_ins)
        self.name, self.uses_before = f"planned_{next(_numbers)}", USES_BEFORE
        self.varying = sorted({*self.late, *(number for number, *_rest in self.places)})

    def asked(self, values):
        sql, parameters = super().asked(values)
        if sql is None or not _keeps_plans():
            return sql, parameters
        if self.uses_before:
            self.uses_before -= 1
            return sql, parameters
        self._plan()
        given = [parameters[number] for number in self.varying]
        return f"EXECUTE {self.name}" + (f"({', '.join(['%s'] * len(given))})" if given else ""), given

    def _plan(self):
        """Make it known to the connection that the next cursor will have: one that broke meanwhile is left first."""
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        names = _known.setdefault(connection.connection, OrderedDict())
        if self.name in names:
            names.move_to_end(self.name)
            return
        with connection.wrap_database_errors:
            connection.connection.execute(f"PREPARE {self.name} AS {self._numbered()}")
            names[self.name] = True
            if len(names) > MOST:
                connection.connection.execute(f"DEALLOCATE {next(iter(names))}")
                names.popitem(last=False)

    def _numbered(self):
        """The SQL with $1, $2 … for what varies, and all else written out, so that partial indexes are known to fit."""
        parameters, places = iter(range(len(self.parameters))), itertools.count(1)

        def write(found):
            if found[0] == "%%":
                return "%"
            number = next(parameters)
            if number in self.varying:
                return f"${next(places)}"
            return connection.ops.compose_sql("%s", [self.parameters[number]])

        return re.sub("%[%s]", write, self.sql)


class Planned(Prepared):
    statements = PlannedStatement


class PlannedQuery:
    """`instances(*values, **shape)`: the few rows that `build(*values, **shape)` selects, where nothing else decides on
    the SQL."""

    def __init__(self, build):
        self.planned = Planned(lambda shape, *values: build(*values, **dict(shape)))

    def instances(self, *values, **shape):
        shape = tuple(sorted(shape.items()))
        return self.planned.instances((len(values), shape), list(values), lambda given: (shape, *given))
