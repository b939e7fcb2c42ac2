"""What an event settles of earlier news: whoever answers has read, and what is decided is asked of nobody any more."""

from groups.events import Verb
from notifications.audience import asked
from notifications.models import Mute, Notification
from notifications.topics import Topic


def settle(event, target):
    for rule in SETTLING.get(event.verb, ()):
        rule(event, target)


def actor_has_read(event, ticket):
    """Whoever writes or decides on a ticket has read it."""
    _of_actor(event, ticket).mark_read()


def taker_knows_it_is_there(event, ticket):
    """Tickets are taken from a list, unread; that it came in is no news to whoever took it."""
    _of_actor(event, ticket).filter(topic=Topic.NEW).mark_read()


def _of_actor(event, ticket):
    return Notification.objects.filter(person=event.actor_id, ticket=ticket, event__lt=event.pk)


def follower_listens(event, ticket):
    """Following a ticket ends having muted it."""
    if event.details.get("person") == event.actor_id:
        Mute.objects.filter(person=event.actor_id, ticket=ticket).delete()


def nobody_else_is_asked(event, ticket):
    """A decision that others took, or that is needed no longer, waits for nobody."""
    requests = Notification.objects.filter(ticket=ticket, topic=Topic.DECISION, event__lt=event.pk)
    requests.exclude(person__in=asked(event, ticket)).mark_read()


def invitation_is_answered(event, group):
    answered = Notification.objects.filter(group=group, topic=Topic.INVITATION, event__lt=event.pk)
    answered.filter(person=event.details.get("person")).mark_read()


SETTLING = {
    Verb.COMMENTED: [actor_has_read],
    Verb.RESOLVED: [actor_has_read],
    Verb.CONFIRMED: [actor_has_read],
    Verb.REOPENED: [actor_has_read],
    Verb.CLAIMED: [taker_knows_it_is_there],
    Verb.FOLLOWED: [follower_listens],
    Verb.EDITED: [nobody_else_is_asked],
    Verb.RECATEGORISED: [nobody_else_is_asked],
    Verb.DECIDED: [actor_has_read, nobody_else_is_asked],
    Verb.APPROVED: [nobody_else_is_asked],
    Verb.REJECTED: [nobody_else_is_asked],
    Verb.WITHDRAWN: [nobody_else_is_asked],
    Verb.INVITATION_ACCEPTED: [invitation_is_answered],
    Verb.INVITATION_DECLINED: [invitation_is_answered],
    Verb.INVITATION_WITHDRAWN: [invitation_is_answered],
}
