"""The stream in browsers: news within a second while somebody types, one stream a browser, polling when it is gone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from notifications.tests.conftest import StreamProcess
from ticketsite.testing import assert_accessible, take_pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SLOWEST = 1000


@pytest.fixture
def streaming(live_server, settings):
    """The stream beside the live server, which knows of it."""
    process = StreamProcess(live_server.url)
    settings.STREAM_URL = process.url
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    own = {"connect-src": [*policy["connect-src"], f"http://{process.host}"]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | own}
    yield process
    process.stop()


@pytest.fixture
def opened(page_for, streaming):
    """opened(ana, address): her window at this address, listening."""

    def open_window(person, address, **options):
        page = page_for(person, **options)
        with page.expect_response(lambda response: response.url.startswith(streaming.url)) as answer:
            page.goto(address)
        assert answer.value.status == 200
        return page

    return open_window


def comment(page, body):
    page.get_by_label("Write a comment").fill(body)
    page.get_by_role("button", name="Comment", exact=True).click()


def test_a_comment_stands_on_the_other_page_within_a_second_while_they_type(opened, open_ticket, ana, tom):
    ticket = open_ticket(description="word\n\n" * 40)
    ticket.claim(by=tom)
    hers, his = (opened(person, ticket.get_absolute_url()) for person in (ana, tom))
    field = hers.get_by_label("Write a comment")
    field.click()
    field.type("I was just going to sa")
    before = field.bounding_box()["y"]
    hers.evaluate("window.isSamePage = true")

    comment(his, "On my way.")
    expect(his.locator(".timeline__comment").last).to_contain_text("On my way.")

    expect(hers.locator(".timeline__comment").last).to_contain_text("On my way.", timeout=SLOWEST)
    expect(hers.get_by_role("link", name="1 new entry")).to_be_visible()
    hers.keyboard.type("y it")
    expect(field).to_have_value("I was just going to say it")
    expect(field).to_be_focused()
    assert abs(field.bounding_box()["y"] - before) < 2
    assert hers.evaluate("window.isSamePage")


def test_who_else_is_there_is_shown_to_those_who_work_on_it(opened, it_desk, open_ticket, ana, tess, sam):
    ticket = open_ticket(group=it_desk)
    address = ticket.get_absolute_url()
    hers, his = opened(ana, address), opened(tess, address)
    shown = his.locator("ticket-presence .presence")
    expect(shown).to_have_text("Ana is looking")
    seniors = opened(sam, address, bypass_csp=True)
    seniors.get_by_label("Write a comment").type("I will")

    expect(shown).to_have_text("Sam is writing · Ana is looking")
    expect(seniors.locator("ticket-presence .presence")).to_have_text("Ana and Tess are looking")
    take_pictures(his, "ticket-presence")
    assert_accessible(seniors)
    expect(hers.locator("ticket-presence .presence")).to_be_hidden()
    assert hers.locator("ticket-presence .presence").text_content() == ""

    hers.goto(reverse("tickets:home"))
    expect(shown).to_have_text("Sam is writing")


def test_tabs_of_a_browser_share_one_stream_and_nobody_polls(opened, streaming, open_ticket, ana, tom):
    tickets = [open_ticket(), open_ticket()]
    first = opened(ana, tickets[0].get_absolute_url())
    asked = []
    first.context.on("request", lambda request: asked.append(request.url))
    second = first.context.new_page()
    second.goto(tickets[1].get_absolute_url())
    first.wait_for_timeout(12_000)
    assert [url for url in asked if "/poll/" in url] == []
    assert len([url for url in asked if url.startswith(streaming.url)]) == 1  # again, for both tickets

    tickets[1].comment(by=tom, body="On my way.")
    expect(second.get_by_role("link", name="1 new entry")).to_be_visible()
    expect(first.locator(".bell__count")).to_have_text("")

    first.close()
    tickets[1].comment(by=tom, body="Nearly there.")
    expect(second.get_by_role("link", name="2 new entries")).to_be_visible()


def test_with_the_stream_stopped_news_comes_by_polling_and_with_it_back_at_once(
    opened, streaming, settings, open_ticket, ana, tom
):
    settings.NEWS_POLL_SECONDS = 1
    ticket = open_ticket()
    page = opened(ana, ticket.get_absolute_url())
    streaming.stop()

    with page.expect_response(lambda response: "/poll/" in response.url):
        ticket.comment(by=tom, body="On my way.")
    expect(page.locator(".timeline__comment").last).to_contain_text("On my way.")

    with page.expect_response(lambda response: response.url.startswith(streaming.url), timeout=60_000):
        streaming.start()
    ticket.comment(by=tom, body="Here I am.")
    expect(page.locator(".timeline__comment").last).to_contain_text("Here I am.")
