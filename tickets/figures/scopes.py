"""What a dashboard counts: a set of tickets said twice, as rows for SQL and as filters of the list behind them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from groups.ranks import Kind
from groups.rules import allows
from tickets.models import Ticket

PLACES = ("group", "project", "category", "department", "weekday", "hour")
DESKS = ("group", "category", "department", "person", "project", "weekday", "hour")


@dataclass(frozen=True)
class Number:
    """A count, and the address of the list of exactly what it counts; a template shows it as the link."""

    count: int
    url: str

    def __str__(self):
        kind = "number" if self.count else "number number--zero"
        return format_html(
            '<a class="{}" href="{}">{}</a>', kind, self.url, number_format(self.count, force_grouping=True)
        )


@dataclass(frozen=True)
class Scope:
    """`condition` and `query` say the same; `is_whole` that the reader sees all of it, so nobody need ask why."""

    title: str
    condition: Q
    query: dict
    is_whole: bool
    breakdowns: tuple = PLACES
    place: object = None

    def tickets(self, user):
        shown = Ticket.objects.kept() if self.is_whole and user.is_active else Ticket.objects.visible_to(user)
        return shown.filter(self.condition)

    def number(self, count, **query):
        """A count with the list of tickets that is narrowed alike."""
        return Number(count, self.url(**query))

    def url(self, **query):
        asked = urlencode(self.query | query, doseq=True)
        return f"{reverse('tickets:list')}?{asked}" if asked else reverse("tickets:list")


def raised(user):
    return Scope(_("What I raised"), Q(requester=user), {"requester": "me"}, is_whole=True)


def worked_on(user):
    return Scope(_("My work"), Q(assignee=user), {"assignee": "me"}, is_whole=False)


def may_count_department(user, department):
    """Its head, and those who see all desks."""
    heads = user.is_hod and user.department_id == department.pk
    return user.is_active and (heads or user.is_it_head or user.is_admin)


def of_department(department):
    """What comes from there to the desks; whoever may count it sees all of that."""
    return Scope(
        department.name,
        Q(department=department, group__kind=Kind.DESK),
        {"department": department.pk, "kind": str(Kind.DESK)},
        is_whole=True,
        breakdowns=("group", "category", "project", "person", "weekday", "hour"),
        place=department,
    )


def at_desks(user):
    return Scope(
        _("Service desks"),
        Q(group__kind=Kind.DESK),
        {"kind": str(Kind.DESK)},
        is_whole=True,
        breakdowns=DESKS,
    )


def everything(user):
    return Scope(_("Everything"), Q(), {}, is_whole=True, breakdowns=DESKS)


def of_group(user, group):
    """Whoever sees a part of it only counts that part, and compares no colleagues."""
    sees_all = allows(user, "see_tickets", group) or (user.is_it_head and group.is_desk)
    breakdowns = ("person", "category", "project", "department", "weekday", "hour")
    return Scope(
        str(group),
        Q(group=group),
        {"group": group.pk},
        is_whole=sees_all,
        breakdowns=breakdowns if sees_all else breakdowns[1:],
        place=group,
    )


def of_project(user, project):
    sees_all = allows(user, "see_tickets", project.group) or (user.is_it_head and project.group.is_desk)
    breakdowns = ("person", "category", "department", "weekday", "hour")
    return Scope(
        str(project),
        Q(project=project),
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
