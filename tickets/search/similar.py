"""Open tickets of a title like the one that somebody types, so that they join instead of asking twice."""

from django.db.models import Count, Exists, OuterRef, Q

from tickets.models import Ticket
from tickets.models.follow import Follow
from tickets.search.backends import backend
from tickets.search.likeness import likeness
from tickets.search.words import WORD, fold
from tickets.statuses import UNRESOLVED

LIKENESS = 0.3
LOOKED_AT = 300  # the newest that share a word
SHOWN = 5
SHORTEST, TELLING = 3, 5  # shorter words are looked for only where there is no longer one
WORDS = 12


def similar(user, title):
    """At most `SHOWN` that the person sees, the likest first, each with `affected` and `is_joined`."""
    words = telling_words(title)
    if not words:
        return []
    found = backend().titled(Ticket.objects.visible_to(user), user, words, UNRESOLVED)
    rows = found.filter(status__in=UNRESOLVED).order_by("-pk").values_list("pk", "title")[:LOOKED_AT]
    wanted = normal(title)
    alike = sorted(((likeness(wanted, normal(other)), key) for key, other in rows), reverse=True)
    keys = [key for how_much, key in alike[:SHOWN] if how_much >= LIKENESS]
    tickets = with_affected(user, Ticket.objects.visible_to(user).filter(pk__in=keys))
    return sorted(tickets, key=lambda ticket: keys.index(ticket.pk))


def with_affected(user, tickets):
    joined = Follow.objects.filter(ticket=OuterRef("pk"), user=user, is_affected=True)
    return tickets.for_list().annotate(
        affected=1 + Count("follows", Q(follows__is_affected=True)), is_joined=Exists(joined)
    )


def normal(title):
    return " ".join(WORD.findall(fold(title)))


def telling_words(title):
    words = {word for word in normal(title).split() if len(word) >= SHORTEST}
    longer = {word for word in words if len(word) >= TELLING}
    return set(sorted(longer or words, key=len)[-WORDS:])
