"""Verbs on people: roles, departments, leaving and coming back, and what history keeps of it."""

import pytest
from django.contrib.auth import get_user
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import Role, User
from ticketsite.kit.refusals import Refused


def test_an_admin_gives_a_role_and_history_names_who_and_why(ada, zoe):
    zoe.give_role(Role.TECHNICIAN, by=ada, reason="Joins the desk")

    latest, first = zoe.history.all()
    assert User.objects.get(pk=zoe.pk).role == Role.TECHNICIAN
    assert (latest.role, latest.history_user, latest.history_change_reason) == (
        "technician",
        ada,
        "Joins the desk",
    )
    assert first.role == "user"


def test_an_it_head_cannot_make_a_head_of_department(ida, zoe):
    with pytest.raises(Refused, match="role"):
        zoe.give_role(Role.HOD, by=ida)

    assert User.objects.get(pk=zoe.pk).role == Role.USER


def test_the_rule_is_asked_of_who_acts_as_they_are_now(ada, ida, zoe):
    User.objects.filter(pk=ida.pk).update(role=Role.USER)

    with pytest.raises(Refused):
        zoe.give_role(Role.TECHNICIAN, by=ida)


def test_the_last_active_admin_stays_admin(ada, make_user):
    old = make_user("old", role=Role.ADMIN, is_active=False)

    with pytest.raises(Refused, match="last active Admin"):
        ada.give_role(Role.USER, by=ada)

    assert {user.pk for user in User.objects.admins()} == {ada.pk}
    assert old.history.count() == 1


def test_of_two_admins_one_may_step_down(ada, make_user):
    make_user("eve", role=Role.ADMIN)

    ada.give_role(Role.USER, by=ada)

    assert [user.username for user in User.objects.admins()] == ["eve"]


def test_nobody_deactivates_themselves_not_even_an_admin(ada, make_user):
    make_user("eve", role=Role.ADMIN)

    with pytest.raises(Refused):
        ada.deactivate(by=ada)

    assert User.objects.get(pk=ada.pk).is_active


def test_a_person_moves_to_a_department(ida, zoe, finance):
    zoe.move_to(finance, by=ida)

    assert User.objects.get(pk=zoe.pk).department == finance
    with pytest.raises(Refused):
        zoe.move_to(None, by=zoe)


def test_nothing_is_written_when_nothing_differs(ada, zoe):
    zoe.give_role(Role.USER, by=ada)

    assert zoe.history.count() == 1


def test_a_deactivated_person_is_out_at_the_next_request_and_old_sessions_stay_dead(client, ada, zoe):
    client.force_login(zoe)
    request = RequestFactory().get("/")
    request.session = client.session
    assert get_user(request) == zoe

    zoe.deactivate(by=ada, reason="Left")

    assert get_user(request).is_anonymous
    assert client.get(reverse("accounts:profile")).status_code == 302

    zoe.reactivate(by=ada)
    request.session = client.session
    assert get_user(request).is_anonymous


def test_a_deactivated_person_leaves_their_groups(ada, facilities, tom):
    tom.deactivate(by=ada)

    assert not facilities.memberships.filter(user=tom).exists()


def test_deactivating_twice_is_refused(ada, zoe):
    zoe.deactivate(by=ada)

    with pytest.raises(Refused, match="not active"):
        zoe.deactivate(by=ada)


def test_a_person_edits_the_own_profile_and_nobody_elses(zoe, ana):
    zoe.update_profile(by=zoe, name="Zoé Martin", language="fr", time_zone="Europe/Paris")

    assert User.objects.search("zoe").get() == zoe
    with pytest.raises(Refused):
        ana.update_profile(by=zoe, name="Mud")
    with pytest.raises(TypeError):
        zoe.update_profile(by=zoe, role="admin")


def test_a_username_is_unique_without_regard_to_case(make_user, ada, ana):
    make_user("émile")

    with pytest.raises(Refused, match="already"):
        ana.rename("ÉMILE", by=ada)


def test_a_new_address_given_by_a_manager_is_confirmed_and_the_only_one(ida, zoe):
    zoe.change_address("Zoe@Example.com", by=ida)

    assert list(zoe.emailaddress_set.values_list("email", "verified", "primary")) == [
        ("zoe@example.com", True, True)
    ]
    assert User.objects.get(pk=zoe.pk).email == "zoe@example.com"


def test_search_finds_by_beginnings_of_names_and_username_but_never_by_mail(make_user):
    lea = make_user("ldupont", name="Léa Dupont")

    assert [list(User.objects.search(words)) for words in ("lea", "DUP", "ldu", "dup léa")] == [[lea]] * 4
    assert [list(User.objects.search(words)) for words in ("example", "upont", "ldupont@")] == [[]] * 3


def test_signing_in_writes_no_history(client, zoe):
    client.force_login(zoe)

    assert User.objects.get(pk=zoe.pk).last_login
    assert zoe.history.count() == 1
