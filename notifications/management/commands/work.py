"""`manage.py work`: the worker; mail, periodic jobs, and whatever was put into the queue."""

import os
import socket
import time

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from notifications.jobs import go_round


class Command(BaseCommand):
    help = (
        "Runs the background work: sends mail, runs the queue, keeps the schedule. Safe on several machines."
    )

    def add_arguments(self, parser):
        parser.add_argument("--interval", type=float, default=2, help="Seconds between rounds when idle.")
        parser.add_argument("--once", action="store_true", help="Go round once and stop.")

    def handle(self, *, interval, once, **options):
        name = f"{socket.gethostname()}:{os.getpid()}"
        self.stderr.write(f"Working as {name}.")
        while True:
            try:
                sent = go_round(name)
            except OperationalError as trouble:
                self.stderr.write(f"The database does not answer: {trouble}")
                sent = 0
            if once:
                return
            close_old_connections()
            if not sent:
                time.sleep(interval)
