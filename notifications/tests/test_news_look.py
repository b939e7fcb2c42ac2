"""News in a browser: accessible, no wider than a phone, live by polling, and of use without a script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from groups.models import Invitation
from notifications.models import Notification
from ticketsite.testing import assert_accessible, take_pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = reverse("notifications:list")


@pytest.fixture
def lively(open_ticket, facilities, gil, ana, tom, ben, it_desk, dora):
    """Something of everything for ana; the ticket with the most."""
    quiet = open_ticket(title="The coffee machine")
    quiet.claim(by=ben)
    Notification.objects.filter(person=ana).mark_read()
    Invitation.objects.invite(it_desk, ana, by=dora)
    ticket = open_ticket()
    ticket.claim(by=tom)
    ticket.comment(by=tom, body="Which room is it, and is it the one by the window? @ana")
    ticket.comment(by=ben, body="Mine flickers too.")
    return ticket


@pytest.mark.parametrize("name", ("list", "choices"))
def test_a_page_of_news_is_accessible_and_fits_a_phone(page_for, lively, ana, name):
    page, examined = page_for(ana), page_for(ana, bypass_csp=True)
    for each in (page, examined):
        each.goto(reverse(f"notifications:{name}"))
        if name == "list":
            each.locator("summary", has_text="3 updates by Ben and Tom").click()

    take_pictures(page, f"news-{name}")
    assert_accessible(examined)


def test_opening_a_ticket_reads_its_news_and_empties_the_bell(page_for, lively, ana):
    page = page_for(ana)
    page.goto(LIST)
    bell = page.locator(".bell__count")
    expect(bell).to_have_text("2")

    page.get_by_role("link", name=lively.title).click()
    page.wait_for_url(f"**{lively.get_absolute_url()}#*")

    expect(bell).to_have_text("1")
    assert not Notification.objects.filter(person=ana, ticket=lively).unread().exists()


def test_without_a_script_a_button_reads_the_news_of_a_ticket(page_for, lively, ana):
    page = page_for(ana, java_script_enabled=False)
    page.goto(lively.get_absolute_url())
    page.get_by_role("button", name="Mark the news of this ticket as read").click()

    expect(page.locator(".bell__count")).to_have_text("1")
    page.goto(LIST)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator(".bell__count")).to_have_text("")


def test_a_comment_comes_to_an_open_page_by_polling_and_leaves_what_is_typed_alone(
    page_for, open_ticket, ana, tom
):
    ticket = open_ticket(description="word\n\n" * 40)
    page, other_tab = page_for(ana), page_for(ana, bypass_csp=True)
    for each in (page, other_tab):
        each.goto(ticket.get_absolute_url())
    field = page.get_by_label("Write a comment")
    field.click()
    field.type("I was just going to sa")
    before = field.bounding_box()["y"]

    ticket.claim(by=tom)
    ticket.comment(by=tom, body="On my way.")

    bar = page.get_by_role("link", name="2 new entries")
    expect(bar).to_be_visible(timeout=15_000)
    expect(page.locator(".timeline__comment").last).to_contain_text("On my way.")
    expect(page.locator(".ticket-lead")).to_contain_text("Tom works on it")
    expect(field).to_be_focused()
    page.keyboard.type("y it")
    expect(field).to_have_value("I was just going to say it")
    assert abs(field.bounding_box()["y"] - before) < 2
    expect(other_tab.get_by_role("link", name="2 new entries")).to_be_visible(timeout=15_000)
    assert_accessible(other_tab)
    bar.click()
    expect(bar).to_have_count(0)
    assert not Notification.objects.filter(person=ana).unread().exists()


def test_tabs_of_a_browser_share_one_question(page_for, lively, ana):
    page = page_for(ana)
    page.goto(LIST)
    second = page.context.new_page()
    second.goto(lively.get_absolute_url())
    asked = []
    page.context.on("request", lambda request: asked.append(request.url) if "/poll/" in request.url else None)

    page.wait_for_timeout(16_000)

    assert len(asked) == 1


def test_names_complete_by_keyboard_and_by_mouse(page_for, lively, tom):
    page, examined = page_for(tom), page_for(tom, bypass_csp=True)
    for each in (page, examined):
        each.goto(lively.get_absolute_url())
        each.get_by_label("Write a comment").click()
        each.keyboard.type("Thanks @be")
        expect(each.get_by_role("option")).to_have_text(["Ben (ben)"])
    assert_accessible(examined)

    page.keyboard.press("Enter")
    expect(page.get_by_label("Write a comment")).to_have_value("Thanks @ben ")
    page.keyboard.type("and @an")
    expect(page.get_by_role("option", name="Ben")).to_have_count(0)
    page.get_by_role("option", name="Ana").click()
    expect(page.get_by_label("Write a comment")).to_have_value("Thanks @ben and @ana ")
    page.keyboard.type("and @mi")
    expect(page.get_by_role("option", name="Mia")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".timeline__comment").last).to_contain_text("Thanks @ben and @ana and @mi")
