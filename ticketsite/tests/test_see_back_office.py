"""The first page of the back office: what waits for each person, and where it leads."""

import pytest
from django.urls import reverse

from groups.models import Group, Invitation
from tickets.models import Approver, Category, Route, Step
from ticketsite.testing import assert_accessible, take_pictures

INDEX = reverse("admin:index")


def panels(client, person):
    client.force_login(person)
    return {
        str(panel.title): [str(row) for row in panel.rows] for panel in client.get(INDEX).context["panels"]
    }


def test_a_technician_sees_what_waits_and_what_they_hold(client, open_ticket, it_desk, facilities, gil, tess):
    waiting, held = (open_ticket(group=it_desk) for _ in range(2))
    held.claim(by=tess)
    Invitation.objects.invite(facilities, tess, by=gil)

    assert panels(client, tess) == {
        "You work on": [str(held)],
        "Waits at your desks": [str(waiting)],
        "You are invited": ["Tess, Facilities"],
    }


def test_an_admin_sees_what_nobody_looks_after(client, ada, gil, ana):
    choir = Group.objects.start(by=gil, name="Choir")
    choir.leave(by=gil)

    shown = panels(client, ada)

    assert shown == {"Groups that nobody is in": ["Choir"], "People without a department": ["Ada", "Gil"]}


def test_with_nothing_to_do_it_says_so_and_names_ones_lists(client, hugo):
    client.force_login(hugo)
    page = client.get(INDEX)

    assert "Nothing waits for you." in page.text
    assert {app["app_label"] for app in page.context["app_list"]} == {
        "accounts",
        "approvals",
        "groups",
        "tickets",
    }
    people = next(app for app in page.context["app_list"] if app["app_label"] == "accounts")
    assert [model["object_name"] for model in people["models"]] == ["Absence", "User"]


@pytest.mark.parametrize("tickets", (1, 4))
def test_it_runs_a_fixed_number_of_queries(
    client, open_ticket, it_desk, tess, tickets, django_assert_num_queries
):
    for _ in range(tickets):
        open_ticket(group=it_desk)
    client.force_login(tess)
    client.get(INDEX)

    with django_assert_num_queries(5):
        client.get(INDEX)


@pytest.mark.browser
def test_its_pages_are_accessible_and_fit_every_screen(
    transactional_db, live_server, page_for, ada, ana, it_desk, open_ticket
):
    route = Route.objects.create(name="By the HOD")
    Step.objects.create(route=route, approver=Approver.HOD)
    category = Category.objects.create(group=it_desk, name="Purchase", route=route)
    ticket = open_ticket(group=it_desk, category=category, description="It *flickers*.")
    page = page_for(ada, bypass_csp=True)  # axe brings a style of its own
    shown = {
        "index": INDEX,
        "list": reverse("admin:tickets_ticket_changelist") + "?status__exact=pending",
        "ticket": reverse("admin:tickets_ticket_change", args=[ticket.pk]),
        "person": reverse("admin:accounts_user_change", args=[ana.pk]),
        "person-history": reverse("admin:accounts_user_history", args=[ana.pk]),
        "category": reverse("admin:tickets_category_change", args=[category.pk]),
        "route": reverse("admin:tickets_route_change", args=[route.pk]),
        "absence": reverse("admin:accounts_absence_add"),
    }

    for name, address in shown.items():
        page.goto(address)
        assert_accessible(page)
        take_pictures(page, f"back-office-{name}")
