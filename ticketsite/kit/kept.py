"""What is worked out once and kept in the process, up to a number of things; the longest unused goes first."""

from collections import OrderedDict
from threading import Lock


class Kept:
    def __init__(self, most=256):
        self.most, self.things, self.lock = most, OrderedDict(), Lock()

    def get(self, key, make):
        """The thing of this key, made now if it is not there; two threads may make it at once."""
        with self.lock:
            if key in self.things:
                self.things.move_to_end(key)
                return self.things[key]
        thing = make()
        with self.lock:
            self.things[key] = thing
            if len(self.things) > self.most:
                self.things.popitem(last=False)
        return thing
