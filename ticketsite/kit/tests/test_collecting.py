import gc
import weakref
from contextlib import suppress

from ticketsite.kit.collecting import batch_done, in_batches


class Circle:
    def __init__(self):
        self.itself = self


def test_circles_go_at_the_end_of_a_batch_and_not_before():
    with in_batches():
        circle = weakref.ref(Circle())
        assert circle() is not None
        batch_done()
        assert circle() is None


def test_the_collector_goes_on_as_before():
    with suppress(ValueError), in_batches():
        assert not gc.isenabled()
        raise ValueError
    assert gc.isenabled()

    gc.disable()
    try:
        with in_batches():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
