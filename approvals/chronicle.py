"""The past of a ticket that somebody had to approve: what the verbs of decisions leave, told with own times."""

from functools import cached_property

from approvals import mandates
from approvals.models import Decision
from approvals.verdicts import Verdict
from groups.events import Verb
from tickets.imports.chronicle import Chronicle
from tickets.models import Follow


class RoutedChronicle(Chronicle):
    @cached_property
    def way(self):
        """The steps that need a decision, as the people of today stand to the requester."""
        return mandates.open_steps(self.ticket)

    def open_steps(self):
        """Those of them without an approval of the present content."""
        now = self.fingerprint()
        approved = [
            (decision.approver, decision.person_id)
            for decision in self.further
            if decision.verdict == Verdict.APPROVE and decision.content_hash == now
        ]
        return [step for step in self.way if (step.approver, step.person_id) not in approved]

    def approve(self, by, at, comment="", on_behalf_of=None):
        """The next step; the last one lets the ticket pass."""
        self._note(by, at, Verdict.APPROVE, comment, on_behalf_of)
        if not self.open_steps():
            self.pass_approval(by, at)

    def reject(self, by, at, comment, on_behalf_of=None):
        self._note(by, at, Verdict.REJECT, comment, on_behalf_of)
        self.turn_down(by, at, comment)

    def ask(self, by, at, comment, on_behalf_of=None):
        self._note(by, at, Verdict.ASK, comment, on_behalf_of)

    def _note(self, by, at, verdict, comment, on_behalf_of):
        ticket, step = self.ticket, self.open_steps()[0]
        decision = Decision(
            ticket=ticket,
            approver=step.approver,
            person=step.person,
            by=by,
            on_behalf_of=on_behalf_of,
            verdict=verdict,
            comment=comment,
            content_hash=self.fingerprint(),
            attempt=ticket.attempt,
            at=at,
        )
        self.further.append(decision)
        if by.pk not in [follow.user_id for follow in self.follows]:
            self.follows.append(Follow(ticket=ticket, user=by, let_in_by=ticket.requester, since=at))
        self.record(
            Verb.DECIDED,
            by,
            at,
            decision=decision,
            verdict=str(verdict),
            approver=str(step.approver),
            on_behalf_of=on_behalf_of.pk if on_behalf_of else None,
            comment=comment,
        )
