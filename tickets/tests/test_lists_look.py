"""The lists in a browser: accessible, no wider than a phone, worked by keyboard.

The accessibility checker styles inline, which the content policy refuses: it gets a window without the policy.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tickets.models import Ticket
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
