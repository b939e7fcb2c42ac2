"""What hangs on a person in tickets: the work they hold, the routes that name them, what they follow."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.departures import CHOICES, NOBODY, Holding, Holdings, Option, on_new_role, register
from accounts.holdings import LEADERS, people_options
from accounts.models import Role, User
from groups.departures import member_options, successors, visible_ids
from groups.models import Membership
from tickets import rules
from tickets.models import Approver, Follow, Step, Ticket
from ticketsite.kit.locking import lock_all

IT_HEADS = "it_heads"


@register
class HeldTickets(Holdings):
    title = _("Tickets they work on")
    hint = _("Each goes back to the waiting list or to a colleague of its group.")

    def hold(self, departure, heirs):
        """The heirs' places in the groups of these tickets, then the tickets: the order of `Ticket.hold`."""
        held = self._held(departure)
        places = Membership.objects.filter(user__in=heirs, group__in=held.order_by().values("group"))
        lock_all(places.order_by("pk"))
        lock_all(held)

    def of(self, departure):
        tickets = list(self._held(departure).select_related("group"))
        if not tickets:
            return
        visible = visible_ids(Ticket, departure, [ticket.pk for ticket in tickets])
        offers = self._offers(departure, {ticket.group_id: ticket.group for ticket in tickets})
        for ticket in tickets:
            yield Holding(
                "ticket",
                ticket,
                str(ticket),
                ticket.get_absolute_url(),
                offers[ticket.group_id],
                remark=str(ticket.group),
                is_visible=ticket.pk in visible,
            )

    def _offers(self, departure, groups):
        """{group id: the options for its tickets}; only those who may give work offer colleagues."""
        members = successors(departure, groups)
        back = Option(NOBODY, gettext("Back to the waiting list"))
        offers = {}
        for group_id, group in groups.items():
            may = departure.by == departure.person or rules.may_dispatch(departure.by, group)
            if may and group.is_universal:
                able = people_options(self._near(departure))
            else:
                able = member_options(members.get(group_id, ())) if may else ()
            offers[group_id] = (back, *able)
        return offers

    def _near(self, departure):
        """Everybody may work in the universal group: the people of the same department come to mind."""
        person = departure.person
        people = User.objects.active().filter(department__isnull=False, department=person.department_id)
        return people.exclude(pk=person.pk).by_name()[:CHOICES]

    def hand_on(self, departure, holdings):
        heirs = User.objects.in_bulk({holding.heir for holding in holdings} - {None})
        for holding in holdings:
            if holding.heir:
                holding.subject.pass_on(departure.person, heirs[holding.heir], departure.by)
            else:
                holding.subject.drop_for_departure(departure.person, departure.by)

    def _held(self, departure):
        held = Ticket.objects.held_by(departure.person).order_by("pk")
        return held if departure.is_final else held.at(departure.group)


@register
class NamedSteps(Holdings):
    title = _("Approval routes that name them")
    hint = _("A request of such a route waits for whoever you choose here.")

    def of(self, departure):
        if not departure.is_final:
            return
        steps = Step.objects.filter(person=departure.person).select_related("route").order_by("pk")
        steps = list(
            steps.annotate(
                asks_it_heads=Exists(Step.objects.filter(route=OuterRef("route"), approver=Approver.IT_HEAD)),
                has_others=Exists(Step.objects.filter(route=OuterRef("route")).exclude(pk=OuterRef("pk"))),
            )
        )
        people, named = self._people(departure) if steps else [], self._named(steps)
        for step in steps:
            able = [p for p in people if (step.route_id, p.pk) not in named][:CHOICES]
            url = reverse("admin:tickets_route_change", args=[step.route_id])
            label = gettext("%(route)s, step %(number)s") % {"route": step.route, "number": step.position}
            yield Holding("step", step, label, url, self._options(step, able))

    def _people(self, departure):
        """Those who lead anything first, then the person's department."""
        person = departure.person
        near = Q(department__isnull=False, department=person.department_id)
        people = User.objects.active().filter(Q(role__in=LEADERS) | near).exclude(pk=person.pk)
        heads = Q(role=Role.HOD) & near
        return list(people.annotate(is_head=heads).order_by("-is_head", "known_as", "pk")[: CHOICES * 2])

    def _named(self, steps):
        rows = Step.objects.filter(route__in=[step.route_id for step in steps], person__isnull=False)
        return set(rows.values_list("route_id", "person_id")) if steps else set()

    def _options(self, step, people):
        it_heads = Option(IT_HEADS, gettext("Any IT Head"))
        nobody = Option(NOBODY, gettext("Nobody: the step leaves the route"))
        return (
            *([] if step.asks_it_heads else [it_heads]),
            *people_options(people),
            *([nobody] if step.has_others else []),
        )

    def hand_on(self, departure, holdings):
        for holding in holdings:
            holding.subject.replace(holding.heir, Approver.IT_HEAD if holding.choice == IT_HEADS else None)


@register
class Follows(Holdings):
    """Told to nobody: what a person followed ends with them."""

    def hand_on(self, departure, holdings):
        follows = Follow.objects.filter(user=departure.person)
        (follows if departure.is_final else follows.filter(ticket__group=departure.group)).delete()


@on_new_role
def let_go_of_what_is_out_of_reach(user, by):
    """An Admin or an IT Head held tickets of groups they are not in."""
    for ticket in Ticket.objects.held_by(user).select_related("group").order_by("pk"):
        if not rules.may_hold(user, ticket.group):
            ticket.drop_for_departure(user, by)
