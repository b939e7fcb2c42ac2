"""Rows held for a verb, in one order: people, the group, then its part. Held, they tell the truth until the end."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction

from accounts.models import User
from groups import grants
from ticketsite.kit import locking
from ticketsite.kit.locking import lock
from ticketsite.kit.refusals import Refused


def hold(group, *people):
    """Lock people and group and ask anew what they are granted: the page may have read that before a rival's act."""
    User.objects.hold(*people)
    lock(group)
    for person in people:
        grants.forget(person)


def rely_on(group, *people):
    """The same beside others who change neither."""
    User.objects.rely_on(*people)
    locking.rely_on(group)
    for person in people:
        grants.forget(person)


def hold_part(part, *people):
    """Lock a project or an invitation after its group; `DoesNotExist` of the part when either is gone."""
    try:
        hold(part.group, *people)
    except type(part.group).DoesNotExist:
        raise type(part).DoesNotExist from None
    lock(part)


@contextmanager
def refuse_same_name(sentence):
    """Of two who give the same name at once the database takes one; the other hears this sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(sentence) from None
