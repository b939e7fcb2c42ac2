"""What every answer says to the browser, and what no page says about people."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from ticketsite.tests.test_every_url import OPEN_TO_VISITORS, addresses

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
OF_FILES = "default-src 'none'; sandbox"
WITHOUT_PERSON = ("livez", "theme", "set_language")


def read(client, address):
    response = client.get(address)
    if response.streaming:
        b"".join(response)
    return response


def policy_of(response):
    return {part.strip() for part in response.headers["Content-Security-Policy"].split(";")}


def parts(policy):
    return {part.strip() for part in policy.split(";")}


@pytest.mark.parametrize("who", ("zoe", "tom", "ada", None))
def test_every_answer_carries_the_same_policy(client, cast, things, who):
    if who:
        client.force_login(cast[who])

    for row, address, _statuses in addresses(things):
        response = read(client, address)
        is_file = row[0] == "tickets:file" and response.status_code == 200
        assert policy_of(response) == parts(OF_FILES if is_file else POLICY), row
        assert response.headers["X-Content-Type-Options"] == "nosniff", row
        assert response.headers["X-Frame-Options"] == "DENY", row
        assert response.headers["Referrer-Policy"] == "same-origin", row
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin", row


@pytest.mark.parametrize("who", ("tom", "ada"))
def test_no_cache_keeps_what_a_person_was_shown(client, cast, things, who):
    client.force_login(cast[who])

    for row, address, _statuses in addresses(things):
        response = read(client, address)
        if response.status_code == 200 and row[0] not in WITHOUT_PERSON:
            control = response.headers.get("Cache-Control", "")
            # The poll is asked again with the ETag of its last answer: it holds numbers only.
            wanted = "no-cache" if row[0] == "notifications:poll" else "no-store"
            assert {wanted, "private"} <= {part.strip() for part in control.split(",")}, row


def test_the_error_pages_carry_it_too(client, cast):
    client.force_login(cast["tom"])

    for answer in (client.get("/nowhere/"), client.post("/tickets/1/"), client.get("/tickets/999999/")):
        assert answer.status_code in (404, 405)
        assert policy_of(answer) == parts(POLICY)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    forged = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "tom"})
    assert forged.status_code == 403
    assert policy_of(forged) == parts(POLICY)


def test_a_file_is_a_download_that_cannot_run(client, cast, things):
    client.force_login(cast["tom"])

    headers = read(client, things["team_file"].get_absolute_url()).headers

    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment;")


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, cast, settings):
    settings.HTTPS = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = (
        settings.LANGUAGE_COOKIE_SECURE
    ) = True
    client.get(reverse("account_login"), secure=True)
    client.post(
        reverse("account_login"),
        {"login": "tom", "password": "correct horse battery", "remember": "on"},
        secure=True,
    )
    client.post(reverse("theme"), {"theme": "dark"}, secure=True)
    client.post(reverse("set_language"), {"language": "fr"}, secure=True)

    assert {"sessionid", "csrftoken"} <= {*client.cookies}
    for name, cookie in client.cookies.items():
        if cookie.value:
            assert (cookie["secure"], cookie["samesite"]) == (True, "Lax"), name
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["csrftoken"]["httponly"]


def test_visitors_who_only_look_get_no_session(client, things):
    for name in OPEN_TO_VISITORS:
        if name in ("account_login", "account_signup", "account_reset_password", "livez"):
            client.get(reverse(name))

    assert settings.SESSION_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize("who", ("zoe", "tom", "gil", "tess", "dora"))
def test_no_page_names_the_address_of_somebody_else(client, cast, things, who):
    client.force_login(cast[who])
    others = {person.email for name, person in cast.items() if name != who}
    search = [
        reverse("groups:invite", args=[things["group"].pk]) + "?q=h",
        reverse("tickets:list") + "?requester=hugo",
    ]

    for address in [*(address for _row, address, _statuses in addresses(things)), *search]:
        response = client.get(address)
        words = "" if response.streaming else response.text
        b"".join(response)
        assert {email for email in others if email in words} == set(), address
