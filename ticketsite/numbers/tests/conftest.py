"""A month in which every number of a dashboard has something to count."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.models import Decision
from groups.models import Group, Project
from tickets.models import Approver, Category, Route, Step, Ticket
from ticketsite.tests.conftest import CAST, cast

__all__ = ["cast"]
NAMES = CAST


@pytest.fixture
def ago(monkeypatch):
    """ago(days=3, hours=2): that is now."""
    begin = timezone.now()
    true_now = timezone.now

    def turn(**length):
        moment = begin - timedelta(**length)
        monkeypatch.setattr(timezone, "now", lambda: moment if length else true_now())
        return moment

    return turn


@pytest.fixture
def purchase(it_desk):
    route = Route.objects.create(name="By the HOD")
    Step.objects.create(route=route, approver=Approver.HOD)
    return Category.objects.create(group=it_desk, name="Purchase", route=route)


@pytest.fixture
def past(ago, cast, facilities, it_desk, purchase):
    """Tickets of a team, a desk and the universal group: of every status and age, some of the period before."""
    ana, tom, ben, gil, tess, theo, hugo, ida = (
        cast[name] for name in ("ana", "tom", "ben", "gil", "tess", "theo", "hugo", "ida")
    )
    ago(days=70)
    lamps = Project.objects.start(by=tom, group=facilities, name="Lamps")
    repairs = Category.objects.create(group=it_desk, name="Repairs")
    everyone = Group.objects.universal()

    def opened(days, by, group, **fields):
        ago(days=days)
        return Ticket.objects.open(by=by, group=group, title=f"Opened {days} days ago", **fields)

    def resolved(ticket, days, by):
        ago(days=days, hours=-3)
        ticket.claim(by=by)
        ago(days=days, hours=-7)
        ticket.resolve(by=by)
        return ticket

    for days in (45, 40, 20, 9, 3):
        resolved(opened(days, ana, facilities, project=lamps), days - 2, tom)
        resolved(opened(days, tom, it_desk, category=repairs), days - 1, theo)
        resolved(opened(days, ana, it_desk, category=repairs), days - 1, tess)
    back = resolved(opened(12, ben, facilities), 11, ben)
    ago(days=10)
    back.reopen(by=ben)
    resolved_again = back
    ago(days=8)
    resolved_again.resolve(by=ben)
    for days in (33, 15, 5, 1, 0):
        opened(days, gil, everyone)
        opened(days, ana, it_desk, category=repairs)
        opened(days, ana, it_desk, category=purchase)
        opened(days, hugo, it_desk, category=repairs).claim(by=theo)
    held = opened(4, ana, facilities)
    held.claim(by=ben)
    held.set_waiting(by=ben)
    ago(days=6)
    passed, refused = (
        Ticket.objects.open(by=ana, group=it_desk, title="A screen", category=purchase) for _copy in range(2)
    )
    ago(days=5)
    Decision.objects.approve(passed, by=hugo, seen=passed.content_hash)
    Decision.objects.reject(refused, by=hugo, seen=refused.content_hash, comment="No.")
    opened(2, ana, facilities).withdraw(by=ana)
    opened(2, ana, facilities).bin(by=ana)
    ago()
    return {"lamps": lamps}
