"""Taken out and brought back into an empty site: the same, column by column, with all that belongs to it."""

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from accounts.models import Absence, Department, Role, User
from approvals.models import Decision
from groups.events import Event, event_recorded
from groups.models import Group, Membership, Project, ProjectMembership
from tickets.exports import layout
from tickets.models import (
    Answer,
    Attachment,
    Category,
    Comment,
    Follow,
    ImportedName,
    Question,
    Route,
    Step,
    Ticket,
)
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
    Step: lambda row: row.approver,
}
# Written when brought in: how to find it again, and hashes over our own keys.
BROUGHT = {"import_source", "import_key", "content_hash", "file", "password"}


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
        if model is User and obj.username == "root":  # who brings it back
            continue
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
    settings,
    tmp_path,
    facilities,
    it_desk,
    by_both,
    open_ticket,
    ask_for,
    approve,
    ana,
    tom,
    ben,
    mia,
    gil,
    hugo,
    ida,
    away,
):
    """A site on which everything has happened once."""
    settings.MEDIA_ROOT = tmp_path / "files"
    roof = Project.objects.start(by=tom, group=facilities, name="Roof", description="Leaks.")
    roof.join(by=ben)
    first = open_ticket(project=roof, description="**Wet** #1, @ben", priority=Priority.CRITICAL)
    first.attach(ana, [ContentFile(b"\x00\xff" * 500_000, name="roof.bin")])
    first.edit(by=ana, revision=1, title="The roof leaks", description="Much.")
    first.claim(by=tom)
    note = first.comment(
        by=tom, body="Ask @mia", is_internal=True, files=[ContentFile(b"note", name="n.txt")]
    )
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
    User.objects.create_user("root", "root@example.org", role=Role.ADMIN)
    return path, before, files


def test_an_empty_site_gets_everything_back(emptied):
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


def test_what_was_decided_counts_and_the_next_one_decides(emptied, client):
    path, _before, _files = emptied
    bring(path, with_people=True)
    request, ida = Ticket.objects.get(title="A second screen"), User.objects.get(username="ida")

    Decision.objects.approve(request, by=ida, seen=request.content_hash)

    request.refresh_from_db()
    assert request.status == "open"


def test_the_next_ticket_gets_the_next_number(emptied, finance):
    path, before, _files = emptied
    bring(path, with_people=True)
    ana, facilities = User.objects.get(username="ana"), Group.objects.get(name="Facilities")

    ticket = Ticket.objects.open(by=ana, group=facilities, title="One more")

    assert ticket.pk > max(int(row["id"]) for row in before["Ticket"])


def test_a_second_run_changes_nothing_and_adds_what_is_new(lived, tmp_path, ana):
    """Here the site that brings in is another one: it has a ticket already."""
    path = take_out(tmp_path / "all.jsonl")
    empty_the_site()
    root = User.objects.create_user("root", "root@example.org", role=Role.ADMIN)
    Ticket.objects.open(by=root, group=Group.objects.universal(), title="Here before")
    first, err = bring(path)
    held, rows = contents(), everything()

    again, err_again = bring(path)

    assert (err, err_again) == ("", "")
    assert (
        first.splitlines()[0]
        == "Imported: 4 tickets, 7 comments. Here already: 0 tickets. Left out: 0 lines."
    )
    assert (
        again.splitlines()[0]
        == "Imported: 0 tickets, 0 comments. Here already: 4 tickets. Left out: 0 lines."
    )
    assert (contents(), everything()) == (held, rows)


def test_a_comment_that_came_meanwhile_is_added_with_its_file(lived, tmp_path, emptied):
    path, _before, _files = emptied
    bring(path, with_people=True)
    lines = path.read_text().splitlines()
    place = next(number for number, line in enumerate(lines) if '"body":"Please hurry"' in line)
    comment = json.loads(lines[place]) | {"id": 9_000, "body": "News"}
    file = {"line": "file", "id": 9_001, "comment": 9_000, "uploader": comment["author"], "name": "a.txt"}
    file |= {"size": 2, "sha256": "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"}
    told = {"line": "event", "verb": "commented", "actor": comment["author"], "details": {"comment": 9_000}}
    told["at"] = comment["created_at"]
    content = {"line": "bytes", "file": 9_001, "data": "aGk="}
    lines[place:place] = [json.dumps(row) for row in (comment, file, content, told)]
    path.write_text("\n".join(lines))

    out, err = bring(path, with_people=True)

    assert err == ""
    assert out.startswith("Imported: 0 tickets, 1 comments. Here already: 4 tickets.")
    new = Comment.objects.get(body="News")
    file = new.files.get()
    with file.file.open("rb") as content:
        assert (file.name, content.read()) == ("a.txt", b"hi")
    assert Event.objects.of(new.ticket).get(details__comment=new.pk).verb == "commented"


def test_without_belief_nobody_gets_an_account_a_role_or_a_rank(emptied):
    path, before, _files = emptied

    bring(path)

    made = User.objects.exclude(username="root")
    assert {(person.is_active, person.role) for person in made} == {(False, Role.USER)}
    assert all(person.email.endswith("@imported.invalid") for person in made)
    assert not Membership.objects.exists()
    assert len(as_rows(Ticket)) == len(before["Ticket"])
    assert as_rows(Comment) == before["Comment"]
    assert as_rows(Event) == before["Event"]


def test_a_dry_run_leaves_nothing(emptied, settings):
    path, _before, files = emptied
    Attachment.objects.all()

    out, err = bring(path, dry_run=True, with_people=True)

    assert out.startswith("Would import: 4 tickets")
    assert err == ""
    assert not Ticket.objects.exists()
    assert User.objects.count() == 1


DAMAGE = {
    '"title":"A yacht"': ('"title":""', "title: This field cannot be blank."),
    '"status":"pending"': ('"status":"eaten"', "status: Value 'eaten' is not a valid choice."),
    '"verdict":"ask"': ('"verdict":"maybe"', "verdict: Value 'maybe' is not a valid choice."),
    '"name":"roof.bin"': ('"name":"roof.bin","sha256":"00"', "roof.bin: its content is damaged"),
    '"body":"Please hurry"': ('"body":"Please hurry","author":9999', "author: the file has no person 9999"),
    '"title":"The roof leaks"': ('"title":"The roof leaks","opened_at":"1999"', "opened_at:"),
}


@pytest.mark.parametrize("there", DAMAGE)
def test_a_damaged_line_is_told_and_harms_nothing_else(emptied, there):
    path, before, _files = emptied
    put, why = DAMAGE[there]
    lines = path.read_text().splitlines()
    number = next(number for number, text in enumerate(lines, 1) if there in text)
    row = lines[number - 1].replace(there, put)
    if put.count('":') > 1:  # the last of two keys counts
        extra = put[put.index(",") :]
        row = lines[number - 1].rstrip("}") + extra + "}" * lines[number - 1].endswith("}")
    lines[number - 1] = row
    path.write_text("\n".join(lines))

    out, err = bring(path, with_people=True)

    assert err.splitlines()[0].startswith(f"all.jsonl:{number}: {why}")
    assert Ticket.objects.count() == len(before["Ticket"]) - ('"line":"ticket"' in row)


HOSTILE = {
    '{"line":"comment","body":"x"}': "comment: there is no ticket above it",
    '{"line":"bytes","file":1,"data":"%%"}': "bytes: there is no ticket above it",
    '{"line":"spell"}': "line: unknown word 'spell'",
    '{"line":"ticket"}': "title is missing",
    '{"line":"person","username":null}': "username is missing",
    '{"line":"person","username":["x"]}': "username: a text is wanted, not a list",
    '{"line":"group","name":{"a":1}}': "name: a text is wanted, not an object",
    '{"line":"ticket","title":"x","opened_at":7}': "opened_at: a text is wanted, not a number",
    '{"line":"membership","group":1,"user":2}': "group: the file has no group 1",
    "not json": "not JSON",
    "[1]": "an object is wanted, not a list",
}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_line_is_told(tmp_path, ada, text):
    path = tmp_path / "bad.jsonl"
    path.write_text(f'{{"line":"export","format":1,"site":"x"}}\n{text}\n')
    err = StringIO()

    with suppress(CommandError):  # where no ticket was read
        call_command("import_tickets", str(path), with_people=True, stdout=StringIO(), stderr=err)

    assert err.getvalue().startswith(f"bad.jsonl:2: {HOSTILE[text]}")
    assert User.objects.count() == 1


def test_another_format_is_refused(tmp_path, ada):
    path = tmp_path / "new.jsonl"
    path.write_text('{"line":"export","format":2}\n')
    err = StringIO()

    with pytest.raises(CommandError, match="Nothing could be read"):
        call_command("import_tickets", str(path), stdout=StringIO(), stderr=err)

    assert "this site reads format 1, not '2'" in err.getvalue()
