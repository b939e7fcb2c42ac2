"""People named with @ in what is written on a ticket: who is meant, and who of them would not see it."""

from django.utils.translation import gettext

from accounts.models import User
from tickets import rules, visibility
from ticketsite.kit.markdown import mentions
from ticketsite.kit.refusals import Refused


class Unseen(Refused):
    """Names people who would not read it; `may_let_in`: whether the writer may make them followers."""

    def __init__(self, message, may_let_in):
        super().__init__(message)
        self.may_let_in = may_let_in


def people_named(text, before=""):
    """The active people whom a text names, and an earlier one did not."""
    named = mentions(text)
    named -= mentions(before) if named else set()
    return list(User.objects.active().filter(username__in=named).by_name()) if named else []


def mentionable(ticket):
    """Whom a comment may name: all who see the ticket."""
    return visibility.viewers(ticket).by_name()


def without_sight(people, ticket, is_internal=False):
    """Those of these people who would not read what is written here."""
    if not people:
        return []
    seers = set(mentionable(ticket).filter(pk__in=[p.pk for p in people]).values_list("pk", flat=True))
    readers = [p for p in people if p.pk in seers and (not is_internal or rules.may_read_internal(p, ticket))]
    return [person for person in people if person not in readers]


def admit(ticket, by, text, before="", *, is_internal=False, let_in=False):
    """Refuse a text that names people who would not read it; or make them followers, if one may and wants."""
    unseen = without_sight(people_named(text, before), ticket, is_internal)
    if unseen and (is_internal or not let_in):
        refuse(unseen, ticket, by, is_internal)
    for person in unseen:
        ticket.add_follower(person, by=by)


def refuse(people, ticket, by, is_internal):
    """Say who would not read it, and whether that can be changed."""
    names = ", ".join(f"{person} (@{person.username})" for person in people)
    if is_internal:
        raise Unseen(
            gettext("These people may not read internal notes here: %(names)s.") % {"names": names}, False
        )
    may_let_in = rules.may_let_in(by, ticket)
    sentence = gettext("These people may not see this ticket: %(names)s.") % {"names": names}
    if not may_let_in:
        sentence += " " + gettext("You cannot let them in: write without the @.")
    raise Unseen(sentence, may_let_in)
