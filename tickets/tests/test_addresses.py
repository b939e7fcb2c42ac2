"""Every address of one ticket: a stranger learns nothing, and reading changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from groups.models import Event
from tickets.urls import acts, pages, parts

PAGES = ("ticket", "edit", "history", "who", "mentionable")
BUTTONS = (
    *("claim", "resume", "confirm", "take_up", "close", "withdraw"),
    *("follow", "me_too", "unfollow", "delete"),
)
BUTTONS_ELSEWHERE = ("restore", "comment_delete", "file_remove")
FORMS = (
    *("drop", "release", "ask_takeover", "hand_over", "assign", "wait", "resolve", "reopen", "move"),
    *(
        "place",
        "priority",
        "due",
        "recategorise",
        "add_follower",
        "remove_follower",
        "comment",
        "comment_edit",
    ),
)


@pytest.fixture
def address(open_ticket, tom):
    """address(name): of a claimed ticket with a comment and a file."""
    ticket = open_ticket()
    ticket.claim(by=tom)
    comment = ticket.comment(by=tom, body="words", files=[SimpleUploadedFile("a.txt", b"x")])
    things = {"comment_edit": comment, "comment_delete": comment}
    things |= {"file": comment.files.get(), "file_remove": comment.files.get()}
    return lambda name: reverse(f"tickets:{name}", args=[things.get(name, ticket).pk])


def test_every_address_is_looked_at_here():
    names = {pattern.name for pattern in (*pages, *acts, *parts)}

    assert names == {"new", "file", *PAGES, *BUTTONS, *BUTTONS_ELSEWHERE, *FORMS}


@pytest.mark.parametrize("name", (*PAGES, *BUTTONS, *BUTTONS_ELSEWHERE, *FORMS, "file"))
def test_a_stranger_gets_404(client, address, zoe, name):
    client.force_login(zoe)
    before = Event.objects.count()

    codes = {client.get(address(name)).status_code, client.post(address(name)).status_code}

    assert codes <= {404, 405}
    assert 404 in codes
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", (*PAGES, *BUTTONS, *FORMS, "file"))
def test_a_visitor_is_asked_to_sign_in(client, address, name):
    response = client.get(address(name))

    assert response.status_code in (302, 405)
    assert response.headers.get("Location", "/accounts/login/").startswith("/accounts/login/")


@pytest.mark.parametrize("name", (*BUTTONS, *BUTTONS_ELSEWHERE))
def test_a_button_answers_no_get(client, address, tom, name):
    client.force_login(tom)

    assert client.get(address(name)).status_code == 405


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_shown_and_changes_nothing(client, address, tom, name):
    client.force_login(tom)
    before = Event.objects.count()

    assert client.get(address(name)).status_code == 200
    assert Event.objects.count() == before
