"""Tickets that are alike to a query: those of one status in one kind of group differ by keys alone.

What `groups/standing.py` is for people; here for queries that ask who sees a ticket, who follows it and the like.
"""

import copy

from ticketsite.kit.planned import Planned

KEYS = ("pk", "group_id", "requester_id", "assignee_id", "department_id")


def _shape(ticket):
    group = ticket.group
    missing = tuple(name for name in KEYS if getattr(ticket, name) is None)
    return ticket.status, ticket.is_deleted, group.kind, group.is_universal, missing


def _stand_in(ticket, keys):
    """The same ticket with other keys, where it has any; its group is another one of its kind."""
    other, group = copy.copy(ticket), copy.copy(ticket.group)
    for name, key in zip(KEYS, keys, strict=True):
        if getattr(ticket, name) is not None:
            setattr(other, name, key)
    group.pk = other.group_id
    other.group = group
    return other


class TicketQuery:
    """What `build(ticket, *values)` selects, prepared for all tickets that are alike.

    `build` may ask the keys of a ticket, its status, whether it is deleted, and the kind of its group.
    """

    def __init__(self, build):
        self.prepared = Planned(build)

    def rows(self, ticket, *values):
        return self.prepared.rows(*self._asked(ticket, values))

    def instances(self, ticket, *values):
        return self.prepared.instances(*self._asked(ticket, values))

    def _asked(self, ticket, values):
        own = [getattr(ticket, name) or 0 for name in KEYS]

        def fit(given):
            return _stand_in(ticket, given[: len(own)]), *given[len(own) :]

        return (*_shape(ticket), len(values)), [*own, *values], fit
