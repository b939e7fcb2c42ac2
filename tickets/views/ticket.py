"""The ticket's pages: itself, its edit page, its history, who can see it."""

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from groups.events import Event, Verb
from groups.standing import PersonQuery
from tickets import forms, history, visibility
from tickets.differences import difference
from tickets.figures import expectation
from tickets.figures.expectation import ahead
from tickets.models import Answer, Category, Follow, Ticket
from tickets.powers import TicketPowers
from tickets.stretches import drawn, stretches, totals
from tickets.timeline import SHOWN, Timeline
from tickets.views.visible import LetsIn, VisibleTickets
from ticketsite.kit.planned import Planned, PlannedQuery
from ticketsite.kit.views import FormVerbView

NAMES_SHOWN = 25


def _page(user, ticket):
    """All that its page asks of a ticket, and why the person sees it."""
    categories = Category.objects.offered().filter(group=OuterRef("group"))
    tickets = Ticket.objects.visible_to(user).filter(pk=ticket).for_page()
    return tickets.annotate(
        **visibility.truths(user),
        ahead=ahead(),
        has_answers=Exists(Answer.objects.filter(ticket=OuterRef("pk"))),
        has_categories=Exists(categories),
    )


PAGE = PersonQuery(_page, Planned)
FOLLOWS = PlannedQuery(
    lambda ticket: Follow.objects.filter(ticket=ticket).select_related("user").order_by("since", "pk")
)


class TicketView(VisibleTickets, DetailView):
    """GET tickets/12/: everything about it that this person may read."""

    template_name = "tickets/ticket_detail.html"

    def get_object(self, queryset=None):
        found = PAGE.instances(self.request.user, self.kwargs["pk"])
        if not found:
            raise Http404
        return found[0]

    def get_context_data(self, **kwargs):
        ticket, user = self.object, self.request.user
        may = TicketPowers(user, ticket)
        timeline = Timeline(ticket, user, None if "all" in self.request.GET else SHOWN)
        return super().get_context_data(
            may=may,
            timeline=timeline,
            takeovers=timeline.takeover_requests() if may.hold else [],
            has_asked=any(event.actor_id == user.pk for event in timeline.takeover_requests()),
            answers=list(ticket.answers.all()) if ticket.has_answers else [],
            reasons=visibility.told(ticket),
            expected=expectation.of_ticket(ticket, user),
            is_requester=ticket.requester_id == user.pk,
            **self.get_follows(),
            **kwargs,
        )

    def get_follows(self):
        """Who follows; whoever raised it is the first of those affected."""
        follows = FOLLOWS.instances(self.object.pk)
        own = [follow for follow in follows if follow.user_id == self.request.user.pk]
        return {
            "follows": follows,
            "is_follower": bool(own),
            "is_affected": any(follow.is_affected for follow in own),
            "affected": 1 + sum(follow.is_affected for follow in follows),
        }


class EditView(LetsIn, VisibleTickets, FormVerbView):
    """The words of a ticket. The slower of two sees the other's version and keeps what they typed."""

    form_class = forms.EditForm
    template_name = "tickets/ticket_edit.html"
    done = _("The ticket is changed.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"ticket": self.object}

    def get_initial(self):
        ticket = self.object
        return {"title": ticket.title, "description": ticket.description, "revision": ticket.revision}

    def act(self, ticket, by, **changes):
        self.write(ticket.edit, by=by, **changes)

    def form_invalid(self, form):
        """After `Stale` the ticket was read again: its revision is newer than the form's."""
        theirs = {}
        if form.cleaned_data.get("revision") not in (None, self.object.revision):
            form.catch_up(self.object.revision)
            theirs = self._theirs(form)
        return self.render_to_response(self.get_context_data(form=form, **theirs))

    def _theirs(self, form):
        edits = Event.objects.of(self.object).filter(verb=Verb.EDITED).select_related("actor")
        mine, theirs = form.texts(), forms.texts_of(self.object)
        return {
            "their_edit": edits.last(),
            "differences": [(label, difference(theirs.get(label, ""), mine[label])) for label in mine],
        }


class HistoryView(VisibleTickets, DetailView):
    """GET tickets/12/history/: every change, and how long each stretch took."""

    template_name = "tickets/ticket_history.html"

    def get_context_data(self, **kwargs):
        story = history.History(self.object, self.request.user)
        found = stretches(self.object, story.events)
        parts = drawn(found)
        for stretch in found:
            stretch.who = story.names.person(stretch.person) if stretch.person else ""
        return super().get_context_data(
            lines=story.lines,
            stretches=found,
            totals=totals(found),
            parts=parts,
            strip_width=sum(part.width for part in parts),
            **kwargs,
        )


class WhoView(VisibleTickets, DetailView):
    """GET tickets/12/who/: all who see it, by reason; for staff and those who may work on it."""

    template_name = "tickets/ticket_who.html"

    def get_object(self, queryset=None):
        ticket = super().get_object(queryset)
        if not TicketPowers(self.request.user, ticket).see_who:
            raise Http404
        return ticket

    def get_context_data(self, **kwargs):
        return super().get_context_data(audience=list(self._audience()), **kwargs)

    def _audience(self):
        """(sentence, some people, how many more) for each reason that holds for somebody."""
        everybody = visibility.viewers(self.object)
        for sentence, condition in visibility.audience(self.object):
            people = everybody.filter(condition).by_name()
            some = list(people[: NAMES_SHOWN + 1])
            more = people.count() - NAMES_SHOWN if len(some) > NAMES_SHOWN else 0
            if some:
                yield sentence, some[:NAMES_SHOWN], more
