"""What approvals do to a ticket: let it pass, reject it, send it round again; and changing its category.

Who may decide, and when all have, is the business of the approvals app, which calls `pass_approval` and
`turn_down` inside its own transaction.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from groups.events import Verb, record
from tickets import rules
from tickets.models.opening import refuse_foreign_place
from tickets.statuses import HELD, Status
from ticketsite.kit.refusals import Refused


class Approving:
    @property
    def is_pending(self):
        return self.status == Status.PENDING

    @property
    def first_status(self):
        """Where its category makes it start: with the approvers, or on the waiting list."""
        return Status.PENDING if self.category and self.category.needs_approval else Status.OPEN

    def pass_approval(self, by):
        """Every step has been decided: it joins the waiting list."""
        self.change(status=Status.OPEN, approved_at=timezone.now())
        record(self, Verb.APPROVED, by)

    def turn_down(self, by, reason):
        """An approver has said no."""
        self.change(status=Status.REJECTED, ended_at=timezone.now())
        record(self, Verb.REJECTED, by, reason=reason)

    def send_back_if_changed(self):
        """Approved words that change are words nobody approved: an unclaimed ticket goes round again."""
        if self.seal() and self.status == Status.OPEN and self.first_status == Status.PENDING:
            self.ask_anew()

    def ask_anew(self):
        """Decided from the first step on, even if the words come back to what was decided on before."""
        self.change(status=Status.PENDING, approved_at=None, attempt=self.attempt + 1)
        self.seal()

    @transaction.atomic
    def resubmit(self, by):
        """Ask again after a rejection or a withdrawal: a new attempt, decided from the first step on."""
        self.hold()
        if not rules.may_ask_again(by, self):
            raise Refused(gettext("Only the requester of a rejected or withdrawn ticket asks again."))
        before = str(self.status)
        self.change(status=self.first_status, ended_at=None, attempt=self.attempt + 1)
        self.seal()
        record(self, Verb.RESUBMITTED, by, before=before, attempt=self.attempt)

    @transaction.atomic
    def recategorise(self, category, by, reason=""):
        """Say it is about something else; its route starts anew. Triage may lead round it, with a reason."""
        self.hold()
        refuse_foreign_place(self.group, None, category)
        if self.category == category:
            return
        needs_approval = category is not None and category.needs_approval
        triage = rules.may_triage(by, self)
        if not triage and not rules.may_recategorise(by, self):
            raise Refused(gettext("You cannot change what this ticket is about."))
        if not triage and self.first_status == Status.PENDING and not needs_approval:
            raise Refused(gettext("Only those who lead the desk take a ticket out of its approvals."))
        if self.status in HELD and needs_approval:
            raise Refused(gettext("Somebody works on it: a category that needs approval comes too late."))
        if self.status == Status.PENDING and not needs_approval and not reason.strip():
            raise Refused(gettext("Say why it needs no approval."))
        before, was_pending, dropped = self.category_id, self.is_pending, self.answers_by_label()
        self.change(category=category)
        self.answers.all().delete()
        if needs_approval:
            self.ask_anew()
        elif self.status not in HELD:
            self.change(status=Status.OPEN)
        self.seal()
        record(
            self,
            Verb.RECATEGORISED,
            by,
            before=before,
            after=category.pk if category else None,
            reason=reason,
            was_pending=was_pending,
            answers=dropped,
        )
