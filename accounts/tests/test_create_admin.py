"""The command that makes the first Admin, from the environment."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from accounts.models import Role, User

GIVEN = {
    "ADMIN_USERNAME": "Boss",
    "ADMIN_EMAIL": "Boss@example.org",
    "ADMIN_PASSWORD": "a long enough secret",
    "ADMIN_NAME": "The Boss",
}


@pytest.fixture
def environment(monkeypatch):
    def give(**changes):
        for name, value in (GIVEN | changes).items():
            monkeypatch.setenv(name, value)

    return give


def test_the_first_admin_is_made_and_can_sign_in(db, client, environment):
    environment()

    call_command("create_admin")

    boss = User.objects.get()
    assert (boss.username, boss.role, boss.name) == ("boss", Role.ADMIN, "The Boss")
    url = reverse("account_login") + "?next=" + reverse("accounts:profile")
    answer = client.post(url, {"login": "boss", "password": GIVEN["ADMIN_PASSWORD"]})
    assert answer.url == reverse("accounts:profile")


def test_a_second_run_changes_nothing(db, environment, capsys):
    environment()
    call_command("create_admin")
    before = User.objects.values().get()

    environment(ADMIN_PASSWORD="another long secret")
    call_command("create_admin")

    assert User.objects.values().get() == before
    assert "Admin already" in capsys.readouterr().err


@pytest.mark.parametrize(
    "changes, reason",
    (
        ({"ADMIN_PASSWORD": "short"}, "too short"),
        ({"ADMIN_PASSWORD": "password123"}, "too common"),
        ({"ADMIN_PASSWORD": ""}, "ADMIN_PASSWORD is not set"),
        ({"ADMIN_EMAIL": "nowhere"}, "valid email"),
        ({"ADMIN_USERNAME": "the boss"}, "only letters"),
        ({"ADMIN_EMAIL": "ana@example.org"}, "already"),
        ({"ADMIN_USERNAME": "ana"}, "not as an active Admin"),
    ),
)
def test_a_mistake_is_named_and_nothing_is_made(environment, ana, changes, reason, monkeypatch):
    environment(**changes)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)

    with pytest.raises(CommandError, match=reason):
        call_command("create_admin")

    assert not User.objects.admins().exists()
