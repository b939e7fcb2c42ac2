"""The index of the search stays in step with whatever is written, by verbs or past them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tickets import checks
from tickets.imports.chronicle import Chronicle
from tickets.imports.ledger import Ledger
from tickets.models import Answer, Attachment, Comment, Ticket
from tickets.search import best, complete_index, read, scope, search
from tickets.statuses import Status


@pytest.fixture
def finds(db):
    """finds(tom, "lamp"): whether tom finds exactly one ticket by it, in both ways of searching."""

    def is_found(user, line):
        visible, words = Ticket.objects.visible_to(user), read(line, user)
        found = list(search(visible, user, line).values_list("pk", flat=True))
        assert best(user, words) == found
        return bool(found)

    return is_found


def test_changed_words_take_the_place_of_the_old(finds, open_ticket, ana):
    ticket = open_ticket(title="Lamp", description="flickers")

    ticket.edit(by=ana, revision=ticket.revision, title="Door", description="squeaks")

    assert [finds(ana, word) for word in ("lamp", "flickers", "door", "squeaks")] == [
        False,
        False,
        True,
        True,
    ]


def test_a_changed_comment_and_a_removed_one(finds, open_ticket, ana, ben):
    ticket = open_ticket(title="Lamp")
    comment = ticket.comment(by=ben, body="A secret", files=[SimpleUploadedFile("plan.txt", b"1")])

    comment.edit("A rumour", by=ben)
    assert [finds(ana, word) for word in ("secret", "rumour", "plan")] == [False, True, True]

    comment.remove(by=ben)
    assert [finds(ana, word) for word in ("rumour", "plan", "lamp")] == [False, False, True]


def test_a_removed_file(finds, open_ticket, ana):
    ticket = open_ticket(title="Lamp", files=[SimpleUploadedFile("plan.txt", b"1")])
    assert finds(ana, "plan")

    ticket.files.get().remove(by=ana)

    assert not finds(ana, "plan")


def test_the_bin_hides_and_gives_back(finds, open_ticket, ana, gil):
    ticket = open_ticket(title="Lamp")

    ticket.bin(by=gil)
    assert not finds(ana, "lamp")
    assert not finds(gil, "lamp")

    ticket.restore(by=gil)
    assert finds(ana, "lamp")


def test_what_is_purged_leaves_nothing(open_ticket, gil):
    ticket = open_ticket(title="Lamp")
    ticket.comment(by=gil, body="Hall", files=[SimpleUploadedFile("plan.txt", b"1")])
    ticket.bin(by=gil)
    ticket.change(deleted_at=timezone.now() - timezone.timedelta(days=31))

    ticket.purge()

    table = {"postgresql": "tickets_searchtext", "sqlite": "tickets_searchpiece"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)


def test_rows_written_in_bulk_and_past_the_verbs(finds, open_ticket, facilities, ana, ben):
    Ticket.objects.bulk_create(
        [Ticket(title=f"Lamp {number}", group=facilities, requester=ana) for number in ("one", "two")]
    )
    ticket = Ticket.objects.get(title="Lamp one")
    Comment.objects.bulk_create([Comment(ticket=ticket, author=ben, body="Bulb") for _copy in range(3)])
    Attachment.objects.bulk_create([Attachment(ticket=ticket, uploader=ben, name="plan.txt", size=1)])
    Answer.objects.bulk_create([Answer(ticket=ticket, label="Where?", value="Cellar")])
    for word in ("one", "two", "bulb", "plan", "cellar", "one bulb plan cellar"):
        assert finds(ana, word), word

    Comment.objects.filter(ticket=ticket).update(body="Tube")
    Answer.objects.filter(ticket=ticket).delete()

    assert [finds(ana, word) for word in ("bulb", "tube", "cellar")] == [False, True, False]


def test_what_the_ledger_writes(finds, facilities, ana, ben):
    now = timezone.now()
    with Ledger() as ledger:
        chronicle = Chronicle.open(ana, facilities, "Lamp", "flickers", at=now)
        chronicle.comment(ben, "Bulb", now)
        chronicle.comment(ben, "Tube", now, is_internal=True)
        ledger.add(chronicle)

    assert finds(ana, "lamp flickers bulb tube")
    # And afterwards it is kept as before.
    Ticket.objects.get().comment(by=ben, body="Ladder")
    assert finds(ana, "ladder")


def test_a_rebuilt_index_is_the_same(finds, open_ticket, ana, ben, capsys):
    open_ticket(title="Lamp").comment(by=ben, body="Bulb")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM tickets_searchtext")
        else:
            cursor.execute("DELETE FROM tickets_searchpiece")
    assert not finds(ana, "lamp")

    call_command("rebuild_search")

    assert finds(ana, "lamp bulb")
    assert capsys.readouterr().out == "The words of 1 tickets are indexed.\n"


def test_triggers_that_a_migration_dropped_are_made_again(finds, open_ticket, ana, ben):
    if connection.vendor == "sqlite":  # PostgreSQL changes tables in their place, and keeps their triggers
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER tickets_comment_search_added")

    complete_index()

    open_ticket().comment(by=ben, body="Bulb")
    assert finds(ana, "bulb")


def test_marks_follow_the_ticket(finds, it_desk, everyone, facilities, ana, tess, theo, sam, tom):
    """Whoever sees it finds it, wherever it stands."""
    ticket = Ticket.objects.open(by=ana, group=it_desk, title="Screen")
    people = (ana, tess, theo, sam, tom)
    assert [finds(person, "screen") for person in people] == [True, True, True, True, False]

    ticket.claim(by=tess)
    assert [finds(person, "screen") for person in people] == [True, True, False, True, False]

    ticket.add_follower(tom, by=tess)
    assert [finds(person, "screen") for person in people] == [True, True, False, True, True]

    ticket.drop(by=tess)
    ticket.remove_follower(tom, by=tess)
    ticket.move(everyone, by=sam)
    assert [finds(person, "screen") for person in people] == [True] * 5


def test_admins_need_no_marks_and_others_have_their_own(ada, ida, hugo, tom, facilities):
    assert scope.marks(ada) is None
    assert "k:desk" in scope.marks(ida)
    assert f"d:{hugo.department_id}" in scope.marks(hugo)
    assert scope.marks(tom) == {f"p:{tom.pk}", "k:everyone", f"g:{facilities.pk}", f"w:{facilities.pk}"}


def test_the_status_of_the_marks_is_that_of_the_waiting_list():
    """Migration 0013 and approvals name these in words."""
    assert (Status.OPEN, Status.PENDING) == ("open", "pending")


@pytest.mark.parametrize(
    "row, hint",
    (
        (("unaccent", True, True, False), None),
        (("unaccent", False, True, True), None),
        (
            ("unaccent", False, True, False),
            "Let a superuser run, in this database: CREATE EXTENSION unaccent;",
        ),
        (
            ("pg_trgm", False, False, True),
            "Install PostgreSQL's contrib package (on Debian it is part of postgresql).",
        ),
    ),
)
def test_a_missing_extension_is_said_with_a_hint(row, hint):
    error = checks.trouble(*row)

    assert (error and error.hint) == hint


def test_the_check_finds_nothing_here(db):
    assert checks.search_has_its_extensions(None, databases=["default"]) == []
