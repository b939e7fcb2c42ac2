"""Every address of the back office, asked by every role: an address without a row here fails."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Absence, User
from approvals.models import Decision
from groups.models import Invitation, Project
from notifications.models import Mail, Periodic, Worker
from tickets.models import Approver, Category, Route, Step, Ticket

ROLES = ("ana", "tess", "hugo", "ida", "ada")  # User, Technician, HOD, IT Head, Admin

# What each of them gets for each address, asking by GET.
SITE = {
    "index": (404, 200, 200, 200, 200),
    "login": (403, 302, 302, 302, 302),
    "logout": (404, 405, 405, 405, 405),
    "password_change": (404, 302, 302, 302, 302),
    "password_change_done": (404, 200, 200, 200, 200),
    "jsi18n": (404, 200, 200, 200, 200),
    "autocomplete": (404, 404, 404, 404, 404),
    "app_list": (404, 200, 200, 200, 200),
}
# list, add, one that not everybody may see. Its history is as open as itself; nothing is deleted or gone back to.
MODELS = {
    "tickets_ticket": ((404, 200, 200, 200, 200), (404, 404, 404, 404, 404), (404, 404, 200, 200, 200)),
    "tickets_category": ((404, 200, 200, 200, 200), (404, 404, 404, 200, 200), (404, 200, 200, 200, 200)),
    "tickets_route": ((404, 404, 404, 200, 200), (404, 404, 404, 200, 200), (404, 404, 404, 200, 200)),
    "approvals_decision": ((404, 200, 200, 200, 200), (404, 404, 404, 404, 404), (404, 404, 200, 200, 200)),
    "groups_group": ((404, 200, 200, 200, 200), (404, 200, 200, 200, 200), (404, 404, 404, 404, 200)),
    "groups_membership": ((404, 200, 200, 200, 200), (404, 404, 404, 404, 404), (404, 404, 404, 404, 200)),
    "groups_invitation": ((404, 200, 200, 200, 200), (404, 404, 404, 404, 404), (404, 404, 404, 404, 200)),
    "groups_project": ((404, 200, 200, 200, 200), (404, 200, 200, 200, 200), (404, 404, 404, 404, 200)),
    "accounts_user": ((404, 404, 200, 200, 200), (404, 404, 404, 200, 200), (404, 404, 200, 200, 200)),
    "accounts_department": ((404, 404, 404, 200, 200), (404, 404, 404, 404, 200), (404, 404, 404, 200, 200)),
    "accounts_absence": ((404, 200, 200, 200, 200), (404, 200, 200, 200, 200), (404, 404, 200, 200, 200)),
    "notifications_mail": ((404, 404, 404, 404, 200), (404, 404, 404, 404, 404), (404, 404, 404, 404, 200)),
    "notifications_periodic": (
        (404, 404, 404, 404, 200),
        (404, 404, 404, 404, 404),
        (404, 404, 404, 404, 200),
    ),
    "notifications_worker": ((404, 404, 404, 404, 200), (404, 404, 404, 404, 404), (404, 404, 404, 404, 200)),
    "django_tasks_database_dbtaskresult": (
        (404, 404, 404, 404, 200),
        (404, 404, 404, 404, 404),
        (404, 404, 404, 404, 200),
    ),
}
NEVER = (404, 404, 404, 404, 404)
HAS_VERSIONS = {name for name in MODELS if name.startswith(("tickets", "groups", "accounts"))} - {
    "tickets_ticket",
    "groups_invitation",
}


@pytest.fixture
def things(ana, tess, hugo, ida, ada, zoe, gil, facilities, it_desk, finance):
    """One of each; the team Facilities and what is in it concerns only its members and Admins."""
    route = Route.objects.create(name="By the HOD")
    Step.objects.create(route=route, approver=Approver.HOD)
    category = Category.objects.create(group=it_desk, name="Purchase", route=route)
    ticket = Ticket.objects.open(by=ana, group=it_desk, category=category, title="A second screen")
    Decision.objects.ask(ticket, by=hugo, seen=ticket.content_hash, comment="What for?")
    absence = Absence.objects.create(person=ana, substitute=zoe, starts_on="2030-01-01", ends_on="2030-01-09")
    return {
        "tickets_ticket": ticket,
        "tickets_category": category,
        "tickets_route": route,
        "approvals_decision": Decision.objects.get(),
        "groups_group": facilities,
        "groups_membership": facilities.memberships.get(user=ana),
        "groups_invitation": Invitation.objects.invite(facilities, zoe, by=gil),
        "groups_project": Project.objects.start(by=gil, group=facilities, name="Lamps"),
        "accounts_user": ana,
        "accounts_department": finance,
        "accounts_absence": absence,
        "notifications_mail": Mail.objects.create(person=ana, message_id="<1@example.org>"),
        "notifications_periodic": Periodic.objects.create(name="tidy", next_at=timezone.now()),
        "notifications_worker": Worker.objects.create(name="here:1"),
        "django_tasks_database_dbtaskresult": DBTaskResult.objects.create(
            task_path="notifications.jobs.tidy",
            args_kwargs={"args": [], "kwargs": {}},
            backend_name="default",
        ),
    }


def expected(things):
    """(address, what each role gets)."""
    for name, answers in SITE.items():
        yield reverse(f"admin:{name}", args=["tickets"] if name == "app_list" else []), answers
    for name, (listed, added, one) in MODELS.items():
        pk = things[name].pk
        yield reverse(f"admin:{name}_changelist"), listed
        yield reverse(f"admin:{name}_add"), added
        yield reverse(f"admin:{name}_change", args=[pk]), one
        read = tuple(302 if status == 200 and name == "tickets_ticket" else status for status in one)
        yield reverse(f"admin:{name}_history", args=[pk]), read
        yield reverse(f"admin:{name}_delete", args=[pk]), NEVER
        yield reverse(f"admin:{name}_change", args=[10**7]), NEVER
        yield reverse(f"admin:{name}_history", args=["_5F"]), NEVER
        if name in HAS_VERSIONS:
            yield reverse(f"admin:{name}_simple_history", args=[pk, 1]), NEVER


@pytest.mark.parametrize("username", ROLES)
def test_every_address_answers_each_role_as_the_table_says(client, things, username):
    client.force_login(User.objects.get(username=username))
    place = ROLES.index(username)

    table = {address: answers[place] for address, answers in expected(things)}
    given = {address: client.get(address).status_code for address in table}

    assert given == table


def test_nobody_reads_anything_without_signing_in(client, things):
    answers = {client.get(address).status_code for address, _answers in expected(things)}

    assert answers == {302}


def addresses(patterns=None):
    for pattern in admin.site.urls[0] if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern.name, str(pattern.pattern)


def test_every_address_has_a_row():
    acts = ("changelist", "add", "change", "history", "delete")
    rows = {*SITE} | {f"{model}_{act}" for model in MODELS for act in acts}
    rows |= {f"{model}_simple_history" for model in HAS_VERSIONS}
    unnamed = {"<path:object_id>/", "(?P<url>.*)$"}  # old links to `change`, and what is nowhere

    found = dict(addresses())
    nameless = {pattern for name, pattern in addresses() if name is None}

    assert {name for name in found if name} == rows
    assert nameless == unnamed


LOOKUPS = (
    "requester__password__startswith=a",
    "user__password__startswith=a",
    "person__password__startswith=a",
    "group__invitations__person=1",
    "ticket__description__contains=a",
    "description__contains=a",
    "name__startswith=a",
    "import_key=a",
    "pk__gt=0",
    "id__in=1,2",
)


@pytest.mark.parametrize("username", ROLES)
def test_no_list_can_be_asked_about_what_it_does_not_filter_by(client, things, username):
    client.force_login(User.objects.get(username=username))

    for model, (listed, _added, _one) in MODELS.items():
        address = reverse(f"admin:{model}_changelist")
        given = {client.get(f"{address}?{lookup}").status_code for lookup in LOOKUPS}
        assert given == {400 if listed[ROLES.index(username)] == 200 else 404}, model


def test_what_no_database_can_store_is_refused_or_not_found(client, things, ada):
    client.force_login(ada)

    for model in MODELS:
        address = reverse(f"admin:{model}_changelist")
        for query in ("q=%00", "q=a%00b", "o=99", "p=999999", "o=x.-.1", "e=1", "q=%23" + "9" * 40):
            assert client.get(f"{address}?{query}").status_code in (200, 302), (model, query)
        for field in ("status", "rank", "group", "verdict", "role", "kind", "answer"):
            assert client.get(f"{address}?{field}__exact=%00").status_code == 400


@pytest.mark.parametrize(
    "username, found", (("tess", None), ("hugo", {"ana", "hugo"}), ("ida", {"ana", "hugo", "zoe", "gil"}))
)
def test_autocomplete_names_only_whom_one_may_look_up(client, things, username, found):
    client.force_login(User.objects.get(username=username))
    asked = {"app_label": "tickets", "model_name": "ticket", "field_name": "requester", "term": ""}

    answer = client.get(reverse("admin:autocomplete"), asked)

    if found is None:
        assert answer.status_code == 404
    else:
        names = {row["text"].lower() for row in answer.json()["results"]}
        assert names & {"ana", "hugo", "zoe", "gil"} == found


def test_the_detour_to_a_things_page_is_gone(client, things, hugo, zoe):
    client.force_login(hugo)

    assert "view_on_site" not in dict(addresses())
    assert client.get(f"/admin/r/1/{zoe.pk}/").status_code == 404


def test_no_page_carries_what_the_policy_refuses(client, things, ada):
    client.force_login(ada)
    smells = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\ssrc=)", re.IGNORECASE)

    for address, answers in expected(things):
        if answers[-1] == 200 and "jsi18n" not in address:
            assert smells.search(client.get(address).text) is None, address
