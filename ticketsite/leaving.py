"""A person goes, or comes back: the page that hands on all they hold, from every storey, and the way back in."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.departures import Departure
from accounts.leaving import LeavingMixin, ReasonedLeavingForm
from accounts.models import User
from ticketsite.kit.refusals import Refused
from ticketsite.kit.views import FormVerbView, VerbView


class DeactivateView(LeavingMixin, FormVerbView):
    """me/people/7/deactivate/: what hangs on the person, and who gets it; whoever may not is told so."""

    queryset = User.objects.for_list()
    context_object_name = "person"
    form_class = ReasonedLeavingForm
    template_name = "leaving/deactivate.html"
    done = _("The account is closed; what they held is handed on.")

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(self.object)

    def find_object(self):
        super().find_object()
        if not rules.may_deactivate(self.request.user, self.object):
            raise Refused(gettext("You may not deactivate %(person)s.") % {"person": self.object})
        if not self.object.is_active:
            raise Refused(gettext("%(person)s is not active any more.") % {"person": self.object})

    def make_departure(self):
        return Departure(self.object, self.request.user)

    def go(self, person, by, choices, reason):
        person.deactivate(by, reason, choices)


class ReactivateView(VerbView):
    """POST me/people/7/reactivate/: the person may sign in again."""

    queryset = User.objects.for_list()
    done = _("The account is open again. Groups and seats they gave up do not come back by themselves.")

    def act(self, person, by):
        person.reactivate(by=by)
