"""Coming into a group and leaving it: joining, ranks, hand-over, removal, and groups that nobody is in.

Each verb locks the group's row first, so that counting its admins is true until the transaction ends.
"""

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.utils.translation import gettext

from accounts.departures import Departure, depart
from accounts.models import User
from groups import rules
from groups.events import Verb, record
from groups.holding import hold
from groups.models.membership import Membership
from groups.ranks import UNIVERSAL_RANK, Rank
from ticketsite.kit.refusals import Refused


class JoiningGroup:
    @property
    def admins(self):
        """The memberships of the group's admins, longest in first."""
        return self.memberships.admins().select_related("user").order_by("joined_at", "pk")

    @property
    def is_abandoned(self):
        return not self.is_universal and not self.memberships.exists()

    @property
    def people(self):
        """Everybody in the group, each with `rank`, `since` and `standing` (0 for admins)."""
        if self.is_universal:
            return User.objects.active().annotate(rank=Value(UNIVERSAL_RANK), standing=Value(1)).for_list()
        standings = [When(memberships__rank=rank, then=at) for at, rank in enumerate(reversed(Rank))]
        people = User.objects.filter(memberships__group=self).annotate(
            rank=F("memberships__rank"), since=F("memberships__joined_at"), standing=Case(*standings)
        )
        return people.for_list()

    def candidates(self, words):
        """People whose name begins like this, each with whether they are in already or have been asked."""
        inside = self.memberships.filter(user=OuterRef("pk"))
        asked = self.invitations.pending().filter(person=OuterRef("pk"))
        people = User.objects.active().search(words).annotate(is_in=Exists(inside), is_asked=Exists(asked))
        return people.for_list().by_name()

    def project_memberships_of(self, user):
        return user.project_memberships.filter(project__group=self)

    @transaction.atomic
    def join(self, by):
        """Come in as general; the first into an abandoned group becomes its admin. Twice is refused."""
        hold(self, by)
        if not rules.may_join(by, self):
            raise Refused(gettext("%(group)s is not open for joining.") % {"group": self})
        rank = Rank.ADMIN if self.is_abandoned else Rank.GENERAL
        return self._enrol(by, rank, by)

    @transaction.atomic
    def adopt(self, by):
        """An Admin takes over a group that nobody is in."""
        hold(self, by)
        if not rules.may_adopt(by, self):
            raise Refused(gettext("Only Admins take over an empty group."))
        if not self.is_abandoned:
            raise Refused(gettext("Somebody was faster: %(group)s has members again.") % {"group": self})
        return self._enrol(by, Rank.ADMIN, by)

    def _enrol(self, person, rank, by):
        was_abandoned = self.is_abandoned
        membership, is_new = Membership.objects.enrol(self, person, rank)
        if not is_new:
            raise Refused(gettext("%(person)s is in %(group)s already.") % {"person": person, "group": self})
        self.invitations.filter(person=person).pending().count_as_accepted()
        record(self, Verb.JOINED, person, person=person.pk, rank=str(rank), let_in_by=by.pk)
        if was_abandoned and rank == Rank.ADMIN:
            record(self, Verb.GROUP_ADOPTED, person)
            self._inherit_projects(person, by)
        return membership

    def _membership_of(self, person):
        try:
            return self.memberships.get(user=person)
        except Membership.DoesNotExist:
            raise Refused(
                gettext("%(person)s is not a member of %(group)s.") % {"person": person, "group": self}
            ) from None

    def needs(self, membership):
        """Whether active others would be left without an active admin if this member went."""
        others = self.memberships.exclude(pk=membership.pk).filter(user__is_active=True)
        return membership.is_admin and others.exists() and not others.admins().exists()

    @transaction.atomic
    def leave(self, by, choices=None):
        """Go; what the person holds here is passed on. The only admin says, in `choices`, who runs the group then."""
        departure, heirs = Departure(by, by, self), self._hold_leaver(by, by, choices)
        if not rules.may_leave(by, self):
            raise Refused(gettext("Everybody is in %(group)s; nobody leaves it.") % {"group": self})
        if self.needs(self._membership_of(by)) and choices is None:
            raise Refused(
                gettext("You are the only admin of %(group)s: hand it over first.") % {"group": self}
            )
        depart(departure, choices, heirs)

    @transaction.atomic
    def remove(self, person, by, choices=None):
        """Take a member out; what they held goes to whom the choices say, else back or to the admins."""
        departure, heirs = Departure(person, by, self), self._hold_leaver(person, by, choices)
        if not rules.may_run(by, self):
            raise Refused(gettext("Only the admins of %(group)s remove members.") % {"group": self})
        if self.needs(self._membership_of(person)) and choices is None:
            raise Refused(
                gettext("%(person)s is the only admin of %(group)s.") % {"person": person, "group": self}
            )
        depart(departure, choices, heirs)

    def _hold_leaver(self, person, by, choices):
        """Lock who goes, who acts, who may inherit, and the group; gives the ids of the heirs."""
        heirs = Departure(person, by, self).look().heirs(choices)
        hold(self, person, by, *User.objects.filter(pk__in=heirs))
        return heirs

    def appoint_after(self, person, heir, by):
        """The only admin goes: make a member admin; where nobody active is left, the longest in, on paper."""
        others = self.memberships.exclude(user=person).select_related("user")
        member = others.get(user=heir) if heir else others.order_by("joined_at", "pk").first()
        member.grant(Rank.ADMIN)
        record(self, Verb.GROUP_HANDED_OVER, by, to=member.user_id, person=person.pk)

    def part(self, membership, verb, by):
        """End a place in the group inside a departure; the last one leaves it to whoever comes next."""
        person = membership.user_id
        membership.end()
        if self.is_abandoned:
            self.invitations.pending().withdraw_all()
            record(self, Verb.GROUP_ABANDONED, by)
        record(self, verb, by, person=person)

    def _inherit_projects(self, person, by):
        managers_here = self.memberships.values("user")
        for project in self.projects.exclude(manager__in=managers_here):
            project.pass_to(person, by)

    @transaction.atomic
    def give_rank(self, person, rank, by):
        """Change a member's rank; the last admin cannot step down while others are in."""
        hold(self, by)
        if not rules.may_run(by, self):
            raise Refused(gettext("Only the admins of %(group)s give ranks.") % {"group": self})
        membership = self._membership_of(person)
        if membership.rank == rank:
            return membership
        if rank != Rank.ADMIN and not self.memberships.exclude(pk=membership.pk).admins().exists():
            raise Refused(gettext("%(group)s needs an admin: hand it over first.") % {"group": self})
        before = membership.rank
        membership.grant(rank)
        record(self, Verb.RANKED, by, person=person.pk, before=str(before), after=str(rank))
        return membership

    @transaction.atomic
    def hand_over(self, to, by):
        """Make another member admin and step down to authorised, in one act."""
        hold(self, by)
        own = self.memberships.filter(user=by, rank=Rank.ADMIN).first()
        if own is None:
            raise Refused(gettext("Only an admin of %(group)s hands it over.") % {"group": self})
        if to == by:
            raise Refused(gettext("You have it already."))
        self._membership_of(to).grant(Rank.ADMIN)
        own.user = by
        own.grant(Rank.AUTHORISED)
        record(self, Verb.GROUP_HANDED_OVER, by, to=to.pk)
