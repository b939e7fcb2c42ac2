"""Pages of lists that only conditions of columns narrow: what people ask for most, so their query is prepared."""

from datetime import datetime, timedelta
from functools import partial, reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q

from groups import seats
from groups.standing import PersonQuery
from tickets import lists
from tickets.models import Ticket
from ticketsite.kit.among import Among
from ticketsite.kit.paging import KeysetOrder, KeysetPage
from ticketsite.kit.planned import Planned
from ticketsite.kit.prepared import PreparedByKey

SIZE, DAY = 25, timedelta(days=1)


class Start(NamedTuple):
    """Where a page starts, without its numbers and times: the way it is read, and which of its values are truths."""

    backward: bool
    truths: tuple


LATER = object()  # the value of a condition that is no part of a query's shape


def _is_later(lookup, value):
    """Keys and times differ from page to page; lists, kinds and the like make a query of their own."""
    return isinstance(value, datetime) or (type(value) is int and "__" not in lookup)


def _keys(user, *values, shown, sort, asked, start, is_whole):
    """The tickets of a page and one more; the values are those of conditions, and those that the page starts behind.

    `is_whole`: the user sees all that the conditions leave.
    """
    values = list(values)
    narrowed = {lookup: values.pop(0) if value is LATER else value for lookup, value in asked}
    behind = start and tuple(values.pop(0) if truth is None else truth for truth in start.truths)
    order, backward = KeysetOrder(lists.ORDERS[sort][1]), bool(start and start.backward)

    def first(tickets):
        rows, _names = lists.sorted_by(tickets.filter(**narrowed), sort)
        return order.window(rows, behind, backward, SIZE + 1).values_list("pk")

    if is_whole:
        return first(shown.keeps(Ticket.objects.kept()))
    if parts := shown.parts(user):
        # What one person sees of a million tickets can lie far apart in their order, so the first of each are read.
        found = [Q(Among("pk", first(part).values("pk"))) for part in parts]
        return first(Ticket.objects.filter(reduce(or_, found)))
    return first(shown.tickets(user))


def _dressed(sort):
    """With no more than a row of a list shows."""
    return lists.sorted_by(Ticket.objects.for_row(), sort)[0]


def _rows(user, *values, sort, start, **shape):
    """The same, dressed."""
    keys = _keys(user, *values, sort=sort, start=start, **shape).values("pk")
    order, backward = KeysetOrder(lists.ORDERS[sort][1]), bool(start and start.backward)
    return order.window(_dressed(sort).filter(Among("pk", keys)), None, backward, None)


# Of a list that nothing narrows each part has an index in its order, so all is planned once. Else which index serves
# best hangs on the values, and only what dresses the rows is planned.
PLANNED_ROWS, KEYS = PersonQuery(_rows, Planned), PersonQuery(_keys)
DRESSED = {sort: PreparedByKey(partial(_dressed, sort), Planned) for sort in lists.ORDERS}


def _newest(user, *, limit):
    newest = lists.ORDERS["newest"][1]

    def first(tickets):
        return Q(Among("pk", tickets.order_by(*newest).values("pk")[:limit]))

    parts = lists.ALL.parts(user, by_end=False)
    seen = Ticket.objects.filter(reduce(or_, map(first, parts))) if parts else lists.ALL.tickets(user)
    return seen.order_by(*newest).values_list("pk")[:limit]


NEWEST, PLANNED_NEWEST = PersonQuery(_newest), PersonQuery(_newest, Planned)


def newest(user, limit):
    """The keys of the newest tickets that a person sees; `limit` is one of few numbers."""
    # What a technician has done is found by the index of that order only where it is known how much that is.
    query = NEWEST if seats.serving(user) else PLANNED_NEWEST
    return [key for (key,) in query.rows(user, limit=limit)]


class TicketPage(KeysetPage):
    """`lookups` are conditions of columns (`TicketFilter.lookups`), keys instead of rows."""

    def __init__(self, user, shown, sort, params, lookups):
        self.user, self.shown, self.sort, self.lookups = user, shown, sort, lookups
        if sort == "ended_first" and "opened_at__gte" in lookups:
            # What was opened since a day has not ended before it, whatever the clocks of two machines say.
            self.lookups = {"ended_at__gte": lookups["opened_at__gte"] - DAY} | lookups
        super().__init__(*lists.sorted_by(Ticket.objects.all(), sort), params, SIZE)

    def _read(self, start, backward):
        later = [value for lookup, value in self.lookups.items() if _is_later(lookup, value)]
        asked = tuple(
            (lookup, LATER if _is_later(lookup, value) else value) for lookup, value in self.lookups.items()
        )
        if start:
            later += [value for value in start if not isinstance(value, bool)]
            start = Start(backward, tuple(value if isinstance(value, bool) else None for value in start))
        sees_group = self.user.is_active and self.lookups.get("group") in seats.seeing(self.user)
        is_whole = sees_group and bool(self.shown.keeps)
        shape = {"shown": self.shown, "sort": self.sort, "asked": asked, "start": start, "is_whole": is_whole}
        if not asked or (is_whole and len(asked) == 1):
            return PLANNED_ROWS.instances(self.user, *later, **shape)
        keys = [key for (key,) in KEYS.rows(self.user, *later, **shape)]
        nobody = range(len(keys) - SIZE - 1, 0)  # so that all pages ask for as many
        rows = DRESSED[self.sort].of([*keys, *nobody]) if keys else {}
        return [rows[key] for key in keys if key in rows]
