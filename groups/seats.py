"""The groups a person sits in, as keys: read once with their grants, so that a query names groups, not how to find
them. A planner that sees keys uses the index of a group; of a subquery it knows nothing.
"""

from django.apps import apps
from django.db.models import Exists, Value

from accounts.models import Role, User
from groups import grants
from groups.ranks import Kind

UNIVERSAL, DESK = "universal", "desk"


def universal(key):
    return _groups().filter(is_universal=True).values_list(Value(UNIVERSAL), "pk")


def every_desk(key):
    """Of those who stand over desks by their role."""
    heads = User.objects.filter(pk=key, role__in=(Role.IT_HEAD, Role.HOD))
    return _groups().filter(Exists(heads), kind=Kind.DESK).values_list(Value(DESK), "pk")


def _groups():
    return apps.get_model("groups", "Group").objects.order_by()


def of(user):
    """All groups of this person."""
    return _keys(user, "work_tickets", UNIVERSAL)


def seeing(user):
    """Those of them in which rank shows every ticket."""
    return _keys(user, "see_tickets", UNIVERSAL)


def serving(user):
    """Desks where this person is a technician, and sees what waits and what was theirs."""
    return sorted({*of(user)} - {*seeing(user)})


def universal_of(user):
    """The key of the universal group, as a set."""
    return grants.granted(user).get(UNIVERSAL, frozenset())


def desks(user):
    """Every desk, for heads of departments and IT Heads; nothing for others."""
    return _keys(user, DESK)


def _keys(user, *words):
    held = grants.granted(user)
    return sorted(set().union(*(held.get(word, ()) for word in words)))
