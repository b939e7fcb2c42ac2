"""Two people who act at the same moment, on the database of this run."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from ticketsite.testing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def admins(*usernames):
    for username in usernames:
        User.objects.create_user(username, f"{username}@example.org", role=Role.ADMIN)
    return [User.objects.get(username=username) for username in usernames]


@pytest.mark.parametrize("act", ("demote each other", "step down", "deactivate each other"))
def test_of_the_last_two_admins_exactly_one_stays(act):
    for number in range(5):
        one, other = admins(f"one{number}", f"other{number}")
        acts = {
            "demote each other": (
                lambda a=one, b=other: b.give_role(Role.USER, by=a),
                lambda a=one, b=other: a.give_role(Role.USER, by=b),
            ),
            "step down": (
                lambda a=one: a.give_role(Role.USER, by=a),
                lambda b=other: b.give_role(Role.USER, by=b),
            ),
            "deactivate each other": (
                lambda a=one, b=other: b.deactivate(by=a),
                lambda a=one, b=other: a.deactivate(by=b),
            ),
        }[act]

        assert sorted(str(type(end).__name__) for end in at_once(*acts)) == ["NoneType", "Refused"]
        assert User.objects.admins().count() == 1
        User.objects.admins().update(role=Role.USER)


def test_sixteen_sign_ups_for_one_name_make_one_account():
    def sign_up(number):
        form = {"username": "nina", "email": f"n{number}@example.org"}
        form |= dict.fromkeys(("password1", "password2"), "a long enough secret")
        answer = Client(REMOTE_ADDR=f"192.0.2.{number}").post(reverse("account_signup"), form)
        return answer.status_code

    answers = at_once(*(lambda n=n: sign_up(n) for n in range(16)))

    assert sorted(answers) == [200] * 15 + [302]
    assert User.objects.count() == 1
