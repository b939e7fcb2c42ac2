"""`fill`: an organisation and its tickets, batch by batch, into a database that holds nothing yet."""

import random
from bisect import bisect
from datetime import timedelta
from itertools import accumulate

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Role, User
from approvals.models import Decision
from groups.events import Event
from groups.models import Group
from notifications.deliver import SWEPT_FOR, regard_as_told
from tickets.models import Comment, Follow, Ticket
from tickets.search import indexed_by_batch
from ticketsite.kit.copying import go_on_counting, without_indexes
from ticketsite.kit.meanwhile import meanwhile
from ticketsite.scale import people
from ticketsite.scale.cast import parts
from ticketsite.scale.lives import Books, Life
from ticketsite.scale.words import Words

BATCH = 2_000
HISTORY = timedelta(days=3 * 365)
UNRESOLVED = 0.02
AT_DESKS, IN_UNIVERSAL = 0.6, 0.00005
FILLED = (Ticket, Comment, Decision, Follow, Event)
# By these the writer of the search finds what was said of a ticket.
READ_MEANWHILE = tuple(index.name for index in Comment._meta.indexes if index.fields[0] == "ticket")


def is_empty():
    """Nobody but Admins, no group but the universal one, nothing that ever happened."""
    others = (
        User.objects.exclude(role=Role.ADMIN),
        Group.objects.filter(is_universal=False),
        Ticket.objects.all(),
        Event.objects.all(),
    )
    return not any(rows.exists() for rows in others)


class Chance:
    """The dice, the words and the few who are behind most of what happens: all from one seed."""

    def __init__(self, random_seed):
        self.dice = random.Random(random_seed)
        self.random = self.dice.random
        self.words = Words(self.dice)

    def pick(self, things):
        """The first of many come more often than the last."""
        return things[int(len(things) * self.random() ** 1.5)]

    def places(self, organisation):
        """A function that gives where the next ticket is raised: sizes fall like 1/n."""
        desks, teams = organisation.desks, organisation.teams
        shares = [AT_DESKS / (rank + 3) for rank in range(len(desks))]
        rest = (1 - AT_DESKS - IN_UNIVERSAL) / sum(1 / (rank + 10) for rank in range(len(teams)))
        shares = [share * AT_DESKS / sum(shares) for share in shares]
        shares += [rest / (rank + 10) for rank in range(len(teams))] + [IN_UNIVERSAL]
        edges, places = list(accumulate(shares)), [*desks, *teams, organisation.universal]
        return lambda: places[min(bisect(edges, self.random()), len(places) - 1)]


def fill(number, random_seed, until=None, watch=iter):
    """Returns the organisation. All of it or nothing; memory for one batch of tickets."""
    until = until or timezone.now()
    chance = Chance(random_seed)
    with transaction.atomic():
        organisation = people.found(chance.dice, until - HISTORY - timedelta(days=30))
        with without_indexes(*FILLED, but=READ_MEANWHILE), indexed_by_batch() as index:
            write(batches(number, chance, organisation, until, watch), index)
        go_on_counting(*FILLED)
        regard_as_told(Event.objects.filter(at__gt=until - SWEPT_FOR))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # What a planner knows of a full table; the visible rows besides, where no transaction forbids it.
            cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")
    return organisation


def write(batches, index):
    """The words of a batch go into the search while the next one is made up."""
    with meanwhile() as (begin, wait):
        for books, keys in batches:
            wait()
            books.flush()
            begin(index, keys)


def batches(number, chance, organisation, until, watch):
    """(books, the keys of the tickets in them) after each batch of lives, oldest first."""
    books, place, settled = Books(), chance.places(organisation), parts(organisation, number)
    pace, first = HISTORY / number, 1
    for turn in watch(range(number)):
        at = until - pace * (number - turn - chance.random() * 0.9)
        life = Life(chance, books, organisation, at, until)
        if part := settled.get(turn):
            life.play(part)
        else:
            is_unresolved = chance.random() < unresolved_share((number - turn) / number)
            life.lead(place(), is_unresolved)
        if len(books.tickets.rows) == BATCH or turn == number - 1:
            yield books, range(first, books.last_ticket + 1)
            first = books.last_ticket + 1


def unresolved_share(age):
    """Of tickets of this age (1 is the oldest): most of the last days, hardly any of the first year, 2 % of all."""
    if age < 0.01:
        return 0.6
    return 0.07 if age < 0.1 else (UNRESOLVED - 0.006 - 0.0063) / 0.9
