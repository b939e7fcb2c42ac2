"""Work of the database that goes on while Python makes the next of it, on one connection and in one transaction."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def meanwhile():
    """Yields two functions: `begin` a statement (a function and what it is given), and `wait` for it to end.

    In between the caller leaves the connection alone. What the statement raises, waiting for it raises. For few and
    long ones: of many short ones the threads would wait for each other.
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

    shared.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(1, initializer=borrow) as pool:
            yield begin, wait
            wait()
    finally:
        shared.dec_thread_sharing()
