"""Importing: what a line becomes, what is told about bad ones, and that a second run adds nothing."""

import gzip
import json
import re
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from groups.events import Event, Verb, event_recorded
from groups.models import Group, Project
from tickets.history import Change, History
from tickets.imports import lines as lines_of
from tickets.imports.reading import Reading
from tickets.imports.run import Run
from tickets.models import Attachment, Category, Comment, ImportedName, Ticket
from tickets.models.comment import Kind
from tickets.statuses import Priority, Status

ROW = {
    "source": "old",
    "id": "T-1",
    "title": "The gate squeaks",
    "description": "Since Monday.",
    "group": "Yard",
    "project": "Gates",
    "category": "Doors",
    "priority": "Important",
    "status": "closed",
    "requester": "Rita Moss",
    "assignee": "Olaf Berg",
    "resolver": "Olaf Berg",
    "created": "2024-03-04T09:00:00Z",
    "resolved": "2024-03-06T11:00:00Z",
    "closed": "2024-03-20T12:00:00Z",
    "comments": [
        {"at": "2024-03-04T10:00:00Z", "author": "Olaf Berg", "body": "Looking at it.", "private": False},
        {"at": "2024-03-05T10:00:00Z", "author": "Olaf Berg", "body": "Hinge is bent.", "private": True},
    ],
    "history": [],
}


@pytest.fixture
def bring(tmp_path, ada, everyone, settings):
    """bring(row, text, ...): writes a file of these lines, imports it, gives (stdout, stderr)."""
    settings.MEDIA_ROOT = tmp_path / "files"

    def write_and_import(*rows, name="old.jsonl", **options):
        path = tmp_path / name
        path.write_bytes(b"\n".join(r if isinstance(r, bytes) else json.dumps(r).encode() for r in rows))
        out, err = StringIO(), StringIO()
        call_command("import_tickets", str(path), stdout=out, stderr=err, **options)
        return out.getvalue(), err.getvalue()

    return write_and_import


def history_of(ticket):
    return History(ticket, User.objects.get(username="ada")).lines


def at(day, hour, month=3):
    return datetime(2024, month, day, hour, tzinfo=UTC)


def verbs_of(ticket):
    return [(event.verb, str(event.actor), event.at) for event in Event.objects.of(ticket)]


def test_a_place_that_is_here_under_other_capitals_is_not_told_as_made(bring):
    told, _remarks = bring(ROW, ROW | {"id": "T-2", "project": "GATES", "category": "doors"})

    assert (Project.objects.count(), Category.objects.count()) == (1, 1)
    assert "Made: 2 people, 1 groups, 1 projects, 1 categories." in told


def test_a_line_becomes_a_ticket_with_its_own_people_places_and_times(bring, ada):
    bring(ROW)

    ticket = Ticket.objects.get()
    rita, olaf = (User.objects.get(name=name) for name in ("Rita Moss", "Olaf Berg"))
    assert (ticket.title, ticket.description, ticket.priority) == (
        "The gate squeaks",
        "Since Monday.",
        Priority.IMPORTANT,
    )
    assert (ticket.group.name, ticket.project.name, ticket.category.name) == ("Yard", "Gates", "Doors")
    assert (ticket.requester, ticket.assignee, ticket.resolved_by) == (rita, olaf, olaf)
    assert (ticket.status, ticket.opened_at, ticket.first_answered_at) == (
        Status.CLOSED,
        at(4, 9),
        at(4, 10),
    )
    assert (ticket.resolved_at, ticket.ended_at, ticket.closed_at) == (at(6, 11), at(6, 11), at(20, 12))
    assert [(c.body, c.is_internal, c.kind, c.created_at) for c in ticket.comments.for_list()] == [
        ("Looking at it.", False, Kind.PLAIN, at(4, 10)),
        ("Hinge is bent.", True, Kind.PLAIN, at(5, 10)),
        ("", False, Kind.RESOLUTION, at(6, 11)),
    ]
    assert verbs_of(ticket)[:-1] == [
        (Verb.OPENED, "Rita Moss", at(4, 9)),
        (Verb.COMMENTED, "Olaf Berg", at(4, 10)),
        (Verb.COMMENTED, "Olaf Berg", at(5, 10)),
        (Verb.COMMENTED, "Olaf Berg", at(6, 11)),
        (Verb.RESOLVED, "Olaf Berg", at(6, 11)),
        (Verb.CLOSED, "Olaf Berg", at(20, 12)),
    ]
    imported = Event.objects.of(ticket).last()
    assert (imported.verb, imported.actor, imported.details["key"]) == (Verb.IMPORTED, ada, "T-1")


def test_imported_people_cannot_sign_in_and_get_no_mail(bring):
    bring(ROW)

    rita = User.objects.get(name="Rita Moss")
    assert (rita.username, rita.email) == ("rita-moss", "rita-moss@imported.invalid")
    assert (rita.is_active, rita.has_usable_password()) == (False, False)


def test_imported_groups_are_closed_to_joining_and_the_admins(bring, ada, zoe):
    bring(ROW)

    yard = Group.objects.get(name="Yard")
    assert (yard.is_open, yard.is_abandoned, yard.projects.get().manager) == (False, True, ada)
    assert not Group.objects.visible_to(zoe).filter(pk=yard.pk).exists()
    assert not Ticket.objects.visible_to(zoe).exists()
    yard.adopt(by=ada)


def test_a_group_of_the_organisation_is_not_mixed_with_an_imported_one(bring, facilities):
    bring(ROW | {"group": "facilities"})

    assert Ticket.objects.get().group.name == "facilities (old)"


def test_all_tickets_can_go_into_one_group(bring, facilities):
    bring(ROW, group="Facilities")

    ticket = Ticket.objects.get()
    assert (ticket.group, ticket.project.group) == (facilities, facilities)
    assert Event.objects.of(ticket).last().details["facts"]["group"] == "Yard"


def test_a_second_run_adds_nothing(bring):
    bring(ROW)
    before = [model.objects.count() for model in (Ticket, Comment, Event, User, Group, ImportedName)]

    said, _err = bring(ROW)

    assert [model.objects.count() for model in (Ticket, Comment, Event, User, Group, ImportedName)] == before
    assert said == "Imported: 0 tickets, 0 comments. Here already: 1 tickets. Left out: 0 lines.\n"


def test_a_second_run_finds_what_was_renamed_here(bring, ada):
    bring(ROW)
    group = Group.objects.get(name="Yard")
    group.adopt(by=ada)
    group.edit(by=ada, name="Outside")
    User.objects.get(name="Rita Moss").update_profile(by=ada, name="Rita M. Moss")

    bring(ROW | {"id": "T-2"})

    assert Ticket.objects.filter(group=group, requester__name="Rita M. Moss").count() == 2
    assert not Group.objects.filter(name="Yard").exists()


def test_a_second_run_adds_the_new_comments_and_changes_nothing_else(bring, ada):
    bring(ROW)
    ticket = Ticket.objects.get()
    ticket.title = "Ours by now"
    ticket.save()
    late = {
        "at": "2024-04-02T08:00:00Z",
        "author": "Rita Moss",
        "body": "It squeaks again.",
        "private": False,
    }

    said, _err = bring(ROW | {"title": "Theirs", "status": "open", "comments": [*ROW["comments"], late]})

    ticket.refresh_from_db()
    assert (ticket.title, ticket.status, ticket.updated_at) == ("Ours by now", Status.CLOSED, at(2, 8, 4))
    assert ticket.comments.for_list().last().body == "It squeaks again."
    assert "0 tickets, 1 comments" in said


def test_the_same_words_said_twice_are_two_comments(bring):
    twice = [{"at": "2024-03-05T10:00:00Z", "author": "Rita Moss", "body": "?", "private": False}] * 2
    bring(ROW | {"comments": twice})
    bring(ROW | {"comments": twice})

    assert Comment.objects.filter(body="?").count() == 2


def test_one_number_for_two_tickets_makes_two_once(bring):
    other = ROW | {"title": "Another matter"}
    bring(ROW, other, ROW)
    bring(ROW, other, ROW)

    assert sorted(Ticket.objects.values_list("title", flat=True)) == ["Another matter", "The gate squeaks"]


def test_a_dry_run_tells_and_changes_nothing(bring, settings):
    before = [model.objects.count() for model in (Ticket, Comment, Event, User, Group)]

    said, _err = bring(ROW | {"description": "long " * 20_000}, b"{", dry_run=True)

    assert [model.objects.count() for model in (Ticket, Comment, Event, User, Group)] == before
    assert "Would import: 1 tickets, 2 comments." in said
    assert "Would make: 2 people, 1 groups, 1 projects, 1 categories." in said
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


BAD = {
    b"{": "not JSON",
    b"[1]": "an object is wanted, not a list",
    b'"text"': "an object is wanted, not a text",
    b'{"source": "old", "title": NaN}': "not JSON: NaN",
    b'{"source": "old", "title": 1e999}': "a number is too large",
    b"\xff\xfe{}": "not UTF-8",
    b"[" * 100_000: "nested too deeply",
    json.dumps(ROW | {"title": ""}).encode(): "title is missing",
    json.dumps(ROW | {"title": " \n"}).encode(): "title is missing",
    json.dumps(ROW | {"title": 7}).encode(): "title: a text is wanted, not a number",
    json.dumps(ROW | {"source": None}).encode(): "source is missing",
    json.dumps(ROW | {"source": "s" * 61}).encode(): "source is longer than 60 characters",
    json.dumps(ROW | {"id": ["x"]}).encode(): "id: a text is wanted, not a list",
    json.dumps(ROW | {"status": "mauve"}).encode(): "status: unknown word 'mauve'",
    json.dumps(ROW | {"created": "2024-02-30"}).encode(): "created: impossible date '2024-02-30'",
    json.dumps(ROW | {"created": "0001-01-01T00:00:00+14:00"}).encode(): "created: impossible date",
    json.dumps(ROW | {"closed": "2999-01-01"}).encode(): "closed: impossible date '2999-01-01'",
    json.dumps(ROW | {"comments": {}}).encode(): "comments: a list is wanted, not an object",
    json.dumps(ROW | {"comments": [3]}).encode(): "comments: an object is wanted, not a number",
    json.dumps(ROW | {"comments": [{"private": "no"}]}).encode(): "private: true or false is wanted",
    json.dumps(ROW | {"history": [{"field": "status"}]}).encode(): "history: a change without time",
    json.dumps(
        ROW | {"description_format": "rtf"}
    ).encode(): "description_format: text or html is wanted, not rtf",
}


@pytest.mark.parametrize("line", BAD, ids=BAD.values())
def test_a_bad_line_is_told_with_its_number_and_stops_nothing(line, bring):
    said, err = bring(ROW, line, ROW | {"id": "T-3"})

    assert err.startswith(f"old.jsonl:2: {BAD[line]}")
    assert Ticket.objects.count() == 2
    assert "Left out: 1 lines." in said


def test_nul_bytes_and_halves_of_characters_are_replaced(bring):
    line = json.dumps(ROW).replace("squeaks", "sq\\u0000u\\ud800eaks").replace("Monday", "Mon\\u0000day")
    bring(line.replace('"history": []', '"history": [], "note\\u0000": ["a\\u0000\\udfff"]').encode())

    ticket = Ticket.objects.get()
    assert (ticket.title, ticket.description) == ("The gate sq\ufffdu\ufffdeaks", "Since Mon\ufffdday.")
    assert Event.objects.of(ticket).last().details["facts"] == {"note\ufffd": ["a\ufffd\ufffd"]}


def test_an_endless_line_is_skipped(bring, monkeypatch):
    monkeypatch.setattr(lines_of, "LINE_LIMIT", 2_000)
    said, err = bring(b"x" * 9_000, ROW, product="neutral")

    assert err.startswith("old.jsonl:1: longer than")
    assert Ticket.objects.count() == 1


def test_what_the_database_refuses_leaves_out_one_line_only(everyone, ada):
    def reading(number, **fields):
        return Reading(source="old", key=f"T-{number}", title="Gate", status=Status.OPEN, **fields)

    # Past the checks of a format: half a character, which no database stores.
    run = Run(by=ada)
    run.bring("old", enumerate([reading(1), reading(2, group="\ud800"), reading(3)], start=1))

    assert [where for where, _why in run.outcome.bad] == ["old:2"]
    assert sorted(Ticket.objects.values_list("import_key", flat=True)) == ["T-1", "T-3"]
    assert (run.outcome.tickets, dict(run.outcome.made)["person"]) == (2, 1)


def test_packed_files_are_told_by_their_bytes_and_a_broken_one_keeps_what_it_had(bring, tmp_path):
    rows = "\n".join(
        json.dumps(ROW | {"id": str(number), "tags": [str(number) * 50]}) for number in range(300)
    )
    packed = gzip.compress(rows.encode())
    (tmp_path / "whole.txt").write_bytes(packed)
    (tmp_path / "broken.gz").write_bytes(packed[: len(packed) - 40])
    out, err = StringIO(), StringIO()

    call_command("import_tickets", str(tmp_path / "broken.gz"), stdout=out, stderr=err)
    some = Ticket.objects.count()
    call_command("import_tickets", str(tmp_path / "whole.txt"), stdout=out, stderr=err)

    assert "broken.gz: Compressed file ended" in err.getvalue()
    assert 0 < some < 300
    assert Ticket.objects.count() == 300


def test_nothing_readable_is_a_mistake(bring, tmp_path):
    with pytest.raises(CommandError, match="Nothing could be read"):
        bring(b"{")
    with pytest.raises(CommandError, match="Nothing could be read"):
        call_command("import_tickets", str(tmp_path / "absent"), stderr=StringIO(), stdout=StringIO())


def test_importing_needs_an_admin(everyone, tmp_path, tom):
    for by in (None, "tom"):
        with pytest.raises(CommandError, match="create_admin"):
            call_command("import_tickets", str(tmp_path / "x"), by=by)


def test_nobody_is_told(bring, django_capture_on_commit_callbacks):
    heard = []

    def listen(event, **kwargs):
        heard.append(event)

    event_recorded.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            bring(ROW)
    finally:
        event_recorded.disconnect(listen)

    assert heard == []


def test_history_becomes_events_with_the_words_of_the_source(bring):
    def change(hour, field, old, new, by="Olaf Berg"):
        return {"at": f"2024-03-05T{hour:02}:00:00Z", "field": field, "old": old, "new": new, "by": by}

    history = [
        change(1, "status", None, "New"),
        change(2, "group", "Gardens", "Yard"),
        change(3, "priority", "4 - Low", "2 - High"),
        change(4, "assignee", None, "Olaf Berg"),
        change(5, "status", "Active", "Awaiting user info"),
        change(6, "status", "Awaiting user info", "Active"),
        change(7, "status", "Active", "Resolved", by=None),
        change(8, "status", "Resolved", "Active"),
        change(9, "status", "New", "Triage"),
        change(10, "colour", "red", "green"),
        change(11, "assignee", "Olaf Berg", None),
        change(12, "status", "Active", "Resolved", by=None),
    ]
    bring(ROW | {"history": history, "comments": [], "closed": None, "status": "resolved"})

    ticket = Ticket.objects.get()
    events = list(Event.objects.of(ticket))
    told = [(event.verb, event.at.hour) for event in events if event.at.day == 5]
    assert told == [
        (Verb.MOVED, 2),
        (Verb.PRIORITISED, 3),
        (Verb.ASSIGNED, 4),
        (Verb.SET_WAITING, 5),
        (Verb.RESUMED, 6),
        (Verb.COMMENTED, 7),
        (Verb.RESOLVED, 7),
        (Verb.REOPENED, 8),
        (Verb.IMPORTED, 9),
        (Verb.IMPORTED, 10),
        (Verb.DROPPED, 11),
        (Verb.COMMENTED, 12),
        (Verb.RESOLVED, 12),
    ]
    assert events[0].details["imported"] == [
        {"field": "status", "old": None, "new": "New", "by": "Olaf Berg"}
    ]
    by_hour = {(event.verb, event.at.hour): event for event in events[:-1]}
    assert by_hour[Verb.PRIORITISED, 3].details | {"imported": 0} == {"before": 3, "after": 1, "imported": 0}
    assert by_hour[Verb.IMPORTED, 10].details["imported"]["new"] == "green"
    assert str(by_hour[Verb.RESOLVED, 7].actor) == "Unknown (old)"
    assert str(by_hour[Verb.RESOLVED, 12].actor) == "Olaf Berg"
    assert ticket.first_claimed_at == datetime(2024, 3, 5, 4, tzinfo=UTC)

    *told, last = history_of(ticket)
    lines = {(line.event.verb, line.at.hour): line for line in told}
    assert lines[Verb.IMPORTED, 10].changes == [Change("colour", "red", "green")]
    assert last.sentence == "imported the ticket from old"


@pytest.mark.parametrize(
    "word, assignee, status",
    (
        ("in progress", None, Status.OPEN),
        ("in progress", "Olaf Berg", Status.IN_PROGRESS),
        ("open", "Olaf Berg", Status.IN_PROGRESS),
        ("open", None, Status.OPEN),
        ("waiting", "Olaf Berg", Status.WAITING),
        ("waiting", None, Status.OPEN),
        ("resolved", None, Status.RESOLVED),
        ("withdrawn", None, Status.WITHDRAWN),
    ),
)
def test_what_somebody_holds_is_in_progress_and_what_nobody_holds_is_open(word, assignee, status, bring):
    bring(ROW | {"status": word, "assignee": assignee, "resolver": None, "resolved": None, "closed": None})

    assert Ticket.objects.get().status == status


def test_times_that_cannot_be_are_told_in_the_history(bring):
    bring(ROW | {"resolved": "2024-02-01", "closed": "2024-02-01"}, ROW | {"id": "T-2", "created": None})

    early, unknown = Ticket.objects.order_by("pk")
    assert early.resolved_at == early.opened_at == at(4, 9)
    assert Event.objects.of(early).last().details["assumed"] == {"ended": "before it was opened"}
    assert unknown.opened_at == at(4, 10)
    assert Event.objects.of(unknown).last().details["assumed"] == {"opened": "unknown at the source"}


def test_a_missing_requester_is_the_unknown_person_of_the_source(bring):
    bring(ROW | {"requester": None}, ROW | {"id": "T-2", "requester": ""})

    assert {str(ticket.requester) for ticket in Ticket.objects.all()} == {"Unknown (old)"}


def test_html_becomes_markdown_without_anything_live(bring, client, ada):
    html = (
        "<h2>Steps</h2><p>Open <b>it</b> &amp; <a href='javascript:alert(1)'>click</a> see #12</p>"
        "<script>alert(2)</script><style>p{}</style><img src=x onerror=alert(3)><pre>a &lt;td&gt;</pre>"
    )
    bring(ROW | {"description": html, "description_format": "html"})

    ticket = Ticket.objects.get()
    assert ticket.description.startswith("## Steps\n\nOpen **it** & click see \\#12")
    assert "alert(2)" not in ticket.description
    assert "p{}" not in ticket.description
    client.force_login(ada)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "a &lt;td&gt;" in page
    assert "javascript:" not in page
    assert "onerror" not in page


def test_plain_text_keeps_its_characters(bring):
    text = "# 5 * 4 * 3 _x_ `y` see #12\n===\n    indented\n~~z~~"
    bring(ROW | {"description": text})

    shown = re.sub(r"<br ?/?>|</?p>", "", Ticket.objects.get().html).replace("&quot;", '"').strip()
    assert [line.strip() for line in shown.splitlines()] == [line.strip() for line in text.splitlines()]


def test_a_long_title_is_kept_whole_above_the_description(bring):
    bring(ROW | {"title": "gate " * 60})

    ticket = Ticket.objects.get()
    assert len(ticket.title) <= 200
    assert ticket.title.endswith("…")
    assert ticket.description == ("gate " * 60).strip() + "\n\nSince Monday."


def test_a_body_beyond_the_limit_is_cut_and_attached_whole(bring):
    text = "all work and no play " * 50_000
    comment = {"at": "2024-03-05T10:00:00Z", "author": "Rita Moss", "body": text, "private": True}
    bring(ROW | {"description": text, "comments": [comment]})

    ticket = Ticket.objects.get()
    files = list(Attachment.objects.order_by("name"))
    assert [(f.name, f.is_internal, f.ticket) for f in files] == [
        ("comment.txt", True, ticket),
        ("description.txt", False, ticket),
    ]
    with files[1].file.open() as whole:
        assert text in whole.read().decode()
    assert len(ticket.description) <= 65_536
    assert "attached file" in ticket.description


def test_projects_and_categories_belong_to_the_group_of_their_ticket(bring):
    bring(ROW, ROW | {"id": "T-2", "group": "Barn"}, ROW | {"id": "T-3", "project": "GATES"})

    assert sorted(Project.objects.values_list("group__name", "name")) == [
        ("Barn", "Gates"),
        ("Yard", "Gates"),
    ]
    assert Category.objects.count() == 2
    assert all(t.project.group == t.category.group == t.group for t in Ticket.objects.all())


# The sets: tickets, comments, and lines that repeat another one word for word.
SETS = {
    "foi_bc": (150, 0, 0),
    "foi_toronto": (147, 0, 3),
    "helpdesk": (81, 1705, 0),
    "servicenow": (240, 0, 0),
    "sncf": (240, 0, 0),
    "sumo": (300, 0, 0),
}


@pytest.mark.shared_data
@pytest.mark.parametrize("name", SETS)
def test_a_real_set_imports_and_every_ticket_of_it_opens(name, shared_data, everyone, ada, client):
    path = str(shared_data / "neutral" / f"{name}.jsonl.gz")
    tickets, comments, repeated = SETS[name]
    out, err = StringIO(), StringIO()

    call_command("import_tickets", path, stdout=out, stderr=err)
    call_command("import_tickets", path, stdout=out, stderr=err)

    said = [line for line in out.getvalue().splitlines() if line.startswith("Imported")]
    remarks = [line for line in err.getvalue().splitlines() if not line.endswith("both are kept")]
    assert remarks == []
    assert said == [
        f"Imported: {tickets} tickets, {comments} comments. Here already: {repeated} tickets. Left out: 0 lines.",
        f"Imported: 0 tickets, 0 comments. Here already: {tickets + repeated} tickets. Left out: 0 lines.",
    ]
    client.force_login(ada)
    step = 1 if connection.vendor == "sqlite" else 5  # how a text is drawn does not hang on the database
    pages = [ticket.get_absolute_url() for ticket in Ticket.objects.order_by("pk")[::step]]
    pages += [reverse("tickets:history", args=[ticket.pk]) for ticket in Ticket.objects.all()[:20]]
    for address in pages:
        response = client.get(address)
        page = response.content.decode().lower()
        found = [live for live in ("javascript:", "onerror=", "<iframe", "<object") if live in page]
        assert (response.status_code, found) == (200, []), address


def test_files_of_products_come_in_beside_broken_ones_and_remarks_are_told_once(everyone, ada, tmp_path):
    (tmp_path / "half.json").write_text('[{"number": 7, "title": "Ga')
    (tmp_path / "table.txt").write_text(
        "N°;Quoi;Date;Fin\n1;Grille;04/03/2024;31/02/2024\n2;Lampe;04/03/2024;31/02/2024\n3;Porte\n1;Haie;;\n"
    )
    out, err = StringIO(), StringIO()

    call_command(
        "import_tickets",
        str(tmp_path / "half.json"),
        str(tmp_path / "table.txt"),
        map=[("title", "Quoi"), ("closed_at", "Fin")],
        dates="day-first",
        stdout=out,
        stderr=err,
    )

    assert err.getvalue().splitlines() == [
        "table.txt:4: it has 2 cells where the header has 4: broken off, or split over lines",
        "table.txt:2: impossible date “31/02/2024” (2 times)",
        "table.txt:5: number 1 stands above on another ticket; both are kept",
        f"{tmp_path}/half.json: not JSON: Unterminated string starting at (column 25)",
    ]
    assert out.getvalue().splitlines()[0].startswith("Imported: 3 tickets")


@pytest.mark.parametrize("options", ({"product": "remedy"}, {"product": "trello"}))
def test_a_product_that_does_not_fit_is_told(options, everyone, ada, tmp_path):
    path, err = tmp_path / "table.csv", StringIO()
    path.write_text("title,status\nGate,open\n")

    with pytest.raises(CommandError, match="Nothing could be read"):
        call_command("import_tickets", str(path), stderr=err, stdout=StringIO(), **options)

    assert str(path) in err.getvalue()


@pytest.mark.parametrize("words", (["--zone", "Mars/Base"], ["--map", "title"], ["--map", "colour=Red"]))
def test_what_cannot_be_meant_is_refused_at_once(words, everyone, ada):
    with pytest.raises(CommandError, match="there is no time zone|is not FIELD=COLUMN"):
        call_command("import_tickets", "table.csv", *words)


def test_history_says_the_number_there_and_what_could_not_be_read(everyone, ada, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("id,title,created,closed\n7,Gate,,2024-03-04\n,Lamp,2024-02-31,\n")
    call_command("import_tickets", str(path), stdout=StringIO(), stderr=StringIO())

    said = {
        ticket.title: [
            (change.label, change.after)
            for line in history_of(ticket)
            if line.sentence == "imported the ticket from table"
            for change in line.changes
        ]
        for ticket in Ticket.objects.all()
    }

    assert said == {
        "Gate": [("Number there", "7"), ("Remark", "It is not known when it was opened.")],
        "Lamp": [
            ("Remark", "impossible date “2024-02-31”"),
            ("Remark", "It is not known when it was opened."),
        ],
    }
    with translation.override("fr"):
        lamp = history_of(Ticket.objects.get(title="Lamp"))[-1]
        assert lamp.changes[0] == Change("Remarque", after="date impossible «\u00a02024-02-31\u00a0»")


def test_what_was_closed_at_the_moment_of_resolving_is_resolved_first(bring):
    moved = {"at": ROW["resolved"], "by": "Olaf Berg", "field": "status", "old": "Open", "new": "Closed"}
    bring(ROW | {"history": [moved], "closed": None, "comments": []})

    verbs = [event.verb for event in Event.objects.of(Ticket.objects.get()).order_by("pk")]
    assert verbs == [Verb.OPENED, Verb.COMMENTED, Verb.RESOLVED, Verb.CLOSED, Verb.IMPORTED]


def test_what_was_said_on_tickets_can_come_later_and_only_once(everyone, ada, tmp_path):
    tickets, said = tmp_path / "tickets.json", tmp_path / "comments.jsonl"
    ticket = {
        "id": 7,
        "subject": "Gate",
        "requester_id": 70,
        "assignee_id": None,
        "via": {},
        "status": "open",
    }
    tickets.write_text(json.dumps({"tickets": [ticket]}))
    comment = {
        "id": 5,
        "author_id": 70,
        "body": "Bent.",
        "public": False,
        "created_at": "2024-03-05T09:00:00Z",
    }
    said.write_text(json.dumps({"ticket_id": 7, "comments": [comment]}))
    out = StringIO()

    for files in ([tickets], [tickets, said], [said, tickets]):
        call_command("import_tickets", *map(str, files), stdout=out, stderr=StringIO())

    assert [line for line in out.getvalue().splitlines() if line.startswith("Imported")] == [
        "Imported: 1 tickets, 0 comments. Here already: 0 tickets. Left out: 0 lines.",
        "Imported: 0 tickets, 1 comments. Here already: 1 tickets. Left out: 0 lines.",
        "Imported: 0 tickets, 0 comments. Here already: 1 tickets. Left out: 0 lines.",
    ]
    (row,) = Comment.objects.all()
    assert (row.body, row.is_internal, row.author.name) == ("Bent.", True, "Zendesk 70")
