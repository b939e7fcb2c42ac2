"""Categories of the IT desk over the four classic routes, and a shorthand for raising a ticket in one."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Absence, Role
from approvals.models import Decision
from tickets.models import Approver, Category, Route, Step, Ticket


@pytest.fixture
def make_category(it_desk):
    """make_category("Purchase", Approver.HOD, Approver.IT_HEAD): a category of the IT desk over these steps."""

    def make(name, *approvers, group=it_desk, **fields):
        route = Route.objects.create(name=f"Route of {name}") if approvers else None
        for position, approver in enumerate(approvers, 1):
            person = None if approver in Approver else approver
            kind = approver if person is None else Approver.PERSON
            Step.objects.create(route=route, position=position, approver=kind, person=person)
        return Category.objects.create(group=group, name=name, route=route, **fields)

    return make


@pytest.fixture
def direct(make_category):
    return make_category("Hardware")


@pytest.fixture
def by_hod(make_category):
    return make_category("HR support", Approver.HOD)


@pytest.fixture
def by_it_head(make_category):
    return make_category("Access", Approver.IT_HEAD)


@pytest.fixture
def by_both(make_category):
    return make_category("Purchase", Approver.HOD, Approver.IT_HEAD)


@pytest.fixture
def ask_for(ana):
    """ask_for(category): ana raises a ticket of it."""

    def ask(category, by=ana, **fields):
        fields.setdefault("title", "A second screen")
        return Ticket.objects.open(by=by, group=category.group, category=category, **fields)

    return ask


@pytest.fixture
def approve():
    def approve(ticket, by):
        Decision.objects.approve(ticket, by=by, seen=ticket.content_hash)

    return approve


@pytest.fixture
def henri(make_user, finance):
    """The second head of Finance."""
    return make_user("henri", role=Role.HOD, department=finance)


@pytest.fixture
def away():
    """away(hugo, ben): hugo is away from today on, and ben stands in."""

    def away(person, substitute):
        today = timezone.localdate()
        return Absence.objects.announce(person, substitute, today, today + dt.timedelta(days=3), by=person)

    return away
