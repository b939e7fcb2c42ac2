"""Where a person stands, as a shape and values, for queries that are prepared once for all who stand alike.

Alike stand those of one role with as many groups of each kind of rank: their queries differ by keys alone.
"""

import copy

from groups import grants
from ticketsite.kit.prepared import Prepared

_MEMO = "_standing"
_apart = set()


def sets_apart(word):
    """Whoever holds this word among their grants stands like nobody else: their queries are written for them."""
    _apart.add(word)


class Standing:
    def __init__(self, user, granted):
        self.user, self.granted = user, granted
        words_of = {}
        for word in sorted(granted):
            for key in granted[word]:
                words_of.setdefault(key, []).append(word)
        keys = sorted((tuple(words), key) for key, words in words_of.items())
        self.words = [words for words, _key in keys]
        self.values = [user.pk, user.department_id or 0, *(key for _words, key in keys)]
        self.shape = (user.role, user.is_active, user.department_id is None, tuple(self.words))
        self.is_apart = not _apart.isdisjoint(granted)

    def stand_in(self, values):
        """The same person with other keys in the places of their own."""
        person = copy.copy(self.user)
        person.__dict__.pop(_MEMO, None)
        person.pk, department, *keys = values
        if person.department_id is not None:
            person.department_id = department
        granted = {word: set() for word in self.granted}
        for words, key in zip(self.words, keys, strict=True):
            for word in words:
                granted[word].add(key)
        grants.suppose(person, granted)
        return person


def of(user):
    """Worked out once, and again when the person's grants were read again."""
    granted = grants.granted(user)
    known = user.__dict__.get(_MEMO)
    if known is None or known.granted is not granted:
        known = user.__dict__[_MEMO] = Standing(user, granted)
    return known


class PersonQuery:
    """What `build(user, *values, **shape)` selects, prepared for those who stand alike.

    `build` may ask a person's key, role, department, activity and grants, nothing else; of those who stand apart
    whatever it likes.
    """

    def __init__(self, build, prepared=Prepared):
        self.build = build
        self.prepared = prepared(lambda shape, *values: build(*values, **dict(shape)))

    def rows(self, user, *values, **shape):
        if of(user).is_apart:
            return list(self.build(user, *values, **shape))
        return self.prepared.rows(*self._asked(user, values, shape))

    def instances(self, user, *values, **shape):
        if of(user).is_apart:
            return list(self.build(user, *values, **shape))
        return self.prepared.instances(*self._asked(user, values, shape))

    def _asked(self, user, values, shape):
        stand, more = of(user), tuple(sorted(shape.items()))
        own = len(stand.values)

        def fit(given):
            return more, stand.stand_in(given[:own]), *given[own:]

        return (stand.shape, len(values), more), [*stand.values, *values], fit
