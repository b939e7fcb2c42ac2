"""Bringing tickets in by the page: upload, look, say what words mean, run, follow, undo."""

import gzip
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from groups.events import Event, Verb, event_recorded
from groups.models import Group, Membership
from tickets import jobs
from tickets.imports import batch_run, undoing
from tickets.models import Category, Comment, ImportBatch, ImportedName, Ticket
from tickets.models.import_batch import State
from tickets.statuses import Priority, Status
from ticketsite.testing import assert_accessible, take_pictures

TABLE = """Id;Subject;State;Priority;Requester;Owner;Created;Topic
1;The gate squeaks;offen;P1;Rita Moss;Olaf Berg;2024-03-04 09:00;Doors
2;The lock sticks;Closed;low;Rita Moss;;2024-03-05 09:00;Doors
3;;offen;P1;Sven;;never;
"""
MAPPED = {"title": "Subject", "status": "State", "requester": "Requester", "assignee": "Owner"}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    """send(gil, facilities, content): uploads, waits for the reading, gives (answer, batch)."""

    def upload(by, group, content=TABLE, name="old.csv", **data):
        client.force_login(by)
        where = reverse("tickets:imports_of_group", args=[group.pk]) if group else reverse("tickets:imports")
        content = content.encode() if isinstance(content, str) else content
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(where, data | {"file": SimpleUploadedFile(name, content)})
        return answer, ImportBatch.objects.order_by("pk").last()

    return upload


@pytest.fixture
def press(client, django_capture_on_commit_callbacks):
    """press("run", batch): the button, and then the worker until it has nothing left."""

    def go(verb, batch):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse(f"tickets:import_{verb}", args=[batch.pk]))
            work(batch)
        return answer

    return go


def work(batch):
    """What the worker does."""
    batch.refresh_from_db()
    for _slice in range(50):
        if not batch.is_at_work:
            return
        jobs.carry_on.func(batch.pk)
        batch.refresh_from_db()


def say(client, batch, **said):
    """The page's own answers with these changed: {the word on the page: what is typed}."""
    form = client.get(batch.get_absolute_url()).context["meaning"]
    data = {form.add_prefix(name): form[name].initial or "" for name in form.words}
    data |= {form.add_prefix(n): said[w] for n, (_kind, w, _number) in form.words.items() if w in said}
    answer = client.post(batch.get_absolute_url(), data | {"form": "meaning"})
    work(batch)
    return answer


def test_an_upload_is_read_before_anything_is_made(client, send, facilities, gil):
    answer, batch = send(gil, facilities)

    page = client.get(answer.url)

    assert answer.url == batch.get_absolute_url()
    assert (batch.state, batch.total, batch.found["product"]) == (State.CHECKED, 3, "table")
    assert [row["title"] for row in page.context["first"]][:2] == ["The gate squeaks", "The lock sticks"]
    assert "unknown status “offen”, taken as Open" in page.text
    assert page.context["problems"][0][2:] == ([2, 4], 2)
    assert not Ticket.objects.exists()


def test_it_runs_into_the_group_and_tells_nobody(client, send, press, facilities, gil):
    rung = []
    event_recorded.connect(lambda **news: rung.append(news), weak=False, dispatch_uid="rung")
    _answer, batch = send(gil, facilities)

    press("run", batch)

    page = client.get(batch.get_absolute_url())
    gate = Ticket.objects.get(title="The gate squeaks")
    assert (batch.state, batch.tickets, batch.known, batch.done) == (State.DONE, 3, 0, 3)
    assert {ticket.group for ticket in Ticket.objects.all()} == {facilities}
    assert (gate.requester.name, gate.requester.is_active) == ("Rita Moss", False)
    assert Event.objects.of(gate).last().actor == gil
    assert Event.objects.of(gate).last().verb == Verb.IMPORTED
    assert f'href="{gate.get_absolute_url()}"' in page.text
    assert rung == []
    event_recorded.disconnect(dispatch_uid="rung")


def test_words_mean_what_was_said(client, send, press, facilities, gil, tom):
    _answer, batch = send(gil, facilities)

    say(client, batch, offen="in_progress", P1=str(int(Priority.CRITICAL)), **{"Olaf Berg": "tom"})
    press("run", batch)

    gate = Ticket.objects.get(title="The gate squeaks")
    assert (gate.status, gate.priority, gate.assignee) == (Status.IN_PROGRESS, Priority.CRITICAL, tom)
    assert not User.objects.filter(name="Olaf Berg").exists()


def test_somebody_of_the_same_name_is_proposed_and_may_be_refused(
    client, send, press, facilities, gil, make_user
):
    rita = make_user("rmoss", name="Rita Moss")
    _answer, batch = send(gil, facilities)
    form = client.get(batch.get_absolute_url()).context["meaning"]
    proposed = {field.label: field.initial for field, _number in form.people}
    say(client, batch, **{"Rita Moss": ""})
    press("run", batch)

    assert proposed == {"Rita Moss": "rmoss", "Olaf Berg": "", "Sven": ""}
    assert not rita.raised_tickets.exists()


def test_what_is_proposed_counts_without_another_word(client, send, press, facilities, gil, make_user):
    rita = make_user("rmoss", name="Rita Moss")
    _answer, batch = send(gil, facilities)

    press("run", batch)

    assert rita.raised_tickets.count() == 2


def test_a_username_that_nobody_has_is_told_beside_it(client, send, facilities, gil):
    _answer, batch = send(gil, facilities)

    answer = say(client, batch, Sven="nobody")

    [errors] = answer.context["meaning"].errors.values()
    assert errors == ["Nobody active has this username."]
    assert 'value="nobody"' in answer.text


def test_columns_are_said_where_they_are_not_known(client, send, press, facilities, gil):
    _answer, batch = send(gil, facilities, "Nummer,Betreff,Wer\n7,Das Tor quietscht,Rita\n")
    assert batch.state == State.UNREADABLE
    assert "Say which column holds the title" in batch.trouble

    page = client.get(batch.get_absolute_url())
    data = {"form": "reading", "r-column_title": "Betreff", "r-column_requester": "Wer"}
    client.post(batch.get_absolute_url(), data | {"r-column_key": "Nummer"})
    work(batch)
    press("run", batch)

    assert "r-column_title" in page.text
    ticket = Ticket.objects.get()
    assert (ticket.title, ticket.requester.name, ticket.import_key) == ("Das Tor quietscht", "Rita", "7")


def test_running_the_same_file_again_adds_only_what_is_new(send, press, facilities, gil):
    first = send(gil, facilities)[1]
    press("run", first)
    again = send(gil, facilities, TABLE + "4;The bell is silent;New;low;Rita Moss;;2024-03-06 09:00;Doors\n")[
        1
    ]

    press("run", again)

    assert (again.tickets, again.known) == (1, 3)
    assert Ticket.objects.count() == 4
    assert User.objects.filter(name="Rita Moss").count() == 1


def test_two_groups_with_one_product_do_not_meet(send, press, facilities, gil, zoe):
    """A file may claim any number: it must not reach a ticket of a group whose admin it does not come from."""
    yard = Group.objects.start(by=zoe, name="Yard")
    press("run", send(gil, facilities)[1])
    theirs = send(zoe, yard)[1]
    press("run", theirs)

    assert (theirs.tickets, theirs.known) == (3, 0)
    assert [Ticket.objects.filter(group=group).count() for group in (facilities, yard)] == [3, 3]


LINE = {"source": "old", "id": "T-1", "title": "Gate", "group": "Yard", "requester": "Rita"}


def test_a_ticket_that_was_moved_away_is_left_alone(send, press, facilities, gil, zoe):
    yard = Group.objects.start(by=zoe, name="Yard")
    Membership.objects.enrol(yard, gil)
    press("run", send(gil, facilities, json.dumps(LINE), name="a.jsonl")[1])
    ticket = Ticket.objects.get()
    ticket.move(to=yard, by=gil)
    more = LINE | {"comments": [{"body": "Boo", "author": "Rita", "at": "2024-03-05T10:00:00Z"}]}

    press("run", send(gil, facilities, json.dumps(more), name="a.jsonl")[1])

    assert not Comment.objects.exists()


def test_an_admin_brings_groups_along_or_says_which(client, send, press, facilities, ada):
    rows = [LINE, LINE | {"id": "T-2", "group": "Lamps"}]
    _answer, batch = send(ada, None, "\n".join(map(json.dumps, rows)), name="a.jsonl")

    say(client, batch, Lamps="Facilities")
    press("run", batch)

    assert {t.import_key: t.group.name for t in Ticket.objects.all()} == {"T-1": "Yard", "T-2": "Facilities"}


def test_undoing_takes_back_everything(send, press, facilities, gil):
    counts = [
        (model, model.objects.count()) for model in (Ticket, Comment, Category, Event, User, ImportedName)
    ]
    _answer, batch = send(gil, facilities, TABLE)
    press("run", batch)

    press("undo", batch)

    assert (batch.state, batch.kept) == (State.UNDONE, {"removed": 3})
    assert [(model, model.objects.count()) for model, _count in counts] == counts


def test_undoing_keeps_what_people_worked_on_and_says_so(client, send, press, facilities, gil, tom):
    _answer, batch = send(gil, facilities)
    press("run", batch)
    worked = Ticket.objects.get(title="The gate squeaks")
    worked.comment(by=tom, body="I look at it")

    press("undo", batch)

    page = client.get(batch.get_absolute_url())
    assert [ticket.pk for ticket in Ticket.objects.all()] == [worked.pk]
    assert batch.kept["tickets"] == {"count": 1, "shown": [worked.pk]}
    assert "1 ticket stays: people have worked on it since." in page.text
    assert f'href="{worked.get_absolute_url()}"' in page.text
    assert User.objects.filter(name="Rita Moss").exists()


def test_undoing_the_second_import_leaves_the_first(send, press, facilities, gil):
    press("run", send(gil, facilities, json.dumps(LINE), name="a.jsonl")[1])
    before = Event.objects.count()
    more = LINE | {"comments": [{"body": "Boo", "author": "Rita", "at": "2024-03-05T10:00:00Z"}]}
    second = send(gil, facilities, json.dumps(more), name="a.jsonl")[1]
    press("run", second)
    assert (second.tickets, second.known, second.comments) == (0, 1, 1)

    press("undo", second)

    assert (Ticket.objects.count(), Comment.objects.count(), Event.objects.count()) == (1, 0, before)


def test_a_slice_goes_on_where_the_last_one_stopped(send, press, facilities, gil, monkeypatch):
    monkeypatch.setattr(batch_run, "SLICE", 0)
    monkeypatch.setattr(undoing, "SLICE", 0)
    monkeypatch.setattr(undoing, "AT_ONCE", 1)
    rows = "\n".join(
        json.dumps(LINE | {"id": f"T-{number % 4}", "title": f"Gate {number}"}) for number in range(5)
    )
    _answer, batch = send(gil, facilities, rows, name="a.jsonl")

    press("run", batch)

    assert (batch.state, batch.tickets, batch.done) == (State.DONE, 5, 5)
    assert sorted(Ticket.objects.values_list("title", flat=True)) == [f"Gate {number}" for number in range(5)]
    press("undo", batch)
    assert (Ticket.objects.count(), batch.kept["removed"]) == (0, 5)


def test_two_workers_never_work_on_one_import(send, facilities, gil):
    _answer, batch = send(gil, facilities)
    batch.run(by=gil)

    assert [batch.take_turn(), batch.take_turn()] == [True, False]
    jobs.carry_on.func(batch.pk)
    assert not Ticket.objects.exists()


HOSTILE = {
    "empty": (b"", ""),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, ""),
    "a workbook": (b"PK\x03\x04" + b"x" * 100, "a packed file or a workbook"),
    "half of JSON": (b'[{"id": 1, "title": ', ""),
    "broken gzip": (gzip.compress(b"Subject\nx\n")[:-6], ""),
    "NUL": (b"Subject,State\nThe \x00 gate,open\n", None),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_cannot_be_read_gets_a_sentence(client, send, facilities, gil, kind):
    content, part = HOSTILE[kind]

    answer, batch = send(gil, facilities, content)

    if part is None:
        assert batch.state == State.CHECKED
        assert "\x00" not in json.dumps(batch.found)
    elif answer.status_code == 200:
        assert answer.context["form"].errors["file"]
    else:
        assert batch.state == State.UNREADABLE
        assert part in batch.trouble
        assert batch.trouble in client.get(batch.get_absolute_url()).context["batch"].trouble != ""
        assert "Something went wrong" not in batch.trouble


def test_a_bomb_is_told_before_it_is_read(send, facilities, gil, settings):
    settings.IMPORT_MAX_MB = 1

    _answer, batch = send(gil, facilities, gzip.compress(b"Subject\n" + b"x" * 12_000_000), name="a.csv.gz")

    assert (batch.state, batch.trouble) == (State.UNREADABLE, "Unpacked it is larger than 10 MB.")


def test_a_file_that_is_too_large_is_refused(send, facilities, gil, settings):
    settings.IMPORT_MAX_MB = 0

    answer, batch = send(gil, facilities)

    assert answer.context["form"].errors["file"] == ["old.csv is larger than 0 MB."]
    assert batch is None


def test_an_export_of_such_a_site_is_read_too(client, send, press, facilities, open_ticket, gil, ana):
    open_ticket(title="Lamp").comment(by=ana, body="Dark")
    client.force_login(gil)
    content = client.get(reverse("tickets:list"), {"as": "jsonl"}).getvalue()
    _answer, batch = send(gil, facilities, content, name="tickets.jsonl")

    press("run", batch)

    copy = Ticket.objects.order_by("pk").last()
    assert (copy.title, copy.requester, copy.comments.get().body) == ("Lamp", ana, "Dark")
    assert Ticket.objects.count() == 2


def test_a_file_is_discarded(client, send, press, facilities, gil):
    _answer, batch = send(gil, facilities)
    path = batch.file.path

    press_answer = None
    with open(path, "rb"):
        press_answer = client.post(reverse("tickets:import_discard", args=[batch.pk]))

    assert press_answer.url == reverse("tickets:imports_of_group", args=[facilities.pk])
    assert not ImportBatch.objects.exists()


def test_only_who_runs_the_group_comes_in(client, send, facilities, gil, mia, zoe, ada, dora, it_desk):
    _answer, batch = send(gil, facilities)
    upload, everywhere = reverse("tickets:imports_of_group", args=[facilities.pk]), reverse("tickets:imports")
    found = {}
    for person in (gil, mia, zoe, ada, dora):
        client.force_login(person)
        addresses = (upload, everywhere, batch.get_absolute_url())
        verbs = [reverse(f"tickets:import_{verb}", args=[batch.pk]) for verb in ("undo", "nudge")]
        statuses = [client.get(address).status_code for address in addresses]
        found[person.username] = statuses + [client.post(address).status_code for address in verbs]

    assert found == {
        "gil": [200, 404, 200, 302, 302],
        "mia": [302, 404, 404, 404, 404],
        "zoe": [404, 404, 404, 404, 404],
        "ada": [200, 200, 200, 302, 302],
        "dora": [404, 404, 404, 404, 404],
    }


def test_whoever_lost_the_group_can_press_nothing(send, press, client, facilities, gil, ada):
    _answer, batch = send(gil, facilities)
    facilities.close(by=gil)

    press("run", batch)

    batch.refresh_from_db()
    assert batch.state == State.CHECKED


@pytest.mark.parametrize("rows", (1, 30))
def test_the_page_asks_a_fixed_number_of_questions(
    client, send, facilities, gil, rows, django_assert_num_queries
):
    content = "\n".join(json.dumps(LINE | {"id": str(n), "requester": f"R{n}"}) for n in range(rows))
    _answer, batch = send(gil, facilities, content, name="a.jsonl")
    client.get(batch.get_absolute_url())

    with django_assert_num_queries(4):
        page = client.get(batch.get_absolute_url())

    assert len(page.context["meaning"].people) == rows


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_accessible_and_follow_the_worker(page_for, facilities, gil):
    """No violation before, while and after it runs; the page shows the end without being asked."""
    batch = ImportBatch.objects.upload(gil, facilities, SimpleUploadedFile("old.csv", TABLE.encode()))
    jobs.carry_on.func(batch.pk)
    page, examined = page_for(gil), page_for(gil, bypass_csp=True)
    addresses = (reverse("tickets:imports_of_group", args=[facilities.pk]), batch.get_absolute_url())
    for address in addresses:
        examined.goto(address)
        examined.evaluate("for (const fold of document.querySelectorAll('details.panel')) fold.open = true")
        assert_accessible(examined)
    take_pictures(examined, "import")

    page.goto(batch.get_absolute_url())
    page.get_by_role("button", name="Bring them in").click()
    page.get_by_text("0 of 3 read").wait_for()
    examined.goto(batch.get_absolute_url())
    assert_accessible(examined)
    work(batch)
    for each in (page, examined):
        each.get_by_role("button", name="Undo the import").wait_for()
    assert_accessible(examined)
