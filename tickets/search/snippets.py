"""The words found, shown in their sentence: in the description, a comment, an answer or a file name."""

import re
from dataclasses import dataclass

from django.db.models import CharField, Q, Value
from django.db.models.functions import Left

from tickets import rules
from tickets.models import Answer, Attachment, Comment
from tickets.search.words import marked, spans
from ticketsite.kit.prepared import Prepared

BEFORE, LENGTH = 70, 220
READ, ROWS, PADDED = 20_000, 400, 25
LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
SIGNS = re.compile(r"[*`~|]+|^\s*(?:#{1,6}|>|[-+])\s", re.MULTILINE)
ANSWER, FILE, COMMENT, NOTE = "answer", "file", "comment", "note"


@dataclass
class Snippet:
    """`pieces` are (text, whether it is one of the words); `source` says where they stand, "" in the description."""

    source: str
    pieces: list


def snippets(tickets, user, words):
    """{key: Snippet} for tickets of one page, which the person sees; at most one query."""
    texts = {ticket.pk: [("", ticket.description)] for ticket in tickets}
    incomplete = [ticket for ticket in tickets if not says_all(f"{ticket.title} {ticket.description}", words)]
    for key, source, text in pieces_of(incomplete, user):
        texts[key].append((source, text))
    return {key: best_of(found, words) for key, found in texts.items()}


def says_all(text, words):
    return all(any(spans(text, [term])) for term in words.asked)


def pieces_of(tickets, user):
    """(key, where, text) of all else that the person may read of these tickets."""
    if not tickets:
        return ()
    worked_on = [ticket for ticket in tickets if rules.may_read_internal(user, ticket)]
    size = -len(tickets) // PADDED * -PADDED
    return PIECES.rows(size, [*keys_of(tickets, size), *keys_of(worked_on, size)], lambda keys: (keys,))


def keys_of(tickets, size):
    """As many as that, with numbers that no ticket has: so few shapes of a query do for all."""
    return [*(ticket.pk for ticket in tickets), *range(len(tickets) - size, 0)]


def _pieces(keys):
    """The first half are the tickets, the second those of which the person reads the notes."""
    half = len(keys) // 2
    of_these, noted = Q(ticket__in=keys[:half]), Q(ticket__in=keys[half:])
    comments = Comment.objects.filter(deleted_at=None)
    files = Attachment.objects.filter(of_these, removed_at=None)
    kinds = (
        (COMMENT, comments.filter(of_these, is_internal=False), "body"),
        (NOTE, comments.filter(noted, is_internal=True), "body"),
        (FILE, files.filter(Q(comment=None) | Q(comment__is_internal=False) | noted), "name"),
        (ANSWER, Answer.objects.filter(of_these), "value"),
    )
    first, *others = (
        rows.order_by().values_list("ticket", Value(kind, output_field=CharField()), Left(column, READ))
        for kind, rows, column in kinds
    )
    return first.union(*others, all=True)[:ROWS]


PIECES = Prepared(_pieces)


def best_of(texts, words):
    """Of several texts the one that says most of the words; the first, from its beginning, if none does."""
    source, text = max(texts, key=lambda found: sum(any(spans(found[1], [term])) for term in words.asked))
    text = as_prose(text)
    hit = next(spans(text, words.asked), (0, 0))
    return Snippet(source, marked(cut_around(text, hit[0]), words.asked))


def as_prose(text):
    """Markdown without its signs, on one line."""
    return " ".join(SIGNS.sub(" ", LINK.sub(r"\1", text)).split())


def cut_around(text, place):
    """At most `LENGTH` characters around a place, between whole words."""
    start = 0 if place <= BEFORE else text.find(" ", place - BEFORE, place) + 1 or place
    end = len(text)
    if end - start > LENGTH:
        end = text.rfind(" ", start + 1, start + LENGTH)
        end = end if end > place else start + LENGTH
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
