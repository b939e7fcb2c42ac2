"""Whatever hung on a person, after they are deactivated nothing points at them that waits for somebody to act."""

import datetime as dt

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.departures import Departure
from accounts.models import Absence, Department, Role, User
from groups.models import Group, Invitation, Membership, Project
from groups.ranks import Kind, Rank
from tickets.models import Approver, Follow, Route, Step, Ticket
from tickets.statuses import HELD

PEOPLE = st.integers(0, 4)
PLACES = st.lists(st.tuples(st.integers(0, 3), PEOPLE, st.sampled_from(list(Rank))), max_size=12)
PAIRS = st.lists(st.tuples(st.integers(0, 3), PEOPLE), max_size=6)
ROLES = st.lists(st.sampled_from(list(Role)), min_size=5, max_size=5)


def settle_in(roles, places, work, projects, steps, absences):
    """Random people in four groups; returns the people and an Admin who stays."""
    department = Department.objects.create(name="Finance")
    keeper = User.objects.create_user("keeper", role=Role.ADMIN)
    people = [
        User.objects.create_user(f"p{at}", role=role, department=department) for at, role in enumerate(roles)
    ]
    kinds = (Kind.TEAM, Kind.DESK, Kind.TEAM)
    groups = [Group.objects.universal()]
    groups += [
        Group.objects.create(name=f"G{at}", kind=kind, is_open=at == 0) for at, kind in enumerate(kinds)
    ]
    for group, person, rank in places:
        if group:
            Membership.objects.enrol(groups[group], people[person], rank)
    for group, person in work:
        ticket = Ticket.objects.create(group=groups[group], title="A lamp", requester=keeper)
        Ticket.objects.filter(pk=ticket.pk).update(assignee=people[person], status=HELD[person % 2])
        Follow.objects.create(ticket=ticket, user=people[person])
    for at, (group, person) in enumerate(projects):
        Project.objects.create(group=groups[group], name=f"P{at}", manager=people[person])
    for at, (other, person) in enumerate(steps):
        route = Route.objects.create(name=f"R{at}")
        Step.objects.create(route=route, position=1, approver=Approver.PERSON, person=people[person])
        if other:
            Step.objects.create(route=route, position=2, approver=list(Approver)[other])
    for at, (other, person) in enumerate(absences):
        if other != person:
            day = timezone.localdate() + dt.timedelta(days=10 * at)
            Absence.objects.create(
                person=people[other], substitute=people[person], starts_on=day, ends_on=day
            )
    return people, keeper


def assert_nothing_points_at(person, others_had_admins):
    assert not Ticket.objects.filter(assignee=person, status__in=HELD).exists()
    assert not Project.objects.filter(manager=person).exists()
    assert not Membership.objects.filter(user=person).exists()
    assert not person.group_permissions.exists()
    assert not Absence.objects.not_over().filter(substitute=person).exists()
    assert not Step.objects.filter(person=person).exists()
    assert not Invitation.objects.pending().filter(person=person).exists()
    assert not Follow.objects.filter(user=person).exists()
    for group in others_had_admins:
        assert group.admins.exists() or group.is_abandoned


class NothingIsLeftBehind(TestCase):
    @given(
        roles=ROLES, places=PLACES, work=PAIRS, projects=PAIRS, steps=PAIRS, absences=PAIRS, data=st.data()
    )
    def test_nothing_points_at_a_person_who_is_gone(
        self, roles, places, work, projects, steps, absences, data
    ):
        people, keeper = settle_in(roles, places, work, projects, steps, absences)
        led = [group for group in Group.objects.filter(is_universal=False) if group.admins.exists()]
        for person in people:
            person.refresh_from_db()  # who went before may have made an heir of them: another role, another page
            choices = self.choose(Departure(person, keeper), data)
            person.deactivate(by=keeper, choices=choices)
            assert_nothing_points_at(person, led)
        for project in Project.objects.all():
            assert project.manager == keeper

    def choose(self, departure, data):
        """By the proposals, or an option of each as somebody at the page might choose."""
        if data.draw(st.booleans()):
            return None
        asked = departure.look().asked
        return {
            key: data.draw(st.sampled_from(holding.options)).value for key, holding in sorted(asked.items())
        }
