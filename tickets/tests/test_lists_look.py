"""The lists in a browser: accessible, no wider than a phone, worked by keyboard.

The accessibility checker styles inline, which the content policy refuses: it gets a window without the policy.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tickets.models import Approver, Category, Route, Ticket
from tickets.statuses import Priority
from ticketsite.testing import assert_accessible, take_pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lively(facilities, everyone, ana, tom, mia):
    """A row of each kind for mia."""
    for number, priority in enumerate(Priority):
        Ticket.objects.open(
            by=mia, group=facilities, title=f"The lamp in room {number} flickers", priority=priority
        )
    waiting, held, solved, binned = Ticket.objects.all()
    held.claim(by=mia)
    solved.resolve(by=tom)
    binned.bin(by=mia)


@pytest.mark.parametrize("name", ("home", "mine", "waiting", "work", "archive", "bin", "list"))
def test_a_list_is_accessible_and_fits_a_phone(page_for, lively, mia, name):
    page, examined = page_for(mia), page_for(mia, bypass_csp=True)
    for each in (page, examined):
        each.goto(reverse(f"tickets:{name}"))
        expect(each.locator(".ticket-row").first).to_be_visible()

    take_pictures(page, f"list-{name}")
    assert_accessible(examined)


def test_a_group_is_accessible_and_fits_a_phone(page_for, lively, facilities, mia):
    page, examined = page_for(mia), page_for(mia, bypass_csp=True)
    for each in (page, examined):
        each.goto(facilities.get_absolute_url())

    take_pictures(page, "group")
    assert_accessible(examined)


def test_the_open_filters_with_an_error_are_accessible(page_for, lively, mia):
    page = page_for(mia, bypass_csp=True)
    page.goto("/tickets/?opened_from=2031-03-02&opened_to=2031-03-01&q=" + "a+" * 13)
    expect(page.get_by_text("This day lies before the first one.")).to_be_visible()
    expect(page.get_by_text("Search for at most 12 words.")).to_be_visible()

    assert_accessible(page)


def test_a_list_is_filtered_and_opened_by_keyboard_without_scripts(page_for, lively, mia):
    page = page_for(mia, java_script_enabled=False)
    page.goto("/")
    page.locator("summary", has_text="Filter").focus()
    page.keyboard.press("Enter")
    page.get_by_label("In progress").press("Space")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.locator(".ticket-row")).to_have_count(1)
    page.get_by_role("link", name="Sort by Opened").press("Enter")
    expect(page.locator(".ticket-row")).to_have_count(1)
    page.locator(".ticket-row__title").press("Enter")

    expect(page.get_by_role("heading", name="The lamp in room 1 flickers")).to_be_visible()


def test_next_for_me_leads_to_the_ticket(page_for, lively, tom):
    page = page_for(tom)
    page.goto("/waiting/")
    page.get_by_role("button", name="Next for me").click()

    expect(page.get_by_text("The ticket is yours.")).to_be_visible()
    expect(page.get_by_role("heading", name="The lamp in room 0 flickers")).to_be_visible()


@pytest.mark.parametrize("width", (320, 390))
def test_long_words_and_french_labels_fit_a_phone(page_for, it_desk, facilities, ana, gil, width):
    """A title without a space, one from right to left, and the widest status beside the widest age."""
    category = Category.objects.create(group=it_desk, name="Purchase", route=Route.objects.over(Approver.HOD))
    Ticket.objects.open(by=ana, group=it_desk, category=category, title="Écran")
    Ticket.objects.update(opened_at=timezone.now() - timedelta(days=9))
    for title in ("W" * 200, "الطابعة في الطابق الثالث لا تعمل " * 5):
        Ticket.objects.open(by=ana, group=facilities, title=title, description=f"{title}\n\n    {'W' * 400}")
    for person in (ana, gil):
        person.update_profile(by=person, language="fr")
    page, running = page_for(ana), page_for(gil)
    people = reverse("groups:people", args=[facilities.pk])
    report = reverse("numbers:group_report", args=[facilities.pk])

    for window, address in (
        (page, reverse("tickets:mine")),
        (page, Ticket.objects.last().get_absolute_url()),
        (running, people),
        (running, report),
    ):
        window.set_viewport_size({"width": width, "height": 700})
        window.goto(address)
        wide = window.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{address} is {wide} px wide on a phone of {width}"


def test_code_in_a_text_is_wrapped_and_needs_no_scrolling(page_for, facilities, ana):
    ticket = Ticket.objects.open(by=ana, group=facilities, title="Log", description=f"    {'W' * 400}")
    page = page_for(ana, bypass_csp=True)
    page.goto(ticket.get_absolute_url())

    assert page.locator("pre").evaluate("pre => pre.scrollWidth <= pre.clientWidth")
    assert_accessible(page)
