"""Pages of the lists that no filter narrows: most of what people ask for, so their query is prepared."""

from typing import NamedTuple

from groups.standing import PersonQuery
from tickets import lists
from tickets.models import Ticket
from ticketsite.kit.among import Among
from ticketsite.kit.paging import KeysetOrder, KeysetPage

SIZE = 25


class Start(NamedTuple):
    """Where a page starts, without its numbers and times: the way it is read, and which of its values are truths."""

    backward: bool
    truths: tuple


def _rows(user, *values, shown, sort, place, start):
    """A page and one row more; the values are the key of its place, if it has one, and those that it starts behind."""
    values = list(values)
    at = {place: values.pop(0)} if place else {}
    queryset, names = lists.sorted_by(shown.tickets(user).at(**at), sort)
    behind = start and tuple(values.pop(0) if truth is None else truth for truth in start.truths)
    order, backward = KeysetOrder(names), bool(start and start.backward)
    keys = order.window(queryset, behind, backward, SIZE + 1).values("pk")
    dressed, _names = lists.sorted_by(Ticket.objects.for_row(), sort)
    return order.window(dressed.filter(Among("pk", keys)), None, backward, None)


ROWS = PersonQuery(_rows)


class TicketPage(KeysetPage):
    """`place` is {"group": group}, {"project": project} or empty."""

    def __init__(self, user, shown, sort, params, place):
        self.user, self.shown, self.sort = user, shown, sort
        self.place = next(iter(place.items()), None)
        super().__init__(*lists.sorted_by(Ticket.objects.all(), sort), params, SIZE)

    def _read(self, start, backward):
        place, values = (self.place[0], [self.place[1].pk]) if self.place else (None, [])
        if start:
            values += [value for value in start if not isinstance(value, bool)]
            start = Start(backward, tuple(value if isinstance(value, bool) else None for value in start))
        return ROWS.instances(self.user, *values, shown=self.shown, sort=self.sort, place=place, start=start)
