"""Many rows at once are the same rows as one by one, whatever stands in them."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from groups.events import Event, Verb
from tickets.imports.chronicle import rendered
from tickets.imports.sending import WORTH_A_COPY, send
from tickets.models import Comment, Ticket
from tickets.statuses import Priority, Status

START = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
ODD = "tab\t back\\slash \\N \\. line\nreturn\r NULL é 漢 \u2028 \"quoted\" 'it' {}"
ODD_ROWS = WORTH_A_COPY * 2


def tickets(group, person):
    for number in range(ODD_ROWS):
        text = ODD if number % 2 else ""
        yield Ticket(
            title=f"{ODD[:40]} {number}",
            description=text,
            description_html=rendered(text),
            group=group,
            requester=person,
            priority=Priority(number % 4),
            status=Status.RESOLVED if number % 2 else Status.OPEN,
            opened_at=START + timedelta(minutes=number),
            ended_at=START if number % 2 else None,
            due_on=date(2026, 1, 31) if number % 3 else None,
            opened_once=UUID(int=number) if number % 2 else None,
            import_source="odd",
            import_key=f"\\{number}" if number % 2 else None,
        )


def columns(rows, leave=("id",)):
    names = [f.attname for f in type(rows[0])._meta.concrete_fields if f.name not in leave]
    return [[getattr(row, name) for name in names] for row in rows]


def written(model, rows):
    """As the database gives them back, in the order they were sent."""
    found = model.objects.in_bulk([row.pk for row in rows])
    return [found[row.pk] for row in rows]


def test_rows_come_back_as_they_were_sent(facilities, ana):
    sent = list(tickets(facilities, ana))
    send(Ticket, sent)

    assert columns(written(Ticket, sent), ("id", "is_unresolved")) == columns(sent, ("id", "is_unresolved"))
    assert [row._state.adding for row in sent] == [False] * ODD_ROWS


def test_comments_and_events_too(facilities, ana):
    sent = list(tickets(facilities, ana))
    send(Ticket, sent)
    comments = [Comment(ticket=t, author=ana, body=ODD, body_html=rendered(ODD)) for t in sent]
    details = {"words": ODD, "none": None, "number": 1.5, "list": [True, "\\"]}
    events = [
        Event(group=facilities, actor=ana, verb=Verb.OPENED, target_kind="ticket", target_id=1, details=each)
        for each in [details, {}] * WORTH_A_COPY
    ]
    send(Comment, comments)
    send(Event, events)

    assert columns(written(Comment, comments)) == columns(comments)
    assert columns(written(Event, events)) == columns(events)


def test_a_number_that_a_row_has_already_stays(facilities, ana):
    sent = list(tickets(facilities, ana))
    sent[3].pk = 10_000_000
    send(Ticket, sent)

    assert written(Ticket, sent)[3].title == sent[3].title
    assert len({row.pk for row in sent}) == ODD_ROWS


def test_html_that_nobody_rendered_is_refused(facilities, ana):
    sent = list(tickets(facilities, ana))
    sent[5].description_html = "<script>"

    with pytest.raises(TypeError, match="rendered"), transaction.atomic():
        send(Ticket, sent)


def test_what_the_database_refuses_is_an_error_of_the_database(facilities, ana):
    sent = list(tickets(facilities, ana))
    sent[5].requester_id = sent[6].requester_id = None

    with pytest.raises(DatabaseError), transaction.atomic():
        send(Ticket, sent)

    assert Ticket.objects.count() == 0
