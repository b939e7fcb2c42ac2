"""The open streams: who watches what, and one bounded round of asking and sending for each.

A stream has no queue: while it is asked or its reader is slow, further rings only say that it has to be asked
once more. So a burst costs two answers, and a thousand streams never ask more than the pool's threads at once.
Whoever was rung for goes first: what is only asked again after a while goes one by one, and sessions are compared
in a thread of their own, so that neither waits for a pool that is busy.
"""

import asyncio
import logging
import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

from django.conf import settings

from notifications.stream import asking, bells

logger = logging.getLogger(__name__)

THREADS = 4  # and so database connections
PAUSE = 0.2  # at least so long between two answers of a stream
GATHER = 0.05  # an event and the news of it ring one after the other
BEAT_EVERY = 15
ASK_EVERY = 300  # what time alone changes, and what no bell rang for
ASK_OF_PRESENCE_EVERY = 20
SLOW_AFTER = 10
OVERSEE_EVERY = 2
MOST_OF_ONE = 12
NOTE_EVERY = 30


class Stream:
    """One open connection: the session it was opened with, its person, and the tickets that its pages show."""

    def __init__(self, session_key, person_id, language, tickets):
        self.session_key, self.person_id = session_key, person_id
        self.language, self.tickets = language, tickets
        self.said = None
        self.is_over = False
        self.asked_at = 0.0
        self.is_due = False
        self.rung = asyncio.Event()
        self.rung.set()

    @property
    def names(self):
        return [f"person:{self.person_id}", *(f"ticket:{ticket}" for ticket in self.tickets)]

    def end(self):
        self.is_over = True
        self.rung.set()

    async def rest(self, took):
        """Until it is rung for or a beat is due; as long as the last answer took, whoever rings."""
        await asyncio.sleep(max(PAUSE, took))
        try:
            async with asyncio.timeout(BEAT_EVERY):
                await self.rung.wait()
            await asyncio.sleep(GATHER)
        except TimeoutError:
            wait = ASK_OF_PRESENCE_EVERY if self.shows_somebody else ASK_EVERY
            self.is_due = time.monotonic() - self.asked_at > wait - BEAT_EVERY

    @property
    def shows_somebody(self):
        """Whether it told of people who look at a ticket: they are forgotten without a bell."""
        return bool(self.said) and '"present":{}' not in self.said


class Hub:
    def __init__(self):
        self.streams = set()
        self.watchers = {}
        self.rights = {}
        self.pool = ThreadPoolExecutor(THREADS, "asking")
        self.own_thread = ThreadPoolExecutor(1, "overseeing")
        self.patience = asyncio.Lock()
        self.tasks = []
        self.is_closing = False

    @property
    def is_full(self):
        return self.is_closing or len(self.streams) >= settings.STREAM_MOST

    def start(self):
        self.tasks = [asyncio.create_task(bells.listen(self)), asyncio.create_task(self._oversee())]

    async def stop(self):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for pool in (self.pool, self.own_thread):
            pool.shutdown(wait=False, cancel_futures=True)

    def close(self):
        """Every reader gets a proper end, and nobody new is taken."""
        self.is_closing = True
        for stream in self.streams:
            stream.end()

    def ask(self, function, *args, pool=None):
        return asyncio.get_running_loop().run_in_executor(pool or self.pool, function, *args)

    def ring(self, names):
        for name in names:
            for stream in self.watchers.get(name, ()):
                stream.rung.set()

    def ring_all(self):
        for stream in self.streams:
            stream.rung.set()

    def open_by(self, person_id):
        return len(self.watchers.get(f"person:{person_id}", ()))

    async def serve(self, stream, send, gone):
        """Tell a stream what is new until it is over; `gone` awaits the reader's leaving."""
        self._add(stream)
        leaving = asyncio.create_task(gone())
        leaving.add_done_callback(lambda task: stream.end())
        try:
            while not stream.is_over:
                began = time.monotonic()
                piece = await self._piece(stream)
                async with asyncio.timeout(SLOW_AFTER):
                    await send(piece)
                await stream.rest(time.monotonic() - began)
        except TimeoutError:
            logger.info("A reader was too slow and is dropped.")
        finally:
            leaving.cancel()
            self._remove(stream)

    async def _piece(self, stream):
        """News when there is any, or a beat that shows that the line stands."""
        can_wait = not stream.rung.is_set()
        if can_wait and (not stream.is_due or self.patience.locked()):
            return b"event: beat\ndata:\n\n"
        try:
            async with self.patience if can_wait else nullcontext():
                news = await self._news(stream)
        except Exception as trouble:  # the database is away: the stream stays, and asks again later
            logger.warning("News could not be asked for: %s", trouble)
            return b"event: beat\ndata:\n\n"
        if news is None:
            stream.end()
        if news in (None, stream.said):
            return b""
        stream.said = news
        return f"event: news\ndata: {news}\n\n".encode()

    async def _news(self, stream):
        stream.rung.clear()
        stream.is_due = False
        stream.asked_at = time.monotonic()
        return await self.ask(asking.news_of, stream.person_id, stream.tickets, stream.language)

    def _add(self, stream):
        self.streams.add(stream)
        for name in stream.names:
            self.watchers.setdefault(name, set()).add(stream)

    def _remove(self, stream):
        self.streams.discard(stream)
        for name in stream.names:
            self.watchers[name].discard(stream)
            if not self.watchers[name]:
                del self.watchers[name]
        if f"person:{stream.person_id}" not in self.watchers:
            self.rights.pop(stream.person_id, None)

    async def _oversee(self):
        """End the streams of sessions that are over, ask those again whose rights changed, and be seen."""
        name = f"{socket.gethostname()}:{os.getpid()}"
        noted_at = 0.0
        while True:
            try:
                if time.monotonic() - noted_at > NOTE_EVERY:
                    noted_at = time.monotonic()
                    await self.ask(asking.note_running, name, pool=self.own_thread)
                await self._compare()
            except Exception as trouble:
                logger.warning("Sessions could not be asked for: %s", trouble)
            await asyncio.sleep(OVERSEE_EVERY)

    async def _compare(self):
        streams = list(self.streams)
        keys = list({stream.session_key for stream in streams})
        found = await self.ask(asking.standing, keys, pool=self.own_thread)
        for person, rights in found.values():
            if self.rights.get(person) != rights:
                self.rights[person] = rights
                self.ring([f"person:{person}"])
        for stream in streams:
            if found.get(stream.session_key, (None,))[0] != stream.person_id:
                stream.end()
