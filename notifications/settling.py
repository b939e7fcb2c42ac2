"""What an event settles of earlier news: whoever answers has read, and what is decided is asked of nobody any more."""

from groups.events import Verb
from notifications.audience import asked
from notifications.models import Mute, Notification
from notifications.topics import Topic


def settle(event, target):
    for rule in SETTLING.get(event.verb, ()):
        rule(event, target)


def writer_has_read(event, ticket):
    """Whoever writes on a ticket has read it."""
    Notification.objects.filter(person=event.actor_id, ticket=ticket, event__lt=event.pk).mark_read()


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
    Verb.COMMENTED: [writer_has_read],
    Verb.FOLLOWED: [follower_listens],
    Verb.EDITED: [nobody_else_is_asked],
    Verb.RECATEGORISED: [nobody_else_is_asked],
    Verb.DECIDED: [nobody_else_is_asked],
    Verb.APPROVED: [nobody_else_is_asked],
    Verb.REJECTED: [nobody_else_is_asked],
    Verb.WITHDRAWN: [nobody_else_is_asked],
    Verb.INVITATION_ACCEPTED: [invitation_is_answered],
    Verb.INVITATION_DECLINED: [invitation_is_answered],
    Verb.INVITATION_WITHDRAWN: [invitation_is_answered],
}
