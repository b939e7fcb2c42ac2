"""Files on tickets: stored under names nobody guesses, taken off by whoever brought them and by moderators."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groups.events import Event, Verb
from tickets.models import Attachment, Ticket
from ticketsite.kit.refusals import Refused


def upload(name="plan.pdf", content=b"%PDF-1.4"):
    return SimpleUploadedFile(name, content)


def test_a_ticket_opens_with_its_files(open_ticket, ana):
    file = open_ticket(files=[upload()]).files.get()

    assert (file.name, file.size, file.uploader, file.content_type) == ("plan.pdf", 8, ana, "application/pdf")
    assert "plan" not in file.file.name
    assert len(file.sha256) == 64


def test_the_words_and_files_of_an_edit_come_together_or_not_at_all(held_ticket, ana):
    ticket = held_ticket()

    with pytest.raises(Refused):
        ticket.edit(by=ana, revision=1, title="New", description="", files=[upload()])

    assert Ticket.objects.get(pk=ticket.pk).title != "New"
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "who, may", (("ana", True), ("mia", True), ("ada", True), ("tom", False), ("zoe", False))
)
def test_whoever_attached_it_and_moderators_remove_a_file(open_ticket, request, who, may):
    file, by = open_ticket(files=[upload()]).files.get(), request.getfixturevalue(who)

    if not may:
        with pytest.raises(Refused, match="Only whoever attached it"):
            file.remove(by=by)
        return
    file.remove(by=by)

    assert not Attachment.objects.visible_to(by).exists()
    event = Event.objects.of(file.ticket).last()
    assert (event.verb, event.details["name"]) == (Verb.FILE_REMOVED, "plan.pdf")
    with pytest.raises(Refused):
        file.remove(by=by)


def test_files_stay_once_the_ticket_is_resolved_but_moderators_take_one_off_a_comment(
    open_ticket, ana, tom, gil
):
    ticket = open_ticket(files=[upload()])
    ticket.comment(by=ana, files=[upload("sketch.pdf")])
    ticket.resolve(by=tom)
    of_ticket, of_comment = Attachment.objects.order_by("pk")

    for file, by in ((of_ticket, ana), (of_ticket, gil), (of_comment, ana)):
        with pytest.raises(Refused):
            file.remove(by=by)
    of_comment.remove(by=gil)


def test_files_of_what_lies_in_the_bin_are_seen_by_nobody(open_ticket, ana, ada):
    open_ticket(files=[upload()]).bin(by=ana)

    for person in (ana, ada):
        assert not Attachment.objects.visible_to(person).exists()
