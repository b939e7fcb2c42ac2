"""Reports of groups, projects and departments: pages that print."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import Department
from groups.models import Group, Project
from tickets.figures import scopes
from tickets.figures.periods import Period
from ticketsite.kit.paging import KeysetPage
from ticketsite.numbers import report
from ticketsite.numbers.views import DashboardView


class ReportView(DashboardView):
    """A page of tickets at a time; the figures above are of all of them."""

    template_name = "numbers/report.html"
    dashboard = None

    def get_context_data(self, **kwargs):
        context = super().get_context_data(dashboard_url=self.dashboard_url(), **kwargs)
        if context["period"] is None:
            return context
        user, period = self.request.user, context["period"]
        tickets = report.tickets_in(self.scope, user, period)
        page = KeysetPage(tickets, ("-opened_at", "-pk"), self.request.GET, report.TICKETS)
        return context | report.contents(self.scope, user, period, page.items) | {"page": page}

    def usual_period(self):
        """From the beginning of what it is about, of a department the last year."""
        begun = getattr(self.scope.place, "created_at", None)
        return Period.since(timezone.localdate(begun)) if begun else Period.of_days(365)

    def dashboard_url(self):
        return self.dashboard and reverse(self.dashboard, args=[self.kwargs["pk"]])


class GroupReportView(ReportView):
    dashboard = "numbers:group"

    @cached_property
    def scope(self):
        group = get_object_or_404(Group.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        return scopes.of_group(self.request.user, group)


class ProjectReportView(ReportView):
    dashboard = "numbers:project"

    @cached_property
    def scope(self):
        projects = Project.objects.visible_to(self.request.user).select_related("group")
        return scopes.of_project(self.request.user, get_object_or_404(projects, pk=self.kwargs["pk"]))


class DepartmentReportView(ReportView):
    """For its head, IT Heads and Admins: what it asked of the desks."""

    @cached_property
    def scope(self):
        department = get_object_or_404(Department, pk=self.kwargs["pk"])
        if not scopes.may_count_department(self.request.user, department):
            raise Http404
        return scopes.of_department(department)
