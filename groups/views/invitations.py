"""Asking people into a group, and answering."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView, TemplateView

from groups.forms import PersonForm
from groups.models import Invitation
from groups.views.groups import ONLY_ADMINS
from groups.views.scope import InGroup
from ticketsite.kit.paging import KeysetListMixin
from ticketsite.kit.refusals import Refused
from ticketsite.kit.views import VerbView, safe_next

SHOWN = 20


class InviteView(InGroup, TemplateView):
    """groups/7/invite/: look for people by the beginning of their names, never by e-mail, and ask them."""

    template_name = "groups/invite.html"
    tab = "people"
    power, reason = "may_invite", ONLY_ADMINS

    def get_context_data(self, **kwargs):
        words = self.search.words
        found = list(self.group.candidates(words)[: SHOWN + 1]) if words else []
        return super().get_context_data(
            words=words,
            people=found[:SHOWN],
            more=len(found) > SHOWN,
            invitations=self.group.invitations.pending().for_list(),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        self.require_power()
        form = PersonForm(request.POST)
        try:
            messages.success(request, self.invite(form))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(safe_next(request) or request.path)

    def invite(self, form):
        if not form.is_valid():
            raise Refused(gettext("Choose a person."))
        person = form.cleaned_data["person"]
        Invitation.objects.invite(group=self.group, person=person, by=self.request.user)
        return gettext("%(person)s is invited.") % {"person": person}


class VisibleInvitations:
    gone_url = "groups:invitations"

    def get_queryset(self):
        return Invitation.objects.visible_to(self.request.user).select_related("group", "person")


class InvitationListView(KeysetListMixin, ListView):
    """groups/invitations/: those to me, the open ones first to answer."""

    template_name = "groups/invitations.html"
    context_object_name = "invitations"

    def get_queryset(self):
        return Invitation.objects.filter(person=self.request.user).for_list()


class AcceptView(VisibleInvitations, VerbView):
    done = _("You are in.")

    def act(self, invitation, by):
        invitation.accept(by)
        return invitation.group


class DeclineView(VisibleInvitations, VerbView):
    done = _("You have declined.")

    def act(self, invitation, by):
        invitation.decline(by)
        return safe_next(self.request) or reverse("groups:invitations")


class WithdrawView(VisibleInvitations, VerbView):
    done = _("The invitation is withdrawn.")

    def act(self, invitation, by):
        invitation.withdraw(by)
