"""Followers: people who want to hear of a ticket, and those whom somebody let in to see it."""

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.events import Verb, record
from tickets import rules
from ticketsite.kit.refusals import Refused


class Follow(models.Model):
    """`let_in_by` names whoever let this person see the ticket, themselves too; only such a row lets its person in.

    `is_affected` says that it is their trouble too.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    let_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_affected = models.BooleanField(default=False, editable=False)
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="follows_once")]

    def __str__(self):
        return f"{self.user}, #{self.ticket_id}"


class Following:
    @transaction.atomic
    def follow(self, by):
        """Hear of what happens here. It shows nothing that the person may not see anyway."""
        self.hold()
        _follow, is_new = self.follows.get_or_create(user=by)
        if is_new:
            record(self, Verb.FOLLOWED, by, person=by.pk)

    @transaction.atomic
    def say_me_too(self, by):
        """It is their trouble too, so they need no ticket of their own: they follow, and count as affected.

        At a desk they go on seeing it, as they would their own: a technician too, once a colleague has it.
        """
        self.hold()
        if not rules.may_say_me_too(by, self):
            raise Refused(gettext("Only who did not raise it can join, and only while it is not settled."))
        follow = self.follows.filter(user=by).first() or Follow(ticket=self, user=by)
        if follow.is_affected:
            return
        follow.is_affected = True
        if self.group.is_desk:
            follow.let_in_by = follow.let_in_by or by
        follow.save()
        record(self, Verb.FOLLOWED, by, person=by.pk, affected=True)

    @transaction.atomic
    def unfollow(self, by):
        self.hold()
        deleted, _rows = self.follows.filter(user=by).delete()
        if deleted:
            record(self, Verb.UNFOLLOWED, by, person=by.pk)

    @transaction.atomic
    def add_follower(self, person, by):
        """Add somebody else; one who would not see the ticket is let in, where `by` may do that."""
        self.hold()
        if not person.is_active:
            raise Refused(gettext("%(person)s has no active account.") % {"person": person})
        sees = self.is_visible_to(person)
        if not sees and not rules.may_let_in(by, self):
            raise Refused(
                gettext("%(person)s may not see this ticket, and you cannot let them in.")
                % {"person": person}
            )
        let_in_by = None if sees else by
        follow, is_new = self.follows.get_or_create(user=person, defaults={"let_in_by": let_in_by})
        if not is_new and sees:
            raise Refused(gettext("%(person)s follows this ticket already.") % {"person": person})
        if not is_new:
            follow.let_in_by = by
            follow.save(update_fields=["let_in_by"])
        record(self, Verb.FOLLOWED, by, person=person.pk, let_in=not sees)

    @transaction.atomic
    def remove_follower(self, person, by):
        self.hold()
        if not (rules.may_let_in(by, self) or by == person):
            raise Refused(gettext("Only those who work on the ticket remove followers."))
        deleted, _rows = self.follows.filter(user=person).delete()
        if deleted:
            record(self, Verb.UNFOLLOWED, by, person=person.pk)
