"""One database with the site and the floor in front of it: filled, served, asked, and taken away again."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench import inside_call, processes
from bench.client import fetch
from bench.processes import ROOT

SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
SECRET = "only-for-measuring"
RAISED = "The lamp flickers"
WRITES = ("Raise a ticket", "Comment", "Claim")


@dataclass
class Site:
    """On PostgreSQL. `seeding` is what filling took, None where the database was kept from another run."""

    size: int
    port: int
    database: str
    servers: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)
    seeding: processes.Spent | None = None
    turn: int = 0
    web_processes = 2

    @property
    def url(self):
        return f"{SERVER.rpartition('/')[0]}/{self.database}"

    @property
    def environment(self):
        own = {
            "DATABASE_URL": self.url,
            "SECRET_KEY": SECRET,
            "DEBUG": "0",
            "HTTPS": "0",
            "LOG_LEVEL": "ERROR",
        }
        return os.environ | own | {"WEB_CONCURRENCY": str(self.web_processes), "PYTHONPATH": str(ROOT)}

    def manage(self, *arguments):
        return processes.run(self.environment, "manage.py", *arguments)

    def make(self):
        """Whether there is a new, empty database now; False where it is there from another run."""
        with psycopg.connect(SERVER, autocommit=True) as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(known, [self.database]).fetchone():
                return False
            connection.execute(f'CREATE DATABASE "{self.database}"')
        return True

    def fill(self):
        if self.make():
            self.manage("migrate", "-v0")
            self.seeding = self.manage("seed", "--scale", str(self.size))

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

    def wait(self):
        for _attempt in range(300):
            with contextlib.suppress(OSError):
                for port in (self.port, self.port + 1):
                    fetch(port, "/")
                return
            time.sleep(0.5)
        raise SystemExit(f"The servers of {self.database} do not answer.")

    def stop(self):
        for server in self.servers.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)

    def drop(self):
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def setting(self, name):
        """Of PostgreSQL."""
        with psycopg.connect(self.url) as connection:
            return connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0]

    def ask(self, page):
        """(seconds, bytes) of one request; a page that is not what it should be ends the run."""
        who, _bar, title = page.partition("|")
        cookie = f"sessionid={self.known['sessions'][who]}"
        if who == "floor":
            return checked(fetch(self.port + 1, "/", cookie), 200, page)
        if title in WRITES:
            return checked(self.write(title, cookie), 302, page)
        path = self.known["paths"][page]
        if title.startswith("Poll"):
            tag = fetch(self.port, path, cookie)[2]["ETag"]
            return checked(fetch(self.port, path, cookie, headers={"If-None-Match": tag}), 304, page)
        return checked(fetch(self.port, path, cookie), 200, page)

    def write(self, title, cookie):
        """A POST with the token of the form, answered with the redirect."""
        self.turn += 1
        path, form = written(self.known["writing"], title, self.turn)
        token = form["csrfmiddlewaretoken"]
        return fetch(self.port, path, f"{cookie}; csrftoken={token}", form)


class SQLiteSite(Site):
    """In a file of its own, served by one process, as gunicorn.conf.py has it without WEB_CONCURRENCY."""

    web_processes = 1

    @property
    def url(self):
        return f"sqlite:///{self.folder}/db.sqlite3"

    def make(self):
        self.folder = tempfile.mkdtemp(prefix="ticketsite-bench-")
        return True

    def drop(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def written(writing, title, turn):
    """(path, form) of a write; each claim takes another ticket from those that are open."""
    form = {"csrfmiddlewaretoken": "b" * 32}
    if title == "Raise a ticket":
        form |= {"title": RAISED, "description": "In room 12.", "priority": "2"}
        return f"/tickets/new/?group={writing['group']}&category=none", form
    if title == "Comment":
        tickets = writing["tickets"]
        return f"/tickets/{tickets[turn % len(tickets)]}/comment/", form | {"body": "It still does."}
    return f"/tickets/{writing['open'].pop()}/claim/", form


def checked(answer, status, page):
    seconds, given, _headers, content = answer
    if given != status:
        raise SystemExit(f"{page}: {given} instead of {status}: {content[:300]!r}")
    return seconds, len(content)
