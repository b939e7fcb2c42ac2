"""Dashboards: by role, of a group, of a project."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from groups.models import Group, Project
from tickets.figures import scopes
from tickets.figures.periods import Period
from ticketsite.numbers.dashboard import QUICK, Dashboard
from ticketsite.numbers.forms import PeriodForm
from ticketsite.numbers.leading import Leading


class DashboardView(TemplateView):
    """What the address asks for is narrowed to what the reader may see; a wrong period shows no numbers."""

    template_name = "numbers/dashboard.html"

    @cached_property
    def own(self):
        return scopes.own(self.request.user)

    @cached_property
    def leading(self):
        return Leading(self.request.user)

    @cached_property
    def scope(self):
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        form = PeriodForm(self.request.GET, self.usual_period())
        period, scope = form.period, self.scope
        return super().get_context_data(
            scope=scope,
            form=form,
            period=period,
            quick=list(self.quick(period)),
            tabs=list(self.tabs()),
            leading=self.leading,
            report_url=self.report_url(),
            numbers=period and Dashboard.asked(scope, self.request.user, period, self.request.GET),
            **kwargs,
        )

    def report_url(self):
        """The report on the same place, where it is about one."""
        kind = self.scope.place and self.scope.place._meta.model_name
        return kind and reverse(f"numbers:{kind}_report", args=[self.scope.place.pk])

    def usual_period(self):
        """Where the address names none; None is the form's own."""

    def quick(self, period):
        """Links to the usual periods."""
        for days in QUICK:
            usual = Period.of_days(days)
            yield {
                "label": ngettext("%(count)d day", "%(count)d days", days) % {"count": days},
                "since": usual.first.isoformat(),
                "until": usual.last.isoformat(),
                "current": usual == period,
            }

    def tabs(self):
        for name, scope in self.own.items():
            yield {
                "label": scope.title,
                "url": reverse("numbers:own", args=[name]),
                "current": scope.query == self.scope.query,
            }


class OwnView(DashboardView):
    """One of those that the person's role gives; the first without a name."""

    @cached_property
    def scope(self):
        name = self.kwargs.get("name")
        if name is None:
            return self.first()
        if name not in self.own:
            raise Http404
        return self.own[name]

    def first(self):
        """By role; without one, of what the person leads, else their work or what they raised."""
        user, leading = self.request.user, self.leading
        if len(self.own) > len(scopes.EVERYBODYS):
            return next(iter(self.own.values()))
        if leading.groups:
            return scopes.of_group(user, leading.groups[0])
        if leading.projects:
            return scopes.of_project(user, leading.projects[0])
        return self.own["work" if user.is_staff else "raised"]


class GroupView(DashboardView):
    @cached_property
    def scope(self):
        group = get_object_or_404(Group.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        return scopes.of_group(self.request.user, group)


class ProjectView(DashboardView):
    @cached_property
    def scope(self):
        projects = Project.objects.visible_to(self.request.user).select_related("group")
        return scopes.of_project(self.request.user, get_object_or_404(projects, pk=self.kwargs["pk"]))
