"""Times as PostgreSQL writes them, read by Python's own parser: the driver's, in Python, takes eight times as long."""

import datetime as dt

try:
    from django.db.backends.postgresql.psycopg_any import BaseTzLoader
except ImportError:  # no driver: the site stands on SQLite
    BaseTzLoader = object


class QuickLoader(BaseTzLoader):
    timezone = dt.UTC

    def load(self, data):
        """What is no plain time in UTC goes the driver's way."""
        try:
            moment = dt.datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data)
        return moment if moment.tzinfo is dt.UTC else super().load(data)


def teach_postgresql(connection, **signal):
    """Let a new connection read its times so, where it speaks of UTC as Django has it."""
    if connection.vendor == "postgresql" and connection.timezone is dt.UTC:
        connection.connection.adapters.register_loader("timestamptz", QuickLoader)
