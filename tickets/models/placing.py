"""Where a ticket belongs and how urgent it is: group, project, category, priority, due date."""

from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User
from groups.events import Verb, record
from groups.models import Membership
from tickets import rules
from tickets.models.opening import refuse_foreign_place
from tickets.models.route import Approver
from tickets.statuses import HELD, Status
from ticketsite.kit.locking import lock
from ticketsite.kit.refusals import Refused


class Placing:
    @transaction.atomic
    def move(self, to, by, project=None):
        """Bring it to another group, by the rules of both; a holder who does not work there lets go."""
        self._hold_for_move(to)
        if to.pk == self.group_id:
            raise Refused(gettext("It is in %(group)s already.") % {"group": to})
        if self.status == Status.PENDING:
            raise Refused(gettext("A ticket that waits for approval stays where it is."))
        if not rules.may_move_out(by, self):
            raise Refused(gettext("You cannot move this ticket out of %(group)s.") % {"group": self.group})
        if not rules.may_raise(by, to):
            raise Refused(gettext("You cannot move a ticket to %(group)s.") % {"group": to})
        refuse_foreign_place(to, project, None)
        if rules.is_requester(by, self):
            self._refuse_way_round(to)
        before, holder = self.group_id, self.assignee_id
        lets_go = self.status in HELD and not rules.may_hold(self.assignee, to)
        released = {"status": Status.OPEN, "assignee": None, "claimed_at": None} if lets_go else {}
        self.change(group=to, project=project, category=None, **released)
        self.seal()
        record(
            self,
            Verb.MOVED,
            by,
            group_before=before,
            group_after=to.pk,
            dropped=holder if lets_go else None,
        )

    def _refuse_way_round(self, to):
        """Requesters move their own ticket neither out of its approvals nor past the catalogue of a desk."""
        if self.first_status == Status.PENDING:
            raise Refused(gettext("Only those who lead the desk take a ticket out of its approvals."))
        if to.is_desk and to.categories.offered().exists():
            raise Refused(
                gettext("%(group)s asks what a ticket is about: raise a new one there.") % {"group": to}
            )

    def _hold_for_move(self, to):
        """The holder and the other group, then the ticket: who holds it there stays there meanwhile."""
        holder = self.assignee
        if holder:
            User.objects.hold(holder)
        try:
            lock(to)
        except type(to).DoesNotExist:
            raise Refused(gettext("%(group)s has been deleted.") % {"group": to}) from None
        if holder:
            Membership.objects.hold(holder, to)
        self.hold()
        if self.assignee != holder:
            raise Refused(gettext("Somebody else took this ticket at the same moment. Look at it again."))

    @transaction.atomic
    def put_in_project(self, project, by):
        """Put it into a project of its group, or with None out of any."""
        self.hold()
        if not rules.may_place(by, self):
            raise Refused(gettext("You cannot change the project of this ticket."))
        refuse_foreign_place(self.group, project, None)
        if self.project == project:
            return
        before = self.project_id
        self.change(project=project)
        self._ask_its_manager(by)
        record(self, Verb.MOVED, by, project_before=before, project_after=project.pk if project else None)

    def _ask_its_manager(self, by):
        """What the manager of another project approved, the one of this project did not."""
        undecided = self.is_pending or (self.status == Status.OPEN and rules.is_requester(by, self))
        if undecided and self.category and self.category.asks(Approver.PROJECT_MANAGER):
            self.ask_anew()

    @transaction.atomic
    def set_priority(self, priority, by):
        self.hold()
        if not rules.may_prioritise(by, self):
            raise Refused(gettext("Only those who work on the ticket set its priority."))
        if self.priority == priority:
            return
        before = self.priority
        self.change(priority=priority)
        record(self, Verb.PRIORITISED, by, before=int(before), after=int(priority))

    @transaction.atomic
    def schedule(self, due_on, by):
        """Set the day it is due, or with None no day."""
        self.hold()
        if not rules.may_prioritise(by, self):
            raise Refused(gettext("Only those who work on the ticket set its due date."))
        if self.due_on == due_on:
            return
        before = self.due_on
        self.change(due_on=due_on)
        record(
            self,
            Verb.SCHEDULED,
            by,
            before=before.isoformat() if before else None,
            after=due_on.isoformat() if due_on else None,
        )
