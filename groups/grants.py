"""Guardian's rows for our groups: written here, read here, never edited by hand.

Rows follow rank by the table in `groups/ranks.py`. A person's grants are read in one query and kept
on the instance, so a page asks the database once however many groups it shows.
"""

import copy
from collections import defaultdict

from django.contrib.auth.models import Permission
from guardian.shortcuts import assign_perm, remove_perm

from groups.ranks import GRANTS
from ticketsite.kit.prepared import Prepared

_MEMO = "_group_grants"
_sources = []


def also(source):
    """Read something else of a person with the same query: `source(user)` gives rows of (word, id), and may ask
    nothing of the user but key and role."""
    _sources.append(source)


def _read(user):
    rows = user.group_permissions.values_list("permission__codename", "content_object_id")
    return rows.union(*(source(user) for source in _sources), all=True) if _sources else rows


READ = Prepared(_read, planned_once=True)


def granted(user):
    """{permission: set of group ids} of this person."""
    if _MEMO not in user.__dict__:
        found = defaultdict(set)

        def fit(values):
            person = copy.copy(user)
            (person.pk,) = values
            return (person,)

        for codename, group_id in READ.rows(user.role, [user.pk], fit):
            found[codename].add(group_id)
        user.__dict__[_MEMO] = dict(found)
    return user.__dict__[_MEMO]


def known(user):
    """The same where it has been read; None where nobody has asked yet."""
    return user.__dict__.get(_MEMO)


def suppose(user, granted):
    """Take these for the person's grants, for a query that is written before anybody asks it."""
    user.__dict__[_MEMO] = granted


def forget(user):
    """Read this person's grants again when next asked."""
    user.__dict__.pop(_MEMO, None)


def write(membership):
    """Make the rows of one membership those of its rank."""
    _write(membership.user, membership.group, GRANTS[membership.group.kind][membership.rank])


def erase(user, group):
    """Take every row of a person on a group away."""
    _write(user, group, set())


def _write(user, group, wanted):
    held = set(
        user.group_permissions.filter(content_object=group).values_list("permission__codename", flat=True)
    )
    for codename in held - wanted:
        remove_perm(codename, user, group)
    for codename in wanted - held:
        assign_perm(codename, user, group)
    forget(user)


def drift(model, memberships):
    """(user, group, missing, surplus) where rows differ from what the ranks say, given all memberships."""
    wanted = {
        (m.user_id, m.group_id): GRANTS[m.group.kind][m.rank] for m in memberships.select_related("group")
    }
    held = defaultdict(set)
    rows = model.objects.values_list("user_id", "content_object_id", "permission__codename")
    for user_id, group_id, codename in rows:
        held[user_id, group_id].add(codename)
    for key in sorted(wanted.keys() | held.keys()):
        should, has = wanted.get(key, set()), held.get(key, set())
        if should != has:
            yield *key, should - has, has - should


def permissions():
    """{codename: Permission} of the group permissions, for writers of many rows at once."""
    return {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type__app_label="groups", content_type__model="group"
        )
    }
