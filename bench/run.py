"""`make bench`: fills databases of several sizes, serves each as in production, measures in turns, writes the table.

    python -m bench.run [--sizes 1000,100000,1000000] [--rounds 12] [--keep] [--write]

Needs PostgreSQL at BENCH_DATABASE_URL (default postgres://postgres@127.0.0.1:5432/postgres), whose role may create
databases. Everything listens on 127.0.0.1 and is stopped, and the databases dropped, at the end.
"""

import argparse
import contextlib
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from tqdm import tqdm

from bench import inside_call, report
from bench.client import fetch

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
FIRST_PORT, SECRET, CLIENTS = 8470, "only-for-measuring", 8
WRITES = ("Raise a ticket", "Comment", "Claim")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Site:
    """One database with the site and the floor in front of it."""

    size: int
    port: int
    database: str
    servers: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)
    turn: int = 0

    @property
    def environment(self):
        url = f"{SERVER.rpartition('/')[0]}/{self.database}"
        own = {"DATABASE_URL": url, "SECRET_KEY": SECRET, "DEBUG": "0", "HTTPS": "0", "LOG_LEVEL": "ERROR"}
        return os.environ | own | {"WEB_CONCURRENCY": "2", "PYTHONPATH": str(ROOT)}

    def manage(self, *arguments):
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=True)

    def fill(self):
        with psycopg.connect(SERVER, autocommit=True) as connection:
            made = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [self.database]
            ).fetchone()
            if made:
                return
            connection.execute(f'CREATE DATABASE "{self.database}"')
        self.manage("migrate", "-v0")
        self.manage("seed", "--scale", str(self.size))

    def serve(self):
        for name, application, port in (
            ("site", "ticketsite.wsgi", self.port),
            ("floor", "bench.floor:application", self.port + 1),
        ):
            self.servers[name] = subprocess.Popen(
                [Path(sys.executable).with_name("gunicorn"), application, "--bind", f"127.0.0.1:{port}"],
                cwd=ROOT,
                env=self.environment | {"BIND": f"127.0.0.1:{port}"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.known = inside_call.prepare(self.environment)

    def stop(self):
        for server in self.servers.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)

    def drop(self):
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def processor_seconds(self, name):
        return sum(_seconds(pid) for pid in _family(self.servers[name].pid))

    def memory(self):
        """MB of the largest web process."""
        return max(_resident(pid) for pid in _family(self.servers["site"].pid))

    def ask(self, page):
        """Seconds of one request; a page that is not what it should be ends the run."""
        who, _bar, title = page.partition("|")
        cookie = f"sessionid={self.known['sessions'][who]}"
        if who == "floor":
            return checked(fetch(self.port + 1, "/", cookie), 200, page)
        if title in WRITES:
            return self.write(title, cookie)
        path = self.known["paths"][page]
        if title.startswith("Poll"):
            tag = self.known.setdefault("etag", fetch(self.port, path, cookie)[2]["ETag"])
            return checked(fetch(self.port, path, cookie, headers={"If-None-Match": tag}), 304, page)
        return checked(fetch(self.port, path, cookie), 200, page)

    def write(self, title, cookie):
        """A POST with the token of the form, answered with the redirect."""
        writing, token = self.known["writing"], "b" * 32
        form = {"csrfmiddlewaretoken": token}
        if title == "Raise a ticket":
            path = f"/tickets/new/?group={writing['group']}&category=none"
            form |= {"title": "The lamp flickers", "description": "In room 12.", "priority": "2"}
        elif title == "Comment":
            path, form["body"] = (
                f"/tickets/{writing['tickets'][self.turn % len(writing['tickets'])]}/comment/",
                "It still does.",
            )
        else:
            path = f"/tickets/{writing['open'].pop()}/claim/"
        self.turn += 1
        answer = fetch(self.port, path, f"{cookie}; csrftoken={token}", form)
        return checked(answer, 302, title)


def checked(answer, status, page):
    seconds, given, _headers, content = answer
    if given != status:
        raise SystemExit(f"{page}: {given} instead of {status}: {content[:300]!r}")
    return seconds


def _family(leader):
    listed = subprocess.run(
        ["ps", "-o", "pid=", "-g", str(leader)], capture_output=True, text=True, check=True
    )
    return [int(pid) for pid in listed.stdout.split()]


def _seconds(pid):
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / TICKS


def _resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) // 1024


def wait_for(site):
    for _attempt in range(300):
        with contextlib.suppress(OSError):
            for port in (site.port, site.port + 1):
                fetch(port, "/")
            return
        time.sleep(0.5)
    raise SystemExit(f"The servers of {site.database} do not answer.")


def measure(sites, rounds):
    """{(size, page): [seconds]}: every page of every size in turn, so that noise falls on all alike."""
    pages = ["floor|Floor", *sites[0].known["paths"], *(f"user|{title}" for title in WRITES)]
    found = {(site.size, page): [] for site in sites for page in pages}
    for number in tqdm(range(rounds + 1), desc="Rounds"):
        for page in pages:
            for site in sites:
                if page == "user|Claim" and not site.known["writing"]["open"]:
                    continue
                seconds = site.ask(page)
                if number:  # the first round warms up
                    found[site.size, page].append(seconds)
    return found


def crowd(site, page, seconds=6):
    """Requests a second with CLIENTS at once, and processor ms of the web processes for each."""
    name = "floor" if page.startswith("floor") else "site"
    until, before = time.monotonic() + seconds, site.processor_seconds(name)

    def client(_number):
        done = 0
        while time.monotonic() < until:
            site.ask(page)
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(client, range(CLIENTS)))
    return done / seconds, (site.processor_seconds(name) - before) * 1000 / done


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="1000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--keep", action="store_true", help="keep the databases for another run")
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))  # so that servers and databases go, too
    sites = [Site(size, FIRST_PORT + 2 * n, f"ticketsite_bench_{size}") for n, size in enumerate(sizes)]
    try:
        sites[0].manage("collectstatic", "--noinput", "-v0")
        for site in sites:
            site.fill()
            site.serve()
        for site in sites:
            wait_for(site)
        found = measure(sites, given.rounds)
        counted = {site.size: inside_call.count(site.environment, site.known) for site in sites}
        crowds = {page: crowd(sites[-1], page) for page in ("floor|Floor", "user|Home", "user|Archive")}
        memory = max(site.memory() for site in sites)
    finally:
        for site in sites:
            site.stop()
            if not given.keep:
                site.drop()
    table = report.table(sizes, found, counted, crowds, memory, statistics.median)
    print(table)
    if given.write:
        report.write(ROOT / "docs" / "performance.md", table)


if __name__ == "__main__":
    main()
