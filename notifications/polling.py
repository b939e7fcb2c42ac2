"""The numbers that an open page asks for: the bell, and whether anything is new on the tickets it shows."""

from django.db.models import Exists, Q, Subquery, Value
from django.utils.translation import gettext, ngettext

from accounts.models import User
from groups.events import Event
from groups.standing import PersonQuery
from notifications.models import Notification
from notifications.presence import others_at, sentences
from tickets.models import Ticket
from ticketsite.kit.counting import CappedCount
from ticketsite.kit.planned import Planned

TICKETS_WATCHED = 10
COUNTED_UP_TO = 99


def newest_event(user, ticket_id):
    """Of a ticket the last event by others that the person may read, as a subquery."""
    seen = Ticket.objects.visible_to(user).filter(pk=ticket_id)
    shared = Ticket.objects.shared_with(user).filter(pk=ticket_id)
    events = Event.objects.filter(
        Q(is_internal=False) | Q(Exists(shared)),
        Q(Exists(seen)),
        target_kind="ticket",
        target_id=ticket_id,
    ).exclude(actor=user)
    return Subquery(events.order_by("-at", "-pk").values("pk")[:1])


def _asked(user, *ticket_ids):
    """What a poll asks, as one row: how many things have news, the newest, whether anybody else is there, and the
    newest event of each ticket."""
    news = Notification.objects.in_site_of(user).unread()
    return User.objects.filter(pk=user.pk).values_list(
        CappedCount(news.things()),
        Subquery(news.order_by("-pk").values("pk")[:1]),
        Exists(others_at(user, ticket_ids)) if ticket_ids else Value(False),
        *(newest_event(user, pk) for pk in ticket_ids),
    )


ASKED = PersonQuery(_asked, Planned)


def numbers(user, ticket_ids=()):
    """{"count", "label", "last", "tickets": {id: its newest event}, "present": {id: who else is there}} in one
    query; in three when anybody is."""
    ticket_ids = list(ticket_ids)[:TICKETS_WATCHED]
    ((things, newest, has_company, *events),) = ASKED.rows(user, *ticket_ids)
    return bell(things) | {
        "last": newest,
        "tickets": {str(pk): event or 0 for pk, event in zip(ticket_ids, events, strict=True)},
        "present": sentences(user, ticket_ids) if has_company else {},
    }


def number(text):
    """A number that a database can hold; anything else is 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def bell(count):
    """What the bell shows, and what it says to those who do not see it."""
    if not count:
        return {"count": "", "label": gettext("News: nothing unread")}
    shown = str(count) if count <= COUNTED_UP_TO else f"{COUNTED_UP_TO}+"
    label = ngettext("News: %(count)s unread", "News: %(count)s unread", count) % {"count": shown}
    return {"count": shown, "label": label}
