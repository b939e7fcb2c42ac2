"""The catalogue, the questions and the approvals of a ticket in a browser: accessible, with and without a script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from approvals.models import Decision
from tickets.models import Category, Question, Ticket
from ticketsite.testing import assert_accessible, take_pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def loan(by_both):
    """Purchase, with a chain of questions."""
    Category.objects.filter(pk=by_both.pk).update(icon="cart", sentence="Something that must be bought.")
    abroad = Question.objects.create(
        category=by_both, position=1, label="Is it for a journey?", kind="yes_no", is_required=True
    )
    country = Question.objects.create(
        category=by_both,
        position=2,
        label="Which country?",
        kind="choice",
        choices="France\nItaly",
        is_required=True,
        shown_when=abroad,
        shown_value="yes",
    )
    Question.objects.create(
        category=by_both,
        position=3,
        label="Until when?",
        kind="date",
        help_text="The day you are back.",
        shown_when=country,
        shown_value="Italy",
    )
    Question.objects.create(category=by_both, position=4, label="What may it cost?", kind="number")
    return by_both


@pytest.fixture
def offers(loan, direct, by_hod, by_it_head, facilities):
    """A catalogue with something on every shelf."""
    Category.objects.filter(pk=direct.pk).update(icon="laptop", sentence="Laptops, screens, keyboards.")
    Category.objects.filter(pk=by_it_head.pk).update(icon="key", sentence="A right, an account, a folder.")
    Category.objects.create(group=facilities, name="Light and power", icon="lightbulb")
    return loan


def look_at(page_for, person, address, name):
    page, examined = page_for(person), page_for(person, bypass_csp=True)
    for each in (page, examined):
        each.goto(address)
    take_pictures(page, name)
    assert_accessible(examined)


def test_the_catalogue_and_the_form_are_accessible_and_fit_a_phone(page_for, offers, ana, hugo, ida):
    look_at(page_for, ana, reverse("tickets:new"), "catalogue")
    look_at(page_for, ana, f"{reverse('tickets:new')}?category={offers.pk}", "catalogue-form")


def test_what_is_wrong_is_accessible_without_a_script(page_for, offers, ana, hugo, ida):
    page = page_for(ana, java_script_enabled=False)
    page.goto(f"{reverse('tickets:new')}?category={offers.pk}")
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Open the ticket").click()

    take_pictures_of(page, "catalogue-errors")
    expect(page.get_by_text("This field is required.")).to_have_count(2)
    expect(page.get_by_text("Only if “Is it for a journey?” is: Yes.")).to_be_visible()


def take_pictures_of(page, name):
    """Without a script the width of a page cannot be asked for."""
    page.screenshot(path=f"var/screenshots/{name}.png", full_page=True)


@pytest.mark.parametrize("scheme", ("light", "dark"))
def test_pages_of_approvals_are_accessible(page_for, offers, ana, hugo, ida, dora, scheme):
    ticket = Ticket.objects.open(
        by=ana, group=offers.group, category=offers, title="A second screen", description="For two."
    )
    for person, name in ((ana, "ticket"), (hugo, "ticket"), (ana, "edit"), (dora, "recategorise")):
        page = page_for(person, bypass_csp=True, color_scheme=scheme)
        page.goto(reverse(f"tickets:{name}", args=[ticket.pk]))
        assert_accessible(page)
    look_at(page_for, hugo, ticket.get_absolute_url(), "ticket-pending")
    Decision.objects.reject(ticket, by=hugo, seen=ticket.content_hash, comment="Too dear.\nAsk for one.")

    look_at(page_for, ana, ticket.get_absolute_url(), "ticket-rejected")


def test_typing_narrows_the_catalogue(page_for, offers, ana):
    page = page_for(ana)
    page.goto(reverse("tickets:new"))
    page.get_by_role("searchbox", name="Words", exact=True).last.fill("desk KEYB")

    expect(page.locator(".catalogue__place:visible")).to_have_count(1)
    expect(page.get_by_role("link", name="Hardware")).to_be_visible()
    expect(page.locator(".catalogue__status")).to_have_text("Found: 1")

    page.get_by_role("searchbox", name="Words", exact=True).last.fill("unicorn")
    expect(page.locator(".catalogue__place:visible")).to_have_count(0)
    expect(page.locator(".catalogue__status")).to_have_text("Nothing of these words was found.")


def test_without_a_script_the_catalogue_is_searched_by_its_form(page_for, offers, ana):
    page = page_for(ana, java_script_enabled=False)
    page.goto(reverse("tickets:new"))
    page.locator(".catalogue input[name=q]").fill("keyb")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Hardware").click()
    page.get_by_label("Title").fill("Keys stick")
    page.get_by_role("button", name="Open the ticket").click()

    expect(page.get_by_role("heading", name="Keys stick")).to_be_visible()
    assert Ticket.objects.get().category.name == "Hardware"


def test_questions_appear_and_disappear_as_one_answers(page_for, offers, ana, hugo, ida):
    page = page_for(ana)
    page.goto(f"{reverse('tickets:new')}?category={offers.pk}")
    country, until = page.get_by_label("Which country?"), page.get_by_label("Until when?")
    expect(country).to_be_hidden()
    expect(page.get_by_text("Only if")).to_have_count(2)
    expect(page.get_by_text("Only if").first).to_be_hidden()

    page.get_by_label("Yes").check()
    country.select_option("Italy")
    until.fill("2030-05-17")
    page.get_by_label("No", exact=True).check()
    expect(country).to_be_hidden()
    expect(until).to_be_hidden()
    page.get_by_label("Yes").check()
    expect(until).to_have_value("2030-05-17")

    page.get_by_label("Title").fill("A laptop")
    page.get_by_role("button", name="Open the ticket").click()
    expect(page.locator(".answers")).to_contain_text("Italy")
    expect(page.get_by_role("heading", name="Approvals", exact=True)).to_be_visible()
