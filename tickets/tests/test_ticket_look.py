"""The ticket's pages in a browser: accessible, no wider than a phone, usable without a script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import expect

from ticketsite.testing import assert_accessible, take_pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lively(open_ticket, ana, tom, ben, mia, gil):
    """A ticket with something of everything."""
    photo = SimpleUploadedFile("radiator.jpg", bytes(2000))
    ticket = open_ticket(description="It **knocks**.\n\n- cold\n- loud", priority=0, files=[photo])
    ticket.claim(by=tom)
    ticket.comment(by=ana, body="I am there until 5.", files=[SimpleUploadedFile("plan.txt", b"x")])
    ticket.comment(by=mia, body="Check the `pressure` first.", is_internal=True)
    ticket.comment(by=ben, body="me too").remove(by=mia)
    ticket.ask_takeover(by=ben, reason="I have the valve.")
    ticket.add_follower(gil, by=tom)
    return ticket


@pytest.mark.parametrize("name", ("ticket", "history", "who", "comment", "hand_over", "edit"))
def test_a_page_of_a_ticket_is_accessible_and_fits_a_phone(page_for, lively, tom, name):
    page, examined = page_for(tom), page_for(tom, bypass_csp=True)
    for each in (page, examined):
        each.goto(reverse(f"tickets:{name}", args=[lively.pk]))

    take_pictures(page, f"ticket-{name}")
    assert_accessible(examined)


@pytest.mark.parametrize("scheme", ("light", "dark"))
@pytest.mark.parametrize("words", ("Resolve", "More", "Add a follower"))
def test_an_open_menu_is_accessible(page_for, lively, tom, words, scheme):
    page = page_for(tom, bypass_csp=True, color_scheme=scheme)
    page.goto(lively.get_absolute_url())
    page.locator("summary", has_text=words).click()

    assert_accessible(page)


def test_the_new_ticket_pages_are_accessible_and_fit_a_phone(page_for, facilities, it_desk, ana):
    for name, query in (("new-group", ""), ("new", f"?group={facilities.pk}")):
        page, examined = page_for(ana), page_for(ana, bypass_csp=True)
        for each in (page, examined):
            each.goto(reverse("tickets:new") + query)
        take_pictures(page, f"ticket-{name}")
        assert_accessible(examined)


def test_resolving_from_the_page_with_and_without_a_script(page_for, open_ticket, tom):
    for script in (True, False):
        ticket = open_ticket()
        ticket.claim(by=tom)
        page = page_for(tom, java_script_enabled=script)
        page.goto(ticket.get_absolute_url())

        page.locator("summary", has_text="Resolve").click()
        page.get_by_label("What solved it").fill("A new bulb.")
        page.get_by_role("button", name="Resolve").click()

        expect(page.locator(".timeline__comment--resolution")).to_contain_text("A new bulb.")
