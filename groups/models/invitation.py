"""Invitations: an admin asks a person to join; they accept or decline within 14 days."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from groups import rules
from groups.events import Verb, record
from groups.holding import hold, hold_part
from groups.models.group import Group
from groups.models.membership import Membership
from ticketsite.kit.locking import lock
from ticketsite.kit.prepared import Ago
from ticketsite.kit.refusals import Refused

LIFETIME = timedelta(days=14)


class Answer(models.TextChoices):
    PENDING = "pending", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")
    EXPIRED = "expired", _("Expired")


class InvitationQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(answer=Answer.PENDING, expires_at__gt=Ago())

    def overdue(self):
        return self.filter(answer=Answer.PENDING, expires_at__lte=timezone.now())

    def visible_to(self, user):
        """Invitations to this person, and those of the groups they run."""
        return self.filter(Q(person=user) | Q(group__in=Group.objects.granting(user, "run_group")))

    def for_list(self):
        return self.select_related("group", "person", "invited_by").order_by("-pk")

    def expire(self):
        """Mark what was not answered in time; returns how many."""
        return self.overdue().update(answer=Answer.EXPIRED, answered_at=timezone.now())

    def withdraw_all(self):
        """Take these back because the group or the person they belong to is no longer there."""
        return self.update(answer=Answer.WITHDRAWN, answered_at=timezone.now())

    def count_as_accepted(self):
        """Whoever came in another way needs no answer any more."""
        return self.update(answer=Answer.ACCEPTED, answered_at=timezone.now())

    @transaction.atomic
    def invite(self, group, person, by):
        """Ask a person into a group; one open invitation a person and group."""
        hold(group, by)
        if group.is_closed:
            raise Refused(gettext("%(group)s is closed: nobody can come in.") % {"group": group})
        if not rules.may_invite(by, group):
            raise Refused(gettext("Only the admins of %(group)s invite people.") % {"group": group})
        if group.is_abandoned:
            raise Refused(gettext("Nobody is in %(group)s: take it over first.") % {"group": group})
        if not person.is_active:
            raise Refused(gettext("%(person)s has no active account.") % {"person": person})
        if Membership.objects.filter(group=group, user=person).exists():
            raise Refused(gettext("%(person)s is in %(group)s already.") % {"person": person, "group": group})
        self.filter(group=group, person=person).expire()
        if self.filter(group=group, person=person).pending().exists():
            raise Refused(gettext("%(person)s has been invited already.") % {"person": person})
        now = timezone.now()
        invitation = self.create(
            group=group, person=person, invited_by=by, created_at=now, expires_at=now + LIFETIME
        )
        record(group, Verb.INVITED, by, person=person.pk, invitation=invitation.pk)
        return invitation


class Invitation(models.Model):
    group = models.ForeignKey(Group, models.CASCADE, related_name="invitations", verbose_name=_("group"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations", verbose_name=_("person")
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.PENDING)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(answer=Answer.PENDING),
                name="one_open_invitation",
            )
        ]

    def __str__(self):
        return f"{self.person}, {self.group}"

    def get_absolute_url(self):
        return self.group.get_absolute_url()

    @property
    def is_pending(self):
        return self.answer == Answer.PENDING and self.expires_at > timezone.now()

    @property
    def is_expired(self):
        """Nobody answered in time, whether or not the daily command has marked it."""
        overdue = self.answer == Answer.PENDING and not self.is_pending
        return overdue or self.answer == Answer.EXPIRED

    @transaction.atomic
    def accept(self, by):
        """Come into the group, as general."""
        hold_part(self, by)
        self._require_answer_from(by)
        if self.group.is_closed:
            raise Refused(gettext("%(group)s has been closed meanwhile.") % {"group": self.group})
        membership, _is_new = Membership.objects.enrol(self.group, by)
        self._settle(Answer.ACCEPTED, Verb.INVITATION_ACCEPTED, by)
        return membership

    @transaction.atomic
    def decline(self, by):
        hold_part(self, by)
        self._require_answer_from(by)
        self._settle(Answer.DECLINED, Verb.INVITATION_DECLINED, by)

    @transaction.atomic
    def withdraw(self, by):
        hold_part(self, by)
        if not rules.may_run(by, self.group):
            raise Refused(gettext("Only the admins of %(group)s withdraw it.") % {"group": self.group})
        if not self.is_pending:
            raise Refused(gettext("This invitation has been answered or has expired."))
        self._settle(Answer.WITHDRAWN, Verb.INVITATION_WITHDRAWN, by)

    def take_back(self, by):
        """Withdraw it, if it still waits, without asking a rule: departures do, inside theirs."""
        lock(self)
        if self.is_pending:
            self._settle(Answer.WITHDRAWN, Verb.INVITATION_WITHDRAWN, by)

    def _require_answer_from(self, by):
        if not rules.may_answer(by, self):
            raise Refused(gettext("This invitation is for somebody else."))
        if not self.is_pending:
            raise Refused(gettext("This invitation has been withdrawn, answered or has expired."))

    def _settle(self, answer, verb, by):
        self.answer = answer
        self.answered_at = timezone.now()
        self.save(update_fields=["answer", "answered_at"])
        record(self.group, verb, by, person=self.person_id, invitation=self.pk)
