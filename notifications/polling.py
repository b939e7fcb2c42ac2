"""The numbers that an open page asks for: the bell, and whether anything is new on the tickets it shows."""

from django.db.models import Exists, Q, Subquery, Value
from django.utils.translation import gettext, ngettext

from accounts.models import User
from groups.events import Event
from notifications.models import Notification
from notifications.presence import others_at, sentences
from tickets.models import Ticket
from ticketsite.kit.counting import CappedCount

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


def numbers(user, ticket_ids=()):
    """{"count", "label", "last", "tickets": {id: its newest event}, "present": {id: who else is there}} in one
    query; in three when anybody is."""
    ticket_ids = list(ticket_ids)[:TICKETS_WATCHED]
    watched = {f"ticket_{pk}": newest_event(user, pk) for pk in ticket_ids}
    news = Notification.objects.in_site_of(user).unread()
    row = User.objects.filter(pk=user.pk).values(
        things=CappedCount(news.things()),
        newest=Subquery(news.order_by("-pk").values("pk")[:1]),
        has_company=Exists(others_at(user, ticket_ids)) if ticket_ids else Value(False),
        **watched,
    )
    found = row.get()
    return bell(found["things"]) | {
        "last": found["newest"],
        "tickets": {name.removeprefix("ticket_"): found[name] or 0 for name in watched},
        "present": sentences(user, ticket_ids) if found["has_company"] else {},
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
