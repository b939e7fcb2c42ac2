"""May this person do this to a group, a membership, an invitation or a project."""

from groups import grants
from groups.ranks import GRANTS, UNIVERSAL_RANK


def allows(user, permission, group):
    """The one question behind every rule: does this person hold this permission on this group?"""
    if not user.is_active:
        return False
    if user.is_admin:
        return True
    if group.is_universal:
        return everybody_may(permission)
    return group.pk in grants.granted(user).get(permission, ())


def everybody_may(permission):
    """Whether the universal group gives this permission to everybody."""
    return permission in GRANTS["team"][UNIVERSAL_RANK]


def may_start_group(user, kind="team"):
    return user.is_active and (kind == "team" or user.is_admin or user.is_it_head)


def may_run(user, group):
    return allows(user, "run_group", group)


def runs_some_group(user):
    """Whether there is any group that this person runs."""
    return user.is_active and (user.is_admin or bool(grants.granted(user).get("run_group")))


def may_close(user, group):
    """Close, reopen or delete it; the universal group stays."""
    return may_run(user, group) and not group.is_universal


def may_join(user, group):
    return (
        user.is_active
        and group.is_open
        and not group.is_closed
        and not group.is_universal
        and not group.is_desk
    )


def may_adopt(user, group):
    """A group that nobody is in and nobody may join falls to the Admins."""
    return user.is_admin and user.is_active and not group.is_universal and not group.is_closed


def may_leave(user, group):
    return not group.is_universal


def may_invite(user, group):
    return may_run(user, group) and not group.is_closed and not group.is_universal


def may_answer(user, invitation):
    return user.is_active and invitation.person_id == user.pk


def may_be_member(user, group):
    """Whether this person belongs to the group already, by row or because everybody does."""
    return user.is_active and (group.is_universal or group.pk in grants.granted(user).get("view_group", ()))


def may_see_people(user, group):
    """Members, and everybody where everybody may come in."""
    if not user.is_active:
        return False
    return allows(user, "view_group", group) or (group.is_open and not group.is_desk)


def may_see_projects(user, group):
    return allows(user, "view_group", group)


def may_start_project(user, group):
    """Members, for whoever starts it manages it; Admins who are not in the group come in first."""
    if group.is_closed or not may_be_member(user, group):
        return False
    return allows(user, "run_group" if group.is_desk else "work_tickets", group)


def may_join_project(user, project):
    return may_be_member(user, project.group) and not project.is_closed and not project.group.is_closed


def may_run_project(user, project):
    return user.is_active and (project.manager_id == user.pk or may_run(user, project.group))
