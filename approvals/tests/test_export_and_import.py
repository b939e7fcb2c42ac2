"""Taken out and brought back into an empty site: the same, column by column, with all that belongs to it."""

import json
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from accounts.models import Absence, Department, Role, User
from approvals import mandates
from approvals.models import Decision
from groups.events import Event, event_recorded
from groups.models import Group, Membership, Project, ProjectMembership
from tickets.exports import layout
from tickets.models import Answer, Attachment, Category, Comment, Follow, ImportedName, Question, Route, Step, Ticket
from tickets.models.question import Kind
from tickets.statuses import Priority

TABLES = (
    *(Department, User, Group, Membership, Project, ProjectMembership, Route, Step, Category, Question),
    *(Ticket, Comment, Attachment, Answer, Follow, Decision, Event),
)
KEYS = {  # what a row is told by where keys are others
    User: lambda row: row.username,
    Ticket: lambda row: row.pk,
    Route: lambda row: row.name,
    Department: lambda row: row.name,
}
# Written when brought in: how to find it again, and hashes over our own keys.
BROUGHT = {"import_source", "import_key", "content_hash", "file"}


def spelled(obj, depth=0):
    """A row as text, other rows by what they are called."""
    if obj is None:
        return None
    if type(obj) in KEYS:
        return str(KEYS[type(obj)](obj))
    if isinstance(obj, Group | Project | Category):
        return f"{obj._meta.model_name} {obj.name}"
    if isinstance(obj, Comment):
        return f"{obj.ticket_id}: {obj.created_at} {obj.body}"
    if isinstance(obj, Attachment):
        return f"{obj.ticket_id}: {obj.name} {obj.sha256}"
    if isinstance(obj, Question | Decision):
        return f"{obj._meta.model_name} {getattr(obj, 'label', '')} {getattr(obj, 'at', '')}"
    raise AssertionError(type(obj))


def named(event):
    """The facts of an event with rows in place of keys."""
    found = dict(event.details)
    for name, kind, keys in layout.facts_with_keys(event.verb, event.details):
        rows = layout.model_of(kind).objects.in_bulk(keys)
        found[name] = [spelled(rows[key]) for key in keys]
    return json.dumps(found, sort_keys=True)


def as_rows(model):
    """Every row of a table as {column: text}."""
    rows = []
    for obj in model.objects.all():
        row = {}
        for column in model._meta.concrete_fields:
            if column.name in BROUGHT or column.primary_key and model is not Ticket:
                continue
            value = getattr(obj, column.name)
            row[column.name] = spelled(value) if isinstance(column, models.ForeignKey) else str(value)
        if model is Event:
            if obj.target_kind != "ticket":
                continue
            row["details"] = named(obj)
        rows.append(row)
    return sorted(rows, key=json.dumps)


def everything():
    return {model.__name__: as_rows(model) for model in TABLES}


def contents():
    found = []
    for file in Attachment.objects.exclude(file=""):
        with file.file.open("rb") as content:
            found.append((file.name, content.read()))
    return sorted(found)


def empty_the_site():
    """As it is after `migrate` and `create_admin`; what is append-only goes by its own table."""
    for model in (*reversed(TABLES), ImportedName):
        rows = model.objects.all()
        if model is Group:
            rows = rows.filter(is_universal=False)
        rows._raw_delete(rows.db) if model not in (User, Group) else rows.delete()


@pytest.fixture
def lived(
    settings, tmp_path, facilities, it_desk, by_both, open_ticket, ask_for, approve, ana, tom, ben, mia, gil, hugo, ida, away
):
    """A site on which everything has happened once."""
    settings.MEDIA_ROOT = tmp_path / "files"
    roof = Project.objects.start(by=tom, group=facilities, name="Roof", description="Leaks.")
    roof.join(by=ben)
    first = open_ticket(project=roof, description="**Wet** #1, @ben", priority=Priority.CRITICAL)
    first.attach(ana, [ContentFile(b"\x00\xff" * 500_000, name="roof.bin")])
    first.edit(by=ana, revision=1, title="The roof leaks", description="Much.")
    first.claim(by=tom)
    note = first.comment(by=tom, body="Ask @mia", is_internal=True, files=[ContentFile(b"note", name="n.txt")])
    note.edit("Ask @mia again", by=tom)
    first.comment(by=ana, body="Please hurry")
    first.add_follower(hugo, by=tom)
    first.hand_over(ben, by=tom, reason="On holiday")
    first.set_waiting(by=ben, question="Which room?")
    first.comment(by=ana, body="Number 12")
    first.set_priority(Priority.WHENEVER, by=ben)
    first.schedule(timezone.localdate(), by=ben)
    first.resolve(by=ben, solution="New tiles")
    first.reopen(by=ana, reason="Still wet")
    binned = open_ticket(title="Nothing")
    binned.comment(by=ana, body="Sorry").remove(by=ana)
    binned.bin(by=gil)
    asks = Question.objects.create(category=by_both, label="Room", kind=Kind.TEXT)
    Question.objects.create(category=by_both, label="Floor", shown_when=asks, shown_value="1", position=2)
    request = ask_for(by_both, answers={asks: "1"})
    approve(request, hugo)
    Decision.objects.ask(request, by=ida, seen=request.content_hash, comment="Which size?")
    away(ida, ben)
    refused = ask_for(by_both, title="A yacht")
    Decision.objects.reject(refused, by=hugo, seen=refused.content_hash, comment="No.")
    return request


def take_out(path, **options):
    call_command("export_tickets", format="jsonl", output=path, **options)
    return path


def bring(path, **options):
    out, err = StringIO(), StringIO()
    call_command("import_tickets", str(path), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def emptied(lived, tmp_path):
    """(the file, what the site held): a site with nothing but its Admin."""
    before, files = everything(), contents()
    path = take_out(tmp_path / "all.jsonl")
    Absence.objects.all().delete()
    empty_the_site()
    User.objects.create_user("ada", "ada@example.org", name="Ada", role=Role.ADMIN)
    return path, before, files


def test_an_empty_site_gets_everything_back(emptied, ada):
    path, before, files = emptied
    rung = []
    event_recorded.connect(lambda **news: rung.append(news), weak=False)

    out, err = bring(path, with_people=True)

    assert err == ""
    after = everything()
    for name, rows in before.items():
        assert after[name] == rows, name
    assert contents() == files
    assert rung == []
