"""The organisation around many tickets: 5,000 people in 50 departments, 300 groups of which 20 are desks."""

from dataclasses import dataclass, field
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from simple_history.utils import bulk_create_with_history

from accounts.models import Department, Role, User
from groups import grants
from groups.events import Event, Verb
from groups.models import Group, GroupPermission, Membership, Project, ProjectMembership
from groups.ranks import GRANTS, Kind, Rank
from tickets.demo.naming import username_for
from tickets.demo.organisation import LEADING, inventor
from tickets.demo.plan import DOMAIN
from tickets.models import Approver, Category, Route
from ticketsite.kit.copying import Table

DEPARTMENTS, TEAMS, DESKS = 50, 279, 20  # with the universal group: 300
STAFF = {Role.ADMIN: 3, Role.IT_HEAD: 5, Role.HOD: DEPARTMENTS, Role.TECHNICIAN: 100, Role.USER: 4_842}
GROUPS_OF_A_USER = 3
LONERS = 100  # users who are in no group
DESKS_OF_A_TECHNICIAN = 2
TOPICS = (
    "Hardware",
    "Software",
    "Access",
    "Network",
    "Contracts",
    "Travel",
    "Rooms",
    "Training",
    "Cars",
    "Post",
)
ROUTES = ((), (Approver.HOD,), (Approver.IT_HEAD,), (Approver.HOD, Approver.IT_HEAD))


@dataclass
class Place:
    """A group, who works in it (its admin first), its projects, and (category, its approvers) pairs."""

    group: Group
    people: list
    projects: list = field(default_factory=list)
    categories: list = field(default_factory=list)


@dataclass
class Organisation:
    people: list
    heads: dict  # {department id: head}
    it_heads: list
    teams: list
    desks: list
    universal: Place

    @property
    def users(self):
        return [person for person in self.people if person.role == Role.USER]


def found(dice, at):
    departments = bulk_create_with_history(
        [Department(name=f"{TOPICS[n % 10]} {n // 10 + 1}") for n in range(DEPARTMENTS)], Department
    )
    people = hire(dice, departments, at)
    of_role = {role: [person for person in people if person.role == role] for role in Role}
    groups = make_groups(people[0], at)
    seats = {group: [] for group in groups}
    for user in of_role[Role.USER][:-LONERS]:
        for group in dice.sample(groups[DESKS:], GROUPS_OF_A_USER):
            seats[group].append(user)
    for number, technician in enumerate(of_role[Role.TECHNICIAN]):
        for turn in range(DESKS_OF_A_TECHNICIAN):
            seats[groups[(number + turn * 7) % DESKS]].append(technician)
    places = [Place(group, members) for group, members in seats.items()]
    enrol(places, at)
    begin_projects(places[DESKS:], at)
    offer_categories(places[:DESKS])
    return Organisation(
        people=people,
        heads={person.department_id: person for person in of_role[Role.HOD]},
        it_heads=of_role[Role.IT_HEAD],
        teams=places[DESKS:],
        desks=places[:DESKS],
        universal=Place(Group.objects.universal(), of_role[Role.USER]),
    )


def hire(dice, departments, at):
    invent, nobody = inventor(dice), make_password(None)
    taken = set(User.objects.values_list("username", flat=True))
    people = []
    for role, number in STAFF.items():
        for place in range(number):
            first, last, language = invent()
            username = username_for(first, last, taken)
            person = User(
                username=username,
                email=f"{username}@{DOMAIN}",
                name=f"{first} {last}",
                password=nobody,
                role=role,
                department=departments[place % DEPARTMENTS],
                language=language,
                date_joined=at - timedelta(days=dice.randrange(30, 1500)),
            )
            people.append(person)
    bulk_create_with_history(people, User, batch_size=1000)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people],
        batch_size=1000,
    )
    return people


def make_groups(by, at):
    """The desks, then the teams."""
    names = [(f"{TOPICS[n % 10]} desk {n // 10 + 1}", Kind.DESK) for n in range(DESKS)]
    names += [(f"{TOPICS[n % 10]} team {n // 10 + 1}", Kind.TEAM) for n in range(TEAMS)]
    groups = [
        Group(name=name, kind=kind, is_open=kind == Kind.TEAM and n % 2 == 0, created_by=by, created_at=at)
        for n, (name, kind) in enumerate(names)
    ]
    bulk_create_with_history(groups, Group)
    events = event_table()
    for group in groups:
        facts = f'{{"name": "{group.name}", "kind": "{group.kind}"}}'
        events.add(group.pk, by.pk, Verb.GROUP_STARTED, "group", group.pk, facts, at)
    events.flush()
    return groups


def event_table():
    return Table(Event, "group", "actor", "verb", "target_kind", "target_id", "details", "at")


def enrol(places, at):
    """The first of a group is its admin, the next two are authorised; grants as `groups.grants.write` leaves them."""
    ranks = [*LEADING, *[Rank.GENERAL] * 5_000]
    members = [
        Membership(group=place.group, user=person, rank=rank, joined_at=at + timedelta(hours=number))
        for place in places
        for number, (person, rank) in enumerate(zip(place.people, ranks, strict=False))
    ]
    bulk_create_with_history(members, Membership, batch_size=1000)
    permissions = grants.permissions()
    rows, events = Table(GroupPermission, "user", "content_object", "permission"), event_table()
    admins = {place.group.pk: place.people[0].pk for place in places}
    for member in members:
        for codename in sorted(GRANTS[member.group.kind][member.rank]):
            rows.add(member.user_id, member.group_id, permissions[codename].pk)
        admin = admins[member.group_id]
        if member.user_id != admin:
            facts = f'{{"person": {member.user_id}, "rank": "{member.rank}", "let_in_by": {admin}}}'
            group = member.group_id
            events.add(group, member.user_id, Verb.JOINED, "group", group, facts, member.joined_at)
    rows.flush()
    events.flush()


def begin_projects(places, at):
    """Two in each team, managed by those whose rank is above general."""
    projects, events = [], event_table()
    for place in places:
        for number, manager in enumerate(place.people[1:3], 1):
            project = Project(group=place.group, name=f"Project {number}", manager=manager, created_at=at)
            place.projects.append(project)
            projects.append(project)
    bulk_create_with_history(projects, Project, batch_size=1000)
    places_of = [
        ProjectMembership(project=project, user=project.manager, joined_at=at) for project in projects
    ]
    ProjectMembership.objects.bulk_create(places_of, batch_size=1000)
    for project in projects:
        facts = f'{{"name": "{project.name}"}}'
        group, manager = project.group_id, project.manager_id
        events.add(group, manager, Verb.PROJECT_STARTED, "project", project.pk, facts, at)
    events.flush()


def offer_categories(desks):
    """Four at each desk, one over each of the classic routes."""
    routes = {approvers: Route.objects.over(*approvers) for approvers in ROUTES}
    categories = []
    for desk in desks:
        for approvers, topic in zip(ROUTES, TOPICS, strict=False):
            category = Category(group=desk.group, name=topic, route=routes[approvers])
            desk.categories.append((category, approvers))
            categories.append(category)
    bulk_create_with_history(categories, Category)
