"""Decisions: what an approver said to exactly the content they saw. Append-only."""

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals import mandates
from approvals.verdicts import Verdict
from groups.events import Verb, record
from tickets.models import Approver, Ticket
from ticketsite.kit.locking import lock
from ticketsite.kit.refusals import Refused


class DecisionQuerySet(models.QuerySet):
    def of(self, ticket):
        """All decisions on a ticket, through all its attempts, oldest first."""
        return self.filter(ticket=ticket).select_related("by", "on_behalf_of", "person").order_by("at", "pk")

    def visible_to(self, user):
        return self.filter(ticket__in=Ticket.objects.visible_to(user).values("pk"))

    def update(self, **kwargs):
        raise TypeError("Decisions are append-only.")

    def delete(self):
        raise TypeError("Decisions are append-only.")

    @transaction.atomic
    def approve(self, ticket, by, seen, comment=""):
        """Say yes to the content whose hash was `seen`; the last yes lets the ticket pass."""
        mandate = self._mandate(ticket, by, seen)
        for step in mandate.steps:
            self._note(ticket, mandate, step, Verdict.APPROVE, comment)
        if mandates.next_step(ticket) is None:
            ticket.pass_approval(by)

    @transaction.atomic
    def reject(self, ticket, by, seen, comment):
        """Say no, with the reason that the requester will read."""
        mandate = self._mandate(ticket, by, seen)
        require_words(comment, gettext("Say why you reject it."))
        self._note(ticket, mandate, mandate.steps[0], Verdict.REJECT, comment)
        ticket.turn_down(by, comment)

    @transaction.atomic
    def ask(self, ticket, by, seen, comment):
        """Ask the requester for more; the ticket goes on waiting for a decision."""
        mandate = self._mandate(ticket, by, seen)
        require_words(comment, gettext("Say what you want to know."))
        self._note(ticket, mandate, mandate.steps[0], Verdict.ASK, comment)

    def _mandate(self, ticket, by, seen):
        """Lock the ticket and make sure that this person decides now, on what they have read."""
        lock(ticket)
        if not ticket.is_pending:
            raise Refused(self.too_late(ticket))
        mandate = mandates.mandate_of(by, ticket)
        if mandate is None:
            raise Refused(self.too_late(ticket))
        if seen != ticket.content_hash:
            raise Refused(gettext("The request has changed since you opened it: read it again, then decide."))
        return mandate

    def too_late(self, ticket):
        last = self.of(ticket).exclude(verdict=Verdict.ASK).last()
        if last is None or last.attempt != ticket.attempt:
            return gettext("There is nothing for you to decide here.")
        return last.sentence

    def _note(self, ticket, mandate, step, verdict, comment):
        decision = self.create(
            ticket=ticket,
            approver=step.approver,
            person=step.person,
            by=mandate.by,
            on_behalf_of=mandate.on_behalf_of,
            verdict=verdict,
            comment=comment,
            content_hash=ticket.content_hash,
            attempt=ticket.attempt,
        )
        ticket.follows.update_or_create(user=mandate.by, defaults={"let_in_by": ticket.requester})
        record(
            ticket,
            Verb.DECIDED,
            mandate.by,
            decision=decision.pk,
            verdict=str(verdict),
            approver=str(step.approver),
            on_behalf_of=mandate.on_behalf_of.pk if mandate.on_behalf_of else None,
            comment=comment,
        )


def require_words(comment, sentence):
    if not comment.strip():
        raise Refused(sentence)


class Decision(models.Model):
    """`approver` and `person` say which step it was given for, so it outlives edits of the route."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="decisions", verbose_name=_("ticket"))
    approver = models.CharField(_("as"), max_length=16, choices=Approver)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("named person")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions", verbose_name=_("by")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("for")
    )
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    comment = models.TextField(_("comment"), blank=True)
    content_hash = models.CharField(max_length=64)
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [models.Index(fields=["ticket", "content_hash", "approver"], name="decision_of_content")]

    def __str__(self):
        return f"#{self.ticket_id}: {self.get_verdict_display()}, {self.by}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("Decisions are append-only.")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return self.ticket.get_absolute_url()

    @property
    def sentence(self):
        """What the second of two approvers is told."""
        if self.verdict == Verdict.REJECT:
            return gettext("%(person)s has rejected it already.") % {"person": self.by}
        return gettext("%(person)s has approved it already.") % {"person": self.by}
