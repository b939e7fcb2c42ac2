"""What the ticket's page and its history tell of approvals."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Absence
from approvals.models import Decision
from groups.events import Event, Verb
from tickets.history import History
from tickets.stretches import Phase, stretches


def page(client, person, ticket):
    client.force_login(person)
    return " ".join(client.get(ticket.get_absolute_url()).text.split())


def sentences(ticket, reader):
    return [(str(line.actor), str(line.sentence), line.reason) for line in History(ticket, reader).lines]


@pytest.fixture
def reject():
    def say_no(ticket, by, comment="Too dear."):
        Decision.objects.reject(ticket, by=by, seen=ticket.content_hash, comment=comment)
        ticket.refresh_from_db()

    return say_no


def test_the_journey_stands_beside_it_and_who_decides_is_led_there(client, ask_for, by_both, ana, hugo, ida):
    ticket = ask_for(by_both)
    decide = reverse("approvals:decide", args=[ticket.pk])

    for person, decides in ((ana, False), (hugo, True), (ida, False)):
        text = page(client, person, ticket)
        assert ('id="journey-title"' in text, f'href="{decide}"' in text) == (True, decides)


def test_the_journey_stays_when_all_is_decided(client, ask_for, by_hod, direct, ana, hugo, approve):
    ticket = ask_for(by_hod)
    approve(ticket, hugo)

    assert 'id="journey-title"' in page(client, ana, ticket)
    assert 'id="journey-title"' not in page(client, ana, ask_for(direct))


@pytest.mark.parametrize("approvers", (1, 3))
def test_a_pending_ticket_runs_a_fixed_number_of_queries(
    client, ask_for, by_both, ana, hugo, ida, make_user, finance, approvers, django_assert_num_queries
):
    for number in range(approvers - 1):
        make_user(f"head{number}", role="hod", department=finance)
    why = by_both.questions.create(label="Why?")
    ticket = ask_for(by_both, answers={why: "words"})
    page(client, hugo, ticket)

    with django_assert_num_queries(17):
        client.get(ticket.get_absolute_url())


def test_a_direct_ticket_with_answers_costs_no_more_than_twelve_queries(
    client, ask_for, direct, ana, tess, django_assert_max_num_queries
):
    why = direct.questions.create(label="Why?")
    ticket = ask_for(direct, answers={why: "words"})
    page(client, tess, ticket)

    with django_assert_max_num_queries(12):
        client.get(ticket.get_absolute_url())


def test_a_rejection_stands_with_its_reason_and_the_requester_asks_again(
    client, ask_for, by_hod, ana, hugo, reject
):
    ticket = ask_for(by_hod)
    reject(ticket, hugo)
    again = f'action="{reverse("tickets:take_up", args=[ticket.pk])}"'

    for person, asks in ((ana, True), (hugo, False)):
        text = page(client, person, ticket)
        assert "<b>Hugo</b> rejected it (Head of the requester&#x27;s department)" in text
        assert "Too dear." in text
        assert (again in text, f'href="{reverse("tickets:edit", args=[ticket.pk])}"' in text) == (asks, asks)

    client.force_login(ana)
    client.post(reverse("tickets:take_up", args=[ticket.pk]))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.attempt) == ("pending", 2)
    assert "Change what is missing" not in page(client, ana, ticket)


def test_a_question_stands_until_the_requester_answers(client, ask_for, by_hod, ana, hugo):
    ticket = ask_for(by_hod)
    Decision.objects.ask(ticket, by=hugo, seen=ticket.content_hash, comment="How many?")
    assert "Answer below, or change the ticket." in page(client, ana, ticket)
    assert "How many?" in page(client, hugo, ticket)

    ticket.comment(by=ana, body="Two.")

    assert "Answer below, or change the ticket." not in page(client, ana, ticket)


def test_history_names_who_decided_for_whom(ask_for, by_both, ana, ben, hugo, ida, approve, reject):
    today = timezone.localdate()
    Absence.objects.create(person=hugo, substitute=ben, starts_on=today, ends_on=today + timedelta(days=3))
    ticket = ask_for(by_both)
    approve(ticket, ben)
    reject(ticket, ida)
    ticket.resubmit(by=ana)
    approve(ticket, hugo)
    approve(ticket, ida)

    assert sentences(ticket, ana) == [
        ("Ana", "opened the ticket", ""),
        ("Ben", "for Hugo approved it (Head of the requester's department)", ""),
        ("Ida", "rejected it (IT Head)", "Too dear."),
        ("Ida", "rejected the ticket", "Too dear."),
        ("Ana", "asked again (attempt 2)", ""),
        ("Hugo", "approved it (Head of the requester's department)", ""),
        ("Ida", "approved it (IT Head)", ""),
        ("Ida", "sent the ticket to the waiting list: it is approved", ""),
    ]


def test_the_approver_is_shown_which_answer_changed(client, ask_for, by_both, ana, hugo, ida, approve):
    why = by_both.questions.create(label="Why?")
    ticket = ask_for(by_both, answers={why: "A trip"})
    approve(ticket, hugo)
    ticket.edit(by=ana, revision=1, title=ticket.title, description="", answers={why: "A fair"})
    client.force_login(hugo)

    text = client.get(reverse("approvals:decide", args=[ticket.pk])).text

    assert "<del>A trip</del>" in text
    assert "A fair" in text


def lived(ticket, *days):
    """The stretches, had the events of the ticket happened so many days after its opening."""
    start = timezone.now() - timedelta(days=30)
    events = list(Event.objects.of(ticket).exclude(verb__in=(Verb.FOLLOWED,)))
    assert len(events) == len(days)
    for event, day in zip(events, days, strict=True):
        event.at = start + timedelta(days=day)
    ticket.opened_at, ticket.ended_at = start, ticket.ended_at and start + timedelta(days=days[-1])
    found = stretches(ticket, events)
    return [(stretch.phase, stretch.length.days) for stretch in found]


def test_the_time_in_approvals_is_told_from_the_waiting_list(ask_for, by_both, ana, hugo, ida, tess, approve):
    ticket = ask_for(by_both)
    approve(ticket, hugo)
    approve(ticket, ida)
    ticket.claim(by=tess)
    ticket.refresh_from_db()

    # Opened, decided, decided, approved, claimed.
    assert lived(ticket, 0, 2, 5, 5, 9) == [(Phase.APPROVAL, 5), (Phase.QUEUE, 4), (Phase.WORK, 21)]


def test_every_attempt_waits_for_approval_again(ask_for, by_hod, direct, ana, hugo, dora, approve, reject):
    ticket = ask_for(by_hod)
    reject(ticket, hugo)
    ticket.resubmit(by=ana)
    approve(ticket, hugo)
    ticket.edit(by=ana, revision=1, title="Ten screens", description="")
    ticket.recategorise(direct, by=dora, reason="It is only a mouse.")
    ticket.refresh_from_db()

    # Opened, decided, rejected; asked again; decided, approved; edited; about something else.
    assert lived(ticket, 0, 2, 2, 5, 6, 6, 10, 13) == [
        (Phase.APPROVAL, 2),
        (Phase.APPROVAL, 1),
        (Phase.QUEUE, 4),
        (Phase.APPROVAL, 3),
        (Phase.QUEUE, 17),
    ]


def test_what_waits_for_approval_now_is_told_so(ask_for, by_hod, ana):
    ticket = ask_for(by_hod)
    assert lived(ticket, 0) == [(Phase.APPROVAL, 30)]

    ticket.withdraw(by=ana)
    ticket.refresh_from_db()
    assert lived(ticket, 0, 4) == [(Phase.APPROVAL, 4)]
