"""The projects of a group: finding, starting, joining, handing over, closing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, ListView

from groups import rules
from groups.forms import PersonForm, ProjectForm
from groups.models import Project
from groups.views.picking import PickerMixin
from groups.views.scope import InGroup, ProjectVerbView, VisibleProjects
from ticketsite.kit.paging import KeysetListMixin
from ticketsite.kit.refusals import Refused
from ticketsite.kit.views import VerbView


class ProjectListView(InGroup, KeysetListMixin, ListView):
    """groups/7/projects/: those one may join, closed ones last."""

    template_name = "groups/projects.html"
    context_object_name = "projects"
    tab = "projects"
    power, reason = "may_see_projects", _("Its members see the projects of a group.")
    order = ("ended", "low_name", "pk")
    page_size = 50

    def get_queryset(self):
        user = self.request.user
        return Project.objects.visible_to(user).in_groups([self.group]).for_list_of(user)


class NewProjectView(InGroup, FormView):
    form_class = ProjectForm
    template_name = "groups/project_form.html"
    tab = "projects"
    power, reason = "may_start_project", _("You cannot start a project in this group.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"others": self.group.projects.all()}

    def form_valid(self, form):
        try:
            project = Project.objects.start(self.request.user, self.group, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, gettext("The project is there; you manage it."))
        return redirect(project)


class EditView(ProjectVerbView):
    form_class = ProjectForm
    template_name = "groups/project_form.html"
    done = _("The project is changed.")

    def get_initial(self):
        return {"name": self.object.name, "description": self.object.description}

    def get_form_kwargs(self):
        others = self.group.projects.exclude(pk=self.object.pk)
        return super().get_form_kwargs() | {"others": others}

    def act(self, project, by, **changes):
        project.edit(by, **changes)


class PeopleView(VisibleProjects, KeysetListMixin, ListView):
    """groups/projects/7/people/: who joined, and who manages it."""

    template_name = "groups/project_people.html"
    context_object_name = "people"
    order = ("known_as", "pk")
    page_size = 50

    def get_queryset(self):
        self.project = get_object_or_404(super().get_queryset(), pk=self.kwargs["pk"])
        return self.project.people

    def get_context_data(self, **kwargs):
        user, project = self.request.user, self.project
        return super().get_context_data(
            project=project,
            group=project.group,
            is_joined=project.memberships.filter(user=user).exists(),
            may_join=rules.may_join_project(user, project),
            may_run=rules.may_run_project(user, project),
            **kwargs,
        )


class JoinView(VisibleProjects, VerbView):
    done = _("You are in the project.")

    def act(self, project, by):
        project.join(by)


class LeaveView(VisibleProjects, VerbView):
    done = _("You have left the project.")

    def act(self, project, by):
        project.leave(by)


class HandOverView(PickerMixin, ProjectVerbView):
    form_class = PersonForm
    template_name = "groups/project_hand_over.html"
    done = _("The project is handed over.")

    @property
    def left_out(self):
        return self.object.manager_id

    def act(self, project, by, person):
        project.hand_over(to=person, by=by)


class CloseView(ProjectVerbView):
    template_name = "groups/project_close.html"
    done = _("The project is closed.")

    def act(self, project, by):
        project.close(by)


class ReopenView(VisibleProjects, VerbView):
    done = _("The project is open again.")

    def act(self, project, by):
        project.reopen(by)
