"""Which tickets a person sees, and why: the one table that lists, pages, counts, searches and files ask.

Each reason says the same thing from both sides: the tickets it shows to a person, and the people it shows a
ticket to. `condition` is the union of the first, `viewers` of the second; storeys above may `add` reasons.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import BooleanField, Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Absence, Role, User
from groups import seats
from groups.models import Membership
from groups.ranks import Kind, Rank
from tickets.statuses import ENDED, HELD, READY, Status
from ticketsite.kit.among import Among
from ticketsite.kit.sql import each_finds

NONE, ALL = Q(pk__in=[]), ~Q(pk__in=[])


@dataclass(frozen=True)
class Reason:
    """A sentence for whom it shows a ticket, one for others, the tickets it shows to a user, and the people
    it shows a ticket to, both as conditions; `statuses` where it shows tickets of those alone."""

    sentence: str
    of_others: str
    tickets: Callable
    people: Callable
    beyond: Callable | None = None
    parts: Callable | None = None
    parts_by_end: Callable | None = None
    statuses: tuple = tuple(Status)

    def adds(self, user):
        """What the union of all reasons needs of this one: it may leave out what others show for less."""
        return (self.beyond or self.tickets)(user)

    def added_parts(self, user, *, by_end=False):
        """The same, as conditions that an index leads to one by one, in the order of their end or another."""
        several = self.parts_by_end if by_end and self.parts_by_end else self.parts
        return several(user) if several else [self.adds(user)]


REASONS = []


def add(reason):
    REASONS.append(reason)


def in_groups_of(user):
    """By rank alone: that an Admin sees all groups is a reason of its own."""
    return Q(group__in=seats.seeing(user))


def each_group_of(user):
    return [Q(group=key) for key in seats.seeing(user)]


def members_who_see(ticket):
    if ticket.group.is_universal:
        return ALL
    members = Membership.objects.filter(group=ticket.group)
    if ticket.group.is_desk:
        members = members.exclude(rank=Rank.GENERAL)
    return Q(pk__in=members.values("user"))


def waiting_at_desks_of(user):
    return Q(status__in=READY, group__kind=Kind.DESK, group__in=seats.of(user))


def waiting_where_rank_shows_no_more(user):
    return Q(is_unresolved=True, status__in=READY, group__in=seats.serving(user))


def waiting_at_each_desk_of(user):
    return [Q(is_unresolved=True, status__in=READY, group=key) for key in seats.serving(user)]


def technicians_of_desk(ticket):
    if not ticket.group.is_desk or ticket.status not in READY:
        return NONE
    return Q(pk__in=Membership.objects.filter(group=ticket.group).values("user"))


def done_by(user):
    return Q(assignee=user, status__in=ENDED, ended_at__isnull=False)


def done_in_groups_of(user):
    """Whoever leaves a group leaves behind what they have done there, too."""
    return done_by(user) & Q(group__in=seats.of(user))


def done_where_rank_shows_no_more(user):
    return done_by(user) & Q(group__in=seats.serving(user))


def done_at_each_desk_of(user):
    return [done_by(user) & Q(group=key) for key in seats.serving(user)]


def holder_before_the_end(ticket):
    if ticket.assignee_id is None or ticket.status in HELD:
        return NONE
    if ticket.group.is_universal:
        return Q(pk=ticket.assignee_id)
    members = Membership.objects.filter(group=ticket.group)
    return Q(pk=ticket.assignee_id, pk__in=members.values("user"))


def of_headed_department(user):
    if not user.is_hod or not user.department_id:
        return NONE
    return Q(department=user.department_id, group__in=seats.desks(user))


def heads_of_department(ticket):
    if not ticket.group.is_desk or not ticket.department_id:
        return NONE
    return Q(role=Role.HOD, department=ticket.department_id)


def followed_by_leave(user):
    """Following alone shows nothing: it would outlast the right to see."""
    let_in = user.follows.filter(let_in_by__isnull=False)
    if user.is_hod or user.is_it_head:
        # They follow thousands that they decided on, and see most of those anyway: each row asks for itself.
        return each_finds(let_in.filter(ticket=OuterRef("pk")))
    return Q(Among("pk", let_in.values("ticket")))


add(
    Reason(
        _("you raised it"),
        _("Raised it"),
        tickets=lambda user: Q(requester=user),
        people=lambda ticket: Q(pk=ticket.requester_id),
    )
)
add(
    Reason(
        _("you work on it"),
        _("Works on it"),
        tickets=lambda user: Q(assignee=user, is_unresolved=True),  # nobody has one that nobody claimed
        people=lambda ticket: Q(pk=ticket.assignee_id) if ticket.status in HELD else NONE,
        statuses=HELD,
    )
)
add(
    Reason(
        _("you did the work"),
        _("Did the work"),
        tickets=done_in_groups_of,
        people=holder_before_the_end,
        beyond=done_where_rank_shows_no_more,
        parts_by_end=done_at_each_desk_of,
        statuses=ENDED,
    )
)
add(
    Reason(
        _("you follow it"),
        _("Added as followers"),
        tickets=followed_by_leave,
        people=lambda ticket: Q(pk__in=ticket.follows.filter(let_in_by__isnull=False).values("user")),
    )
)
add(
    Reason(
        _("it is in a group of yours"),
        _("Members of its group who see all of it"),
        tickets=in_groups_of,
        people=members_who_see,
        parts=each_group_of,
    )
)
add(
    Reason(
        _("it waits to be picked up at a desk you work for"),
        _("All who work at its desk, until it is picked up"),
        tickets=waiting_at_desks_of,
        people=technicians_of_desk,
        beyond=waiting_where_rank_shows_no_more,
        parts=waiting_at_each_desk_of,
        statuses=READY,
    )
)
add(
    Reason(
        _("it was raised from the department you head"),
        _("Heads of its department"),
        tickets=of_headed_department,
        people=heads_of_department,
    )
)
add(
    Reason(
        _("it is at a service desk, and you are an IT Head"),
        _("IT Heads"),
        tickets=lambda user: Q(group__in=seats.desks(user)) if user.is_it_head else NONE,
        people=lambda ticket: Q(role=Role.IT_HEAD) if ticket.group.is_desk else NONE,
    )
)
add(
    Reason(
        _("you are an Admin"),
        _("Admins"),
        tickets=lambda user: ALL if user.is_admin else NONE,
        people=lambda ticket: Q(role=Role.ADMIN),
    )
)


EVERY = tuple(Status)


def _shows_any(reason, statuses):
    return not {*statuses}.isdisjoint(reason.statuses)


def condition(user, statuses=EVERY):
    """The union of all reasons, for an active person and tickets of these statuses."""
    if user.is_admin:
        return Q()
    return any_of(reason.adds(user) for reason in REASONS if _shows_any(reason, statuses))


def parts(user, statuses, *, by_end=False):
    """The same union, as conditions each of which an index answers in its order; a single one for those who see so
    much that a walk through all tickets soon meets a page of theirs."""
    if user.is_admin or user.is_hod or user.is_it_head:
        return [condition(user, statuses)]
    found = [reason.added_parts(user, by_end=by_end) for reason in REASONS if _shows_any(reason, statuses)]
    return [part for several in found for part in several if part is not NONE]


def parts_in_groups(user, statuses):
    """The same of the groups a person is in, as `unresolved_in_my_groups` has them."""
    whole, served = each_group_of(user), seats.serving(user)
    if not served:
        return whole
    return whole + [Q(group__in=served) & part for part in parts(user, statuses) if part not in whole]


def workable(user):
    """Of what a person sees, that which they may work on, and so read the internal notes of."""
    seen = Q(group__in=[*seats.seeing(user), *(seats.desks(user) if user.is_it_head else ())])
    members = Q(group__in=seats.of(user))
    return seen | members & (Q(status__in=READY) | Q(assignee=user))


def truths(user):
    """A yes or no for each reason, to annotate tickets with; `told` puts them into words."""
    return {
        f"seen_as_{number}": Case(
            When(reason.tickets(user), then=True), default=False, output_field=BooleanField()
        )
        for number, reason in enumerate(REASONS)
    }


def told(ticket):
    """The sentences that say why the person sees this ticket, which was read with `truths`."""
    return [reason.sentence for number, reason in enumerate(REASONS) if getattr(ticket, f"seen_as_{number}")]


def reasons(user, ticket):
    """The same for a ticket at hand; empty for a person who may not see it. One query."""
    if not user.is_active or ticket.is_deleted:
        return []
    return told(type(ticket).objects.annotate(**truths(user)).get(pk=ticket.pk))


def audience(ticket):
    """[(sentence, condition on people)] for each reason that may show it to somebody: the table's other side."""
    if ticket.is_deleted:
        return []
    rows = [(reason.of_others, reason.people(ticket)) for reason in REASONS]
    return [(sentence, people) for sentence, people in rows if people is not NONE]


def viewers(ticket):
    """Everybody who sees this ticket."""
    return User.objects.active().filter(any_of(people for _sentence, people in audience(ticket)))


def any_of(conditions):
    return reduce(or_, conditions, NONE)


def holders(group):
    """Who may be given a ticket of this group, each with how many they hold now and until when they are away:
    `rules.may_hold`, without the Admins, who may but do not work there."""
    people = Q(pk__in=Membership.objects.filter(group=group).values("user"))
    if group.is_universal:
        people = ALL
    elif group.is_desk:
        people |= Q(role=Role.IT_HEAD)
    held = apps.get_model("tickets", "Ticket").objects.kept().held_by(OuterRef("pk"))
    number = held.order_by().values("assignee").annotate(n=Count("*")).values("n")
    away = Absence.objects.today().filter(person=OuterRef("pk")).order_by("-ends_on").values("ends_on")[:1]
    holders = User.objects.active().filter(people).annotate(holding=Coalesce(Subquery(number), 0))
    return holders.annotate(away_until=Subquery(away)).by_name()
