"""Where every page here begins: the groups and projects that the visitor may see; the rest is 404."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from groups import rules
from groups.forms import SearchForm
from groups.models import Group, Project
from groups.powers import Powers
from ticketsite.kit.refusals import Refused
from ticketsite.kit.views import FormVerbView


class VisibleGroups:
    context_object_name = "group"
    gone_url = "groups:list"

    def get_queryset(self):
        return Group.objects.visible_to(self.request.user)


class VisibleProjects:
    context_object_name = "project"
    gone_url = "groups:list"

    def get_queryset(self):
        return Project.objects.visible_to(self.request.user).for_list()


class PowerMixin:
    """A page for those who hold `power` in the group; others who see the group are told the `reason`."""

    power = ""
    reason = ""

    @cached_property
    def powers(self):
        return Powers(self.request.user, self.group)

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(self.home)

    @property
    def home(self):
        """Where those are sent who may see the group but not this page."""
        return self.group

    def require_power(self):
        if self.power and not getattr(self.powers, self.power):
            raise Refused(self.reason)

    def get_context_data(self, **kwargs):
        return super().get_context_data(group=self.group, powers=self.powers, **kwargs)


class GroupVerbView(PowerMixin, VisibleGroups, FormVerbView):
    """A small page of one group: GET says what would happen, POST does it."""

    form_class = forms.Form

    @property
    def group(self):
        return self.object

    def find_object(self):
        super().find_object()
        self.require_power()


class ProjectVerbView(PowerMixin, VisibleProjects, FormVerbView):
    """The same of one project, for whoever runs it."""

    form_class = forms.Form

    reason = _("Only the manager of this project and the admins of its group do that.")

    @property
    def group(self):
        return self.object.group

    @property
    def home(self):
        return self.object

    def find_object(self):
        super().find_object()
        if not rules.may_run_project(self.request.user, self.object):
            raise Refused(self.reason)


class InGroup(PowerMixin):
    """A list inside the group that the address names."""

    tab = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.search = SearchForm(request.GET)

    def dispatch(self, request, *args, **kwargs):
        self.group = get_object_or_404(Group.objects.visible_to(request.user), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.require_power()
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(tab=self.tab, search=self.search, **kwargs)
