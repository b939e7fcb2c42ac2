"""The first page of the back office: what waits for this person, a few of each, with the way to all of it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals import mandates
from groups.models import Group
from groups.ranks import Kind
from tickets import lists

SHOWN = 5


@dataclass(frozen=True)
class Panel:
    """`rows` are tickets, or things with a `url` to them, at most SHOWN of them; its own `url` leads to all."""

    title: str
    icon: str
    url: str
    rows: list
    has_more: bool
    of_tickets: bool


def panels(user):
    """Those that hold something."""
    found = [*_of_tickets(user), *_of_groups(user)]
    if user.is_admin:
        found += _of_admins()
    return [panel for panel in found if panel.rows]


def _panel(title, icon, url, queryset, address=None, of_tickets=False):
    rows = list(queryset[: SHOWN + 1])
    for row in rows if address else ():
        row.url = address(row)
    return Panel(title, icon, url, rows[:SHOWN], len(rows) > SHOWN, of_tickets)


def _of_tickets(user):
    desks = Group.objects.filter(kind=Kind.DESK).values("pk")
    waiting = lists.WAITING.tickets(user).filter(group__in=desks).unresolved().for_list().by_urgency()
    held = lists.WORK.tickets(user).unresolved().for_list().by_urgency()
    asked = mandates.waiting_for(user).for_list().order_by("opened_at", "pk")
    yield _panel(
        _("Waits for your decision"), "check2-circle", reverse("approvals:inbox"), asked, of_tickets=True
    )
    yield _panel(_("You work on"), "briefcase", reverse("tickets:work"), held, of_tickets=True)
    yield _panel(_("Waits at your desks"), "inbox", reverse("tickets:waiting"), waiting, of_tickets=True)


def _of_groups(user):
    invitations = user.invitations.pending().for_list()
    url = reverse("groups:invitations")
    yield _panel(_("You are invited"), "envelope", url, invitations, lambda invitation: url)


def _of_admins():
    abandoned = Group.objects.abandoned().current().by_name()
    yield _panel(_("Groups that nobody is in"), "people", _list("groups_group"), abandoned, _change)
    homeless = User.objects.active().filter(department=None).by_name()
    url = f"{_list('accounts_user')}?department__isnull=True&is_active__exact=1"
    yield _panel(_("People without a department"), "person", url, homeless, _change)


def _list(name):
    return reverse(f"admin:{name}_changelist")


def _change(thing):
    meta = thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])
