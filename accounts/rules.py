"""May this person look into, manage or create the account of another.

Predicates over two people, without the database; what needs counting (the last Admin) stands in the verbs.
"""

from accounts.models.role import Role

MANAGED_BY_IT_HEADS = {Role.USER, Role.TECHNICIAN}


def may_view_people(by):
    """Whether the people list of the back office is theirs to open."""
    return by.is_active and (by.is_admin or by.is_it_head or by.is_hod)


def may_manage_people(by):
    return by.is_active and (by.is_admin or by.is_it_head)


def may_view(by, person):
    """Look into the account: its e-mail, whether it is active, its history."""
    if not by.is_active:
        return False
    if by.pk == person.pk or by.is_admin or by.is_it_head:
        return True
    return by.is_hod and by.department_id is not None and by.department_id == person.department_id


def may_manage(by, person):
    """Change the account: nobody one at or above their own level, except Admins each other's."""
    if not by.is_active:
        return False
    return by.is_admin or (by.is_it_head and person.role in MANAGED_BY_IT_HEADS)


def roles_to_give(by):
    """The roles that this person may hand out, lowest first."""
    if not by.is_active:
        return []
    if by.is_admin:
        return list(Role)
    return [role for role in Role if by.is_it_head and role in MANAGED_BY_IT_HEADS]


def may_give_role(by, person, role):
    return may_manage(by, person) and role in roles_to_give(by)


def may_create(by, role):
    return role in roles_to_give(by)


def may_deactivate(by, person):
    """Nobody switches their own account off: somebody else must still be able to undo it."""
    return may_manage(by, person) and by.pk != person.pk


def may_edit_profile(by, person):
    """Name, language and time zone: one's own, and those of the people one manages."""
    return by.is_active and (by.pk == person.pk or may_manage(by, person))


def may_end_sessions(by, person):
    """One's own; whoever manages people closes an account instead."""
    return by.is_active and by.pk == person.pk


def may_view_departments(by):
    return may_manage_people(by)


def may_manage_departments(by):
    return by.is_active and by.is_admin
