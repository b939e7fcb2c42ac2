"""Who works on a ticket: exactly one person at a time, or nobody."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from groups.events import Event, Verb, record
from tickets import rules
from tickets.statuses import HELD, Status
from ticketsite.kit.locking import lock
from ticketsite.kit.refusals import Refused

ATTEMPTS = 50


class ClaimingFirst:
    """The queryset's verb."""

    def claim_first(self, by):
        """Claim the first of these that nobody else takes meanwhile; None when all are gone."""
        for ticket in self[:ATTEMPTS]:
            try:
                ticket.claim(by=by)
            except (Refused, self.model.DoesNotExist):
                continue
            return ticket
        return None


class Claiming:
    @transaction.atomic
    def claim(self, by):
        """Take an open ticket. Of several who try at once exactly one gets it; the others are told who."""
        self.hold(by)
        if self.status in HELD:
            raise Refused(self._taken_sentence(by))
        if not rules.may_claim(by, self):
            raise Refused(self._not_to_take_sentence(by))
        self._give_to(by)
        record(self, Verb.CLAIMED, by)

    def _taken_sentence(self, by):
        if self.assignee_id == by.pk:
            return gettext("You work on this ticket already.")
        if not self.is_visible_to(by):
            return gettext("Somebody was faster: this ticket is taken.")
        return gettext("%(person)s was faster: this ticket is taken.") % {"person": self.assignee}

    def _not_to_take_sentence(self, by):
        if self.is_ready or not self.is_visible_to(by):
            return gettext("This ticket is not yours to take.")
        return gettext("Only open tickets can be taken. The status of this one: %(status)s.") % {
            "status": self.get_status_display()
        }

    def _give_to(self, person):
        """Make this person, who is held, the holder."""
        if not rules.may_hold(person, self.group):
            raise Refused(
                gettext("%(person)s does not work in %(group)s.") % {"person": person, "group": self.group}
            )
        now = timezone.now()
        self.change(
            status=Status.IN_PROGRESS,
            assignee=person,
            claimed_at=now,
            first_claimed_at=self.first_claimed_at or now,
        )

    def _take_back(self):
        self.change(status=Status.OPEN, assignee=None, claimed_at=None)

    def _require_held_by(self, by):
        if not rules.holds(by, self):
            raise Refused(gettext("Only whoever works on the ticket does that."))

    @transaction.atomic
    def drop(self, by, reason=""):
        """Give the ticket back to the waiting list."""
        self.hold()
        self._require_held_by(by)
        self._take_back()
        record(self, Verb.DROPPED, by, reason=reason)

    @transaction.atomic
    def release(self, by, reason):
        """Take a ticket off somebody else, with a reason that everybody can read."""
        self.hold()
        if not rules.may_release(by, self):
            raise Refused(gettext("Only those who lead the group release somebody's ticket."))
        if not reason.strip():
            raise Refused(gettext("Say why you release it."))
        holder = self.assignee_id
        self._take_back()
        record(self, Verb.RELEASED, by, person=holder, reason=reason)

    def drop_for_departure(self, holder, by):
        """The holder goes: what they have not passed on meanwhile waits again. Departures call it, inside theirs."""
        lock(self)
        if self.status in HELD and self.assignee_id == holder.pk:
            self._take_back()
            record(self, Verb.DROPPED, by, person=holder.pk, departed=True)

    def pass_on(self, holder, to, by):
        """The holder goes and a colleague, who is held, takes over. Departures call it, inside theirs."""
        lock(self)
        self._give_to(to)
        if by == holder:
            record(self, Verb.HANDED_OVER, by, to=to.pk)
        else:
            record(self, Verb.ASSIGNED, by, before=holder.pk, to=to.pk)

    @transaction.atomic
    def ask_takeover(self, by, reason=""):
        """Ask whoever works on it to hand it over; asking twice is one question."""
        self.hold()
        if not rules.may_ask_takeover(by, self):
            raise Refused(gettext("This ticket cannot be asked for."))
        if by.pk in self.takeover_asked_by():
            raise Refused(gettext("You have asked already."))
        record(self, Verb.TAKEOVER_ASKED, by, reason=reason)

    def takeover_asked_by(self):
        """Ids of those who have asked for it since the present holder has it, the first first."""
        if not self.claimed_at:
            return []
        asked = Event.objects.of(self).filter(verb=Verb.TAKEOVER_ASKED, at__gte=self.claimed_at)
        return list(dict.fromkeys(asked.values_list("actor_id", flat=True)))

    @transaction.atomic
    def hand_over(self, to, by, reason=""):
        """Pass the work straight to a colleague."""
        self.hold(to)
        self._require_held_by(by)
        if to == by:
            raise Refused(gettext("You work on it already."))
        self._require_active(to)
        self._give_to(to)
        record(self, Verb.HANDED_OVER, by, to=to.pk, reason=reason)

    @transaction.atomic
    def assign(self, to, by):
        """Give the ticket to somebody, whoever had it."""
        self.hold(to)
        if not rules.may_assign(by, self):
            raise Refused(gettext("Only those who lead the group assign its tickets."))
        if self.assignee_id == to.pk:
            raise Refused(gettext("%(person)s works on it already.") % {"person": to})
        self._require_active(to)
        before = self.assignee_id
        self._give_to(to)
        record(self, Verb.ASSIGNED, by, before=before, to=to.pk)

    def _require_active(self, person):
        if not person.is_active:
            raise Refused(gettext("%(person)s has no active account.") % {"person": person})
