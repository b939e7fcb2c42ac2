"""Editing a ticket: the slower of two sees the other's version and loses nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tickets.models import Ticket


@pytest.fixture
def edit(client):
    """edit(ticket, person, revision=..., ...): the edit form sent."""

    def post(ticket, person, **typed):
        client.force_login(person)
        typed = {"title": "Lamp", "description": "dark", "revision": ticket.revision} | typed
        return client.post(reverse("tickets:edit", args=[ticket.pk]), typed)

    return post


def test_the_requester_changes_the_words_and_adds_files(edit, open_ticket, ana):
    ticket = open_ticket()

    response = edit(
        ticket, ana, title="Lamp in 12", description="*dark*", files=[SimpleUploadedFile("a.txt", b"x")]
    )

    ticket.refresh_from_db()
    assert response["Location"] == ticket.get_absolute_url()
    assert (ticket.title, ticket.revision, ticket.files.count()) == ("Lamp in 12", 2, 1)
    assert ticket.html == "<p><em>dark</em></p>\n"


def test_the_slower_of_two_sees_the_others_version_and_keeps_theirs(edit, open_ticket, ana, mia):
    ticket = open_ticket(title="Lamp", description="The lamp is dark.")
    edit(ticket, mia, title="Lamp", description="The lamp in 12 is dark.")

    response = edit(ticket, ana, title="Lamp", description="The lamp is broken.", revision=1)

    form = response.context["form"]
    assert response.context["their_edit"].actor == mia
    assert "What Mia saved, beside what you typed" in response.text
    assert form["description"].value() == "The lamp is broken."
    pieces = dict(response.context["differences"])["Description"]
    assert "".join(text for kind, text in pieces if kind != "new") == "The lamp in 12 is dark."
    assert "".join(text for kind, text in pieces if kind != "gone") == "The lamp is broken."
    assert Ticket.objects.get().description == "The lamp in 12 is dark."

    assert form["revision"].value() == "2"
    edit(ticket, ana, title="Lamp", description="The lamp is broken.", revision=2)
    assert Ticket.objects.get().description == "The lamp is broken."


def test_a_wrong_field_does_not_hide_that_somebody_was_faster(edit, open_ticket, ana, mia):
    ticket = open_ticket()
    edit(ticket, mia, title="Door")

    response = edit(ticket, ana, title="", revision=1)

    assert "What Mia saved" in response.text
    assert response.context["form"].errors["title"] == ["This field is required."]


@pytest.mark.parametrize("revision", ("", "x", "0", "99999999999999999999"))
def test_a_form_without_its_revision_saves_nothing(edit, open_ticket, ana, revision):
    ticket = open_ticket(title="Old")

    response = edit(ticket, ana, title="New", revision=revision)

    assert response.status_code == 200
    assert "revision" in response.context["form"].errors
    assert Ticket.objects.get().title == "Old"


def test_words_typed_while_somebody_claimed_it_are_kept_with_the_reason(edit, open_ticket, ana, tom):
    ticket = open_ticket(title="Old")
    ticket.claim(by=tom)

    response = edit(ticket, ana, title="New words")

    assert response.context["form"].non_field_errors() == [
        "The text can no longer be changed. Write a comment instead."
    ]
    assert response.context["form"]["title"].value() == "New words"
    assert Ticket.objects.get().title == "Old"


def test_a_colleague_cannot_change_the_words(edit, open_ticket, tom):
    response = edit(open_ticket(title="Old"), tom, title="New")

    assert response.context["form"].non_field_errors() == [
        "Only the requester and moderators change the text."
    ]
    assert Ticket.objects.get().title == "Old"
