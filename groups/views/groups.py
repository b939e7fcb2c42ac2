"""Finding groups, starting them, coming in and going, closing."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, ListView

from accounts.departures import Departure
from accounts.leaving import LeavingMixin
from groups import rules
from groups.forms import GroupForm, NewGroupForm, PersonForm, SearchForm
from groups.models import Group, Invitation
from groups.ranks import Kind
from groups.views.picking import PickerMixin
from groups.views.scope import GroupVerbView, VisibleGroups
from ticketsite.kit.paging import KeysetListMixin
from ticketsite.kit.refusals import Refused
from ticketsite.kit.views import VerbView

ONLY_ADMINS = _("Only the admins of this group do that.")


class GroupListView(VisibleGroups, KeysetListMixin, ListView):
    """groups/: invitations, my groups, and those I may join or raise tickets at."""

    template_name = "groups/group_list.html"
    context_object_name = "group_list"
    order = ("kind", "low_name", "pk")
    page_size = 50

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.search = SearchForm(request.GET)
        self.words = self.search.words

    def get_queryset(self):
        user = self.request.user
        groups = super().get_queryset().without_member(user).for_list()
        if self.words is None:
            return groups.none()
        return (groups.populated() if user.is_admin else groups.current()).search(self.words)

    def get_context_data(self, **kwargs):
        user, context = self.request.user, super().get_context_data(search=self.search, **kwargs)
        if context["page"].previous_url or self.words is None:
            return context
        mine = Group.objects.search(self.words)
        return context | {
            "invitations": Invitation.objects.filter(person=user).pending().for_list(),
            "universal": mine.filter(is_universal=True).first(),
            "places": user.memberships.filter(group__in=mine).by_group(),
            "abandoned": mine.abandoned().by_name()[:50] if user.is_admin else (),
        }


class NewGroupView(FormView):
    """groups/new/: a team by anybody, a service desk by those who may."""

    form_class = NewGroupForm
    template_name = "groups/group_form.html"

    def get_form_kwargs(self):
        kinds = [kind for kind in Kind if rules.may_start_group(self.request.user, kind)]
        return super().get_form_kwargs() | {"kinds": kinds}

    def form_valid(self, form):
        try:
            group = Group.objects.start(by=self.request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, gettext("The group is there; you are its admin. Invite people now."))
        return redirect("groups:people", group.pk)


class EditView(GroupVerbView):
    form_class = GroupForm
    template_name = "groups/group_form.html"
    power, reason = "may_run", ONLY_ADMINS
    done = _("The group is changed.")

    def get_initial(self):
        return {field: getattr(self.group, field) for field in ("name", "description", "is_open")}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"others": Group.objects.exclude(pk=self.group.pk)}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if self.group.is_universal or self.group.is_desk:
            del form.fields["is_open"]  # everybody is in the one, everybody raises at the other
        return form

    def act(self, group, by, **changes):
        group.edit(by, **changes)


class JoinView(VisibleGroups, VerbView):
    done = _("You are in.")

    def act(self, group, by):
        group.join(by)


class AdoptView(VisibleGroups, VerbView):
    done = _("The group is yours to run.")

    def act(self, group, by):
        group.adopt(by)
        return reverse("groups:people", args=[group.pk])


class LeaveView(LeavingMixin, GroupVerbView):
    """What one holds in the group, with an heir proposed for each; the only admin names the next one here."""

    template_name = "groups/leave.html"
    power, reason = "may_leave", _("You are not a member of this group.")
    done = _("You have left the group.")

    def make_departure(self):
        return Departure(self.request.user, self.request.user, self.group)

    def go(self, group, by, choices):
        group.leave(by, choices)
        return "groups:list"


class HandOverView(PickerMixin, GroupVerbView):
    """Choose another member as admin; one's own rank becomes authorised."""

    form_class = PersonForm
    template_name = "groups/hand_over.html"
    power, reason = "may_hand_over", ONLY_ADMINS
    done = _("The group is handed over.")

    def act(self, group, by, person):
        group.hand_over(to=person, by=by)


class CloseView(GroupVerbView):
    template_name = "groups/close.html"
    power, reason = "may_close", ONLY_ADMINS
    done = _("The group is closed.")

    def act(self, group, by):
        group.close(by)


class ReopenView(GroupVerbView):
    template_name = "groups/reopen.html"
    power, reason = "may_close", ONLY_ADMINS
    done = _("The group is open for work again.")

    def act(self, group, by):
        group.reopen(by)


class DeleteView(GroupVerbView):
    template_name = "groups/delete.html"
    power, reason = "may_close", ONLY_ADMINS
    done = _("The group is deleted.")

    def get_context_data(self, **kwargs):
        return super().get_context_data(has_tickets=self.group.tickets.exists(), **kwargs)

    def act(self, group, by):
        group.remove_empty(by)
        return "groups:list"
