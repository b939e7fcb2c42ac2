"""What somebody may have meant who found nothing: words of titles they see that are spelt nearly so."""

from tickets.models import Ticket
from tickets.search.backends import backend
from tickets.search.likeness import likeness
from tickets.search.words import WORD, fold

LIKENESS = 0.4
TITLES = 50


def suggestion(user, words):
    """The line with better spelt words, or "". It offers only words that stand in titles the person sees."""
    missed = [term for term in words.asked if term.is_beginning and term.text.isalpha()]
    like = {term: backend().words_like(fold(term.text)) for term in missed[:3]}
    known = titled(user, {word for found in like.values() for word in found})
    line = words.text
    for term in missed[:3]:
        nearest = max(known, key=lambda word: (likeness(fold(term.text), fold(word)), word), default="")
        if nearest and LIKENESS <= likeness(fold(term.text), fold(nearest)) < 1:
            line = line.replace(term.text, nearest.lower(), 1)
    return line if line != words.text else ""


def titled(user, folded):
    """The words, as written, of visible titles that are among those given."""
    if not folded:
        return set()
    found = backend().titled(Ticket.objects.visible_to(user), user, folded)
    titles = found.order_by("-pk").values_list("title", flat=True)[:TITLES]
    return {word for title in titles for word in WORD.findall(title) if fold(word) in folded}
