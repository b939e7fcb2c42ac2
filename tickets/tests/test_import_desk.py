"""Requests come through the front door of a desk: pending or open as their category says, and nobody is told."""

import csv
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from groups.events import Event, Verb, event_recorded
from groups.models import Group
from groups.ranks import Kind
from tickets.models import Category, Route, Ticket
from tickets.statuses import Status

HEADER = ["Id", "Document", "Topic_group"]
COUNTS = {
    ("Hardware", Status.OPEN): 369,
    ("Miscellaneous", Status.OPEN): 170,
    ("Storage", Status.OPEN): 79,
    ("HR Support", Status.PENDING): 298,
    ("Access", Status.PENDING): 194,
    ("Internal Project", Status.PENDING): 66,
    ("Purchase", Status.PENDING): 59,
    ("Administrative rights", Status.PENDING): 51,
}


def run(path, *options):
    out, err = StringIO(), StringIO()
    call_command("import_tickets", "--desk", str(path), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def bring(tmp_path, ada, everyone):
    """bring(row, row, ..., options=()): writes a table of these rows, imports it, gives (stdout, stderr)."""

    def write_and_import(*rows, options=(), header=HEADER):
        path = tmp_path / "wishes.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return run(path, *options)

    return write_and_import


def test_a_request_stands_as_its_category_says(bring, ana, hugo):
    bring(["T1", "The screen is dark", "Hardware"], ["T2", "A bigger screen please", "Purchase"])

    found = {t.title: (t.status, t.category.name, t.requester) for t in Ticket.objects.all()}
    assert found == {
        "The screen is dark": (Status.OPEN, "Hardware", ana),
        "A bigger screen please": (Status.PENDING, "Purchase", ana),
    }
    steps = Category.objects.get(name="Purchase").route.steps.values_list("approver", flat=True)
    assert list(steps) == ["hod", "it_head"]
    desk = Group.objects.get(name="IT desk")
    assert (desk.kind, [member.user.username for member in desk.memberships.all()]) == (Kind.DESK, ["ada"])


def test_a_long_text_stands_whole_below_its_first_words(bring, ana, hugo):
    text = "please look at my_old_laptop " * 10
    bring(["T1", text, "Hardware"])

    ticket = Ticket.objects.get()
    assert ticket.title.endswith("…")
    assert len(ticket.title) <= 90
    assert "<em>" not in ticket.html
    assert ticket.html.count("my_old_laptop") == 10


def test_the_history_says_that_it_was_imported_and_nobody_is_told(
    bring, ana, hugo, django_capture_on_commit_callbacks
):
    heard = []

    def listen(event, **kwargs):
        heard.append(event)

    event_recorded.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            bring(["T1", "The screen is dark", "Hardware"])
            assert heard == []
        ticket = Ticket.objects.get()
        with django_capture_on_commit_callbacks(execute=True):
            ticket.comment(by=ana, body="Still dark.")
    finally:
        event_recorded.disconnect(listen)

    opened, imported, _commented = Event.objects.of(ticket)
    assert [(opened.verb, opened.actor.username), (imported.verb, imported.actor.username)] == [
        (Verb.OPENED, "ana"),
        (Verb.IMPORTED, "ada"),
    ]
    assert [event.verb for event in heard] == [Verb.COMMENTED]


def test_a_second_run_adds_what_is_new_only(bring, ana, hugo):
    first = ["T1", "The screen is dark", "Hardware"]
    bring(first)
    out, _err = bring(first, ["T2", "The mouse is dead", "Hardware"])

    assert out == "Imported: 1 tickets, 0 comments. Here already: 1 tickets. Left out: 0 lines.\n"
    assert Ticket.objects.count() == 2
    assert Category.objects.count() == 1


def test_a_desk_that_is_here_keeps_its_categories_and_their_routes(bring, it_desk, ana, hugo):
    Category.objects.create(group=it_desk, name="purchase", default_priority=1)

    bring(["T1", "A bigger screen please", "Purchase"], options=("--group", "it DESK"))

    ticket = Ticket.objects.get()
    assert (ticket.group, ticket.status, ticket.priority) == (it_desk, Status.OPEN, 1)
    assert Category.objects.count() == 1


def test_bad_rows_are_told_and_stop_nothing(bring, ana, hugo):
    out, err = bring(
        ["T1", "The screen is dark", "Hardware"],
        ["", "No number", "Hardware"],
        ["T3", "", "Hardware"],
        ["T4", "The moon is dark", "Astronomy"],
        ["T1", "Another text", "Hardware"],
        ["T6"],
        ["T7", "The mouse is dead", "Hardware"],
    )

    assert err.splitlines() == [
        "wishes.csv:3: Id is empty",
        "wishes.csv:4: Document is empty",
        "wishes.csv:5: the desk has no category 'Astronomy'",
        "wishes.csv:6: a row above has the Id T1 too",
        "wishes.csv:7: Document is empty",
    ]
    assert "Imported: 2 tickets" in out
    assert "Left out: 5 lines" in out


def test_a_file_that_is_no_such_table_is_told(bring):
    with pytest.raises(CommandError, match="Nothing could be read"):
        bring(["1", "2"], header=["Id", "Text"])


def test_a_team_is_no_desk(bring, facilities):
    with pytest.raises(CommandError, match="Facilities is no service desk"):
        bring(["T1", "The screen is dark", "Hardware"], options=("--group", "Facilities"))


def test_a_dry_run_leaves_nothing(bring, ana, hugo):
    out, _err = bring(["T1", "The screen is dark", "Hardware"], options=("--dry-run",))

    assert "Would import: 1 tickets" in out
    assert not Ticket.objects.exists()
    assert not Group.objects.filter(name="IT desk").exists()


def test_people_of_departments_that_somebody_heads_ask(bring, ana, hugo, tom, make_user, zoe):
    """Not the head, not people without a department."""
    second = make_user("rosa", department=ana.department)

    bring(*([f"T{number}", f"Wish {number}", "HR Support"] for number in range(20)))

    assert {ticket.requester for ticket in Ticket.objects.all()} == {ana, second}


def test_where_nobody_heads_a_department_the_admin_asks(bring, ana, ada):
    bring(["T1", "The screen is dark", "Hardware"])

    assert Ticket.objects.get().requester == ada


@pytest.mark.shared_data
def test_real_requests_come_in_with_the_status_of_their_category(shared_data, everyone, ada, ana, hugo):
    out, err = run(shared_data / "it_tickets_by_category.csv.gz")

    assert (out.splitlines()[0], err) == (
        "Imported: 1286 tickets, 0 comments. Here already: 0 tickets. Left out: 0 lines.",
        "",
    )
    assert Counter(Ticket.objects.values_list("category__name", "status")) == COUNTS
    assert Route.objects.filter(categories__group__name="IT desk").distinct().count() == 4
