"""Work in batches makes many rows and lets them go: looking for circles among them took a fifth of the processor."""

import gc
from contextlib import contextmanager


@contextmanager
def in_batches():
    """Inside, Python's collector looks when it is called: `batch_done()`."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def batch_done():
    """Look once at what came since the last batch."""
    gc.collect(0)
