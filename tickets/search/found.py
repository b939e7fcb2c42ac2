"""A page of what a search found: of its keys, which stand in order already, only those of the page are read."""

from django.db.models import IntegerField

from tickets.models import Ticket
from ticketsite.kit.paging import KeysetPage
from ticketsite.kit.prepared import PreparedByKey

ROWS = PreparedByKey(lambda: Ticket.objects.for_found())


class FoundPage(KeysetPage):
    fields = (IntegerField(),)

    def __init__(self, keys, params, size):
        self.keys = keys
        super().__init__(Ticket.objects.none(), ("place",), params, size)

    def _read(self, start, backward):
        places = range(len(self.keys))
        if start:
            (at,) = start
            places = places[: max(at, 0)][::-1] if backward else places[max(at + 1, 0) :]
        keys = {self.keys[place]: place for place in places[: self.size + 1]}
        rows = ROWS.of([*keys])
        for key, row in rows.items():
            row.place = keys[key]
        return [rows[key] for key in keys if key in rows]
