"""The daily broom: what it takes away, what it leaves, and that a second sweep finds nothing."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Session
from groups.events import Event, Verb
from groups.models import Invitation
from groups.models.invitation import Answer
from tickets import tidying
from tickets.models import Attachment, Comment, Follow, ImportBatch, Ticket
from tickets.statuses import Status

NOTHING = (
    "0 tickets closed after 14 days of silence.\n"
    "0 tickets deleted for good after 30 days in the bin.\n"
    "0 removed files taken out of the store.\n"
    "0 uploads of the import page taken out of the store.\n"
    "0 invitations expired.\n"
    "Expired sessions cleared.\n"
)


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def tidy(django_capture_on_commit_callbacks):
    def run():
        out = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("tidy", stdout=out)
        return out.getvalue()

    return run


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def stored(root):
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("days, status", ((15, Status.CLOSED), (13, Status.RESOLVED)))
def test_silence_closes_a_resolved_ticket_after_14_days(days, status, open_ticket, tom, tidy):
    ticket = open_ticket()
    ticket.resolve(by=tom)
    Ticket.objects.update(ended_at=days_ago(days), resolved_at=days_ago(days))

    tidy()

    ticket.refresh_from_db()
    assert ticket.status == status
    closed = Event.objects.of(ticket).filter(verb=Verb.CLOSED)
    assert [event.actor for event in closed] == [None] * (status == Status.CLOSED)


def test_a_resolved_ticket_in_the_bin_is_not_closed(open_ticket, tom, mia, tidy):
    ticket = open_ticket()
    ticket.resolve(by=tom)
    ticket.bin(by=mia)
    Ticket.objects.update(ended_at=days_ago(20))

    assert tidy() == NOTHING


def test_the_bin_gives_up_a_ticket_after_30_days_with_all_that_hangs_on_it(
    open_ticket, ana, tom, mia, tidy, tmp_path
):
    ticket = open_ticket(files=[SimpleUploadedFile("a.txt", b"a")])
    ticket.comment(by=tom, body="Hm.", files=[SimpleUploadedFile("b.txt", b"b")])
    ticket.follow(by=tom)
    other = open_ticket(files=[SimpleUploadedFile("c.txt", b"c")])
    for binned in (ticket, other):
        binned.bin(by=mia)
    Ticket.objects.filter(pk=ticket.pk).update(deleted_at=days_ago(31))
    Ticket.objects.filter(pk=other.pk).update(deleted_at=days_ago(29))
    assert len(stored(tmp_path)) == 3

    assert "1 tickets deleted for good" in tidy()

    assert list(Ticket.objects.all()) == [other]
    assert (Comment.objects.count(), Follow.objects.count(), Attachment.objects.count()) == (0, 0, 1)
    assert not Event.objects.of(ticket).exists()
    assert Event.objects.of(other).exists()
    assert len(stored(tmp_path)) == 1
    assert tidy() == NOTHING


def test_a_ticket_that_was_restored_in_time_stays(open_ticket, mia, tidy):
    ticket = open_ticket()
    ticket.bin(by=mia)
    Ticket.objects.update(deleted_at=days_ago(31))
    stale = Ticket.objects.get()
    stale.restore(by=mia)

    ticket.purge()

    assert Ticket.objects.filter(pk=ticket.pk, deleted_at=None).exists()


def test_removed_files_lose_their_bytes_and_keep_their_row(open_ticket, ana, tidy, tmp_path):
    ticket = open_ticket(files=[SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"b")])
    gone = ticket.files.get(name="a.txt")
    gone.remove(by=ana)

    assert "1 removed files taken out of the store." in tidy()

    gone.refresh_from_db()
    assert (gone.name, bool(gone.file)) == ("a.txt", False)
    assert len(stored(tmp_path)) == 1
    assert tidy() == NOTHING


def test_a_store_that_does_not_answer_is_asked_again_next_time(open_ticket, ana, tidy, tmp_path):
    ticket = open_ticket(files=[SimpleUploadedFile("a.txt", b"a")])
    file = ticket.files.get()
    file.remove(by=ana)
    path = tmp_path / file.file.name
    path.unlink()
    (path / "not empty").mkdir(parents=True)

    assert tidy() == NOTHING
    assert Attachment.objects.removed_with_bytes().count() == 1


def test_unanswered_invitations_expire(facilities, gil, zoe, ida, tidy):
    Invitation.objects.invite(facilities, zoe, by=gil)
    Invitation.objects.update(expires_at=days_ago(1))
    Invitation.objects.invite(facilities, ida, by=gil)

    assert "1 invitations expired." in tidy()
    assert {i.person: i.answer for i in Invitation.objects.all()} == {
        zoe: Answer.EXPIRED,
        ida: Answer.PENDING,
    }


def test_old_sessions_go(db, tidy):
    Session.objects.create(session_key="old", session_data="", expire_date=days_ago(1))
    Session.objects.create(session_key="new", session_data="", expire_date=days_ago(-1))

    tidy()

    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_a_second_broom_at_the_same_time_takes_nothing_twice(open_ticket, mia):
    """The other run purges the ticket between our reading of it and our lock."""
    ticket = open_ticket()
    ticket.bin(by=mia)
    Ticket.objects.update(deleted_at=days_ago(31))

    def purge_twice(row):
        Ticket.objects.get(pk=row.pk).purge()
        return row.purge()

    assert tidying.count(Ticket.objects.overdue_in_bin(), purge_twice) == 0
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("number", (1, 3))
def test_more_rows_than_one_batch_are_all_swept(number, open_ticket, tom, mia, monkeypatch):
    monkeypatch.setattr(tidying, "BATCH", 1)
    for _ in range(number):
        open_ticket().resolve(by=tom)
    Ticket.objects.update(ended_at=days_ago(15))

    assert tidying.close_after_silence() == number


def test_uploads_of_the_import_page_go_after_30_days(tidy, facilities, gil):
    run, forgotten, young = (
        ImportBatch.objects.upload(gil, facilities, SimpleUploadedFile("a.csv", b"Subject\nLamp\n"))
        for _number in range(3)
    )
    ImportBatch.objects.filter(pk__in=(run.pk, forgotten.pk)).update(
        created_at=timezone.now() - timedelta(days=31), found={"first": []}
    )
    ImportBatch.objects.filter(pk=run.pk).update(state="done")
    ImportBatch.objects.filter(pk=forgotten.pk).update(state="checked")

    assert "2 uploads of the import page taken out of the store." in tidy()

    left = {batch.pk: (bool(batch.file), batch.found) for batch in ImportBatch.objects.all()}
    assert left == {run.pk: (False, {}), young.pk: (True, {})}
    assert not run.file.storage.exists(run.file.name)
