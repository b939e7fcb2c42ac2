"""The inbox and the page of a decision: looking decides nothing, a POST does, and words are kept."""

import pytest
from django.urls import reverse

from accounts.models import Department, Role
from approvals.models import Decision
from tickets.models import Ticket
from tickets.statuses import Status


def page(ticket):
    return reverse("approvals:decide", kwargs={"pk": ticket.pk})


@pytest.mark.parametrize("tickets", (1, 3))
def test_the_inbox_runs_a_fixed_number_of_queries(
    client, ask_for, by_hod, hugo, tickets, django_assert_num_queries
):
    for _ in range(tickets):
        ask_for(by_hod)
    client.force_login(hugo)
    client.get(reverse("approvals:inbox"))

    with django_assert_num_queries(4):
        response = client.get(reverse("approvals:inbox"))

    assert len(response.context["ticket_list"]) == tickets


def test_a_scanner_that_follows_the_link_decides_nothing(client, ask_for, by_hod, hugo):
    """A decision link prefetched by a scanner: GET and HEAD change nothing, signed in or not."""
    ticket = ask_for(by_hod)
    assert client.get(page(ticket)).status_code == client.head(page(ticket)).status_code == 302
    client.force_login(hugo)
    for address in (page(ticket), f"{page(ticket)}?verdict=approve", f"{page(ticket)}?seen={'0' * 64}"):
        for _twice in range(2):
            assert client.get(address).status_code == 200
            client.head(address)
    assert not Decision.objects.exists()
    assert "has changed since the message" in client.get(f"{page(ticket)}?seen={'0' * 64}").content.decode()


def test_a_decision_link_opened_twice(client, ask_for, by_hod, hugo):
    """A decision link opened twice: the second time it says who decided, and decides nothing more."""
    ticket = ask_for(by_hod)
    client.force_login(hugo)
    sent = {"verdict": "approve", "seen": ticket.content_hash}
    client.post(page(ticket), sent, follow=True)

    for again in (client.get, client.post):
        answer = again(page(ticket), sent | {"verdict": "reject"}, follow=True)
        assert answer.redirect_chain == [(ticket.get_absolute_url(), 302)]
        assert [str(message) for message in answer.context["messages"]] == ["Hugo has approved it already."]
    assert [decision.verdict for decision in Decision.objects.all()] == ["approve"]


def test_a_stranger_gets_404_and_a_colleague_is_sent_to_the_ticket(client, ask_for, by_hod, hugo, ana, zoe):
    """A decision link opened by another person: a stranger finds nothing, the requester the ticket."""
    ticket = ask_for(by_hod)
    client.force_login(zoe)
    assert client.get(page(ticket)).status_code == 404
    assert client.post(page(ticket), {"verdict": "approve", "seen": ticket.content_hash}).status_code == 404

    client.force_login(ana)
    assert client.get(page(ticket)).headers["Location"] == ticket.get_absolute_url()
    client.post(page(ticket), {"verdict": "approve", "seen": ticket.content_hash})
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "verdict, status", (("approve", Status.OPEN), ("reject", Status.REJECTED), ("ask", Status.PENDING))
)
def test_a_post_decides(client, ask_for, by_hod, hugo, verdict, status):
    ticket = ask_for(by_hod)
    client.force_login(hugo)

    response = client.post(
        page(ticket), {"verdict": verdict, "seen": ticket.content_hash, "comment": "Because."}
    )

    assert response.headers["Location"] == reverse("approvals:inbox")
    assert Ticket.objects.get(pk=ticket.pk).status == status
    assert [decision.verdict for decision in Decision.objects.all()] == [verdict]


def test_rejecting_without_words_is_told_beside_the_field(client, ask_for, by_hod, hugo):
    ticket = ask_for(by_hod)
    client.force_login(hugo)
    response = client.post(page(ticket), {"verdict": "reject", "seen": ticket.content_hash, "comment": " "})
    assert response.context["form"].errors["comment"] == ["Say why you reject it."]


def test_words_are_kept_when_the_request_changed_meanwhile(client, ask_for, by_hod, hugo, ana):
    """A decision link opened after the content changed: it says so, and what was read is not decided on."""
    ticket = ask_for(by_hod)
    seen = ticket.content_hash
    ticket.edit(by=ana, revision=ticket.revision, title="Ten screens", description="")
    client.force_login(hugo)

    response = client.post(page(ticket), {"verdict": "reject", "seen": seen, "comment": "Far too many."})

    form = response.context["form"]
    assert "changed since" in form.non_field_errors()[0]
    assert (form["comment"].value(), form["seen"].value()) == (
        "Far too many.",
        Ticket.objects.get(pk=ticket.pk).content_hash,
    )
    assert "Ten screens" in response.content.decode()


def test_the_second_of_two_is_told_on_the_page_who_decided(client, ask_for, by_hod, hugo, henri, approve):
    ticket = ask_for(by_hod)
    approve(ticket, hugo)
    client.force_login(henri)
    response = client.post(page(ticket), {"verdict": "approve", "seen": ticket.content_hash}, follow=False)
    messages = [str(message) for message in response.wsgi_request._messages]
    assert messages == ["Hugo has approved it already."]


def test_the_answer_to_a_question_stands_above_the_decision(
    client, ask_for, by_hod, hugo, ana, it_desk, dora
):
    ticket = ask_for(by_hod)
    Decision.objects.ask(ticket, by=hugo, seen=ticket.content_hash, comment="How many inches?")
    ticket.comment(by=ana, body="Twenty-seven.")
    ticket.comment(by=dora, body="She has two already.", is_internal=True)
    client.force_login(hugo)

    response = client.get(page(ticket))

    assert [comment.body for comment in response.context["said"]] == ["Twenty-seven."]
    assert "Twenty-seven." in response.content.decode()


def test_those_who_stand_in_see_in_each_list_what_is_asked_of_them_and_not_of_one_another(
    client, ask_for, by_hod, hugo, ben, zoe, away, make_user
):
    sales = Department.objects.create(name="Sales")
    head, seller = make_user("hanna", role=Role.HOD, department=sales), make_user("sara", department=sales)
    away(hugo, ben)
    away(head, zoe)
    for substitute, ticket in ((ben, ask_for(by_hod)), (zoe, ask_for(by_hod, by=seller))):
        client.force_login(substitute)
        assert [row.pk for row in client.get(reverse("tickets:list")).context["page"]] == [ticket.pk]
