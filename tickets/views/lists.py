"""The lists of tickets, and taking the first of the waiting list."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.views.generic import ListView, View

from groups.models import Group, Project
from groups.powers import Powers
from groups.rules import allows, may_join_project, may_run_project
from groups.standing import PersonQuery
from tickets import lists, pages
from tickets.bulk import ACTS
from tickets.exports import formats
from tickets.filters import TicketFilter
from tickets.models import Ticket
from tickets.pages import TicketPage
from tickets.rules import may_raise
from tickets.saved import ViewBar
from tickets.search import number_in
from ticketsite.kit.markdown import render
from ticketsite.kit.paging import KeysetListMixin
from ticketsite.kit.planned import Planned


class TicketListView(KeysetListMixin, ListView):
    """One page of the list `shown`, narrowed by the address; with `?as=csv` all of it, as a file."""

    template_name = "tickets/list.html"
    context_object_name = "tickets"
    page_size = pages.SIZE
    shown = None

    def get(self, request, *args, **kwargs):
        number = number_in(request.GET.get("q", ""))
        ticket = number and Ticket.objects.visible_to(request.user).filter(pk=number).only("pk").first()
        if ticket:
            return redirect(ticket)
        if request.GET.get("as") in formats.FORMATS and self.filter.form.is_valid():
            tickets, order = lists.sorted_by(self.filter.qs, self.filter.order)
            return formats.answer(tickets, order, request.GET["as"], request.user)
        return super().get(request, *args, **kwargs)

    def place(self):
        """What the address has settled already: arguments for the filter."""
        return {}

    @cached_property
    def filter(self):
        return TicketFilter(self.request.GET, user=self.request.user, shown=self.shown, **self.place())

    @cached_property
    def lookups(self):
        """All that narrows the list where its pages are prepared, else None; the bin shows more of a ticket."""
        if self.shown in (lists.BIN, lists.FOUND) or self.filter.lookups is None:
            return None
        return {name: place.pk for name, place in self.place().items()} | self.filter.lookups

    def get_queryset(self):
        return self.filter.qs if self.lookups is None else Ticket.objects.none()

    def get_dressed(self):
        return lists.sorted_by(Ticket.objects.for_list(), self.filter.order)[0]

    def get_page(self):
        if self.lookups is not None:
            user, order = self.request.user, self.filter.order
            return TicketPage(user, self.shown, order, self.request.GET, self.lookups)
        self.object_list, self.order = lists.sorted_by(self.object_list, self.filter.order)
        return super().get_page()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            shown=self.shown,
            filter=self.filter,
            heads=lists.heads(self.shown, self.filter.order),
            missing_number=number_in(self.request.GET.get("q", "")),
            formats=formats.FORMATS,
            view_bar=ViewBar(self.request, self.filter, **self.place()),
            bulk_acts={} if self.shown is lists.BIN else ACTS,
            **kwargs,
        )


class HomeView(TicketListView):
    template_name = "tickets/home.html"
    shown = lists.HOME


class MineView(TicketListView):
    shown = lists.MINE


class WaitingView(TicketListView):
    template_name = "tickets/list_waiting.html"
    shown = lists.WAITING


class NextView(View):
    """POST waiting/next/: the visitor takes the first of the waiting list as it is filtered and sorted."""

    http_method_names = ("post", "options")

    def post(self, request):
        waiting = TicketFilter(request.GET, user=request.user, shown=lists.WAITING)
        tickets, order = lists.sorted_by(waiting.qs, waiting.order)
        ticket = tickets.order_by(*order).claim_first(by=request.user)
        if ticket is None:
            messages.info(request, gettext("Nothing waits for you any more."))
            return redirect("tickets:waiting")
        messages.success(request, gettext("The ticket is yours."))
        return redirect(ticket)


class WorkView(TicketListView):
    shown = lists.WORK


class ArchiveView(TicketListView):
    shown = lists.ARCHIVE


class AllView(TicketListView):
    shown = lists.ALL


class BinView(TicketListView):
    shown = lists.BIN


class PlaceView(TicketListView):
    """A group or project: what is active there, or with ?tab=past what has ended."""

    @property
    def tab(self):
        return "past" if self.request.GET.get("tab") == "past" else "active"

    @property
    def shown(self):
        return lists.PAST_HERE if self.tab == "past" else lists.ACTIVE_HERE

    def get_context_data(self, **kwargs):
        return super().get_context_data(state=self.tab, **kwargs)


GROUP = PersonQuery(lambda user, key: Group.objects.visible_to(user).filter(pk=key), Planned)


class GroupView(PlaceView):
    template_name = "tickets/group.html"

    @cached_property
    def group(self):
        found = GROUP.instances(self.request.user, self.kwargs["pk"])
        if not found:
            raise Http404
        return found[0]

    def place(self):
        return {"group": self.group}

    def get_context_data(self, **kwargs):
        user, group = self.request.user, self.group
        return super().get_context_data(
            group=group,
            powers=Powers(user, group),
            description=render(group.description),
            may_raise=may_raise(user, group),
            is_outside=not (group.is_desk or allows(user, "view_group", group)),
            **kwargs,
        )


class ProjectView(PlaceView):
    template_name = "tickets/project.html"

    @cached_property
    def project(self):
        projects = Project.objects.visible_to(self.request.user).for_list()
        return get_object_or_404(projects, pk=self.kwargs["pk"])

    def place(self):
        return {"project": self.project}

    def get_context_data(self, **kwargs):
        user, project = self.request.user, self.project
        return super().get_context_data(
            project=project,
            group=project.group,
            description=render(project.description),
            is_in=project.memberships.filter(user=user).exists(),
            is_manager=project.manager_id == user.pk,
            may_join=may_join_project(user, project),
            may_run=may_run_project(user, project),
            may_raise=may_raise(user, project.group) and not project.is_closed,
            **kwargs,
        )
