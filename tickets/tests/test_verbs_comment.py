"""Writing on a ticket: in public, or among those who may work on it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groups.events import Event, Verb
from tickets.models import Attachment, Comment
from ticketsite.kit.refusals import Refused


def test_the_first_public_answer_of_somebody_else_is_stamped(open_ticket, ana, tom):
    ticket = open_ticket()
    ticket.comment(by=ana, body="Hello?")
    ticket.comment(by=tom, body="Between us.", is_internal=True)
    assert ticket.first_answered_at is None

    answer = ticket.comment(by=tom, body="On my way.")
    ticket.comment(by=tom, body="Here.")

    assert ticket.first_answered_at == answer.created_at


def test_nothing_said_is_refused_but_a_file_alone_is_enough(open_ticket, ana):
    ticket = open_ticket()
    with pytest.raises(Refused, match="Write something or attach a file"):
        ticket.comment(by=ana, body=" \n ")

    comment = ticket.comment(by=ana, files=[SimpleUploadedFile("a.txt", b"x")])

    assert comment.files.get().name == "a.txt"


def test_a_desks_requester_writes_no_internal_note_and_reads_none(open_ticket, it_desk, ana, tess, hugo):
    ticket = open_ticket(group=it_desk)
    with pytest.raises(Refused, match="Internal notes are for those"):
        ticket.comment(by=ana, body="Psst", is_internal=True)

    ticket.comment(by=tess, body="Psst", is_internal=True, files=[SimpleUploadedFile("a.txt", b"x")])

    for person, seen in ((tess, 1), (ana, 0), (hugo, 0)):
        assert Comment.objects.visible_to(person).count() == seen
        assert ticket.comments.readable_by(person, ticket).count() == seen
        assert Attachment.objects.visible_to(person).count() == seen
    assert (
        Event.objects.of(ticket).filter(verb__in=[Verb.COMMENTED, Verb.ATTACHED], is_internal=False).count()
        == 0
    )


def test_authors_change_their_words_and_the_history_keeps_the_old(open_ticket, tom, gil, ada, last_event):
    ticket = open_ticket()
    comment = ticket.comment(by=tom, body="Tuesday")

    comment.edit("Wednesday", by=tom)

    assert (comment.body, comment.body_html.strip()) == ("Wednesday", "<p>Wednesday</p>")
    assert comment.edited_at is not None
    verb, by, details = last_event(ticket)
    assert (verb, by, details["before"]) == (Verb.COMMENT_EDITED, tom, "Tuesday")
    for other in (gil, ada):
        with pytest.raises(Refused, match="Only the author"):
            comment.edit("Never", by=other)


@pytest.mark.parametrize(
    "who, may", (("tom", True), ("mia", True), ("gil", True), ("ben", False), ("zoe", False))
)
def test_the_author_and_moderators_delete_a_comment_with_its_files(open_ticket, tom, request, who, may):
    comment = open_ticket().comment(by=tom, body="Oops", files=[SimpleUploadedFile("a.txt", b"x")])
    by = request.getfixturevalue(who)

    if not may:
        with pytest.raises(Refused, match="Only the author and moderators"):
            comment.remove(by=by)
        return
    comment.remove(by=by)

    assert (comment.is_deleted, comment.deleted_by) == (True, by)
    assert comment.files.get().removed_at is not None
    for act in (lambda: comment.remove(by=by), lambda: comment.edit("Back", by=tom)):
        with pytest.raises(Refused):
            act()


def test_the_resolution_is_neither_edited_nor_deleted(resolved_ticket, tom, gil):
    resolution = resolved_ticket().comments.get()

    with pytest.raises(Refused):
        resolution.edit("Something else", by=tom)
    with pytest.raises(Refused):
        resolution.remove(by=gil)
