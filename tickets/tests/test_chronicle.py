"""A chronicle leaves what the verbs leave: the same life is lived both ways and every row compared."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from groups.events import Event, event_recorded
from groups.models import Project
from tickets.imports.chronicle import Chronicle
from tickets.imports.ledger import Ledger
from tickets.models import Attachment, Comment, Follow, Ticket
from tickets.statuses import Priority

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
OWN = {"id", "ticket", "ticket_id", "file", "opened_once"}


@pytest.fixture
def clock(monkeypatch):
    """clock(3): it is three hours after START, for the verbs and for the defaults of columns."""

    def turn(hours):
        moment = START + timedelta(hours=hours)

        class Stopped(datetime):
            @classmethod
            def now(cls, tz=None):
                return moment

        monkeypatch.setattr(timezone, "datetime", Stopped)
        return moment

    return turn


def row(instance):
    """All columns but keys and the random name in the store."""
    return {
        field.attname: getattr(instance, field.attname)
        for field in instance._meta.concrete_fields
        if field.name not in OWN
    }


def life_of(ticket):
    """Everything that is kept about a ticket, with each key replaced by its place in order."""
    comments = list(Comment.objects.filter(ticket=ticket).order_by("pk"))
    files = list(Attachment.objects.filter(ticket=ticket).order_by("pk"))
    places = {
        "comment": [c.pk for c in comments],
        "answered": [c.pk for c in comments],
        "file": [f.pk for f in files],
    }
    events = []
    for event in Event.objects.of(ticket):
        details = {
            name: places[name].index(value) if name in places and isinstance(value, int) else value
            for name, value in event.details.items()
        }
        events.append((event.group_id, event.actor_id, event.verb, event.is_internal, details, event.at))
    file_rows = [
        row(f) | {"comment_id": places["comment"].index(f.comment_id) if f.comment_id else None}
        for f in files
    ]
    follows = [row(follow) for follow in Follow.objects.filter(ticket=ticket).order_by("pk")]
    return row(Ticket.objects.get(pk=ticket.pk)), [row(c) for c in comments], file_rows, follows, events


def upload(name="list.txt", text=b"one, two"):
    return SimpleUploadedFile(name, text)


# Each life is a list of (verb, who, what else); who and other people are names of the cast.
LIVES = {
    "solved": [
        ("comment", "ben", {"body": "Same here."}),
        ("claim", "tom", {}),
        ("comment", "tom", {"body": "Ballast is broken.", "is_internal": True}),
        ("set_waiting", "tom", {"question": "Which room is it?"}),
        ("comment", "ana", {"body": "The one **above** the door, #12."}),
        ("resolve", "tom", {"solution": "Replaced."}),
        ("confirm", "ana", {}),
    ],
    "unclaimed_and_solved": [("resolve", "tom", {"solution": "Was nothing."}), ("close", "mia", {})],
    "silence": [
        ("set_priority", "tom", {"priority": Priority.CRITICAL}),
        ("resolve", "tom", {}),
        ("close_after_silence", None, {}),
    ],
    "handed_on": [
        ("claim", "tom", {}),
        ("hand_over", "tom", {"to": "ben", "reason": "I am away."}),
        ("drop", "ben", {"reason": "No time."}),
        ("assign", "gil", {"to": "tom"}),
        ("assign", "gil", {"to": "ben"}),
        ("schedule", "ben", {"due_on": date(2026, 4, 1)}),
        ("schedule", "ben", {"due_on": None}),
        ("put_in_project", "ben", {"project": None}),
    ],
    "reopened": [
        ("claim", "tom", {}),
        ("resolve", "tom", {"solution": "Done."}),
        ("reopen", "ana", {"reason": "Not done."}),
        ("set_waiting", "tom", {}),
        ("resume", "tom", {}),
    ],
    "withdrawn": [("claim", "tom", {}), ("withdraw", "ana", {})],
    "binned": [("follow", "ben", {}), ("bin", "ana", {})],
    "unclaimed_and_withdrawn": [("withdraw", "ana", {})],
    "followed": [
        ("add_follower", "tom", {"person": "mia"}),
        ("comment", "ana", {"body": "", "files": "one"}),
        ("comment", "tom", {"body": "Seen.", "files": "one", "is_internal": True}),
    ],
}


def act(subject, step, cast, at=None):
    """Do one step on a ticket by its verb, or on a chronicle, which is told the time."""
    verb, who, facts = step
    facts = {
        name: cast[value] if isinstance(value, str) and value in cast else value
        for name, value in facts.items()
    }
    if facts.get("files"):
        facts["files"] = [upload()]
    if who:
        facts["by"] = cast[who]
    if at:
        facts["at"] = at
    getattr(subject, verb)(**facts)


@pytest.mark.parametrize("name", LIVES)
def test_a_chronicle_leaves_what_the_verbs_leave(name, clock, facilities, ana, tom, ben, mia, gil):
    cast = {"ana": ana, "tom": tom, "ben": ben, "mia": mia, "gil": gil}
    project = Project.objects.start(by=gil, group=facilities, name="Lamps")
    opened = {"project": project, "priority": Priority.WHENEVER}
    text = "It *flickers*.\n\n* often\n* at night"
    at = clock(0)
    lived = Ticket.objects.open(ana, facilities, "Lamp", text, files=[upload()], **opened)
    told = Chronicle.open(ana, facilities, "Lamp", text, at=at, **opened)
    told.attach(ana, at, ContentFile(b"one, two", name="list.txt"))

    for hours, step in enumerate(LIVES[name], start=1):
        at = clock(hours)
        lived.refresh_from_db()
        act(lived, step, cast)
        act(told, step, cast, at)
    with Ledger() as ledger:
        ledger.add(told)

    assert life_of(told.ticket) == life_of(lived)


def test_the_ledger_rings_no_bell(facilities, ana, tom, django_capture_on_commit_callbacks):
    heard = []

    def listen(event, **kwargs):
        heard.append(event)

    event_recorded.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True), Ledger() as ledger:
            told = Chronicle.open(ana, facilities, "Lamp", at=START)
            told.resolve(tom, START, "Done.")
            ledger.add(told)
    finally:
        event_recorded.disconnect(listen)

    assert Event.objects.of(told.ticket).count() == 4
    assert heard == []


def test_a_batch_is_written_whole_or_not_at_all(facilities, ana, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ledger = Ledger()
    fine = Chronicle.open(ana, facilities, "Lamp", at=START)
    fine.attach(ana, START, ContentFile(b"one", name="one.txt"))
    bad = Chronicle.open(ana, facilities, "Lamp", at=START)
    bad.comment(ana, "words", START, import_key="k")
    bad.comment(ana, "words", START, import_key="k")
    ledger.add(fine)
    ledger.add(bad)

    with pytest.raises(Exception, match="(?i)unique"):
        ledger.flush()

    assert Ticket.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("number", (1, 3))
def test_a_batch_costs_a_fixed_number_of_statements(facilities, ana, tom, number, django_assert_num_queries):
    ledger = Ledger()
    for _ in range(number):
        told = Chronicle.open(ana, facilities, "Lamp", at=START)
        told.resolve(tom, START, "Done.")
        told.follow(tom, START)
        ledger.add(told)

    # savepoint, tickets, comments, follows, events, release; PostgreSQL is told how to look up references, and
    # before and after what to index when
    with django_assert_num_queries({"sqlite": 6, "postgresql": 10}[connection.vendor]):
        ledger.flush()
