"""Telling the stream process what has changed: ids only, with the transaction that changed it.

PostgreSQL carries them by NOTIFY. On SQLite, and where no stream is expected, nothing is sent: there the stream
looks into the database by itself.
"""

from django.conf import settings
from django.db import connection

CHANNEL = "news"
NAMES_IN_ONE = 250  # PostgreSQL takes payloads of less than 8,000 bytes


def ring(kind, ids):
    """Those who watch one of these are asked again what they may know of it: ring("ticket", [12])."""
    if not settings.STREAM_URL or connection.vendor != "postgresql":
        return
    names = [f"{kind}:{pk}" for pk in ids]
    with connection.cursor() as cursor:
        for start in range(0, len(names), NAMES_IN_ONE):
            cursor.execute(
                "SELECT pg_notify(%s, %s)", [CHANNEL, " ".join(names[start : start + NAMES_IN_ONE])]
            )
