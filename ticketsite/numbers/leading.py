"""The groups a person runs and the projects they manage: each has a dashboard."""

from django.utils.functional import cached_property

from groups import grants
from groups.models import Group, Project
from groups.standing import PersonQuery

SHOWN = 12


def _groups(user):
    run = grants.granted(user).get("run_group", ())
    return Group.objects.filter(pk__in=run).current().by_name()[:SHOWN]


def _projects(user):
    managed = Project.objects.filter(manager=user).current()
    return managed.select_related("group").by_name()[:SHOWN]


GROUPS, PROJECTS = PersonQuery(_groups), PersonQuery(_projects)


class Leading:
    def __init__(self, user):
        self.user = user

    @cached_property
    def groups(self):
        """By rank: an Admin may run all of them, but leads those they are admin of."""
        return GROUPS.instances(self.user) if grants.granted(self.user).get("run_group") else []

    @cached_property
    def projects(self):
        return PROJECTS.instances(self.user)
