"""Who decides what now. Nothing is stored: it follows from the route, the decisions and the people today.

The next step of a pending ticket is the first of its category's route without a valid approval; valid is one
given for the present content. A step that the requester stands for is passed over while the route has a later
one. Whoever decides a step is the first of these that is not empty, never counting the requester: the
step's own approvers, the IT Heads, the Admins. `waiting_for` asks the same of the database for a whole list.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.apps import apps
from django.db import transaction
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import Absence, Role, User
from accounts.models.absence import stood_in_for, substitutes_of
from approvals.verdicts import Verdict
from groups import grants
from groups.models import Membership, Project
from groups.ranks import Kind, Rank
from tickets.models import Approver, Category, Step, Ticket
from tickets.statuses import Status
from ticketsite.kit.among import Among
from ticketsite.kit.locking import lock

NOBODY, EVERYWHERE = Q(pk__in=[]), Q()


@dataclass(frozen=True)
class Mandate:
    """The right to decide: who acts, for whom (None: for themselves), and the steps it settles."""

    by: User
    on_behalf_of: User | None
    steps: list


FACTS = {
    "ticket_requester": "requester",
    "ticket_department": "department",
    "ticket_group": "group",
    "ticket_project": "project",
    "ticket_manager": "project__manager",
}


def _columns(name, depth):
    """A column of the ticket, for queries that stand `depth` levels inside one over tickets."""
    reference = OuterRef(name)
    for _level in range(depth - 1):
        reference = OuterRef(reference)
    return reference


def _values_of(ticket):
    """The same columns of one ticket, as values; 0 is nobody."""
    values = {
        "pk": ticket.pk or 0,
        "content_hash": ticket.content_hash,
        "requester": ticket.requester_id,
        "department": ticket.department_id or 0,
        "group": ticket.group_id,
        "project": ticket.project_id or 0,
        "project__manager": ticket.project.manager_id if ticket.project_id else 0,
        "category__route": ticket.category.route_id if ticket.category_id else 0,
    }
    return lambda name, depth: Value(values[name])


def _beside_ticket(queryset, ticket, depth):
    """The rows with what the ticket says of itself, `ticket_group` and the like, to be compared with."""
    number = BigIntegerField()
    return queryset.alias(
        **{name: ExpressionWrapper(ticket(column, depth), number) for name, column in FACTS.items()}
    )


def _of_step(queryset):
    """People or memberships, asked for inside a query over steps, with what the step says."""
    word, number = CharField(), BigIntegerField()
    return queryset.alias(
        step_approver=ExpressionWrapper(OuterRef("approver"), word),
        step_person=ExpressionWrapper(OuterRef("person"), number),
    )


SEATS = (
    Q(step_approver=Approver.HOD, role=Role.HOD, department=F("ticket_department"))
    | Q(step_approver=Approver.IT_HEAD, role=Role.IT_HEAD)
    | Q(step_approver=Approver.PROJECT_MANAGER, pk=F("ticket_manager"))
    | Q(step_approver=Approver.PERSON, pk=F("step_person"))
)


def _stands_for(people, members, ticket, depth):
    """Steps that one of these people, or of these memberships, stands for; `depth` queries inside the tickets'."""
    seated = _of_step(_beside_ticket(people, ticket, depth + 1)).filter(SEATS)
    runs_group = _of_step(_beside_ticket(members, ticket, depth + 1)).filter(
        step_approver=Approver.GROUP_ADMIN, rank=Rank.ADMIN, group=F("ticket_group")
    )
    return Q(Exists(seated)) | Q(Exists(runs_group))


def _requester_stands(ticket, depth):
    """Steps that the ticket's own requester stands for."""
    requester = ticket("requester", depth + 1)
    people, members = User.objects.filter(pk=requester), Membership.objects.filter(user=requester)
    return _stands_for(people, members, ticket, depth)


def _somebody_stands(ticket, depth):
    """Steps that have an active approver of their own, the requester not counted."""
    requester = ticket("requester", depth + 1)
    others = User.objects.active().exclude(pk=requester)
    members = Membership.objects.filter(user__is_active=True).exclude(user=requester)
    return _stands_for(others, members, ticket, depth)


def _is_open(ticket, depth):
    """Steps that still need a decision; they stand `depth` queries inside the one over tickets."""
    decisions = apps.get_model("approvals", "Decision").objects.filter(
        ticket=ticket("pk", depth + 1),
        content_hash=ticket("content_hash", depth + 1),
        verdict=Verdict.APPROVE,
        approver=OuterRef("approver"),
    )
    decided = Exists(decisions.filter(Q(person=None) | Q(person=OuterRef("person"))))
    later = Step.objects.filter(route=OuterRef("route"), position__gt=OuterRef("position"))
    return ~Q(decided) & ~(Q(Exists(later)) & _requester_stands(ticket, depth))


def _open_steps(ticket, depth=1):
    """The steps that still need a decision, in order; `ticket` gives its columns or its values."""
    route = Step.objects.filter(route=ticket("category__route", depth))
    return route.filter(_is_open(ticket, depth)).order_by("position")


def _next_step_is(seats):
    """Whether the first open step of the ticket in the outer query is one of these seats; no step is none."""
    steps = _beside_ticket(_open_steps(_columns), _columns, 1)
    first = steps.values(yes=Case(When(seats, then=True), default=False, output_field=BooleanField()))[:1]
    return Q(Coalesce(Subquery(first), False, output_field=BooleanField()))


def with_next_step(tickets):
    """Pending tickets with the id, kind and named person of their next step."""
    steps = _open_steps(_columns)
    return tickets.pending().annotate(
        next_step_id=Subquery(steps.values("pk")[:1]),
        next_approver=Subquery(steps.values("approver")[:1]),
        next_person=Subquery(steps.values("person")[:1]),
    )


def open_steps(ticket):
    """The steps of a pending ticket that still need a decision, in order."""
    if not ticket.is_pending:
        return []
    return list(_open_steps(_values_of(ticket)).select_related("person"))


def next_step(ticket):
    """The step that waits for a decision, or None when there is none left."""
    return next(iter(open_steps(ticket)), None)


def direct_approvers(step, ticket):
    """The people a step names, active, without the requester."""
    people = {
        Approver.HOD: Q(role=Role.HOD, department=ticket.department_id) if ticket.department_id else NOBODY,
        Approver.IT_HEAD: Q(role=Role.IT_HEAD),
        Approver.GROUP_ADMIN: Q(
            pk__in=Membership.objects.filter(group=ticket.group_id, rank=Rank.ADMIN).values("user")
        ),
        Approver.PROJECT_MANAGER: Q(pk=ticket.project.manager_id) if ticket.project_id else NOBODY,
        Approver.PERSON: Q(pk=step.person_id),
    }[step.approver]
    return User.objects.active().filter(people).exclude(pk=ticket.requester_id)


def approvers(step, ticket):
    """The people who decide this step today, substitutes not counted; empty when nobody is left."""
    tiers = (
        direct_approvers(step, ticket),
        User.objects.active().filter(role=Role.IT_HEAD).exclude(pk=ticket.requester_id),
        User.objects.admins().exclude(pk=ticket.requester_id),
    )
    for tier in tiers:
        if people := list(tier.order_by("pk")):
            return people
    return []


def deciders(step, ticket):
    """{user id: id of whom they decide for, or None}: approvers and the substitutes of those away."""
    stand_ins = Absence.objects.stand_ins()
    found = {person.pk: None for person in approvers(step, ticket)}
    for principal in list(found):
        for substitute in substitutes_of(principal, stand_ins):
            if substitute == ticket.requester_id:
                break  # whoever comes next was chosen by the requester
            found.setdefault(substitute, principal)
    active = set(User.objects.active().filter(pk__in=found).values_list("pk", flat=True))
    return {user: principal for user, principal in found.items() if user in active}


def mandate_of(user, ticket):
    """What this person may decide on the ticket now, or None; one decision settles all they stand for."""
    if not user.is_active or not ticket.is_pending or ticket.is_deleted:
        return None
    steps = open_steps(ticket)
    if not steps:
        return None
    principals = deciders(steps[0], ticket)
    if user.pk not in principals:
        return None
    principal = principals[user.pk]
    own = [step for step in steps[1:] if deciders(step, ticket).get(user.pk, user.pk) == principal]
    on_behalf_of = User.objects.get(pk=principal) if principal else None
    return Mandate(user, on_behalf_of, [steps[0], *own])


def waiting_for(user):
    """The tickets on which this person may decide now, as one query: the inbox."""
    return Ticket.objects.kept().filter(is_asked(user))


def is_asked(user):
    """The same as a condition on tickets, for the reasons to see one."""
    return _decided_by(user, principals_of(user))


NAMED, MANAGES, STANDS_IN, TEAM_ROUTE = "named_in_step", "manages_project", "stands_in", "team_route"


# What could make a plain user an approver, as rows for the query that reads their grants.
STANDING = (
    lambda key: Step.objects.filter(person=key).order_by().values_list(Value(NAMED), "pk"),
    lambda key: Project.objects.filter(manager=key).order_by().values_list(Value(MANAGES), "pk"),
    lambda key: Absence.objects.today().filter(substitute=key).order_by().values_list(Value(STANDS_IN), "pk"),
    lambda key: _team_routes(key).order_by().values_list(Value(TEAM_ROUTE), "pk"),
)


def _team_routes(key):
    """Categories of teams that ask heads, who see all that their role asks of them at the desks."""
    heads = User.objects.filter(pk=key, role__in=(Role.HOD, Role.IT_HEAD))
    return Category.objects.needing_approval().filter(Exists(heads)).exclude(group__kind=Kind.DESK)


def asks_beyond_sight(user):
    """Whether anything could be asked of this person that their rank or role does not show them anyway."""
    words = grants.granted(user)
    return any(words.get(word) for word in (NAMED, MANAGES, STANDS_IN, TEAM_ROUTE))


def own_decisions(person):
    """The tickets whose next step this person decides themselves, not as a substitute."""
    return with_next_step(Ticket.objects.kept().filter(_decided_by(person, {person: ()})))


def principals_of(user):
    """{person for whom this person could decide anything today: ids of the substitutes between them}.

    Most people stand for no step and for nobody who is away: for them no list has to look at routes.
    """
    if not user.is_active:
        return {}
    words = grants.granted(user)
    asked = any(words.get(word) for word in (NAMED, MANAGES, "run_group"))
    own = {user: ()} if asked or user.is_hod or user.is_it_head or user.is_admin else {}
    if not words.get(STANDS_IN):
        return own
    absent = stood_in_for(user.pk, Absence.objects.stand_ins())
    return own | {person: absent[person.pk] for person in User.objects.active().filter(pk__in=absent)}


def _decided_by(user, principals):
    """Pending tickets of others whose next step one of these people decides, as `principals_of` gives them.

    The cheap half comes first: the database looks at a ticket's route only where a seat could be on it.
    """
    places, seats = [], NOBODY
    for principal, between in principals.items():
        for place, seat in _seats(principal):
            places.append(place)
            seats |= seat & ~Q(ticket_requester__in=[principal.pk, *between])
    if not places:
        return NOBODY
    near = reduce(or_, places) if EVERYWHERE not in places else EVERYWHERE
    pending = Q(status=Status.PENDING, is_unresolved=True)  # both, for the indexes of the unresolved
    return pending & ~Q(requester=user.pk) & near & _next_step_is(seats)


def _seats(person):
    """(where, which steps) for each seat of an approver that this person could have."""
    runs = _ids(person, "run_group", Membership.objects.filter(user=person, rank=Rank.ADMIN).values("group"))
    manages = _ids(person, MANAGES, Project.objects.filter(manager=person.pk).values("pk"))
    named = _ids(person, NAMED, Step.objects.filter(person=person.pk).values("pk"))
    if runs is not None:
        place = Q(group__in=runs) & _has_step(approver=Approver.GROUP_ADMIN)
        yield place, Q(approver=Approver.GROUP_ADMIN, ticket_group__in=runs)
    if manages is not None:
        place = Q(project__in=manages) & _has_step(approver=Approver.PROJECT_MANAGER)
        yield place, Q(approver=Approver.PROJECT_MANAGER, ticket_project__in=manages)
    if named is not None:
        yield _has_step(pk__in=named), Q(approver=Approver.PERSON, pk__in=named)
    if person.is_hod and person.department_id:
        department = person.department_id
        place = Q(department=department) & _has_step(approver=Approver.HOD)
        yield place, Q(approver=Approver.HOD, ticket_department=department)
    if person.is_it_head:
        yield EVERYWHERE, Q(approver=Approver.IT_HEAD) | ~_somebody_stands(_columns, 1)
    if person.is_admin:
        it_heads = User.objects.active().filter(role=Role.IT_HEAD)
        others = it_heads.exclude(pk=_columns("requester", 2))
        # Where there are two, one is another: asked once, and no ticket has to be looked at.
        yield ~Q(Exists(it_heads[1:2])), ~Q(Exists(others)) & ~_somebody_stands(_columns, 1)


def _has_step(**step):
    """Tickets whose route has such a step at all."""
    return Q(Among("category__route", Step.objects.filter(**step).values("route")))


def _ids(person, seat, rows):
    """Ids under this word of the person's grants, None for no such seat; unread grants leave it to the query."""
    words = grants.known(person)
    return rows if words is None else sorted(words.get(seat, ())) or None


@transaction.atomic
def settle(tickets, by):
    """Let tickets pass whose route, edited meanwhile, asks nobody any more; returns how many."""
    waiting = list(with_next_step(tickets).filter(next_step_id=None).order_by("pk"))
    passing = [ticket for ticket in waiting if lock(ticket).is_pending and next_step(ticket) is None]
    for ticket in passing:
        ticket.pass_approval(by)
    return len(passing)
