"""Who decides is asked of one ticket in Python and of a whole list in SQL: whatever the site, both say the same."""

import datetime as dt

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Absence, Department, Role, User
from approvals import mandates
from approvals.models import Decision
from approvals.verdicts import Verdict
from groups.models import Group, Membership, Project
from groups.ranks import Kind, Rank
from tickets.models import Approver, Category, Route, Step, Ticket
from tickets.statuses import Status

PEOPLE = 5
PERSON = st.integers(0, PEOPLE - 1)
ROLES = st.lists(st.sampled_from(Role.values), min_size=PEOPLE, max_size=PEOPLE)
ACTIVE = st.lists(st.booleans(), min_size=PEOPLE, max_size=PEOPLE)
STEPS = st.lists(
    st.tuples(st.sampled_from(list(Approver)), PERSON), min_size=1, max_size=3, unique_by=lambda pair: pair[0]
)
RANKS = st.lists(st.tuples(PERSON, st.sampled_from(list(Rank))), max_size=4, unique_by=lambda pair: pair[0])
ABSENCES = st.lists(st.tuples(PERSON, PERSON), max_size=3, unique_by=lambda pair: pair[0])
TICKETS = st.lists(st.tuples(PERSON, st.booleans(), st.integers(0, 3)), min_size=1, max_size=3)


def settle_in(roles, active, steps, ranks, absences, managers):
    """Five people of two departments and a desk whose one category has a route of these steps."""
    departments = [Department.objects.create(name=name) for name in ("Finance", "Works")]
    people = [
        User.objects.create_user(f"p{at}", role=role, department=departments[at % 2], is_active=active[at])
        for at, role in enumerate(roles)
    ]
    desk = Group.objects.create(name="Desk", kind=Kind.DESK)
    for person, rank in ranks:
        if active[person]:
            Membership.objects.enrol(desk, people[person], rank)
    project = Project.objects.create(group=desk, name="Move", manager=people[managers])
    route = Route.objects.create(name="Asks")
    for position, (approver, person) in enumerate(steps, 1):
        named = people[person] if approver == Approver.PERSON else None
        Step.objects.create(route=route, position=position, approver=approver, person=named)
    today = timezone.localdate()
    for person, substitute in absences:
        if person != substitute:
            Absence.objects.create(
                person=people[person],
                substitute=people[substitute],
                starts_on=today,
                ends_on=today + dt.timedelta(days=1),
            )
    return people, project, Category.objects.create(group=desk, name="Laptop", route=route)


def ask(person, category, project, title):
    ticket = Ticket.objects.create(
        group=category.group,
        category=category,
        project=project,
        requester=person,
        department=person.department,
        title=title,
        status=Status.PENDING,
    )
    ticket.seal()
    return ticket


def approve(ticket, by):
    step = mandates.next_step(ticket)
    if step is not None:
        Decision.objects.create(
            ticket=ticket,
            person=step.person,
            approver=step.approver,
            by=by,
            verdict=Verdict.APPROVE,
            attempt=ticket.attempt,
            content_hash=ticket.content_hash,
        )


class BothSidesAgree(TestCase):
    @given(ROLES, ACTIVE, STEPS, RANKS, ABSENCES, TICKETS, PERSON)
    def test_the_inbox_holds_what_the_pages_let_one_decide(
        self, roles, active, steps, ranks, absences, asked, managers
    ):
        people, project, category = settle_in(roles, active, steps, ranks, absences, managers)
        tickets = []
        for at, (person, in_project, decided) in enumerate(asked):
            ticket = ask(people[person], category, project if in_project else None, f"T{at}")
            for _step in range(decided):
                approve(ticket, by=people[0])
            tickets.append(Ticket.objects.get(pk=ticket.pk))
        for person in User.objects.all():
            may = {ticket for ticket in tickets if mandates.mandate_of(person, ticket)}
            assert set(mandates.waiting_for(person)) == may, person
