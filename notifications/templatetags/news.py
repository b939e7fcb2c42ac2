"""For pages of the storeys below: what is new on a ticket for its reader, and whether they muted it."""

from django import template
from django.db.models import Exists, Max, OuterRef, Subquery

from accounts.models import User
from groups.standing import PersonQuery
from notifications.models import Mute, Notification
from notifications.polling import newest_event
from ticketsite.kit.planned import Planned

register = template.Library()

_MEMO = "_news_of_reader"


def _news(user, ticket):
    unread = Notification.objects.filter(person=OuterRef("pk"), ticket=ticket).shown().unread()
    return User.objects.filter(pk=user.pk).values_list(
        Subquery(unread.values("person").annotate(last=Max("event")).values("last")),
        newest_event(user, ticket),
        Exists(Mute.objects.filter(person=OuterRef("pk"), ticket=ticket)),
    )


NEWS = PersonQuery(_news, Planned)


def news_of(ticket, user):
    """Kept on the ticket: its page asks in two places and pays one query."""
    if _MEMO not in ticket.__dict__:
        ((up_to, newest, is_muted),) = NEWS.rows(user, ticket.pk)
        ticket.__dict__[_MEMO] = {"up_to": up_to, "newest": newest, "is_muted": is_muted}
    return ticket.__dict__[_MEMO]


@register.inclusion_tag("notifications/_ticket_news.html", takes_context=True)
def ticket_news(context, ticket):
    """Marks what is shown as read, and tells of what comes while the page is open."""
    return {"ticket": ticket, "csrf_token": context.get("csrf_token")} | news_of(ticket, context["user"])


@register.inclusion_tag("notifications/_mute.html", takes_context=True)
def mute_button(context, ticket):
    facts = news_of(ticket, context["user"])
    return {"ticket": ticket, "csrf_token": context.get("csrf_token"), "is_muted": facts["is_muted"]}
