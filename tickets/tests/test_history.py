"""The history page: every change in words, and where the time went."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from groups.events import Event, Verb
from groups.models import Group, Project
from tickets.models import Ticket
from tickets.stretches import Phase, drawn, stretches, totals


def look(client, person, ticket):
    client.force_login(person)
    return client.get(reverse("tickets:history", args=[ticket.pk]))


def sentences(response):
    return [(str(line.actor), str(line.sentence)) for line in response.context["lines"]]


def test_every_change_is_told_with_who_and_from_what_to_what(client, open_ticket, ana, tom, ben, gil):
    ticket = open_ticket(title="Lamp", priority=2)
    ticket.edit(by=ana, revision=1, title="Lamp in 12", description="")
    ticket.claim(by=tom)
    ticket.set_priority(0, by=tom)
    ticket.schedule(date(2030, 5, 17), by=tom)
    ticket.hand_over(ben, by=tom, reason="You know it.")
    ticket.set_waiting(by=ben, question="Where?")
    ticket.comment(by=ana, body="Here.")
    ticket.add_follower(gil, by=ben)
    ticket.release(by=gil, reason="Holidays")
    ticket.assign(tom, by=gil)
    ticket.resolve(by=tom)
    ticket.confirm(by=ana)

    response = look(client, ana, ticket)

    assert sentences(response) == [
        ("Ana", "opened the ticket"),
        ("Ana", "changed the title"),
        ("Tom", "took the ticket"),
        ("Tom", "changed the priority to Critical"),
        ("Tom", "set the due date to 17 May 2030"),
        ("Tom", "handed the ticket over to Ben"),
        ("Ben", "commented"),
        ("Ben", "waits for the requester"),
        ("Ana", "commented"),
        ("Ana", "answered, and work goes on"),
        ("Ben", "added Gil to the followers"),
        ("Gil", "took the ticket off Ben"),
        ("Gil", "gave the ticket to Tom"),
        ("Tom", "commented"),
        ("Tom", "resolved the ticket"),
        ("Ana", "confirmed the solution"),
    ]
    lines = response.context["lines"]
    assert lines[1].changes[0].pieces == [("gone", "Lamp"), ("new", "Lamp in 12")]
    assert (lines[3].changes[0].before, lines[3].changes[0].after) == ("Nice to have", "Critical")
    assert (lines[5].reason, lines[11].reason) == ("You know it.", "Holidays")
    assert (lines[12].changes[0].before, lines[12].changes[0].after) == ("nobody", "Tom")


def test_every_verb_of_a_ticket_has_its_words_and_icon(client, open_ticket, ana):
    ticket = open_ticket()
    for verb in Verb:
        Event.objects.create(
            group=ticket.group, actor=ana, verb=verb, target_kind="ticket", target_id=ticket.pk, details={}
        )

    response = look(client, ana, ticket)

    assert len(response.context["lines"]) == len(Verb) + 1
    assert all(line.sentence for line in response.context["lines"])


def test_the_sentences_stand_in_the_readers_language(client, open_ticket, ana):
    ana.language = "fr"
    ana.save()
    ticket = open_ticket()

    lines = look(client, ana, ticket).context["lines"]

    with translation.override("fr"):
        assert str(lines[0].changes[0].after) == translation.gettext("Nice to have")


def test_places_the_reader_may_not_see_have_no_name(client, open_ticket, facilities, ana, gil, zoe):
    secret = Group.objects.start(by=gil, name="Secret circle", is_open=False)
    plans = Project.objects.start(by=gil, group=secret, name="Secret plans")
    ticket = open_ticket(by=gil, group=secret, project=plans)
    ticket.move(facilities, by=gil)

    response = look(client, ana, ticket)

    change = response.context["lines"][1].changes[0]
    assert (change.before, change.after) == ("another group", "Facilities")
    assert response.context["lines"][0].changes[1].after == "another project"
    assert "Secret" not in response.text
    assert look(client, gil, ticket).context["lines"][1].changes[0].before == "Secret circle"


def test_what_a_comment_said_before_is_shown_until_it_is_deleted(client, open_ticket, ana, tom, mia):
    ticket = open_ticket()
    comment = ticket.comment(by=tom, body="one")
    comment.edit("one two", by=tom)
    comment.edit("two", by=tom)

    lines = look(client, ana, ticket).context["lines"]
    assert [line.changes[0].pieces for line in lines[2:]] == [
        [("gone", "one"), ("new", "one two")],
        [("gone", "one "), ("same", "two")],
    ]

    comment.remove(by=mia)
    response = look(client, ana, ticket)
    assert [line.changes for line in response.context["lines"][2:4]] == [[], []]
    assert "one two" not in response.text


@pytest.mark.parametrize("rows", (1, 3))
def test_the_page_runs_a_fixed_number_of_queries(
    client, open_ticket, facilities, ana, tom, ben, mia, gil, rows, django_assert_num_queries
):
    ticket = open_ticket()
    for number in range(rows):
        comment = ticket.comment(by=tom, body="one")
        comment.edit("two", by=tom)
        ticket.add_follower([ben, mia, gil][number], by=tom)
        project = Project.objects.start(by=tom, group=facilities, name=f"Project {number}")
        ticket.put_in_project(project, by=tom)
    look(client, ana, ticket)

    with django_assert_num_queries(7):
        response = client.get(reverse("tickets:history", args=[ticket.pk]))

    assert len(response.context["lines"]) == 1 + 4 * rows


def shifted(ticket, *hours):
    """The ticket's events, so many hours after its opening."""
    events = list(Event.objects.of(ticket))
    for event, hour in zip(events, hours, strict=True):
        event.at = ticket.opened_at + timedelta(hours=hour)
    return events


def test_the_stretches_say_where_the_time_went(open_ticket, ana, tom, ben):
    ticket = open_ticket()
    ticket.claim(by=tom)
    ticket.set_waiting(by=tom)
    ticket.comment(by=ana, body="Here.")
    ticket.hand_over(ben, by=tom)
    ticket.resolve(by=ben)
    ticket.reopen(by=ana)
    ticket.drop(by=ben)
    ticket.resolve(by=tom)
    #            open claim wait comment resume hand comment resolve reopen drop claim comment resolve
    events = shifted(ticket, 0, 2, 3, 7, 7, 8, 10, 10, 20, 21, 24, 25, 25)
    ticket.ended_at = ticket.opened_at + timedelta(hours=25)

    found = stretches(ticket, events)

    assert [(s.phase, s.length // timedelta(hours=1), s.person) for s in found] == [
        (Phase.QUEUE, 2, None),
        (Phase.WORK, 1, tom.pk),
        (Phase.REQUESTER, 4, tom.pk),
        (Phase.WORK, 1, tom.pk),
        (Phase.WORK, 2, ben.pk),
        (Phase.WORK, 1, ben.pk),
        (Phase.QUEUE, 3, None),
        (Phase.WORK, 1, tom.pk),
    ]
    assert totals(found) == [
        (Phase.QUEUE, timedelta(hours=5)),
        (Phase.WORK, timedelta(hours=6)),
        (Phase.REQUESTER, timedelta(hours=4)),
    ]


def test_a_ticket_nobody_touched_has_waited_since_its_opening(client, open_ticket, ana):
    ticket = open_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(opened_at=timezone.now() - timedelta(days=2, minutes=1))

    response = look(client, ana, ticket)

    assert [(row.phase, row.length.days) for row in response.context["stretches"]] == [(Phase.QUEUE, 2)]
    assert "Waiting list <b>2 days</b>" in response.text


def test_short_stretches_stay_visible_and_none_lies_outside(open_ticket, tom):
    ticket = open_ticket()
    ticket.claim(by=tom)
    ticket.resolve(by=tom)
    events = shifted(ticket, 0, 1000, 1000.1, 1000.1)
    ticket.ended_at = ticket.opened_at + timedelta(hours=1000.1)

    parts = drawn(stretches(ticket, events))

    assert [(part.x, part.width) for part in parts] == [(0, 1000), (1000, 4)]
