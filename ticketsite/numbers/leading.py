"""The groups a person runs and the projects they manage: each has a dashboard."""

from django.utils.functional import cached_property

from groups import grants
from groups.models import Group, Project

SHOWN = 12


class Leading:
    def __init__(self, user):
        self.user = user

    @cached_property
    def groups(self):
        """By rank: an Admin may run all of them, but leads those they are admin of."""
        run = grants.granted(self.user).get("run_group", ())
        return list(Group.objects.filter(pk__in=run).current().by_name()[:SHOWN]) if run else []

    @cached_property
    def projects(self):
        managed = Project.objects.filter(manager=self.user).current()
        return list(managed.select_related("group").by_name()[:SHOWN])
