"""What one person may do in one group, asked of the rules once for a page and its templates."""

from django.utils.functional import cached_property

from groups import rules
from groups.models import Membership
from ticketsite.kit.planned import PlannedQuery

MEMBERSHIP = PlannedQuery(lambda user, group: Membership.objects.filter(user=user, group=group))


class Powers:
    def __init__(self, user, group):
        self.user = user
        self.group = group

    @cached_property
    def membership(self):
        """The person's own place in the group; None outside and in the universal group, which has no rows."""
        if self.group.is_universal:
            return None
        found = MEMBERSHIP.instances(self.user.pk, self.group.pk)
        for membership in found:
            membership.user, membership.group = self.user, self.group
        return found[0] if found else None

    @property
    def is_member(self):
        return self.group.is_universal or self.membership is not None

    @property
    def may_run(self):
        return rules.may_run(self.user, self.group)

    @property
    def may_join(self):
        return rules.may_join(self.user, self.group) and not self.is_member

    @cached_property
    def may_adopt(self):
        return rules.may_adopt(self.user, self.group) and self.group.is_abandoned

    @property
    def may_leave(self):
        return rules.may_leave(self.user, self.group) and self.membership is not None

    @property
    def may_hand_over(self):
        return self.membership is not None and self.membership.is_admin

    @property
    def may_invite(self):
        return rules.may_invite(self.user, self.group) and not self.may_adopt

    @property
    def may_close(self):
        return rules.may_close(self.user, self.group)

    @property
    def may_see_people(self):
        return rules.may_see_people(self.user, self.group)

    @property
    def may_see_projects(self):
        return rules.may_see_projects(self.user, self.group)

    @property
    def may_join_projects(self):
        return rules.may_be_member(self.user, self.group) and not self.group.is_closed

    @property
    def may_start_project(self):
        return rules.may_start_project(self.user, self.group)
