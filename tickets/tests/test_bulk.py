"""Acting on many tickets of a list at once: each by its own verb, with a report."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from groups.models import Project
from tickets.bulk import ACTS, AT_ONCE
from tickets.models import Category, Ticket
from tickets.statuses import Priority, Status
from ticketsite.testing import assert_accessible, take_pictures


@pytest.fixture
def act(client):
    """act(tom, "claim", [tickets], ...): the report, or the response that asks first or refuses."""

    def post(person, name, tickets, **answers):
        client.force_login(person)
        numbers = [getattr(ticket, "pk", ticket) for ticket in tickets]
        typed = {"act": name, "ticket": numbers, "next": "/waiting/?priority=1"} | answers
        response = client.post(reverse("tickets:bulk"), typed | ({"answered": "1"} if answers else {}))
        if response.status_code == 302 and response.url == reverse("tickets:bulk_report"):
            return client.get(response.url).context["report"]
        return response

    return post


def now(*tickets):
    return [Ticket.objects.get(pk=ticket.pk) for ticket in tickets]


def test_each_ticket_goes_through_its_own_verb_and_one_that_is_refused_harms_no_other(
    act, open_ticket, tom, ben, zoe, it_desk
):
    free, taken, other, hidden = open_ticket(), open_ticket(), open_ticket(), open_ticket(group=it_desk)
    taken.claim(by=ben)

    report = act(tom, "claim", [free, taken, hidden, other, 10**15])

    assert [pk for pk, _title in report["done"]] == [free.pk, other.pk]
    assert [(pk, said) for pk, _title, said in report["refused"]] == [
        (taken.pk, "Ben was faster: this ticket is taken.")
    ]
    assert report["unseen"] == [hidden.pk, 10**15]
    assert [ticket.assignee for ticket in now(free, taken, other)] == [tom, ben, tom]


def test_the_report_says_nothing_of_a_ticket_one_may_not_see(act, client, open_ticket, zoe):
    hidden = open_ticket(title="Secret plan")

    report = act(zoe, "follow", [hidden])

    page = client.get(reverse("tickets:bulk_report")).text
    assert (report["done"], report["unseen"]) == ([], [hidden.pk])
    assert "Secret plan" not in page
    assert "There is no such ticket, or you may not see it." in page
    assert not hidden.follows.exists()


@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.form])
def test_what_needs_an_answer_asks_first_and_does_nothing_yet(act, open_ticket, gil, name):
    tickets = [open_ticket(), open_ticket()]

    response = act(gil, name, tickets)

    assert response.context["tickets"] == tickets
    assert [f'name="ticket" value="{ticket.pk}"' in response.text for ticket in tickets] == [True, True]
    assert [ticket.updated_at for ticket in now(*tickets)] == [ticket.updated_at for ticket in tickets]


def test_a_mistake_in_the_answer_keeps_the_tickets_and_what_was_typed(act, open_ticket, gil):
    response = act(gil, "comment", [open_ticket()], body="", is_internal="on")

    assert response.context["form"].errors == {"body": ["This field is required."]}
    assert response.context["form"]["is_internal"].value() is True
    assert len(response.context["tickets"]) == 1


def test_every_act_does_what_it_says(act, open_ticket, facilities, gil, ana, ben):
    roof = Project.objects.start(by=gil, group=facilities, name="Roof")
    lamps = Category.objects.create(group=facilities, name="Lamps")
    tickets = [open_ticket(), open_ticket()]

    act(gil, "priority", tickets, priority=Priority.CRITICAL)
    act(gil, "category", tickets, category=lamps.pk)
    act(gil, "project", tickets, project=roof.pk)
    act(gil, "comment", tickets, body="Done **today**.")
    act(gil, "follow", tickets)
    act(gil, "assign", tickets, to="ben")

    for ticket in now(*tickets):
        assert (ticket.priority, ticket.category, ticket.project) == (Priority.CRITICAL, lamps, roof)
        assert (ticket.comments.get().body, ticket.follows.get().user) == ("Done **today**.", gil)
        assert ticket.assignee == ben
        ticket.resolve(by=ben)
    act(gil, "close", tickets)
    assert {ticket.status for ticket in now(*tickets)} == {Status.CLOSED}


def test_places_of_another_group_are_offered_for_its_tickets_and_refused_for_others(
    act, open_ticket, facilities, everyone, gil
):
    roof = Project.objects.start(by=gil, group=facilities, name="Roof")
    here, there = open_ticket(), open_ticket(group=everyone)

    offered = act(gil, "project", [here, there]).context["form"]["project"].field.queryset
    report = act(gil, "project", [here, there], project=roof.pk)

    assert list(offered) == [roof]
    assert [pk for pk, _title in report["done"]] == [here.pk]
    assert [said for _pk, _title, said in report["refused"]] == ["Roof is not an open project of Everyone."]


@pytest.mark.parametrize(
    "name, tickets, sentence",
    (
        ("claim", [], "Tick the tickets first."),
        ("", [1], "Choose what to do."),
        ("delete", [1], "Choose what to do."),
        ("claim", range(1, AT_ONCE + 2), f"At most {AT_ONCE} at once."),
        ("claim", ["x", "²", "-1", "9" * 30], "Tick the tickets first."),
    ),
)
def test_what_makes_no_sense_is_told_on_the_list_one_came_from(act, client, tom, name, tickets, sentence):
    response = act(tom, name, tickets)

    assert response.url == "/waiting/?priority=1"
    assert [str(message) for message in client.get(response.url).context["messages"]] == [sentence]


def test_it_leads_to_no_other_site(act, tom):
    assert act(tom, "", [], next="https://example.org/").url == reverse("tickets:home")


def test_reading_the_report_again_does_nothing_again(act, client, open_ticket, tom):
    ticket = open_ticket()
    act(tom, "comment", [ticket], body="Once")

    for _time in range(2):
        assert "Back to the list" in client.get(reverse("tickets:bulk_report")).text
    assert ticket.comments.count() == 1


def test_a_list_has_a_box_a_ticket_and_the_bin_has_none(client, open_ticket, gil):
    one, other = open_ticket(), open_ticket()
    other.bin(by=gil)
    client.force_login(gil)

    assert f'name="ticket" value="{one.pk}" form="bulk"' in client.get(reverse("tickets:home")).text
    assert 'form="bulk"' not in client.get(reverse("tickets:bin")).text


@pytest.mark.parametrize("rows", (1, 4))
def test_asking_first_runs_a_fixed_number_of_queries(
    client, open_ticket, gil, rows, django_assert_num_queries
):
    tickets = [open_ticket().pk for _row in range(rows)]
    client.force_login(gil)

    with django_assert_num_queries(4):
        client.post(reverse("tickets:bulk"), {"act": "priority", "ticket": tickets})


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_boxes_are_ticked_by_range_and_all_at_once_and_counted(page_for, open_ticket, tom):
    for _number in range(4):
        open_ticket()
    page = page_for(tom)
    page.goto(reverse("tickets:waiting"))
    boxes = page.locator('input[name="ticket"]')
    expect(page.get_by_role("button", name="Go on")).to_be_disabled()

    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.get_by_text("3 tickets chosen")).to_be_visible()
    expect(boxes.nth(1)).to_be_checked()
    page.get_by_label("All on this page").check()
    expect(page.get_by_text("4 tickets chosen")).to_be_visible()

    boxes.nth(3).focus()
    page.keyboard.press("Space")
    page.get_by_label("What to do with them").select_option("claim")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="What was done")).to_be_visible()
    assert Ticket.objects.filter(assignee=tom).count() == 3


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_a_script_the_boxes_and_the_form_are_enough(page_for, open_ticket, tom):
    ticket = open_ticket()
    page = page_for(tom, java_script_enabled=False)
    page.goto(reverse("tickets:waiting"))

    page.locator('input[name="ticket"]').check()
    page.get_by_label("What to do with them").select_option("comment")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Comment").fill("I come at noon.")
    page.get_by_role("button", name="Comment").click()

    expect(page.get_by_text(ticket.title)).to_be_visible()
    assert ticket.comments.get().body == "I come at noon."


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_its_pages_are_accessible_and_fit_a_phone(page_for, open_ticket, tom, ben):
    tickets = [open_ticket(), open_ticket()]
    tickets[0].claim(by=ben)
    seen, examined = page_for(tom), page_for(tom, bypass_csp=True)
    looks = ((seen, take_pictures), (examined, lambda page, _name: assert_accessible(page)))
    for page, look in looks:
        page.goto(reverse("tickets:home"))
        page.get_by_label("All on this page").check()
        look(page, "bulk-list")
        page.get_by_label("What to do with them").select_option("priority")
        page.get_by_role("button", name="Go on").click()
        look(page, "bulk-ask")
        page.get_by_label("Priority").select_option("1")
        page.get_by_role("button", name="Set the priority").click()
        look(page, "bulk-report")
