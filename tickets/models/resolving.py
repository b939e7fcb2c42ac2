"""Bringing a ticket to its end: waiting for the requester, resolving, confirming, reopening, closing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from groups.events import Verb, record
from tickets import rules
from tickets.models.comment import Kind
from tickets.statuses import HELD, Status
from ticketsite.kit.locking import lock
from ticketsite.kit.refusals import Refused


class Resolving:
    @transaction.atomic
    def set_waiting(self, by, question=""):
        """The holder needs something of the requester; a question becomes a comment."""
        self.hold()
        if self.status != Status.IN_PROGRESS or not rules.holds(by, self):
            raise Refused(gettext("Only whoever works on the ticket sets it waiting."))
        facts = {"comment": self.comment(by, question).pk} if question.strip() else {}
        self.change(status=Status.WAITING)
        record(self, Verb.SET_WAITING, by, **facts)

    @transaction.atomic
    def resume(self, by):
        self.hold()
        if not rules.may_resume(by, self):
            raise Refused(gettext("Only whoever works on the ticket resumes it."))
        self.change(status=Status.IN_PROGRESS)
        record(self, Verb.RESUMED, by)

    @transaction.atomic
    def resolve(self, by, solution=""):
        """It is done. Writes the comment that names the resolver; an unclaimed ticket is claimed in the same act."""
        self.hold(by)
        if not rules.may_resolve(by, self):
            if self.status in HELD:
                raise Refused(gettext("Only whoever works on the ticket resolves it."))
            raise Refused(gettext("This ticket cannot be resolved now."))
        if self.status not in HELD:
            self._give_to(by)
            record(self, Verb.CLAIMED, by)
        now = timezone.now()
        self.change(status=Status.RESOLVED, resolved_at=now, ended_at=now, resolved_by=by)
        comment = self.write_comment(by, solution, kind=Kind.RESOLUTION)
        record(self, Verb.RESOLVED, by, comment=comment.pk)

    @transaction.atomic
    def confirm(self, by):
        """The requester agrees: closed."""
        self.hold()
        if not rules.may_confirm(by, self):
            raise Refused(gettext("Only the requester confirms a solution."))
        self._close()
        record(self, Verb.CONFIRMED, by)

    @transaction.atomic
    def close(self, by):
        """A moderator files a resolved ticket away for good."""
        self.hold()
        if not rules.may_close(by, self):
            raise Refused(gettext("Only a resolved ticket is closed, by its requester or a moderator."))
        self._close()
        record(self, Verb.CLOSED, by)

    @transaction.atomic
    def close_after_silence(self):
        """Nobody reopened it in time; `tidy` calls it, for tickets that `overdue_for_closing` names."""
        lock(self)
        if self.status == Status.RESOLVED:
            self._close()
            record(self, Verb.CLOSED, None)

    def _close(self):
        self.change(status=Status.CLOSED, closed_at=timezone.now())

    @transaction.atomic
    def reopen(self, by, reason=""):
        """Not solved after all: back to whoever did it if they still work here, else to the waiting list."""
        holder = self.assignee
        self.hold(*filter(None, [holder]))
        if not rules.may_reopen(by, self):
            raise Refused(gettext("A ticket is reopened by its requester, within 14 days of its resolution."))
        facts = {"comment": self.comment(by, reason, resume=False).pk} if reason.strip() else {}
        returns = holder is not None and holder.is_active and rules.may_hold(holder, self.group)
        self.change(
            status=Status.IN_PROGRESS if returns else Status.OPEN,
            assignee=holder if returns else None,
            claimed_at=timezone.now() if returns else None,
            resolved_at=None,
            resolved_by=None,
            ended_at=None,
            times_reopened=self.times_reopened + 1,
        )
        record(self, Verb.REOPENED, by, to=holder.pk if returns else None, **facts)
