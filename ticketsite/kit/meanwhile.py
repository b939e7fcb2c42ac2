"""Work of the database that goes on while Python makes the next of it, on one connection and in one transaction."""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

TURN = 0.0003  # seconds of Python for each: after a wait for the database, five milliseconds would pass till the next


@contextmanager
def meanwhile():
    """Yields a function that begins a piece of work (a function and what it is given) and waits for the one before.

    What one of them raises, the next call raises, or the end. The caller leaves the connection alone until then.
    """
    shared, begun = connections[DEFAULT_DB_ALIAS], []

    def begin(work, *given):
        wait()
        begun.append(pool.submit(work, *given))

    def wait():
        while begun:
            begun.pop().result()

    def borrow():
        connections[DEFAULT_DB_ALIAS] = shared

    turn = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    shared.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(1, initializer=borrow) as pool:
            yield begin
            wait()
    finally:
        shared.dec_thread_sharing()
        sys.setswitchinterval(turn)
