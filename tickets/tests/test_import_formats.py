"""Sample files of every product arrive at the reading that is expected of them, and nobody hears of it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command

from groups.events import Event, Verb, event_recorded
from tickets.imports import neutral
from tickets.imports.products import recognise
from tickets.imports.run import Run
from tickets.imports.texts import as_markdown, cut_title
from tickets.models import ImportedName, Ticket
from tickets.statuses import Priority, Status
from tickets.tests import format_shares
from tickets.tests.format_shares import LAYOUTS, measure

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("title", "status", "description", "group", "project", "category", "priority")
PEOPLE = ("requester", "assignee", "resolver")
TIMES = ("opened_at", "resolved_at", "closed_at", "history")

pytestmark = pytest.mark.shared_data


@pytest.fixture
def formats(shared_data):
    return shared_data / "formats"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)
def test_every_field_of_every_ticket_arrives(layout, formats):
    share = measure(layout, formats)

    assert share.different == []
    assert (share.tickets, share.rows) == (36, 36)


def test_the_table_of_shares_is_the_measured_one(formats):
    table = "\n".join(format_shares.table(formats))

    assert table in (ROOT / "docs" / "import.md").read_text()


def test_the_samples_come_in_once_with_their_columns_and_nobody_is_told(
    formats, everyone, ada, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    rung, out, err = [], StringIO(), StringIO()
    event_recorded.connect(lambda **news: rung.append(news), weak=False, dispatch_uid="listens")
    files = [str(formats / name) for layout in LAYOUTS for name in (layout.file, layout.beside) if name]

    for _again in range(2):
        call_command("import_tickets", *files, stdout=out, stderr=err)
    event_recorded.disconnect(dispatch_uid="listens")

    said = [line for line in out.getvalue().splitlines() if line.startswith("Imported")]
    assert said == [
        "Imported: 396 tickets, 1476 comments. Here already: 108 tickets. Left out: 0 lines.",
        "Imported: 0 tickets, 0 comments. Here already: 504 tickets. Left out: 0 lines.",
    ]
    assert (rung, mail.outbox) == ([], [])
    seen = set()
    for layout in LAYOUTS:
        for reading in format_shares.readings_of(layout, formats):
            if (reading.source, reading.key) not in seen and not layout.columns:
                assert columns_of(reading) == wanted_of(reading)
            seen.add((reading.source, reading.key))
    assert len(seen) == 396


def columns_of(reading):
    """What stands in the database of a ticket, the names as its source has them."""
    places = ("requester", "assignee", "group", "project", "category")
    ticket = Ticket.objects.select_related(*places).get(import_source=reading.source, import_key=reading.key)
    group = ImportedName.objects.get(source=reading.source, kind="group", group=ticket.group)
    comments = ticket.comments.filter(import_key__isnull=False).order_by("created_at", "pk")
    return {
        "words": (ticket.title, ticket.description, ticket.status, ticket.priority),
        "times": (ticket.opened_at, ticket.resolved_at, ticket.closed_at),
        "people": (ticket.requester.name, ticket.assignee and ticket.assignee.name),
        "places": (
            group.name,
            ticket.project and ticket.project.name,
            ticket.category and ticket.category.name,
        ),
        "comments": [
            (comment.created_at, comment.author.name, comment.body, comment.is_internal)
            for comment in comments.select_related("author")
        ],
    }


def wanted_of(reading):
    priority = Priority.NICE if reading.priority is None else reading.priority
    said = sorted(reading.comments, key=lambda comment: comment.at)
    closed = reading.closed_at if reading.status == Status.CLOSED else None
    return {
        "words": (
            cut_title(reading.title)[0],
            as_markdown(reading.description, reading.html, reading.markdown),
            reading.status,
            priority,
        ),
        "times": (reading.opened_at, reading.resolved_at or reading.closed_at, closed),
        "people": (reading.requester or f"Unknown ({reading.source})", reading.assignee),
        "places": (reading.group or "", reading.project, reading.category),
        "comments": [
            (each.at, each.author, as_markdown(each.body, each.html, each.markdown), each.is_internal)
            for each in said
        ],
    }


def test_the_log_of_changes_is_tickets_with_their_history(shared_data):
    log = recognise(shared_data / "servicenow_incident_events.csv.gz")
    readings = {reading.key: reading for _line, reading in log.read()}

    assert (log.product, len(readings)) == ("servicenow", 1208)
    expected = [reading for _line, reading in neutral.read(shared_data / "neutral" / "servicenow.jsonl.gz")]
    for wanted in expected:
        got = readings[wanted.key]
        same = (*WORDS, *PEOPLE, *TIMES)
        assert [getattr(got, name) for name in same] == [getattr(wanted, name) for name in same]
    assert len(expected) == 240


def test_the_log_of_changes_comes_in_as_tickets_with_events(shared_data, everyone, ada):
    log, run = recognise(shared_data / "servicenow_incident_events.csv.gz"), Run(by=ada)

    run.bring("log", log.read())

    assert (run.outcome.tickets, Ticket.objects.count(), run.outcome.bad) == (1208, 1208, [])
    ticket = Ticket.objects.get(import_key="INC0025104")
    told = [
        (event.verb, event.at.strftime("%m-%d")) for event in Event.objects.of(ticket).order_by("at", "pk")
    ]
    assert told[:-1] == [
        (Verb.OPENED, "05-02"),
        (Verb.MOVED, "05-02"),
        (Verb.MOVED, "05-03"),
        (Verb.MOVED, "05-03"),
        (Verb.SET_WAITING, "05-04"),
        (Verb.COMMENTED, "05-10"),
        (Verb.RESOLVED, "05-10"),
        (Verb.ASSIGNED, "05-10"),
        (Verb.CLOSED, "06-08"),
    ]
    assert told[-1][0] == Verb.IMPORTED
