"""Marks of the index for what a person may see: all of it and little more, so that an index finds it by itself.

What is found is asked of `visible_to` again: a mark too many shows nothing, a missing one would hide something.
A test compares both for everybody; storeys above `add` the marks of their own reasons.
"""

from groups import grants

_sources = []


def add(source):
    """`source(user)` gives further marks."""
    _sources.append(source)


def marks(user):
    """The marks of which each visible ticket has at least one; None for whoever sees all."""
    if user.is_admin:
        return None
    granted = grants.granted(user)
    found = {f"p:{user.pk}", "k:everyone"}
    found |= {f"g:{pk}" for pk in granted.get("see_tickets", ())}
    found |= {f"w:{pk}" for pk in granted.get("work_tickets", ())}
    if user.is_hod and user.department_id:
        found.add(f"d:{user.department_id}")
    if user.is_it_head:
        found.add("k:desk")
    for source in _sources:
        found |= set(source(user))
    return found
