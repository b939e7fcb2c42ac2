"""Who is in a group, with which rank; ranks given and people removed by its admins."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView

from accounts.departures import Departure
from accounts.leaving import LeavingMixin
from groups.forms import RankForm
from groups.ranks import Rank
from groups.views.scope import GroupVerbView, InGroup, VisibleGroups
from ticketsite.kit.paging import KeysetListMixin
from ticketsite.kit.refusals import Refused
from ticketsite.kit.views import VerbView


class PeopleView(InGroup, KeysetListMixin, ListView):
    """groups/7/people/: admins first, then by name."""

    template_name = "groups/people.html"
    context_object_name = "people"
    tab = "people"
    power, reason = "may_see_people", _("Only its own people see who works at this desk.")
    page_size = 50

    def get_queryset(self):
        words = self.search.words
        return self.group.people.none() if words is None else self.group.people.search(words)

    def get_order(self):
        return ("known_as", "pk") if self.group.is_universal else ("standing", "known_as", "pk")

    def get_context_data(self, **kwargs):
        invitations = self.group.invitations.pending().for_list() if self.powers.may_invite else ()
        return super().get_context_data(ranks=Rank.choices, invitations=invitations, **kwargs)


class RankView(VisibleGroups, VerbView):
    """A verb on one member; nobody of that number in the group is a 404."""

    done = _("The rank is changed.")

    def act(self, group, by):
        person = get_object_or_404(group.people, pk=self.kwargs["user_pk"])
        form = RankForm(self.request.POST)
        if not form.is_valid():
            raise Refused(gettext("Choose a rank."))
        group.give_rank(person, form.cleaned_data["rank"], by)


class RemoveView(LeavingMixin, GroupVerbView):
    """groups/7/people/12/remove/: what the member holds in the group, and who gets it."""

    template_name = "groups/remove.html"
    done = _("The person is no longer a member.")

    @property
    def home(self):
        return reverse("groups:people", args=[self.group.pk])

    def find_object(self):
        super().find_object()
        self.person = get_object_or_404(self.group.people, pk=self.kwargs["user_pk"])
        if not self.powers.may_run or self.group.is_universal:
            raise Refused(gettext("Only the admins of %(group)s remove members.") % {"group": self.group})

    def make_departure(self):
        return Departure(self.person, self.request.user, self.group)

    def go(self, group, by, choices):
        group.remove(self.person, by, choices)
        return self.home
