"""Who may do what to whom, role by role, without a database."""

import pytest

from accounts import rules
from accounts.models import Role, User

ROLES = list(Role)


def person(role, pk=1, department_id=None, is_active=True):
    return User(pk=pk, role=role, department_id=department_id, is_active=is_active)


def marks(predicate):
    """{"hod": {roles of whom it holds}} for people of two different departments."""
    return {
        by.value: {to.value for to in ROLES if predicate(person(by, 1, 1), person(to, 2, 2))} for by in ROLES
    }


ALL = {role.value for role in ROLES}
LOW = {"user", "technician"}
NOBODY = {"user": set(), "technician": set(), "hod": set()}


def test_admins_and_it_heads_view_everybody():
    assert marks(rules.may_view) == NOBODY | {"it_head": ALL, "admin": ALL}


@pytest.mark.parametrize("role", ROLES)
def test_a_hod_views_the_people_of_the_own_department(role):
    hod = person(Role.HOD, 1, department_id=5)

    assert rules.may_view(hod, person(role, 2, department_id=5))
    assert not rules.may_view(hod, person(role, 2, department_id=6))
    assert not rules.may_view(person(Role.HOD, 1), person(role, 2))


@pytest.mark.parametrize("role", ROLES)
def test_everybody_views_and_edits_their_own_account(role):
    me = person(role)

    assert rules.may_view(me, me)
    assert rules.may_edit_profile(me, me)


def test_it_heads_manage_users_and_technicians_and_admins_everybody():
    expected = NOBODY | {"it_head": LOW, "admin": ALL}

    assert marks(rules.may_manage) == expected
    assert marks(rules.may_edit_profile) == expected
    assert marks(rules.may_deactivate) == expected


@pytest.mark.parametrize("given", ROLES)
def test_a_role_is_given_by_who_manages_the_person_and_may_give_it(given):
    of_it_head = LOW if given in LOW else set()

    assert marks(lambda by, to: rules.may_give_role(by, to, given)) == NOBODY | {
        "it_head": of_it_head,
        "admin": ALL,
    }


@pytest.mark.parametrize("role", (Role.USER, Role.TECHNICIAN, Role.HOD, Role.IT_HEAD))
@pytest.mark.parametrize("given", ROLES)
def test_nobody_below_admin_changes_the_own_role(role, given):
    me = person(role)

    assert not rules.may_give_role(me, me, given)


def test_accounts_are_made_with_the_roles_one_may_give():
    made = {by.value: {role.value for role in ROLES if rules.may_create(person(by), role)} for by in ROLES}

    assert made == NOBODY | {"it_head": LOW, "admin": ALL}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_deactivates_themselves(role):
    assert not rules.may_deactivate(person(role), person(role))


@pytest.mark.parametrize("role", ROLES)
def test_an_inactive_person_may_nothing(role):
    gone = person(role, 1, 1, is_active=False)

    assert not rules.may_view(gone, gone)
    assert not rules.may_edit_profile(gone, gone)
    assert not rules.may_view_people(gone)
    assert not rules.may_manage(gone, person(Role.USER, 2, 1))
    assert rules.roles_to_give(gone) == []
    assert not rules.may_manage_departments(gone)


def test_the_people_list_is_for_hods_it_heads_and_admins():
    assert [role for role in ROLES if rules.may_view_people(person(role))] == [
        Role.HOD,
        Role.IT_HEAD,
        Role.ADMIN,
    ]
    assert [role for role in ROLES if rules.may_manage_departments(person(role))] == [Role.ADMIN]


def test_visible_to_gives_whom_the_rule_lets_view(ana, hugo, ida, ada, zoe, tess):
    people = [ana, hugo, ida, ada, zoe, tess]

    for by in people:
        assert set(User.objects.visible_to(by)) == {to for to in people if rules.may_view(by, to)}
