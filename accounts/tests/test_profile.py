"""One's own profile and address, the language and time zone of pages, and the directory."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from accounts.time_zones import zones_in_use

PASSWORD = "correct horse battery"


@pytest.fixture
def nina(db):
    return User.objects.create_verified("nina", "nina@example.org", PASSWORD, name="Nina")


def save(client, **changes):
    form = {"name": "Nina Roy", "language": "fr", "time_zone": "Europe/Paris"} | changes
    return client.post(reverse("accounts:profile"), form)


def test_a_person_saves_the_profile_and_history_names_them(client, nina):
    client.force_login(nina)

    assert save(client).url == reverse("accounts:profile")

    saved = User.objects.get()
    assert (saved.name, saved.language, saved.time_zone) == ("Nina Roy", "fr", "Europe/Paris")
    assert nina.history.first().history_user == nina
    assert client.get(reverse("accounts:profile")).headers["Content-Language"] == "fr"


@pytest.mark.parametrize(
    "changes, field",
    (({"language": "xx"}, "language"), ({"time_zone": "Mars/Base"}, "time_zone"), ({"name": "a\0"}, "name")),
)
def test_a_mistake_is_told_beside_its_field_and_what_was_typed_stays(client, nina, changes, field):
    client.force_login(nina)

    answer = save(client, **changes)

    assert set(answer.context["form"].errors) == {field}
    assert answer.context["form"]["name"].value() == changes.get("name", "Nina Roy")
    assert User.objects.get().name == "Nina"


def test_role_and_department_cannot_be_slipped_into_the_profile(client, nina, finance):
    client.force_login(nina)

    save(client, role="admin", department=finance.pk, is_active="", username="boss", email="x@example.org")

    saved = User.objects.get()
    assert (saved.role, saved.department, saved.username, saved.email) == (
        "user",
        None,
        "nina",
        "nina@example.org",
    )


def test_the_zone_of_the_reader_counts_for_one_request_only(client, nina):
    nina.update_profile(by=nina, time_zone="Asia/Tokyo")
    client.force_login(nina)

    client.get(reverse("accounts:profile"))
    assert timezone.get_current_timezone_name() == "Asia/Tokyo"
    client.logout()
    client.get(reverse("account_login"))
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_zone_that_no_longer_exists_breaks_nothing(client, nina):
    User.objects.update(time_zone="Mars/Base", language="xx")
    client.force_login(nina)

    assert client.get(reverse("accounts:profile")).status_code == 200


def test_the_zones_offered_are_real_places():
    assert {"Europe/Paris", "America/Argentina/Buenos_Aires"} <= set(zones_in_use())
    assert {"Europe/Belfast", "EST5EDT", "US/Eastern"} & set(zones_in_use()) == set()


@pytest.mark.parametrize("signed_in", (True, False))
def test_the_language_is_chosen_with_one_button(client, nina, signed_in):
    if signed_in:
        client.force_login(nina)

    client.post(reverse("set_language"), {"language": "fr", "next": "/accounts/login/"})

    page = client.get(reverse("accounts:profile" if signed_in else "account_login"))
    assert page.headers["Content-Language"] == "fr"
    assert User.objects.get().language == ("fr" if signed_in else "")
    translation.activate("en")


def test_a_new_address_counts_once_its_link_is_opened_and_the_old_one_is_told(client, nina, settings):
    client.force_login(nina)
    form = {"email": "Roy@Example.org", "password": PASSWORD, "action_add": "1"}

    client.post(reverse("account_email"), form)
    assert User.objects.get().email == "nina@example.org"
    assert [m.to for m in mail.outbox] == [["roy@example.org"]]
    page = client.get(reverse("account_email"))
    assert b"roy@example.org waits to be confirmed" in page.content

    link = re.search(r"http\S+", mail.outbox[0].body)[0]
    client.post(link.removeprefix(settings.SITE_URL))

    assert User.objects.get().email == "roy@example.org"
    assert list(nina.emailaddress_set.values_list("email", "verified")) == [("roy@example.org", True)]
    assert [message.to for message in mail.outbox[1:]] == [["nina@example.org"], ["roy@example.org"]]
    for message in mail.outbox[1:]:
        assert "from nina@example.org to roy@example.org" in message.body


def test_a_new_address_needs_the_password(client, nina):
    client.force_login(nina)
    form = {"email": "roy@example.org", "password": "wrong", "action_add": "1"}

    answer = client.post(reverse("account_email"), form)

    assert set(answer.context["form"].errors) == {"password"}
    assert answer.context["form"]["email"].value() == "roy@example.org"
    assert mail.outbox == []


def test_colleagues_see_name_and_place_but_the_address_only_where_they_may(client, ana, zoe, hugo, ida):
    page = reverse("accounts:person", kwargs={"pk": ana.pk})

    def sees_address(person):
        client.force_login(person)
        answer = client.get(page)
        assert "Finance" in answer.text
        return "ana@example.org" in answer.text

    assert [sees_address(person) for person in (zoe, hugo, ida, ana)] == [False, True, True, True]


def test_a_stranger_learns_nothing_of_people(client, ana):
    assert client.get(reverse("accounts:person", kwargs={"pk": ana.pk})).status_code == 302
    client.force_login(ana)
    assert client.get(reverse("accounts:person", kwargs={"pk": 10**18})).status_code == 404


def test_a_person_page_runs_a_fixed_number_of_queries(client, ana, zoe, django_assert_num_queries):
    client.force_login(zoe)
    page = reverse("accounts:person", kwargs={"pk": ana.pk})

    with django_assert_num_queries(4):
        client.get(page)
