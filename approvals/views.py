"""The approvals inbox, and the page on which one decides. Looking changes nothing: only a POST decides."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, ListView
from django.views.generic.detail import SingleObjectMixin

from approvals import mandates
from approvals.changes import changes_since
from approvals.forms import DecisionForm
from approvals.journey import journey
from approvals.models import Decision
from approvals.verdicts import Verdict
from tickets.models import Attachment, Ticket
from ticketsite.kit.paging import KeysetListMixin
from ticketsite.kit.refusals import Refused

WORDS_SHOWN = 20
DONE = {
    Verdict.APPROVE: _("Approved."),
    Verdict.REJECT: _("Rejected. The requester is told why."),
    Verdict.ASK: _("Asked. It goes on waiting for your decision."),
}


class InboxView(KeysetListMixin, ListView):
    """approvals/: what waits for the visitor's decision, longest waiting first."""

    template_name = "approvals/inbox.html"
    context_object_name = "ticket_list"
    order = ("opened_at", "pk")

    def get_queryset(self):
        return mandates.waiting_for(self.request.user).for_list()


class DecideView(SingleObjectMixin, FormView):
    """approvals/12/: the request as the approver sees it, and the decision; decided by others, it says so."""

    form_class = DecisionForm
    template_name = "approvals/decide.html"
    context_object_name = "ticket"

    def dispatch(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return Ticket.objects.visible_to(self.request.user).for_page()

    @cached_property
    def mandate(self):
        return mandates.mandate_of(self.request.user, self.object)

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.mandate else self.send_on()

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.mandate else self.send_on()

    def send_on(self):
        """There is nothing for the visitor to decide, or not any more: the ticket says the rest."""
        messages.info(self.request, Decision.objects.too_late(self.object))
        return redirect(self.object)

    def get_initial(self):
        return {"seen": self.object.content_hash}

    def get_context_data(self, **kwargs):
        asked_for = self.request.GET.get("seen", "")
        return super().get_context_data(
            mandate=self.mandate,
            journey=journey(self.object),
            answers=self.object.answers.all(),
            files=Attachment.objects.filter(ticket=self.object).readable_by(self.request.user, self.object),
            changes=changes_since(self.object, self.request.user),
            said=self._said(),
            changed_since_link=bool(asked_for) and asked_for != self.object.content_hash,
            **kwargs,
        )

    def _said(self):
        """The newest public words, among them the answers to what approvers asked."""
        comments = self.object.comments.filter(is_internal=False, deleted_at=None).exclude(body="")
        return comments.for_list().reverse()[:WORDS_SHOWN][::-1]

    def form_valid(self, form):
        verdict = Verdict(form.cleaned_data["verdict"])
        decide = getattr(Decision.objects, verdict.value)
        try:
            decide(
                self.object,
                by=self.request.user,
                seen=form.cleaned_data["seen"],
                comment=form.cleaned_data["comment"],
            )
        except Refused as refusal:
            return self.refuse(form, refusal)
        messages.success(self.request, DONE[verdict])
        return redirect("approvals:inbox")

    def refuse(self, form, refusal):
        """Still theirs to decide: show the request as it is now, the words kept. Else say who decided."""
        self.object = self.get_object()
        if mandates.mandate_of(self.request.user, self.object) is None:
            messages.error(self.request, str(refusal))
            return redirect(self.object)
        again = DecisionForm({**form.cleaned_data, "seen": self.object.content_hash})
        again.is_valid()
        again.add_error(None, str(refusal))
        return self.form_invalid(again)
