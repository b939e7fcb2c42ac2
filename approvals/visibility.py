"""The reason to see a ticket that approvals add: one is asked to decide on it."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals import mandates
from groups import seats
from tickets.statuses import Status
from tickets.visibility import NONE, Reason, in_groups_of, of_headed_department


def asked_beyond(user):
    """Without those that cheaper reasons show: heads see their desks anyway, members their teams."""
    if not mandates.asks_beyond_sight(user):
        return NONE
    asked = mandates.is_asked(user)
    if asked is mandates.NOBODY:
        return NONE
    covered = in_groups_of(user) | of_headed_department(user)
    if user.is_it_head:
        covered |= Q(group__in=seats.desks(user))
    return ~covered & asked


def asked_people(ticket):
    if not ticket.is_pending:
        return NONE
    step = mandates.next_step(ticket)
    return Q(pk__in=mandates.deciders(step, ticket)) if step else NONE


ASKED = Reason(
    _("you are asked to decide on it"),
    of_others=_("asked to decide on it"),
    tickets=mandates.is_asked,
    people=asked_people,
    beyond=asked_beyond,
    statuses=(Status.PENDING,),
)
