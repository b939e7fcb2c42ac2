"""The stream process: what it tells, to whom, how soon, and when it ends."""

import time

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from groups.events import Event
from notifications.models import Presence, Worker
from notifications.stream.hub import MOST_OF_ONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _bells_ring(stream, settings):
    settings.STREAM_URL = stream.url
    yield
    stream.hang_up()


def test_news_comes_within_a_second_and_to_nobody_who_may_not_know(
    stream, session_of, open_ticket, ana, tom, zoe
):
    ticket = open_ticket()
    key = str(ticket.pk)
    hers, strangers = (stream.listen(session_of(person), ticket) for person in (ana, zoe))
    quiet = {"count": "", "label": "News: nothing unread", "last": None, "tickets": {key: 0}, "present": {}}
    assert (hers.next(within=5), strangers.next(within=5)) == (quiet, quiet)

    ticket.claim(by=tom)

    claimed = Event.objects.of(ticket).last().pk
    news = hers.until(lambda news: news["count"] == "1", within=1)
    assert news["tickets"] == {key: claimed}
    assert strangers.next(within=1.5) is None


def test_an_internal_note_is_told_to_those_who_work_only(stream, session_of, it_desk, open_ticket, ana, tess):
    ticket = open_ticket(group=it_desk)
    ticket.claim(by=tess)
    key = str(ticket.pk)
    hers, colleagues = (stream.listen(session_of(person), ticket) for person in (ana, tess))
    known = hers.next(within=5)["tickets"][key]
    colleagues.next(within=5)

    ticket.comment(by=it_desk.memberships.get(user__username="sam").user, body="psst", is_internal=True)

    note = Event.objects.of(ticket).last().pk
    assert colleagues.until(lambda news: news["tickets"][key] == note, within=1)
    assert known < note
    assert hers.next(within=1.5) is None


def sign_out(person, client, ada):
    client.post(reverse("account_logout"))


def change_password(person, client, ada):
    person.set_password("another long secret")
    person.save(update_fields=["password"])


def deactivate(person, client, ada):
    person.deactivate(by=ada)


@pytest.mark.parametrize("act", (sign_out, change_password, deactivate))
def test_a_stream_ends_with_its_session_and_others_stay(stream, session_of, ana, tom, ada, act):
    client = Client()
    client.force_login(ana, backend="accounts.backends.PersonBackend")
    key = client.cookies["sessionid"].value
    ends, stays = stream.listen(key), stream.listen(session_of(tom))
    assert (ends.next(within=5)["count"], stays.next(within=5)["count"]) == ("", "")

    act(ana, client, ada)

    assert ends.next(within=5) == "end"
    assert stays.next(within=0.5) is None
    assert stream.ask(Cookie=f"sessionid={key}").status == 401


def test_a_person_loses_a_group_within_five_seconds(stream, session_of, facilities, open_ticket, tom, ben):
    ticket = open_ticket()
    hers = stream.listen(session_of(ben), ticket)
    ticket.claim(by=tom)
    key = str(ticket.pk)
    hers.until(lambda news: news["tickets"][key])

    facilities.leave(by=ben)

    assert hers.until(lambda news: news["tickets"] == {key: 0}, within=5)
    ticket.comment(by=tom, body="On my way.")
    assert hers.next(within=2) is None


def test_who_is_at_a_ticket_is_told_at_once(stream, session_of, open_ticket, ana, tom):
    ticket = open_ticket()
    his = stream.listen(session_of(tom), ticket)
    his.next(within=5)

    Presence.objects.note(ana, ticket, is_writing=True)
    assert his.next(within=1)["present"] == {str(ticket.pk): "Ana is writing"}
    Presence.objects.leave(ana, ticket)
    assert his.next(within=1)["present"] == {}


FOREIGN = {"Origin": "https://evil.example.org"}


ASKED_FROM = (
    (200, {}),
    (200, {"Origin": "http://testserver"}),
    (200, {"Sec-Fetch-Site": "same-origin"}),
    (403, FOREIGN),
    (403, {"Origin": "null"}),
    (403, {"Origin": "http://testserver.example.org"}),
    (403, {"Sec-Fetch-Site": "cross-site"}),
    (403, {"Host": "evil.example.org"}),
    (401, {"Cookie": "sessionid=invented"}),
    (401, {"Cookie": ""}),
)


def test_only_pages_of_the_site_may_listen(stream, session_of, ana):
    cookie = {"Cookie": f"sessionid={session_of(ana)}"}

    for status, headers in ASKED_FROM:
        answer = stream.ask(**cookie | headers)
        shared = headers.get("Origin") if status == 200 else None
        assert answer.status == status, headers
        assert answer.headers["Access-Control-Allow-Origin"] == shared
        assert answer.headers["Access-Control-Allow-Credentials"] == (shared and "true")


def test_nothing_else_of_the_site_is_there(stream):
    asked = (("/", "GET"), ("/admin/", "GET"), ("/stream/", "POST"))

    assert [stream.ask(*each).status for each in asked] == [404, 404, 405]


def test_nonsense_is_answered_calmly(stream, session_of, ana):
    cookie = f"sessionid={session_of(ana)}"

    for query in ("ticket=x", "ticket=-1", "ticket=" + "9" * 30, "&".join("a" * 1500)):
        answer = stream.ask(f"/stream/?{query}", Cookie=cookie)
        assert answer.status == 200
        assert [answer.readline() for _ in range(3)] == [b"retry: 10000\n", b"\n", b"event: news\n"]


def test_one_person_cannot_take_all_places(stream, session_of, ana, tom):
    key = session_of(ana)
    for _ in range(MOST_OF_ONE):
        stream.listen(key)

    assert stream.ask(Cookie=f"sessionid={key}").status == 429
    assert stream.listen(session_of(tom)).next(within=5)["count"] == ""
    stream.hang_up()
    time.sleep(0.5)
    assert stream.listen(key).next(within=5)["count"] == ""


def test_health_says_whether_it_runs(client, stream, session_of, ada, settings):
    client.force_login(ada)
    client.get(reverse("health"))
    Worker.objects.all().delete()
    assert client.get(reverse("health")).context["lacks_stream"] is True
    assert client.get(reverse("health")).context["is_working"] is False

    settings.STREAM_URL = ""
    assert client.get(reverse("health")).context["lacks_stream"] is False


@pytest.mark.postgres
def test_news_comes_again_after_the_database_hung_up(stream, session_of, open_ticket, ana, tom):
    ticket = open_ticket()
    hers = stream.listen(session_of(ana), ticket)
    hers.next(within=5)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'live stream'"
        )
        assert cursor.fetchone() == (1,)

    ticket.claim(by=tom)

    assert hers.until(lambda news: news["count"] == "1", within=6)
