"""What changes a person: each verb asks the rule, locks what it counts, and notes who and why in history."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext

from accounts import letters, rules
from accounts.departures import Departure, depart, settle_role
from accounts.models.role import Role
from ticketsite.kit.refusals import Refused


class ManagedPerson:
    @transaction.atomic
    def give_role(self, role, by, reason=""):
        """Change what this person may do, and take what they may not keep; the last active Admin stays one."""
        by, admins = self._hold_people(by)
        if not rules.may_give_role(by, self, role):
            raise Refused(gettext("You may not give %(person)s this role.") % {"person": self})
        if role != Role.ADMIN:
            self._refuse_last_admin(admins)
        before = Role(self.role)
        self._write(by, reason, role=Role(role))
        settle_role(user=self, by=by)
        if before != self.role:
            letters.tell_of_role(self, before, by)

    @transaction.atomic
    def move_to(self, department, by, reason=""):
        """Put the person into a department, or into none."""
        by, _admins = self._hold_people(by)
        if not rules.may_manage(by, self):
            raise Refused(gettext("You may not change the department of %(person)s.") % {"person": self})
        self._write(by, reason, department=department)

    @transaction.atomic
    def deactivate(self, by, reason="", choices=None):
        """End the person's sessions and pass on what they hold; their name stays on all they did.

        `choices` are a page's answers, {key of a holding: value of an option}; `Changed` when they fit no more.
        """
        heirs = Departure(self, by).look().heirs(choices)
        by, admins = self._hold_people(by, *heirs)
        if not rules.may_deactivate(by, self):
            raise Refused(gettext("You may not deactivate %(person)s.") % {"person": self})
        if not self.is_active:
            raise Refused(gettext("%(person)s is not active any more.") % {"person": self})
        self._refuse_last_admin(admins)
        self._write(by, reason, is_active=False, session_round=self.session_round + 1)
        depart(Departure(self, by), choices, heirs)

    @transaction.atomic
    def reactivate(self, by, reason=""):
        """Let the person sign in again; groups and seats they gave up do not come back by themselves."""
        by, _admins = self._hold_people(by)
        if not rules.may_manage(by, self):
            raise Refused(gettext("You may not activate %(person)s.") % {"person": self})
        if self.is_active:
            raise Refused(gettext("%(person)s is active already.") % {"person": self})
        self._write(by, reason, is_active=True)

    @transaction.atomic
    def update_profile(self, by, **changes):
        """Name, language and time zone."""
        unknown = changes.keys() - {"name", "language", "time_zone"}
        if unknown:
            raise TypeError(f"No part of a profile: {', '.join(sorted(unknown))}")
        by, _admins = self._hold_people(by)
        if not rules.may_edit_profile(by, self):
            raise Refused(gettext("You may not change the profile of %(person)s.") % {"person": self})
        self._write(by, "", **changes)

    @transaction.atomic
    def rename(self, username, by, reason=""):
        """Give the person another username to sign in with."""
        by, _admins = self._hold_people(by)
        if not rules.may_manage(by, self):
            raise Refused(gettext("You may not change the username of %(person)s.") % {"person": self})
        if type(self).objects.filter(username=username).exclude(pk=self.pk).exists():
            raise Refused(gettext("Somebody has this username already."))
        self._write(by, reason, username=username)

    @transaction.atomic
    def change_address(self, email, by, reason=""):
        """Set the e-mail for somebody one manages; it counts as confirmed, one's own is confirmed by mail."""
        by, _admins = self._hold_people(by)
        if not rules.may_manage(by, self):
            raise Refused(gettext("You may not change the e-mail of %(person)s.") % {"person": self})
        if type(self).objects.filter(email=email).exclude(pk=self.pk).exists():
            raise Refused(gettext("Somebody has this e-mail address already."))
        before = self.email
        self._write(by, reason, email=email)
        self._confirm_address()
        if before != self.email:
            letters.tell_of_address(self, before, by)

    @transaction.atomic
    def sign_out_elsewhere(self, by, here=None):
        """End all sessions of this account; every browser but the one at hand is a new one when it comes again."""
        if not rules.may_end_sessions(by, self):
            raise Refused(gettext("You sign yourself out only."))
        self.browsers.exclude(pk=here and here.pk).delete()
        type(self).objects.filter(pk=self.pk).update(session_round=F("session_round") + 1)
        self.refresh_from_db(fields=["session_round"])

    def _confirm_address(self):
        """Make `email` the one confirmed address of this account, for sign-in and for mails."""
        self.emailaddress_set.all().delete()
        if self.email:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)

    def _hold_people(self, by, *others):
        """Lock and read again this person, who acts, and the active Admins, and gives the latter two; lock others.

        Two Admins who demote each other wait here, and the slower one reads what the faster one did.
        """
        wanted = Q(pk__in=[self.pk, by.pk, *others]) | Q(role=Role.ADMIN, is_active=True)
        rows = type(self).objects.filter(wanted).order_by("pk").select_for_update(no_key=True, of=("self",))
        held = {row.pk: row for row in rows}
        self.refresh_from_db()
        return held[by.pk], {row.pk for row in held.values() if row.is_admin and row.is_active}

    def _refuse_last_admin(self, admins):
        if admins == {self.pk}:
            raise Refused(
                gettext("%(person)s is the last active Admin: name another first.") % {"person": self}
            )

    def _write(self, by, reason, **values):
        """Write what differs, with who and why in the history; nothing differs, nothing is written."""
        changed = {field: value for field, value in values.items() if getattr(self, field) != value}
        if not changed:
            return
        for field, value in changed.items():
            setattr(self, field, value)
        written = {*changed} | ({"known_as"} if {"name", "username"} & changed.keys() else set())
        self._history_user, self._change_reason = by, reason or None
        self.save(update_fields=written)
        del self._history_user, self._change_reason
