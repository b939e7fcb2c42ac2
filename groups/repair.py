"""Guardian's rows compared with the ranks they follow, and put right."""

from django.db import transaction

from accounts.models import User
from groups import grants
from groups.models import Group, GroupPermission, Membership
from ticketsite.kit.locking import lock


def drift():
    """(user id, group id, missing, surplus) wherever the rows differ from the ranks."""
    return list(grants.drift(GroupPermission, Membership.objects.all()))


def repair(user, group):
    """Make one person's rows in one group those of their rank now; without a place there are none."""
    with transaction.atomic():
        lock(group)
        membership = Membership.objects.filter(user=user, group=group).select_related("group", "user").first()
        if membership:
            grants.write(membership)
        else:
            grants.erase(user, group)


def people_and_groups(rows):
    """The same rows with the people and the groups themselves, in two queries."""
    users = User.objects.in_bulk({row[0] for row in rows})
    groups = Group.objects.in_bulk({row[1] for row in rows})
    for user_id, group_id, missing, surplus in rows:
        yield users[user_id], groups[group_id], missing, surplus
