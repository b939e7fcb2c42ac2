"""What open pages ask for every ten seconds."""

import pytest
from django.urls import reverse

from notifications.deliver import sweep

POLL = reverse("notifications:poll")


@pytest.fixture
def poll(client):
    def get(person, etag=None, **query):
        sweep()
        client.force_login(person)
        return client.get(POLL, query, headers={"If-None-Match": etag} if etag else {})

    return get


def test_an_unchanged_answer_is_a_304_and_news_a_new_one(poll, open_ticket, ana, tom):
    ticket = open_ticket()
    quiet = poll(ana)
    assert quiet.json() == {
        "count": "",
        "label": "News: nothing unread",
        "last": None,
        "tickets": {},
        "present": {},
    }
    assert quiet["Cache-Control"] == "private, no-cache"
    again = poll(ana, quiet["ETag"])
    assert (again.status_code, again.content) == (304, b"")

    ticket.claim(by=tom)
    news = poll(ana, quiet["ETag"])
    assert (news.status_code, news.json()["count"]) == (200, "1")


def test_an_open_ticket_is_told_of_what_others_did_and_its_reader_may_read(
    poll, it_desk, open_ticket, ana, tess, sam, zoe
):
    ticket = open_ticket(group=it_desk)
    key = str(ticket.pk)

    def newest(person):
        return poll(person, ticket=key).json()["tickets"][key]

    opened = newest(tess)
    assert (newest(ana), newest(zoe)) == (0, 0)
    ticket.claim(by=tess)
    claimed = newest(ana)
    assert claimed > opened
    ticket.comment(by=sam, body="psst", is_internal=True)
    assert (newest(ana), newest(zoe)) == (claimed, 0)
    assert newest(tess) > claimed


@pytest.mark.parametrize("tickets", (["x"], ["9" * 30], ["-1"], ["0"], [str(n) for n in range(500)]))
def test_nonsense_is_answered_calmly(poll, ana, tickets):
    assert len(poll(ana, ticket=tickets).json()["tickets"]) <= 10


@pytest.mark.parametrize("rows", (1, 3))
def test_a_poll_runs_two_queries(client, poll, open_ticket, ana, tom, rows, django_assert_num_queries):
    tickets = [open_ticket() for _ in range(rows)]
    for ticket in tickets:
        ticket.claim(by=tom)
    poll(ana)

    with django_assert_num_queries(2):
        response = client.get(POLL, {"ticket": [ticket.pk for ticket in tickets]})

    assert response.json()["count"] == str(rows)
