"""What a person is told of their own account, whatever they chose to hear: role, address, a new browser."""

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Browser, Role, User
from accounts.models.browser import MOST

PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1"


@pytest.fixture
def nina(db):
    return User.objects.create_verified("nina", "nina@example.org", PASSWORD, name="Nina", language="fr")


def sign_in(client, agent=FIREFOX):
    form = {"login": "nina", "password": PASSWORD}
    return client.post(reverse("account_login"), form, headers={"user-agent": agent})


def told():
    return [(message.to[0], message.subject) for message in mail.outbox]


def test_a_changed_role_is_told_by_whom_in_the_readers_language(ada, zoe):
    User.objects.filter(pk=zoe.pk).update(language="fr")
    zoe.give_role(Role.TECHNICIAN, by=ada)
    zoe.give_role(Role.TECHNICIAN, by=ada)

    (message,) = mail.outbox
    assert (message.to, message.subject) == (["zoe@example.org"], "Tickets: Votre rôle a été changé")
    assert "par Ada\u00a0: «\u00a0Utilisateur\u00a0» devient «\u00a0Technicien\u00a0»" in message.body


def test_of_an_address_changed_by_somebody_else_both_addresses_hear(ida, zoe):
    zoe.change_address("zed@example.org", by=ida)

    assert told() == [
        ("zoe@example.org", "Tickets: Your e-mail was changed"),
        ("zed@example.org", "Tickets: Your e-mail was changed"),
    ]
    assert "from zoe@example.org to zed@example.org by Ida." in mail.outbox[0].body


def test_a_person_without_an_address_is_no_trouble(ada, zoe):
    User.objects.filter(pk=zoe.pk).update(email="")

    zoe.give_role(Role.TECHNICIAN, by=ada)
    zoe.change_address("zoe@example.com", by=ada)

    assert [to for to, _subject in told()] == ["zoe@example.com"]


def test_a_sign_in_from_a_second_browser_is_told_and_from_known_ones_is_not(nina):
    laptop, phone = Client(), Client()
    sign_in(laptop)
    assert told() == []

    sign_in(phone, PHONE)
    assert told() == [("nina@example.org", "Tickets: Une connexion depuis un nouvel appareil")]
    assert "Safari sur iPhone" in mail.outbox[0].body
    assert "127.0.0.1" in mail.outbox[0].body

    for client in (laptop, phone):
        client.post(reverse("account_logout"))
        sign_in(client)
    assert len(mail.outbox) == 1
    assert nina.browsers.count() == 2


def test_a_browser_that_two_people_share_is_new_for_the_second(client, nina, make_user):
    sign_in(client)
    client.post(reverse("account_logout"))
    other = User.objects.create_verified("roy", "roy@example.org", PASSWORD)
    Browser.objects.note(other, "at home", FIREFOX)

    client.post(reverse("account_login"), {"login": "roy", "password": PASSWORD})

    assert [to for to, _subject in told()] == ["roy@example.org"]


def test_a_wrong_password_is_no_sign_in(client, nina):
    Browser.objects.note(nina, "at home", FIREFOX)
    client.post(reverse("account_login"), {"login": "nina", "password": "wrong horse"})

    assert (told(), nina.browsers.count()) == ([], 1)


def test_the_cookie_says_nothing_of_the_person_and_the_row_not_what_the_cookie_says(client, nina):
    sign_in(client)

    cookie = client.cookies["browser"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie.value != nina.browsers.get().key
    assert len(cookie.value) == 32


def test_the_oldest_browsers_are_forgotten(nina):
    for number in range(MOST + 3):
        Browser.objects.note(nina, f"browser {number}", FIREFOX)

    assert nina.browsers.count() == MOST
    assert Browser.objects.note(nina, f"browser {MOST + 2}", FIREFOX)[1] is False


@pytest.mark.parametrize(
    "agent, name",
    (
        (FIREFOX, "Firefox on Linux"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("curl/8.0", "An unknown browser"),
        ("", "An unknown browser"),
    ),
)
def test_a_browser_has_a_name_that_people_know(nina, agent, name):
    assert str(Browser.objects.note(nina, "one", agent)[0]) == name


def test_signing_out_everywhere_else_ends_all_sessions_but_this(nina, client):
    elsewhere = Client()
    for each in (client, elsewhere):
        sign_in(each)
    shown = client.get(reverse("accounts:profile"))
    assert shown.text.count("Firefox sur Linux") == 2

    answer = client.post(reverse("accounts:sign_out_elsewhere"))

    assert answer.url == reverse("accounts:profile")
    assert get_user(client) == nina
    assert get_user(elsewhere).is_anonymous
    assert nina.browsers.count() == 1
    mail.outbox.clear()
    sign_in(elsewhere)
    assert len(mail.outbox) == 1


def test_a_forgotten_password_set_anew_is_told_in_the_readers_language(client, nina, settings):
    nina.browsers.create(key="x")
    client.post(reverse("account_reset_password"), {"email": nina.email})
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http"))
    page = client.get(link.removeprefix(settings.SITE_URL), follow=True)
    new = "another fine secret"
    client.post(page.context["action_url"], {"password1": new, "password2": new})

    assert told()[1:] == [("nina@example.org", "Tickets: Votre mot de passe a été changé")]
