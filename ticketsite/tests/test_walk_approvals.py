"""A purchase, walked in a browser: asked for, questioned, approved twice, assigned, resolved; the journey tells all."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tickets.models import Approver, Category, Route, Step, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "A larger screen for the month's end"


@pytest.fixture
def purchase(it_desk, hugo, ida):
    """A category of the IT desk that the head of the department and an IT Head approve."""
    route = Route.objects.create(name="HOD, then IT Head")
    for position, approver in enumerate((Approver.HOD, Approver.IT_HEAD), 1):
        Step.objects.create(route=route, position=position, approver=approver)
    return Category.objects.create(
        group=it_desk, name="Purchase", sentence="Something new to buy", route=route
    )


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()


def ask_for_purchase(page):
    page.goto("/")
    page.get_by_role("link", name="New ticket").first.click()
    page.get_by_role("link", name="Purchase").click()
    forecast = page.locator("main .note").filter(has_text="must be approved")
    expect(forecast).to_contain_text("Hugo")
    expect(forecast).to_contain_text("Ida")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Description").fill("Two reports do not fit on this one.")
    press(page, "Open the ticket")
    expect(page.locator("main .status").first).to_contain_text("Pending approval")


def decide(page, button, told, words=""):
    """From the inbox to the decision."""
    page.goto("/approvals/")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_label("Your words to the requester").fill(words)
    press(page, button)
    expect(page.get_by_text(told)).to_be_visible()


def answer(page, question, words):
    page.reload()
    expect(page.get_by_text(question).first).to_be_visible()
    page.get_by_label("Write a comment").fill(words)
    press(page, "Comment")
    expect(page.locator(".comment__body").get_by_text(words)).to_be_visible()


def assign(page, ticket, name):
    page.goto(ticket.get_absolute_url())
    page.locator("summary", has_text="More").click()
    page.get_by_role("link", name="Assign").click()
    page.get_by_label("Person").select_option(label=f"{name} (works on 0)")
    press(page, "Assign")
    expect(page.get_by_text("The ticket is assigned.")).to_be_visible()


def resolve(page, words):
    page.goto("/work/")
    page.get_by_role("link", name=TITLE).click()
    page.locator("summary", has_text="Resolve").click()
    page.get_by_label("What solved it").fill(words)
    press(page, "Resolve")
    expect(page.get_by_text("The ticket is resolved.")).to_be_visible()


def assert_finds_nothing(page, ticket):
    for name in ("home", "waiting", "work", "archive", "list"):
        page.goto(reverse(f"tickets:{name}"))
        expect(page.get_by_role("link", name=TITLE)).to_have_count(0)
    for address in (ticket.get_absolute_url(), reverse("tickets:history", args=[ticket.pk])):
        assert page.request.get(address).status == 404
    assert page.request.get(reverse("approvals:decide", args=[ticket.pk])).status == 404


def steps(page, selector):
    """Those that say when they were done."""
    return page.locator(selector).filter(has=page.locator("time"))


def test_a_purchase_is_questioned_approved_assigned_and_resolved(
    page_for, purchase, ana, hugo, ida, tess, theo
):
    asker, head, it_head = page_for(ana), page_for(hugo), page_for(ida)
    ask_for_purchase(asker)
    ticket = Ticket.objects.get()

    decide(head, "Ask for more", "Asked. It goes on waiting for your decision.", "How many inches?")
    answer(asker, "How many inches?", "Twenty-seven.")
    head.goto(ticket.get_absolute_url())
    head.get_by_role("link", name="Decide").click()
    expect(head.locator("main .panel").get_by_text("Twenty-seven.")).to_be_visible()
    decide(head, "Approve", "Approved.")
    decide(it_head, "Approve", "Approved.", "Within the budget.")
    expect(it_head.get_by_text("Nothing waits for your decision.")).to_be_visible()

    assign(it_head, ticket, "Tess")
    assert_finds_nothing(page_for(theo), ticket)
    resolve(page_for(tess), "It stands on the desk.")

    asker.reload()
    expect(steps(asker, ".journey__stage--decided")).to_have_count(2)
    expect(steps(asker, ".journey__stage--decided")).to_contain_text(["Hugo", "Ida"])
    expect(steps(asker, ".timeline > li")).to_contain_text(
        [
            "Ana raised this",
            "Hugo asked for more before deciding",
            "Twenty-seven.",
            "Hugo approved it",
            "Ida approved it",
            "Ida gave the ticket to Tess",
            "Tess resolved this",
        ]
    )
