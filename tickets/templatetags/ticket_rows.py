"""`{% ticket_row ticket %}`, `{% found_row ticket %}`: a row of a list or of what a search found, from a template that
is drawn once for all rows of its look."""

from functools import reduce
from operator import add

from django import template
from django.utils.formats import date_format
from django.utils.html import escape, format_html

from tickets.statuses import Priority, Status
from ticketsite.kit.drawn import Drawn
from ticketsite.kit.pieces import drawn_piece, duration, when

register = template.Library()

ROW = Drawn("tickets/_ticket_row.html")
FOUND_ROW = Drawn("tickets/_found_row.html")


@register.simple_tag
def ticket_row(ticket, here=None, project=None, picks=False):
    """`here` and `project` say whose page this is, `picks` whether it can be ticked. An ended one shows who did it and
    how long it took."""
    note, words = note_of(ticket)
    return ROW.fill(
        {
            "number": str(ticket.pk),
            "title": ticket.title,
            "url": ticket.get_absolute_url(),
            "place": place_of(ticket, here, project),
            "person": person_of(ticket),
            "note": words,
            "age": when(ticket.ended_at if ticket.is_ended else ticket.opened_at),
        },
        picks=bool(picks),
        is_past=ticket.is_ended,
        priority=Priority(ticket.priority),
        status=Status(ticket.status),
        note_is=note,
    )


@register.simple_tag
def found_row(ticket):
    """One that a search found: `title_pieces` and `snippet` say where its words are."""
    return FOUND_ROW.fill(
        {
            "number": str(ticket.pk),
            "title": with_marks(ticket.title_pieces),
            "url": ticket.get_absolute_url(),
            "text": with_marks(ticket.snippet.pieces),
            "place": place_of(ticket),
            "requester": str(ticket.requester),
            "assignee": str(ticket.assignee or ""),
            "age": when(ticket.opened_at),
        },
        has_text=bool(ticket.snippet.pieces),
        source=ticket.snippet.source,
        is_held=bool(ticket.assignee),
        priority=Priority(ticket.priority),
        status=Status(ticket.status),
    )


def with_marks(pieces):
    """Pieces of (text, whether it was looked for) as one."""
    marked = (format_html("<mark>{}</mark>", text) if is_word else escape(text) for text, is_word in pieces)
    return reduce(add, marked, escape(""))


def place_of(ticket, here=None, project=None):
    if here:
        return ticket.project.name if ticket.project and ticket.project != project else ""
    return f"{ticket.group.name} / {ticket.project.name}" if ticket.project else ticket.group.name


def person_of(ticket):
    if ticket.resolved_by:
        return drawn_piece("kit/_person.html", person=str(ticket.resolved_by))
    if ticket.assignee:
        return drawn_piece("kit/_avatar.html", person=str(ticket.assignee), size="sm")
    return drawn_piece("kit/_avatar.html", size="sm")


def note_of(ticket):
    """What the note is about ("took", "due" or nothing), and its words."""
    if ticket.resolved_at:
        return "took", duration(ticket.time_to_resolve)
    if ticket.due_on and not ticket.is_ended:
        return "due", date_format(ticket.due_on, "SHORT_DATE_FORMAT")
    return "", ""
