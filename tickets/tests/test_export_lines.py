"""JSON Lines holds what its reader may read on the pages, and nothing beyond."""

import base64
import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from groups.models import Group, Membership
from tickets.exports import layout, lines
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def taken(client):
    """taken(tom): the rows of all tickets he sees, as [(kind, row)]."""

    def take(person):
        client.force_login(person)
        text = client.get(reverse("tickets:list"), {"as": "jsonl"}).getvalue().decode()
        rows = [json.loads(line) for line in text.splitlines()]
        return [(row.pop("line"), row) for row in rows]

    return take


def of(rows, kind):
    return [row for found, row in rows if found == kind]


@pytest.fixture
def told(it_desk, open_ticket, ana, sam):
    """A request with a public comment, an internal note and a file on each."""
    ticket = open_ticket(group=it_desk)
    ticket.claim(by=sam)
    ticket.comment(by=sam, body="Public", files=[ContentFile(b"yes", name="public.txt")])
    ticket.comment(by=sam, body="Secret", is_internal=True, files=[ContentFile(b"no", name="secret.txt")])
    return ticket


def test_whoever_works_on_it_gets_the_notes(told, taken, sam):
    rows = taken(sam)

    assert [row["body"] for row in of(rows, "comment")] == ["Public", "Secret"]
    assert [row["name"] for row in of(rows, "file")] == ["public.txt", "secret.txt"]
    assert [base64.b64decode(row["data"]) for row in of(rows, "bytes")] == [b"yes", b"no"]
    assert [row["verb"] for row in of(rows, "event")] == [
        *("opened", "claimed", "commented", "attached", "commented", "attached")
    ]


def test_the_requester_gets_no_trace_of_the_notes(told, taken, ana):
    rows = taken(ana)

    assert [row["body"] for row in of(rows, "comment")] == ["Public"]
    assert [row["name"] for row in of(rows, "file")] == ["public.txt"]
    assert [row["verb"] for row in of(rows, "event")] == ["opened", "claimed", "commented", "attached"]
    assert "ecret" not in json.dumps(rows)


def test_people_and_places_are_named_and_nothing_more(told, taken, ada):
    rows = taken(ada)

    assert {frozenset(row) for row in of(rows, "person")} == {frozenset({"id", "username", "name"})}
    assert {frozenset(row) for row in of(rows, "group")} == {frozenset({"id", "name", "kind"})}
    assert "@example.org" not in json.dumps(rows)


def test_deleted_words_and_files_stay_behind(open_ticket, taken, ana):
    ticket = open_ticket()
    comment = ticket.comment(by=ana, body="First", files=[ContentFile(b"x", name="x.txt")])
    comment.edit("Then", by=ana)
    comment.remove(by=ana)

    rows = taken(ana)

    assert [row["body"] for row in of(rows, "comment")] == [""]
    assert of(rows, "file") == of(rows, "bytes") == []
    edited = next(row for row in of(rows, "event") if row["verb"] == "comment_edited")
    assert edited["details"]["before"] == ""


def test_a_place_that_the_reader_does_not_know_has_no_number(open_ticket, facilities, taken, gil, tom, ana):
    hidden = Group.objects.start(by=gil, name="Board", is_open=False)
    ticket = open_ticket(group=facilities)
    Membership.objects.enrol(hidden, ana)
    ticket.move(to=hidden, by=gil)
    ticket.move(to=facilities, by=gil)

    seen, unseen = (of(taken(person), "event") for person in (gil, tom))

    moves = [
        [row["details"]["group_after"] for row in rows if row["verb"] == "moved"] for rows in (seen, unseen)
    ]
    assert moves == [[hidden.pk, facilities.pk], [None, facilities.pk]]
    assert "Board" not in json.dumps(taken(tom))


def test_a_large_file_comes_in_lines_of_bounded_length(open_ticket, taken, ana, monkeypatch):
    monkeypatch.setattr(lines, "PIECE", 1000)
    content = bytes(range(256)) * 10
    open_ticket().attach(ana, [ContentFile(content, name="x.bin")])

    rows = of(taken(ana), "bytes")

    assert [len(base64.b64decode(row["data"])) for row in rows] == [1000, 1000, 560]
    assert b"".join(base64.b64decode(row["data"]) for row in rows) == content


def test_a_file_that_the_store_lost_stops_nothing(open_ticket, taken, ana, caplog):
    ticket = open_ticket()
    [file] = ticket.attach(ana, [ContentFile(b"x", name="x.bin")])
    file.file.storage.delete(file.file.name)

    rows = taken(ana)

    assert (len(of(rows, "file")), of(rows, "bytes")) == (1, [])
    assert f"did not give file {file.pk}" in caplog.text


@pytest.mark.parametrize("count", (1, 3))
def test_a_chunk_asks_a_fixed_number_of_questions(
    client, open_ticket, tom, ana, count, django_assert_num_queries
):
    for _number in range(count):
        open_ticket().comment(by=ana, body="Words")
    client.force_login(tom)
    client.get(reverse("tickets:home"))

    # Session, person, grants, tickets; five kinds of parts, events; places of events; people, groups.
    with django_assert_num_queries(13):
        text = client.get(reverse("tickets:home"), {"as": "jsonl"}).getvalue().decode()

    assert text.count('{"line":"comment"') == count


def test_every_column_is_taken_out_or_left_out_on_purpose():
    kinds = (*layout.THINGS, *layout.PARTS_OF_THINGS, *layout.PARTS, layout.TICKET, layout.EVENT)
    for kind in kinds:
        names = {column.name for column in layout.model_of(kind)._meta.concrete_fields}
        written = {name for name, _column, _points_at in layout.columns(kind)}
        assert names - written <= layout.LEFT_OUT.get(kind, set()), kind
    assert Ticket._meta.get_field("title") in [column for _n, column, _k in layout.columns("ticket")]
