"""The page on which a ticket becomes one about something else."""

import pytest
from django.urls import reverse

from groups.events import Event, Verb
from tickets.models import Category


@pytest.fixture
def send(client):
    def post(person, ticket, category, reason=""):
        client.force_login(person)
        return client.post(
            reverse("tickets:recategorise", args=[ticket.pk]),
            {"category": category.pk if category else "", "reason": reason},
        )

    return post


def test_it_offers_the_categories_of_the_group(client, ask_for, by_hod, direct, facilities, ana):
    Category.objects.create(group=facilities, name="Foreign")
    Category.objects.create(group=by_hod.group, name="Of old", is_offered=False)
    ticket = ask_for(by_hod)
    client.force_login(ana)

    field = client.get(reverse("tickets:recategorise", args=[ticket.pk])).context["form"]["category"]

    assert [str(label) for _value, label in field.field.choices] == ["---------", "Hardware", "HR support"]
    assert field.value() == by_hod.pk


def test_the_requester_changes_it_and_answers_the_new_questions(
    client, send, ask_for, by_hod, by_it_head, ana, hugo, ida
):
    old = by_hod.questions.create(label="Old?")
    by_it_head.questions.create(label="New?")
    ticket = ask_for(by_hod, answers={old: "words"})

    response = send(ana, ticket, by_it_head)

    assert response.headers["Location"] == reverse("tickets:edit", args=[ticket.pk]) + "#questions"
    ticket.refresh_from_db()
    assert (ticket.category, ticket.status) == (by_it_head, "pending")
    line = client.get(reverse("tickets:history", args=[ticket.pk])).context["lines"][-1]
    assert line.sentence == "said that it is about Access"
    assert [(change.label, change.before, change.after) for change in line.changes] == [
        ("Category", "HR support", "Access"),
        ("Old?", "words", ""),
    ]


@pytest.mark.parametrize(
    "who, reason, sentence",
    (
        ("ana", "please", "Only those who lead the desk take a ticket out of its approvals."),
        ("dora", " ", "Say why it needs no approval."),
        ("hugo", "please", "You cannot change what this ticket is about."),
    ),
)
def test_a_refusal_stands_on_the_page_and_the_words_stay(
    request, send, ask_for, by_hod, direct, who, reason, sentence, hugo, ana, dora
):
    ticket = ask_for(by_hod)

    response = send(request.getfixturevalue(who), ticket, direct, reason)

    form = response.context["form"]
    assert form.non_field_errors() == [sentence]
    assert (form["category"].value(), form["reason"].value()) == (str(direct.pk), reason)
    ticket.refresh_from_db()
    assert ticket.category == by_hod


def test_triage_leads_round_approvals_with_a_reason(client, send, ask_for, by_hod, direct, dora):
    ticket = ask_for(by_hod)

    send(dora, ticket, direct, "It is only a mouse.")

    ticket.refresh_from_db()
    assert (ticket.category, ticket.status) == (direct, "open")
    text = client.get(ticket.get_absolute_url()).text
    assert "It is only a mouse." in text


def test_a_desk_takes_no_ticket_out_of_all_categories_and_a_team_does(
    send, ask_for, direct, open_ticket, facilities, ana, dora
):
    ticket = ask_for(direct)
    assert "category" in send(dora, ticket, None).context["form"].errors

    light = Category.objects.create(group=facilities, name="Light")
    lamp = open_ticket(category=light)
    send(ana, lamp, None)
    lamp.refresh_from_db()
    assert lamp.category is None


def test_the_menu_leads_to_it_where_there_are_categories(client, ask_for, direct, open_ticket, ana):
    client.force_login(ana)
    for ticket, leads in ((ask_for(direct), True), (open_ticket(), False)):
        page = client.get(ticket.get_absolute_url()).text
        assert (reverse("tickets:recategorise", args=[ticket.pk]) in page) == leads


def test_a_category_of_a_group_that_the_reader_may_not_see_keeps_its_name(
    client, open_ticket, everyone, facilities, gil, ana, zoe
):
    light = Category.objects.create(group=facilities, name="Secret light")
    ticket = open_ticket()
    ticket.recategorise(light, by=gil)
    ticket.move(everyone, by=gil)
    client.force_login(zoe)

    text = client.get(reverse("tickets:history", args=[ticket.pk])).text

    assert Event.objects.of(ticket).filter(verb=Verb.RECATEGORISED).exists()
    assert "another category" in text
    assert "Secret light" not in text
