"""The bounds of the stream: slow readers are dropped, bursts are joined, and what breaks mends itself."""

import asyncio

import pytest
from django.db import connections

from notifications.models import Worker
from notifications.stream import asking, hub
from notifications.stream.hub import Hub, Stream

pytestmark = pytest.mark.django_db(transaction=True)


class Reader:
    """What a stream sends to; `is_stuck` no longer takes anything."""

    def __init__(self):
        self.pieces = []
        self.is_stuck = False
        self.has_left = asyncio.Event()

    async def take(self, piece):
        while self.is_stuck:
            await asyncio.sleep(60)
        if piece:
            self.pieces.append(piece.decode().split("\n")[0])


@pytest.fixture
def open_stream(session_of, monkeypatch):
    """open_stream(ana, act): runs `act(hub, stream, reader, task)` beside an open stream of hers."""
    monkeypatch.setitem(connections.databases["default"], "CONN_MAX_AGE", 0)  # threads leave none behind

    def run(person, act, *tickets):
        key = session_of(person)

        async def beside():
            place, reader = Hub(), Reader()
            stream = Stream(key, person.pk, "en", tuple(ticket.pk for ticket in tickets))
            task = asyncio.create_task(place.serve(stream, reader.take, reader.has_left.wait))
            try:
                await until(lambda: reader.pieces)
                await act(place, stream, reader, task)
            finally:
                task.cancel()
                await place.stop()
                await asyncio.to_thread(place.pool.shutdown)  # the tables are emptied next

        asyncio.run(beside())

    return run


async def until(condition, seconds=10):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def test_a_reader_who_does_not_read_is_dropped(open_stream, ana, monkeypatch):
    monkeypatch.setattr(hub, "SLOW_AFTER", 0.2)

    async def act(place, stream, reader, task):
        reader.is_stuck = True
        stream.said = None
        place.ring([f"person:{ana.pk}"])
        await asyncio.wait_for(task, 10)
        assert (place.streams, place.watchers) == (set(), {})

    open_stream(ana, act)


def test_a_burst_is_answered_once_more_and_no_news_is_no_answer(open_stream, ana, monkeypatch):
    asked = []
    original = asking.news_of
    monkeypatch.setattr(asking, "news_of", lambda *facts: asked.append(facts) or original(*facts))

    async def act(place, stream, reader, task):
        asked.clear()
        for _ in range(500):
            place.ring([f"person:{ana.pk}"])
            await asyncio.sleep(0)
        await asyncio.sleep(1)
        assert 1 <= len(asked) <= 2
        assert reader.pieces == ["event: news"]

    open_stream(ana, act)


def test_a_quiet_line_beats(open_stream, ana, monkeypatch):
    monkeypatch.setattr(hub, "BEAT_EVERY", 0.1)

    async def act(place, stream, reader, task):
        await until(lambda: reader.pieces.count("event: beat") >= 2)

    open_stream(ana, act)


def test_what_is_only_asked_again_after_a_while_waits_for_its_turn(open_stream, ana, monkeypatch):
    monkeypatch.setattr(hub, "BEAT_EVERY", 0.1)
    monkeypatch.setattr(hub, "ASK_EVERY", 0)

    async def act(place, stream, reader, task):
        async with place.patience:
            asked_at = stream.asked_at
            await until(lambda: reader.pieces.count("event: beat") >= 2)
            assert stream.asked_at == asked_at
            place.ring([f"person:{ana.pk}"])
            await until(lambda: stream.asked_at > asked_at)
            asked_at = stream.asked_at
        await until(lambda: stream.asked_at > asked_at)

    open_stream(ana, act)


def test_whoever_leaves_leaves_nothing_behind(open_stream, ana, open_ticket):
    async def act(place, stream, reader, task):
        assert len(place.watchers) == 2
        reader.has_left.set()
        await asyncio.wait_for(task, 10)
        assert (place.streams, place.watchers) == (set(), {})

    open_stream(ana, act, open_ticket())


def test_a_closing_process_ends_its_streams_and_takes_no_new_ones(open_stream, ana):
    async def act(place, stream, reader, task):
        assert place.is_full is False
        place.close()
        await asyncio.wait_for(task, 10)
        assert place.is_full is True

    open_stream(ana, act)


def test_a_database_that_is_away_ends_no_stream(open_stream, ana, monkeypatch):
    async def act(place, stream, reader, task):
        original = asking.news_of
        monkeypatch.setattr(asking, "news_of", refuse)
        place.ring([f"person:{ana.pk}"])
        await until(lambda: reader.pieces == ["event: news", "event: beat"])
        monkeypatch.setattr(asking, "news_of", original)
        stream.said = None
        place.ring([f"person:{ana.pk}"])
        await until(lambda: reader.pieces == ["event: news", "event: beat", "event: news"])

    open_stream(ana, act)


def refuse(*facts):
    raise OSError("the database is away")


def test_the_stream_is_seen_as_a_process_of_its_own_kind(db):
    asking.note_running("here:1")

    assert [(worker.name, worker.kind) for worker in Worker.objects.all()] == [("here:1", "stream")]
