"""Changing a password, and finding back in when it is forgotten."""

import re

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User

PASSWORD = "correct horse battery"
NEW = "another fine secret"


@pytest.fixture
def nina(db):
    return User.objects.create_verified("nina", "nina@example.org", PASSWORD, name="Nina")


def follow_link(client, settings):
    url = re.search(r"http\S+", mail.outbox[0].body)[0]
    return client.get(url.removeprefix(settings.SITE_URL), follow=True)


def test_a_new_password_ends_all_other_sessions_and_the_owner_is_told(client, nina):
    elsewhere = Client()
    elsewhere.force_login(nina)
    client.force_login(nina)

    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )

    assert answer.url == reverse("accounts:profile")
    assert get_user(client) == nina
    assert get_user(elsewhere).is_anonymous
    assert [(m.to, m.subject) for m in mail.outbox] == [
        (["nina@example.org"], "Tickets: Your password was changed")
    ]
    assert User.objects.get().check_password(NEW)


@pytest.mark.parametrize(
    "changes, field",
    (
        ({"oldpassword": "wrong"}, "oldpassword"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password2": "different one"}, "password2"),
    ),
)
def test_a_mistake_in_the_new_password_is_told_beside_its_field(client, nina, changes, field):
    client.force_login(nina)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW} | changes

    answer = client.post(reverse("account_change_password"), form)

    assert set(answer.context["form"].errors) == {field}
    assert User.objects.get().check_password(PASSWORD)


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, nina, settings):
    client.post(reverse("account_reset_password"), {"email": "NINA@example.org"})
    form_page = follow_link(client, settings)

    done = client.post(form_page.context["action_url"], {"password1": NEW, "password2": NEW})

    assert done.url == reverse("account_reset_password_from_key_done")
    assert User.objects.get().check_password(NEW)
    assert b"no longer works" in follow_link(Client(), settings).content


@pytest.mark.parametrize("email", ("nina@example.org", "nobody@example.org"))
def test_the_answer_is_the_same_for_known_and_unknown_addresses(client, nina, email):
    answer = client.post(reverse("account_reset_password"), {"email": email}, follow=True)

    assert answer.redirect_chain == [(reverse("account_reset_password_done"), 302)]
    assert email.encode() not in answer.content
    assert [m.to for m in mail.outbox] == [[email]]


def test_a_deactivated_person_gets_no_link(client, nina, ada):
    nina.deactivate(by=ada)

    client.post(reverse("account_reset_password"), {"email": nina.email})

    assert "/password/reset/key/" not in mail.outbox[0].body


def test_asking_for_links_again_and_again_is_slowed(client, nina):
    url = reverse("account_reset_password")
    for number in range(5):
        client.post(url, {"email": nina.email}, REMOTE_ADDR=f"192.0.2.{number}")

    answer = client.post(url, {"email": nina.email}, REMOTE_ADDR="192.0.2.99")

    assert answer.status_code == 429
    assert b"Please wait a few minutes" in answer.content
    assert len(mail.outbox) == 5


def test_a_person_without_a_password_chooses_one(client, nina):
    nina.set_unusable_password()
    nina.save()
    client.force_login(nina)

    assert client.get(reverse("account_change_password")).url == reverse("account_set_password")
    client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW})

    assert User.objects.get().check_password(NEW)
