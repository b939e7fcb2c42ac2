"""How the stream hears of changes: PostgreSQL tells it (LISTEN, one connection), SQLite is looked into."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from psycopg import AsyncConnection

from notifications.stream import asking
from ticketsite.kit.ringing import CHANNEL

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.3
PROVE_EVERY = 10
AGAIN_AFTER = 2


async def listen(hub):
    """Ring at the hub whatever a transaction rang; whatever was missed while nobody listened, for all."""
    while True:
        try:
            await _hear_from_postgresql(hub) if connection.vendor == "postgresql" else await _look(hub)
        except Exception as trouble:  # a database that restarts must not end the process
            logger.warning("The stream does not hear of changes: %s", trouble)
        await asyncio.sleep(AGAIN_AFTER)


async def _hear_from_postgresql(hub):
    facts = connection.get_connection_params()
    of_django = ("context", "cursor_factory")
    facts = {name: value for name, value in facts.items() if name not in of_django}
    facts["application_name"] = "live stream"
    async with await AsyncConnection.connect(**facts, autocommit=True) as line:
        await line.execute(f"LISTEN {CHANNEL}")
        hub.ring_all()
        while True:
            async for notice in line.notifies(timeout=PROVE_EVERY):
                hub.ring(notice.payload.split())
            await line.execute("SELECT 1")


async def _look(hub):
    """One thread and so one connection: SQLite's data_version compares within a connection."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, "looking") as thread:
        try:
            marks = await loop.run_in_executor(thread, asking.Marks.now)
            hub.ring_all()
            while True:
                await asyncio.sleep(LOOK_EVERY)
                hub.ring(await loop.run_in_executor(thread, asking.changed_since, marks))
        finally:
            thread.submit(connection.close)
