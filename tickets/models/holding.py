"""Rows held for a verb in one order, that of departures: people, groups, memberships, then the ticket."""

from django.utils.translation import gettext

from accounts.models import User
from groups.models import Membership
from ticketsite.kit.locking import lock
from ticketsite.kit.refusals import Refused


class Holding:
    def hold(self, *takers):
        """Lock the ticket, after those who may get it: they cannot leave or lose a role meanwhile."""
        group = self.group_id
        if takers:
            User.objects.hold(*takers)
            for person in takers:
                Membership.objects.hold(person, self.group)
        lock(self, "group")
        if self.is_deleted:
            raise Refused(gettext("This ticket is in the bin."))
        if takers and self.group_id != group:
            raise Refused(gettext("Somebody moved this ticket at the same moment. Look at it again."))
