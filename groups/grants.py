"""Guardian's rows for our groups: written here, read here, never edited by hand.

Rows follow rank by the table in `groups/ranks.py`. A person's grants are read in one query and kept
on the instance, so a page asks the database once however many groups it shows.
"""

from collections import defaultdict

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import CharField, F, Subquery
from guardian.shortcuts import assign_perm, remove_perm

from groups.ranks import GRANTS
from ticketsite.kit.planned import Planned

_MEMO = "_group_grants"
_sources = []


def also(source):
    """Read something else of a person with the same query: `source(key)` gives rows of (word, id)."""
    _sources.append(source)


def _read(key):
    rows = apps.get_model("groups", "GroupPermission").objects.filter(user=key)
    rows = rows.annotate(word=F("permission__codename"), held=F("content_object")).values_list("word", "held")
    return rows.union(*(source(key) for source in _sources), all=True)


READ = Planned(_read)


class Held(Subquery):
    """The same rows as one text, for a query that gives the person's key as a column; `parsed` reads it."""

    template = "(SELECT STRING_AGG(granted.word || ' ' || granted.held, ',') FROM (%(subquery)s) AS granted)"
    output_field = CharField()

    def __init__(self, key):
        super().__init__(_read(key))

    def as_sqlite(self, compiler, connection, **context):
        template = self.template.replace("STRING_AGG", "GROUP_CONCAT")
        return self.as_sql(compiler, connection, template=template, **context)


def parsed(text):
    return _by_word(row.split() for row in text.split(",")) if text else {}


def _by_word(rows):
    found = defaultdict(set)
    for word, held in rows:
        found[word].add(int(held))
    return dict(found)


def granted(user):
    """{permission: set of group ids} of this person."""
    if known(user) is None:
        suppose(user, _by_word(READ.rows((), [user.pk])))
    return known(user)


def known(user):
    """The same where it has been read; None where nobody has asked yet."""
    return getattr(user, _MEMO, None)


def suppose(user, granted):
    """Take these for the person's grants, that were read with something else or stand for others in a query."""
    setattr(user, _MEMO, granted)


def forget(user):
    """Read this person's grants again when next asked."""
    suppose(user, None)


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
