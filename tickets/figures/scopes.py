"""What a dashboard counts: a set of tickets said twice, as rows for SQL and as filters of the list behind them."""

import html
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import html_safe
from django.utils.translation import gettext_lazy as _

from groups.ranks import Kind
from groups.rules import allows
from groups.standing import PersonQuery
from tickets.models import Ticket

PLACES = ("group", "project", "category", "department", "weekday", "hour")
DESKS = ("group", "category", "department", "person", "project", "weekday", "hour")


@html_safe
class Number(NamedTuple):
    """A count, and the address of the list of exactly what it counts; a template shows it as the link."""

    count: int
    url: str

    def __str__(self):
        """A page has hundreds: what small ones say needs no language, and a list's address no more than escaping."""
        address = html.escape(self.url)
        if not self.count:
            return f'<a class="number number--zero" href="{address}">0</a>'
        count = self.count if self.count < 1000 else number_format(self.count, force_grouping=True)
        return f'<a class="number" href="{address}">{count}</a>'


@lru_cache(maxsize=4096)
def encoded(name, value):
    """One filter of an address, which hundreds of numbers share; a tuple is a filter given several times."""
    return urlencode({name: value}, doseq=True)


# What may be counted, of the person who asks and the key of the place that it is about, if it is about one.
COUNTED = {
    "all": lambda user, place: Q(),
    "desks": lambda user, place: Q(group__kind=Kind.DESK),
    "department": lambda user, place: Q(department=place, group__kind=Kind.DESK),
    "group": lambda user, place: Q(group=place),
    "project": lambda user, place: Q(project=place),
    "work": lambda user, place: Q(assignee=user),
    "raised": lambda user, place: Q(requester=user),
}


def counted_tickets(user, place, what, is_whole):
    counted = Ticket.objects.filter(COUNTED[what](user, place))
    return counted.kept() if is_whole and user.is_active else counted.found_and_visible_to(user)


@dataclass(frozen=True)
class Scope:
    """`what` in `COUNTED` and `query` say the same; `is_whole` that the reader sees all of it, so nobody asks why."""

    what: str
    title: str
    query: dict
    is_whole: bool
    breakdowns: tuple = PLACES
    place: object = None

    @property
    def key(self):
        return self.place.pk if self.place else 0

    def tickets(self, user):
        return counted_tickets(user, self.key, self.what, self.is_whole)

    def number(self, count, **query):
        """A count with the list of tickets that is narrowed alike."""
        return Number(count, self.url(**query))

    @cached_property
    def list_url(self):
        return reverse("tickets:list")

    def url(self, **query):
        asked = "&".join([encoded(*item) for item in (self.query | query).items()])
        return f"{self.list_url}?{asked}" if asked else self.list_url


class ScopeQuery:
    """What `build(tickets, *values, **shape)` selects of the tickets of a scope, prepared as a `PersonQuery` is."""

    def __init__(self, build):
        def of_person(user, place, *values, what, is_whole, **shape):
            return build(counted_tickets(user, place, what, is_whole), *values, **shape)

        self.query = PersonQuery(of_person)

    def rows(self, scope, user, *values, **shape):
        return self.query.rows(user, scope.key, *values, what=scope.what, is_whole=scope.is_whole, **shape)


def raised(user):
    return Scope("raised", _("What I raised"), {"requester": "me"}, is_whole=True)


def worked_on(user):
    return Scope("work", _("My work"), {"assignee": "me"}, is_whole=False)


def may_count_department(user, department):
    """Its head, and those who see all desks."""
    heads = user.is_hod and user.department_id == department.pk
    return user.is_active and (heads or user.is_it_head or user.is_admin)


def of_department(department):
    """What comes from there to the desks; whoever may count it sees all of that."""
    return Scope(
        "department",
        department.name,
        {"department": department.pk, "kind": str(Kind.DESK)},
        is_whole=True,
        breakdowns=("group", "category", "project", "person", "weekday", "hour"),
        place=department,
    )


def at_desks(user):
    return Scope("desks", _("Service desks"), {"kind": str(Kind.DESK)}, is_whole=True, breakdowns=DESKS)


def everything(user):
    return Scope("all", _("Everything"), {}, is_whole=True, breakdowns=DESKS)


def of_group(user, group):
    """Whoever sees a part of it only counts that part, and compares no colleagues."""
    sees_all = allows(user, "see_tickets", group) or (user.is_it_head and group.is_desk)
    breakdowns = ("person", "category", "project", "department", "weekday", "hour")
    return Scope(
        "group",
        str(group),
        {"group": group.pk},
        is_whole=sees_all,
        breakdowns=breakdowns if sees_all else breakdowns[1:],
        place=group,
    )


def of_project(user, project):
    sees_all = allows(user, "see_tickets", project.group) or (user.is_it_head and project.group.is_desk)
    breakdowns = ("person", "category", "department", "weekday", "hour")
    return Scope(
        "project",
        str(project),
        {"project": project.pk},
        is_whole=sees_all,
        breakdowns=breakdowns if sees_all else breakdowns[1:],
        place=project,
    )


EVERYBODYS = {"work": worked_on, "raised": raised}


def own(user):
    """{name: scope} of the dashboards that this person's role gives."""
    found = {}
    if user.is_admin:
        found["all"] = everything(user)
    if user.is_it_head:
        found["desks"] = at_desks(user)
    if user.is_hod and user.department_id:
        found["department"] = of_department(user.department)
    return found | {name: make(user) for name, make in EVERYBODYS.items()}
