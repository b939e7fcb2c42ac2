"""The page of leaving in a browser: without scripts, for everybody's eyes, in pictures."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Absence, Role, User
from groups.models import Group, Project
from tickets.models import Approver, Category, Route, Step, Ticket
from ticketsite.testing import assert_accessible, take_pictures

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def laden(facilities, it_desk, open_ticket, hugo, ana, ben):
    """hugo heads Finance and holds something of each kind."""
    choir = Group.objects.start(by=hugo, name="Choir")
    choir.join(by=ben)
    Group.objects.start(by=hugo, name="Chess", is_open=False)
    Project.objects.start(by=hugo, group=choir, name="Summer concert")
    for title in ("The piano is out of tune", "Print forty programmes"):
        open_ticket(group=choir, by=ben, title=title).claim(by=hugo)
    Absence.objects.create(
        person=ana, substitute=hugo, starts_on=timezone.localdate(), ends_on=timezone.localdate()
    )
    route = Route.objects.create(name="Finance and IT")
    Step.objects.create(route=route, position=1, approver=Approver.PERSON, person=hugo)
    category = Category.objects.create(group=it_desk, name="Purchase", route=route)
    Ticket.objects.open(by=ana, group=it_desk, category=category, title="A second screen")
    return hugo


@pytest.mark.parametrize("scripts", (True, False))
def test_an_admin_hands_on_all_with_and_without_scripts(page_for, ada, laden, ben, scripts):
    page = page_for(ada, java_script_enabled=scripts)
    page.goto(laden.get_absolute_url())
    page.get_by_role("link", name="Deactivate").click()
    held = Ticket.objects.filter(assignee=laden).order_by("pk").first()
    page.get_by_label(f"Who gets {held}").select_option(label="Ben (General)")
    page.get_by_label("Reason").fill("Retired")
    page.get_by_role("button", name="Deactivate and hand on").click()

    assert page.get_by_text("The account is closed; what they held is handed on.").is_visible()
    assert Ticket.objects.get(pk=held.pk).assignee == ben
    assert not User.objects.get(pk=laden.pk).is_active


def test_the_page_is_accessible_and_fits_every_screen_screenshots(page_for, ada, laden, make_user):
    page = page_for(ada, bypass_csp=True)
    page.goto(reverse("leaving:deactivate", args=[laden.pk]))
    assert_accessible(page)
    take_pictures(page, "leaving")
    make_user("henri", role=Role.HOD, department=laden.department)
    choir = Group.objects.get(name="Choir")
    Ticket.objects.open(by=laden, group=choir, title="Late").claim(by=laden)
    page.get_by_role("button", name="Deactivate and hand on").click()
    assert page.get_by_text("New since this page was shown").is_visible()
    assert_accessible(page)
    take_pictures(page, "leaving-again")
