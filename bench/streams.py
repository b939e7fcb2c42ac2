"""What open streams cost: memory of the stream process, and how soon news arrives. Fills an empty database.

createdb streams
DATABASE_URL=postgres://postgres@127.0.0.1:5432/streams python bench/streams.py --streams 1000
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PORT = 8765
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "ticketsite.settings",
    "DEBUG": "false",
    "HTTPS": "false",
    "SECRET_KEY": os.environ.get("SECRET_KEY", "bench"),
    "STREAM_URL": f"http://127.0.0.1:{PORT}/stream/",
    "STREAM_BIND": f"127.0.0.1:{PORT}",
    "LOG_LEVEL": "WARNING",
    "STREAM_MOST": "20000",
}
sys.path.insert(0, str(ROOT))

import django  # noqa: E402 - the settings read the environment above

django.setup()

from asgiref.sync import sync_to_async  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402

from accounts.models import User  # noqa: E402
from groups.models import Group, Membership  # noqa: E402
from groups.sessions import SessionStore  # noqa: E402
from tickets.models import Ticket  # noqa: E402

OF_A_TEAM = 50


def people(count):
    """Teams of 50, each with a ticket that all of them have open: [(session key, ticket)]."""
    if User.objects.exists():
        sys.exit("The database is not empty.")
    seats = []
    for start in range(0, count, OF_A_TEAM):
        members = [
            User.objects.create_user(f"p{n}", f"p{n}@example.org", name=f"Person {n}")
            for n in range(start, min(start + OF_A_TEAM, count))
        ]
        team = Group.objects.start(by=members[0], name=f"Team {start // OF_A_TEAM}", is_open=False)
        for member in members[1:]:
            Membership.objects.enrol(team, member)
        ticket = Ticket.objects.open(by=members[0], group=team, title="The lamp flickers")
        ticket.claim(by=members[1])
        seats += [(session_of(member), ticket) for member in members]
    return seats


def session_of(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.PersonBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


class Reader:
    """One open stream; `arrived` maps the newest event of its ticket to when it was told."""

    def __init__(self, seat):
        self.key, self.ticket = seat
        self.arrived = {}

    async def open(self):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", PORT)
        address = f"/stream/?ticket={self.ticket.pk}"
        head = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={self.key}\r\n\r\n"
        self.writer.write(head.encode())
        assert b" 200 " in await self.reader.readline()
        self.task = asyncio.create_task(self.read())

    async def read(self):
        while line := await self.reader.readline():
            if line.startswith(b"data: {"):
                newest = json.loads(line[6:])["tickets"][str(self.ticket.pk)]
                self.arrived.setdefault(newest, time.monotonic())


def speak(ticket, body):
    ticket.comment(by=ticket.requester, body=body)


def memory(pid):
    """Of the stream's worker and its master: MB that are theirs (proportional set size)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0
    for each in (pid, *children):
        rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        total += int(rollup.split("\nPss:")[1].split()[0])
    return total / 1024


async def until(condition, seconds=600):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        await asyncio.sleep(0.05)


async def deliver(readers, ticket, rounds):
    """Of some comments the seconds from the start of their transaction to each reader."""
    watching = [reader for reader in readers if reader.ticket.pk == ticket.pk]
    took = []
    for number in range(rounds):
        known = [{*reader.arrived} for reader in watching]
        began = time.monotonic()
        await sync_to_async(speak)(ticket, f"News {number}")
        # whoever commented is not told of it
        others = [pair for pair in zip(watching, known, strict=True) if pair[0] is not watching[0]]
        await until(lambda others=others: all({*reader.arrived} - before for reader, before in others))
        took.append([reader.arrived[max(reader.arrived)] - began for reader, _known in others])
        await asyncio.sleep(2)
    return took


async def measure(count, rounds):
    seats = await sync_to_async(people)(count)
    process = subprocess.Popen([sys.executable, "manage.py", "stream"], cwd=ROOT)
    try:
        await asyncio.sleep(8)
        readers = [Reader(seat) for seat in seats]
        await readers[-1].open()  # what a first question loads is no stream's
        await until(lambda: readers[-1].arrived)
        before = memory(process.pid)
        began = time.monotonic()
        for start in range(0, count - 1, 50):
            await asyncio.gather(
                *(reader.open() for reader in readers[start : start + 50][: count - 1 - start])
            )
        await until(lambda: all(reader.arrived for reader in readers))
        opened = time.monotonic() - began
        await asyncio.sleep(15)
        after = memory(process.pid)
        busy = processor_time(process.pid)
        await asyncio.sleep(30)
        busy = (processor_time(process.pid) - busy) / 30
        took = await deliver(readers, readers[0].ticket, rounds)
    finally:
        process.terminate()
        process.wait()
    print(f"| streams | opened in s | MB before | MB after | KB a stream | idle, % of a core | {DELIVERED} |")
    print("| --- " * 7 + "|")
    rounds = (
        [min(each) for each in took],
        [statistics.median(each) for each in took],
        [max(each) for each in took],
    )
    times = " / ".join(f"{statistics.median(values):.2f}" for values in rounds)
    each = (after - before) * 1024 / count
    print(f"| {count} | {opened:.1f} | {before:.0f} | {after:.0f} | {each:.0f} | {busy:.1%} | {times} |")


DELIVERED = "a comment reaches the first of 49 readers / half / all, median in s"


def processor_time(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ticks = 0
    for each in (pid, *children):
        fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    asyncio.run(measure(options.streams, options.rounds))
