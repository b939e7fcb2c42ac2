"""The query that every page begins with: the session, whose it is, and what they are granted."""

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session as SessionOfDjango
from django.urls import reverse

from accounts.models import Session
from groups import grants
from groups.sessions import SessionStore

POLL = reverse("notifications:poll")


@pytest.mark.parametrize("name", ("ana", "gil", "hugo", "ida", "ada", "zoe"))
def test_it_gives_what_each_of_the_three_would_give(
    client, facilities, it_desk, hugo, ida, zoe, name, request
):
    person = request.getfixturevalue(name)
    client.force_login(person)

    read = SessionStore(client.session.session_key)

    assert read[SESSION_KEY] == str(person.pk)
    assert read.person == person
    grants.forget(person)
    assert grants.known(read.person) == grants.granted(person)


def test_a_session_knows_whose_it_is_until_they_sign_out(client, ana, zoe):
    client.get(reverse("account_login"))
    client.force_login(ana)
    assert Session.objects.get().user == ana
    client.force_login(zoe)
    assert Session.objects.get().user == zoe

    client.post(reverse("account_logout"))

    assert not Session.objects.filter(user__isnull=False).exists()


def test_the_session_of_another_in_its_place_signs_nobody_in(client, ana, zoe):
    """The person counts that the signed words name, whatever the column says."""
    client.force_login(ana)
    Session.objects.update(user=zoe)

    assert client.get(reverse("accounts:profile")).wsgi_request.user == ana


def test_a_new_password_elsewhere_ends_it(client, ana):
    client.force_login(ana)
    assert client.get(POLL).status_code == 200
    ana.set_password("another fine secret")
    ana.save()

    assert client.get(POLL).status_code == 302


def test_whoever_is_signed_in_stays_so_when_sessions_move(client, ana):
    client.force_login(ana)
    before, of_nobody = db.SessionStore(), db.SessionStore()
    before.update(client.session.items())
    for store in (before, of_nobody):
        store.save()
    Session.objects.all().delete()
    client.cookies[settings.SESSION_COOKIE_NAME] = before.session_key

    import_module("accounts.migrations.0007_move_sessions").move(apps, None)

    assert (client.get(POLL).status_code, Session.objects.get().user) == (200, ana)
    assert not SessionOfDjango.objects.exists()
