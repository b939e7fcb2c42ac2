"""Signing in and out: by either name, with one answer for every failure, slowed by account and by address."""

from time import perf_counter

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User

PASSWORD = "correct horse battery"
MISMATCH = "This name and password do not go together."
TOO_MANY = "Too many attempts. Please wait a few minutes, then try again."


@pytest.fixture
def nina(db):
    return User.objects.create_verified("nina", "nina@example.org", PASSWORD, name="Nina")


def sign_in(client, login, password=PASSWORD, **extra):
    url = reverse("account_login") + "?next=" + reverse("accounts:profile")
    return client.post(url, {"login": login, "password": password}, **extra)


def failure(answer):
    return answer.context["form"].errors["__all__"]


@pytest.mark.parametrize("login", ("nina", "NINA", "nina@example.org", " Nina@Example.ORG "))
def test_a_person_signs_in_with_username_or_address_in_any_case(client, nina, login):
    assert sign_in(client, login).url == reverse("accounts:profile")
    assert get_user(client) == nina


@pytest.mark.parametrize("login", ("nina", "nina@example.org", "nobody", "nobody@example.org"))
def test_every_failure_gets_the_same_answer(client, nina, login):
    answer = sign_in(client, login, "wrong horse battery")

    assert failure(answer) == [MISMATCH]
    assert answer.context["form"]["login"].value() == login


def test_a_missing_password_is_told_beside_the_field(client, nina):
    assert list(sign_in(client, "nina", "").context["form"].errors) == ["password"]


@pytest.mark.parametrize("login", ("nina", "nobody"))
def test_the_sixth_failure_for_an_account_waits_whatever_the_address_and_spelling(client, nina, login):
    spellings = [login, login.upper(), login, f" {login}", login]
    for number, spelling in enumerate(spellings):
        answer = sign_in(client, spelling, "wrong", REMOTE_ADDR=f"192.0.2.{number}")
        assert failure(answer) == [MISMATCH]

    assert failure(sign_in(client, login, REMOTE_ADDR="192.0.2.99")) == [TOO_MANY]


def test_failures_by_username_and_by_address_count_together(client, nina):
    for number in range(5):
        sign_in(client, ("nina", nina.email)[number % 2], "wrong", REMOTE_ADDR=f"192.0.2.{number}")

    assert failure(sign_in(client, "nina", REMOTE_ADDR="192.0.2.99")) == [TOO_MANY]


def test_one_address_that_tries_many_names_waits(client, nina):
    for number in range(10):
        sign_in(client, f"name{number}", "wrong")

    assert failure(sign_in(client, "nina")) == [TOO_MANY]
    assert sign_in(Client(), "nina", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_an_invented_forwarded_address_does_not_help(client, nina):
    for number in range(10):
        sign_in(client, f"name{number}", "wrong", headers={"x-forwarded-for": f"192.0.2.{number}"})

    assert failure(sign_in(client, "nina", headers={"x-forwarded-for": "192.0.2.77"})) == [TOO_MANY]


def test_the_back_office_has_no_door_of_its_own(client, ada):
    answer = client.post("/admin/login/", {"username": "ada", "password": PASSWORD})

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    assert get_user(client).is_anonymous


def test_an_inactive_account_says_so_only_to_who_knows_the_password(client, nina, ada):
    nina.deactivate(by=ada)

    assert sign_in(client, "nina").url == reverse("account_inactive")
    assert failure(sign_in(client, "nina", "wrong")) == [MISMATCH]
    assert get_user(client).is_anonymous


def test_signing_out_needs_a_post(client, nina):
    client.force_login(nina)

    assert client.get(reverse("account_logout")).status_code == 200
    assert get_user(client) == nina
    client.post(reverse("account_logout"))
    assert get_user(client).is_anonymous


def test_a_visitor_goes_to_sign_in_and_back_to_the_page_they_wanted(client, db):
    page = reverse("accounts:profile")

    assert client.get(page).url == f"{reverse('account_login')}?next={page}"


def test_the_way_back_leads_nowhere_else(client, nina):
    url = reverse("account_login") + "?next=https://evil.example.com/"

    answer = client.post(url, {"login": "nina", "password": PASSWORD})

    assert "evil" not in answer.url


def median_seconds(client, urls_and_data):
    """Median time of one POST for each kind, asked in turns so that a busy machine slows all alike."""
    times = {kind: [] for kind in urls_and_data}
    for _ in range(9):
        for kind, (url, data) in urls_and_data.items():
            cache.clear()
            begin = perf_counter()
            client.post(url, data)
            times[kind].append(perf_counter() - begin)
    return {kind: sorted(each)[4] for kind, each in times.items()}


def test_a_known_and_an_unknown_name_take_the_same_time(client, nina, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    nina.set_password(PASSWORD)
    nina.save()
    url = reverse("account_login")
    logins = ("nina", "nobody", "nina@example.org", "nobody@example.org")

    times = median_seconds(client, {login: (url, {"login": login, "password": "wrong"}) for login in logins})

    assert max(times.values()) < 1.7 * min(times.values()), times


def test_a_known_and_an_unknown_address_take_the_same_time_at_sign_up(client, nina, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    form = {"username": "ned", "password1": "a long enough secret", "password2": "a long enough secret"}
    url = reverse("account_signup")

    times = []
    for number in range(7):
        for email in (nina.email, f"new{number}@example.org"):
            cache.clear()
            begin = perf_counter()
            answer = Client().post(url, form | {"email": email, "username": f"ned{number}"})
            times.append((email == nina.email, perf_counter() - begin))
            assert answer.url == "/accounts/confirm-email/"
        User.objects.filter(username__startswith="ned").delete()

    known, new = (sorted(t for k, t in times if k is kind)[3] for kind in (True, False))
    assert 0.5 < known / new < 1.8, (known, new)
    assert len(mail.outbox) == 14
