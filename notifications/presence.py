"""Who else is at a ticket, in a sentence for those who may work on it."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.models import Presence
from tickets.models import Ticket
from tickets.visibility import any_of, viewers

NAMES_SHOWN = 3


def others_at(user, ticket_ids):
    """Rows of others at these tickets, whatever this person may know of them: only to see whether there are any."""
    return Presence.objects.fresh().filter(ticket__in=ticket_ids).exclude(person=user)


def sentences(user, ticket_ids):
    """{ticket id: "Ben is writing · Tom is looking"} of tickets this person may work on; of each only people
    who may still see it."""
    here = others_at(user, ticket_ids)
    tickets = Ticket.objects.workable_by(user).filter(pk__in=here.values("ticket")).select_related("group")
    allowed = any_of(Q(ticket=ticket, person__in=viewers(ticket)) for ticket in tickets)
    found = {}
    for row in here.filter(allowed).select_related("person").order_by("person__known_as", "person"):
        found.setdefault(str(row.ticket_id), []).append(row)
    return {ticket: sentence(rows) for ticket, rows in found.items()}


def sentence(rows):
    writing = [str(row.person) for row in rows if row.is_writing]
    looking = [str(row.person) for row in rows if not row.is_writing]
    parts = []
    if writing:
        parts.append(
            ngettext("%(names)s is writing", "%(names)s are writing", len(writing))
            % {"names": _joined(writing)}
        )
    if looking:
        parts.append(
            ngettext("%(names)s is looking", "%(names)s are looking", len(looking))
            % {"names": _joined(looking)}
        )
    return " · ".join(parts)


def _joined(names):
    if len(names) == 1:
        return names[0]
    shown, more = names[:NAMES_SHOWN], len(names) - NAMES_SHOWN
    if more > 0:
        return _("%(names)s and others") % {"names": ", ".join(shown)}
    return _("%(names)s and %(name)s") % {"names": ", ".join(shown[:-1]), "name": shown[-1]}
