"""Signing up: the form, the mail, the confirmed address; and who is let in."""

import re

import pytest
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse

from accounts.forms import SignUpForm
from accounts.models import User

FORM = {
    "name": "Nina Roy",
    "username": "Nina",
    "email": "Nina@Example.org",
    "password1": "a long enough secret",
    "password2": "a long enough secret",
}
SENT = "/accounts/confirm-email/"


def sign_up(client, **changes):
    return client.post(reverse("account_signup"), FORM | changes)


def link_in(message):
    return re.search(r"http://\S+", message.body)[0]


def path_in(message, settings):
    return link_in(message).removeprefix(settings.SITE_URL)


def test_a_person_signs_up_confirms_the_address_and_is_in(client, db, settings):
    assert sign_up(client).url == SENT
    nina = User.objects.get(username="nina")
    assert (nina.name, nina.email, nina.role, nina.language) == ("Nina Roy", "nina@example.org", "user", "en")
    assert mail.outbox[0].to == ["nina@example.org"]

    path = path_in(mail.outbox[0], settings)
    assert b"Nina Roy" in client.get(path).content
    assert client.post(path).status_code == 302

    assert client.get(reverse("accounts:profile")).context["user"] == nina
    assert nina.emailaddress_set.get().verified


def test_nobody_signs_in_before_the_address_is_confirmed(client, db):
    sign_up(client)
    other = type(client)()

    answer = other.post(reverse("account_login"), {"login": "nina", "password": FORM["password1"]})

    assert answer.url == SENT
    assert other.get(reverse("accounts:profile")).status_code == 302


def test_links_in_mails_begin_with_the_sites_address_whatever_the_host(client, db, settings):
    settings.SITE_URL = "https://tickets.example.org"

    client.post(reverse("account_signup"), FORM, headers={"host": "evil.example.com"})

    assert re.findall(r"https?://[^/\s]+", mail.outbox[0].body) == ["https://tickets.example.org"]
    assert "evil" not in mail.outbox[0].body + mail.outbox[0].subject


def test_a_taken_address_gets_the_same_answer_and_a_mail_to_its_owner(client, ana):
    answer = sign_up(client, email=ana.email.upper())

    assert answer.url == SENT
    assert not User.objects.filter(username="nina").exists()
    assert mail.outbox[0].to == [ana.email]
    assert "There is one already" in mail.outbox[0].body


@pytest.mark.parametrize(
    "changes, field",
    (
        ({"username": "ANA"}, "username"),
        ({"username": "a na"}, "username"),
        ({"username": "nina@example.org"}, "username"),
        ({"username": "n\0ina"}, "username"),
        ({"name": "N\0ina"}, "name"),
        ({"name": "n" * 121}, "name"),
        ({"email": "nowhere"}, "email"),
        ({"password1": "short1!", "password2": "short1!"}, "password1"),
        ({"password1": "1234567890", "password2": "1234567890"}, "password1"),
        ({"password1": "nina@example", "password2": "nina@example"}, "password1"),
        ({"password2": "another long one"}, "password2"),
    ),
)
def test_a_mistake_is_told_beside_its_field_and_what_was_typed_stays(client, ana, changes, field):
    answer = sign_up(client, **changes)

    assert set(answer.context["form"].errors) == {field}
    assert answer.context["form"]["email"].value() == (FORM | changes)["email"]
    assert User.objects.count() == 1


def test_sign_up_by_domain_names_the_domains(client, db, settings):
    settings.SIGN_UP, settings.SIGN_UP_DOMAINS = "domain", ["example.com", "example.net"]

    refused = sign_up(client)
    accepted = sign_up(client, email="nina@example.NET")

    assert refused.context["form"].errors["email"] == [
        "Only addresses at example.com, example.net are welcome here."
    ]
    assert accepted.url == SENT


def test_closed_sign_up_says_so_and_makes_no_account(client, db, settings):
    settings.SIGN_UP = "closed"

    answer = sign_up(client)

    assert b"Sign-up is closed" in answer.content
    assert User.objects.count() == 0
    assert b"Make an account" not in client.get(reverse("account_login")).content


def test_the_slower_of_two_who_want_one_name_is_told(client, db, monkeypatch):
    clean = SignUpForm.clean_username

    def somebody_is_faster(form):
        username = clean(form)
        if not User.objects.exists():
            User.objects.create_user(username, "faster@example.org")
        return username

    monkeypatch.setattr(SignUpForm, "clean_username", somebody_is_faster)
    answer = sign_up(client)

    assert answer.context["form"].errors["username"] == ["Somebody has this username already."]
    assert [user.email for user in User.objects.all()] == ["faster@example.org"]


def test_a_mail_server_that_is_down_loses_no_account(client, db, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert sign_up(client).url == SENT

    assert User.objects.get().username == "nina"
    assert "could not be sent" in caplog.text


def test_two_accounts_cannot_confirm_one_address(client, ana, settings):
    """Zoe's change to an address that nobody had yet, confirmed after somebody else took it."""
    zoe = User.objects.create_verified("zoe", "zoe@example.org", "correct horse battery")
    client.force_login(zoe)
    client.post(
        reverse("account_email"),
        {"email": "new@example.org", "password": "correct horse battery", "action_add": "1"},
    )
    User.objects.filter(pk=ana.pk).update(email="new@example.org")

    client.post(path_in(mail.outbox[0], settings))

    assert User.objects.get(pk=zoe.pk).email == "zoe@example.org"


def test_the_database_refuses_a_second_spelling_of_a_name(make_user):
    make_user("émile")

    with pytest.raises(IntegrityError):
        User.objects.create_user("ÉMILE", "other@example.org")
