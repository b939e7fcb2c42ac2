"""The bin: deleted tickets lie there for 30 days, and moderators bring them back."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from groups.events import Event, Verb, record
from tickets import rules
from tickets.models.attachment import forget_bytes
from ticketsite.kit.locking import lock
from ticketsite.kit.refusals import Refused

KEPT_FOR = timedelta(days=30)


class Binning:
    @property
    def bin_until(self):
        """When the bin gives it up; None for a ticket that is not in it."""
        return self.deleted_at + KEPT_FOR if self.deleted_at else None

    @transaction.atomic
    def bin(self, by):
        """Put it into the bin. The requester may while it was never claimed, moderators always."""
        lock(self)
        if self.is_deleted:
            raise Refused(gettext("This ticket is in the bin already."))
        if not rules.may_delete(by, self):
            raise Refused(gettext("Only the requester of an unclaimed ticket and moderators delete it."))
        self.change(deleted_at=timezone.now(), deleted_by=by)
        record(self, Verb.DELETED, by)

    @transaction.atomic
    def restore(self, by):
        lock(self)
        if not rules.may_restore(by, self):
            raise Refused(gettext("Only moderators of the group bring a ticket back."))
        self.change(deleted_at=None, deleted_by=None)
        record(self, Verb.RESTORED, by)

    @transaction.atomic
    def purge(self):
        """Gone for good with all that hangs on it, its history too; True if it was time. `tidy` calls it."""
        lock(self)
        if not self.is_deleted or self.bin_until > timezone.now():
            return False
        names = list(self.files.exclude(file="").values_list("file", flat=True))
        Event.objects.of(self).delete()
        self.delete()
        for name in names:
            transaction.on_commit(partial(forget_bytes, name))
        return True
