"""The people, departments, groups and projects of the demo, as they came together before the first ticket."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from simple_history.utils import bulk_create_with_history

from accounts.models import Absence, Department, Role, User
from groups import grants
from groups.events import Verb
from groups.models import Group, GroupPermission, Membership, Project, ProjectMembership
from groups.ranks import GRANTS, Rank
from tickets.demo import plan
from tickets.demo.catalogue import Offer, offers
from tickets.demo.naming import free_name, username_for
from tickets.imports.ledger import note
from tickets.models import Category

NOTHING = Offer(None, {})
LEADING = (Rank.ADMIN, Rank.AUTHORISED, Rank.AUTHORISED)  # the first people of a group


@dataclass
class Team:
    """A group with those in it, admins first."""

    group: Group
    people: list
    share: float
    projects: list = field(default_factory=list)
    offers: dict = field(default_factory=dict)  # {name of a category: Offer}

    @property
    def admin(self):
        return self.people[0]


@dataclass
class Organisation:
    people: list
    teams: dict
    absences: list
    sign_ins: list  # (what for, person, password)

    def offer_of(self, story):
        """What the story is about; where its group has no such category, nothing in particular."""
        return self.teams[story.team].offers.get(story.category, NOTHING)

    def head_of(self, key):
        heads = (person for person in self.people if person.role == Role.HOD)
        return next(person for person in heads if person.department_key == key)


def found(dice, at, today):
    """Make everybody and everything as of `at`; absences lie around `today`."""
    people = hire(dice, at)
    teams = {key: gather(dice, key, wanted, people, at) for key, wanted in plan.GROUPS.items()}
    universal = Group.objects.universal()
    teams["everyone"] = Team(universal, people, plan.UNIVERSAL_SHARE)
    organisation = Organisation(people, teams, [], give_passwords(people, teams))
    organisation.absences = [send_away(organisation, today, *away) for away in plan.AWAY]
    return organisation


def hire(dice, at):
    departments = {
        key: Department.objects.create(name=free_name(Department, name), is_demo=True)
        for key, name in plan.DEPARTMENTS.items()
    }
    invent = inventor(dice)
    taken = set(User.objects.values_list("username", flat=True))
    people = []
    for role, numbers in plan.STAFF.items():
        for key, number in numbers.items():
            for _ in range(number):
                first, last, language = invent()
                username = username_for(first, last, taken)
                person = User.objects.create_verified(
                    username,
                    f"{username}@{plan.DOMAIN}",
                    name=f"{first} {last}",
                    role=role,
                    department=departments[key],
                    language=language,
                    time_zone="Europe/Paris" if language == "fr" else "Europe/London",
                    date_joined=at - timedelta(days=dice.randrange(30, 1500)),
                    is_demo=True,
                )
                person.department_key = key
                people.append(person)
    return people


def inventor(dice):
    """A function that gives the next (first name, last name, language)."""
    from faker import Faker

    pool = [("en", Faker("en_GB")), ("fr", Faker("fr_FR"))]
    for _language, faker in pool:
        faker.seed_instance(dice.random())
    seen = set()

    def invent():
        while True:
            language, faker = dice.choice(pool)
            name = (faker.first_name(), faker.last_name())
            if name not in seen:
                seen.add(name)
                return *name, language

    return invent


def gather(dice, key, wanted, people, at):
    """A group with its members, grants, projects and categories."""
    insiders = [person for person in people if person.department_key in wanted.drawn_from]
    if wanted.kind == "desk":
        insiders.sort(key=lambda person: person.role not in (Role.TECHNICIAN, Role.HOD))
        head = [person for person in insiders if person.role == Role.HOD]
        others = [person for person in insiders if person.role != Role.HOD]
        chosen = (head + others)[: wanted.size]
    else:
        insiders = [person for person in insiders if person.role in (Role.USER, Role.HOD)]
        chosen = dice.sample(insiders, min(wanted.size, len(insiders)))
    group = Group.objects.create(
        name=free_name(Group, wanted.name),
        description=wanted.description,
        kind=wanted.kind,
        is_open=wanted.is_open,
        created_by=chosen[0],
        created_at=at,
        is_demo=True,
    )
    note(group, Verb.GROUP_STARTED, chosen[0], at, name=group.name, kind=str(group.kind))
    enrol(group, chosen, at)
    team = Team(group, chosen, wanted.share)
    team.projects = [begin(dice, team, name, at + timedelta(days=2)) for name in wanted.projects]
    plain = {name: Offer(Category.objects.create(group=group, name=name), {}) for name in wanted.categories}
    team.offers = plain | offers(key, group)
    return team


def enrol(group, people, at):
    """The first is the admin, the next two are authorised; grants as `groups.grants.write` leaves them."""
    ranks = [*LEADING, *[Rank.GENERAL] * (len(people) - len(LEADING))]
    members = [
        Membership(group=group, user=person, rank=rank, joined_at=at + timedelta(hours=number))
        for number, (person, rank) in enumerate(zip(people, ranks, strict=False))
    ]
    bulk_create_with_history(members, Membership)
    permissions = grants.permissions()
    GroupPermission.objects.bulk_create(
        GroupPermission(user=member.user, content_object=group, permission=permissions[codename])
        for member in members
        for codename in sorted(GRANTS[group.kind][member.rank])
    )
    admin = people[0]
    for member in members[1:]:
        facts = {"person": member.user_id, "rank": str(member.rank), "let_in_by": admin.pk}
        note(group, Verb.JOINED, member.user, member.joined_at, **facts)


def begin(dice, team, name, at):
    """A project, its manager and about half of the group."""
    manager = team.people[min(1, len(team.people) - 1)]
    project = Project.objects.create(group=team.group, name=name, manager=manager, created_at=at)
    note(project, Verb.PROJECT_STARTED, manager, at, name=name)
    others = [person for person in team.people if person != manager and dice.random() < 0.5]
    for person in [manager, *others]:
        ProjectMembership.objects.create(project=project, user=person, joined_at=at)
    for person in others:
        note(project, Verb.PROJECT_JOINED, person, at)
    return project


def send_away(organisation, today, key, first_day, last_day, substitute_key):
    return Absence.objects.create(
        person=organisation.head_of(key),
        substitute=organisation.head_of(substitute_key),
        starts_on=today + timedelta(days=first_day),
        ends_on=today + timedelta(days=last_day),
    )


def give_passwords(people, teams):
    """One random password each for the six whom a visitor may sign in as."""
    roles = {role: [person for person in people if person.role == role] for role in Role}
    shown = [
        roles[Role.USER][0],
        next(person for person in teams["it"].people[len(LEADING) :] if person.role == Role.TECHNICIAN),
        roles[Role.HOD][0],
        roles[Role.IT_HEAD][0],
        teams["facilities"].admin,
        roles[Role.ADMIN][0],
    ]
    sign_ins = []
    for (role, purpose), person in zip(plan.SHOWN_ROLES, shown, strict=True):
        password = secrets.token_urlsafe(12)
        person.set_password(password)
        person.save(update_fields=["password"])
        sign_ins.append((f"{role}: {purpose}", person, password))
    return sign_ins
