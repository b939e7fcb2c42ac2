"""Writing on a ticket from its page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tickets.models import Comment


@pytest.fixture
def write(client):
    """write(ticket, person, body=..., ...): the comment form sent."""

    def post(ticket, person, **typed):
        client.force_login(person)
        return client.post(reverse("tickets:comment", args=[ticket.pk]), typed)

    return post


def test_a_comment_with_files_leads_to_its_place(write, open_ticket, ana):
    ticket = open_ticket()

    response = write(ticket, ana, body="**now**", files=[SimpleUploadedFile("a.txt", b"x")])

    comment = Comment.objects.get()
    assert response["Location"] == f"{ticket.get_absolute_url()}#comment-{comment.pk}"
    assert (comment.html, comment.is_internal) == ("<p><strong>now</strong></p>\n", False)
    assert comment.files.get().name == "a.txt"


def test_files_alone_are_enough_and_nothing_is_not(write, open_ticket, ana):
    ticket = open_ticket()
    write(ticket, ana, body="", files=[SimpleUploadedFile("a.txt", b"x")])
    assert Comment.objects.get().body == ""

    response = write(ticket, ana, body=" ")
    assert response.context["form"].non_field_errors() == ["Write something or attach a file."]


def test_a_worker_writes_an_internal_note(write, open_ticket, tom):
    write(open_ticket(), tom, body="quiet", is_internal="on")

    assert Comment.objects.get().is_internal


def test_who_may_not_note_does_not_do_so_by_hand(write, it_desk, open_ticket, ana):
    write(open_ticket(group=it_desk), ana, body="loud", is_internal="on")

    assert not Comment.objects.get().is_internal


@pytest.mark.parametrize(
    "body, sentence",
    (
        (
            "x" * 1_048_576,
            "This text has 1,048,576 characters; at most 65,536 characters are possible.",
        ),
        ("a\0b", "This text contains a character that cannot be stored. Please remove it."),
    ),
)
def test_what_cannot_be_stored_is_said_beside_the_field_and_kept(write, open_ticket, ana, body, sentence):
    response = write(open_ticket(), ana, body=body)

    assert response.context["form"].errors == {"body": [sentence]}
    assert response.context["form"]["body"].value() == body
    assert sentence in response.text
    assert not Comment.objects.exists()


def test_words_typed_while_the_ticket_went_away_come_back(write, open_ticket, ana, mia, zoe):
    ticket = open_ticket()
    ticket.bin(by=mia)

    for person in (ana, zoe):
        response = write(ticket, person, body="long <b>words</b>")
        assert response.status_code == 404
        assert "long &lt;b&gt;words&lt;/b&gt;" in response.text
        assert ticket.title not in response.text


def test_a_resolved_ticket_still_takes_a_comment(write, open_ticket, ana, tom):
    ticket = open_ticket()
    ticket.resolve(by=tom)

    write(ticket, ana, body="Thank you")

    assert ticket.comments.filter(body="Thank you").exists()


def test_an_author_edits_and_others_are_told_why_not(client, open_ticket, ana, tom):
    comment = open_ticket().comment(by=tom, body="first")
    url = reverse("tickets:comment_edit", args=[comment.pk])

    client.force_login(ana)
    response = client.post(url, {"body": "mine"})
    assert response.context["form"].non_field_errors() == ["Only the author edits a comment."]

    client.force_login(tom)
    assert client.get(url).context["form"]["body"].value() == "first"
    response = client.post(url, {"body": "second"})
    assert response["Location"] == comment.get_absolute_url()
    comment.refresh_from_db()
    assert comment.body == "second"


def test_a_deleted_comment_does_not_come_back_through_its_edit_page(client, open_ticket, tom, mia):
    comment = open_ticket().comment(by=tom, body="rude words")
    comment.remove(by=mia)
    client.force_login(tom)

    assert "rude words" not in client.get(reverse("tickets:comment_edit", args=[comment.pk])).text


def test_a_moderator_deletes_and_a_colleague_does_not(client, open_ticket, tom, ben, mia):
    comment = open_ticket().comment(by=tom, body="words")
    url = reverse("tickets:comment_delete", args=[comment.pk])

    client.force_login(ben)
    client.post(url)
    comment.refresh_from_db()
    assert not comment.is_deleted

    client.force_login(mia)
    client.post(url)
    comment.refresh_from_db()
    assert comment.deleted_by == mia
