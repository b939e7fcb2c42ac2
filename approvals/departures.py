"""What waits for a decision of a person who goes: nothing is stored of it, so the page tells who decides then."""

from collections import defaultdict

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.departures import NOBODY, Holding, Holdings, register
from accounts.models import Role, User
from approvals import mandates
from groups.departures import visible_ids
from groups.models import Membership
from tickets import departures as tickets_first  # noqa: F401 - a departure asks the storeys from below
from tickets.models import Approver, Ticket

ROUTED_BY_GROUP = (Approver.GROUP_ADMIN, Approver.PROJECT_MANAGER)
NAMED = 3


class Successors:
    """Who decides each of these tickets once the person is gone, if all is handed on as the page says."""

    def __init__(self, departure, tickets):
        self.departure = departure
        leaders = User.objects.active().filter(role__in=(Role.HOD, Role.IT_HEAD, Role.ADMIN))
        gone = [departure.person.pk] if departure.is_final else []
        self.leaders = list(leaders.exclude(pk__in=gone).by_name())
        self.admins = defaultdict(list)
        admins = Membership.objects.admins().filter(user__is_active=True).exclude(user=departure.person)
        groups = {ticket.group_id for ticket in tickets}
        for membership in admins.filter(group__in=groups).select_related("user"):
            self.admins[membership.group_id].append(membership.user)
        self.heirs = User.objects.in_bulk(departure.heirs())

    def of(self, ticket):
        """The first of these that is not empty: whom the step asks, the IT Heads, the Admins."""
        tiers = (self._asked(ticket), self._with(Role.IT_HEAD), self._with(Role.ADMIN))
        return next(filter(None, ([p for p in tier if p.pk != ticket.requester_id] for tier in tiers)), [])

    def _with(self, role):
        return [person for person in self.leaders if person.role == role]

    def _heir(self, name, pk):
        holding = self.departure.find(name, pk)
        return [self.heirs[holding.heir]] if holding and holding.heir else []

    def _asked(self, ticket):
        match ticket.next_approver:
            case Approver.HOD:
                heads = [p for p in self._with(Role.HOD) if p.department_id == ticket.department_id]
                return heads + self._heir("department", ticket.department_id)
            case Approver.GROUP_ADMIN:
                return self.admins[ticket.group_id] + self._heir("rank", ticket.group_id)
            case Approver.PROJECT_MANAGER:
                return self._heir("project", ticket.project_id)
            case Approver.PERSON:
                return self._heir("step", ticket.next_step_id)
        return self._with(Role.IT_HEAD)


@register
class OpenDecisions(Holdings):
    title = _("Requests that wait for their decision")
    hint = _("Who decides then, if all is handed on as proposed here.")

    def tell(self, departure):
        waiting = self._waiting(departure).defer("description", "description_html")
        tickets = list(waiting.order_by("opened_at", "pk"))
        if not tickets:
            return
        successors = Successors(departure, tickets)
        visible = visible_ids(Ticket, departure, [ticket.pk for ticket in tickets])
        told = [self._told(ticket, successors, ticket.pk in visible) for ticket in tickets]
        yield from sorted(told, key=lambda holding: not holding.is_warning)

    def _told(self, ticket, successors, is_visible):
        step = successors.departure.find("step", ticket.next_step_id)
        people = successors.of(ticket)
        names = ", ".join(map(str, people[:NAMED])) + (" …" if len(people) > NAMED else "")
        remark = gettext("Decides then: %(people)s.") % {"people": names}
        if step and step.choice == NOBODY:
            remark = gettext("Its route goes on without this step.")
        elif not people:
            remark = gettext("Nobody is left who could decide: it stays pending.")
        return Holding(
            "decision",
            ticket,
            str(ticket),
            ticket.get_absolute_url(),
            remark=remark,
            is_warning=not people,
            is_visible=is_visible,
        )

    def _waiting(self, departure):
        waiting = mandates.own_decisions(departure.person)
        if departure.is_final:
            return waiting
        return waiting.filter(group=departure.group, next_approver__in=ROUTED_BY_GROUP)

    def hand_on(self, departure, holdings):
        """A route that lost or changed a step may ask nobody any more."""
        routes = {holding.subject.route_id for holding in departure.holdings if holding.name == "step"}
        if routes:
            mandates.settle(Ticket.objects.filter(category__route__in=routes), by=departure.by)
