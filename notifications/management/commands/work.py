"""`manage.py work`: the worker; mail, periodic jobs, and whatever was put into the queue."""

import os
import signal
import socket
import sys
import time

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from notifications.jobs import go_round


class Command(BaseCommand):
    help = (
        "Runs the background work: sends mail, runs the queue, keeps the schedule. Safe on several machines."
    )
    is_idle = is_over = False

    def add_arguments(self, parser):
        parser.add_argument("--interval", type=float, default=2, help="Seconds between rounds when idle.")
        parser.add_argument("--once", action="store_true", help="Do what waits, then stop.")

    def handle(self, *, interval, once, **options):
        name = f"{socket.gethostname()}:{os.getpid()}"
        self.stderr.write(f"Working as {name}.")
        if not once:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self.stop)
        while not self.is_over:
            try:
                has_more = go_round(name)
            except Error as trouble:
                self.stderr.write(f"The database does not answer: {trouble}")
                has_more = False
            if once and not has_more:
                return
            close_old_connections()
            if not has_more:
                self.rest(interval)

    def rest(self, interval):
        self.is_idle = True
        if not self.is_over:
            time.sleep(interval)
        self.is_idle = False

    def stop(self, number, frame):
        """A round that has begun is brought to its end; a second signal is a kill, which costs no job and no mail."""
        if self.is_idle:
            sys.exit()
        if self.is_over:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        self.is_over = True
