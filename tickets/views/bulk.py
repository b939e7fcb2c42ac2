"""Acting on the ticked tickets of a list: what is asked first, and the report of what was done and what not."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.views.generic import TemplateView, View

from tickets.bulk import ACTS, AT_ONCE
from tickets.models import Ticket
from ticketsite.kit.many import act_on_each
from ticketsite.kit.views import safe_next

REPORT = "bulk_report"


class BulkView(View):
    """POST tickets/bulk/: `act` and the numbers of tickets; an act that needs an answer asks for it first."""

    http_method_names = ("post", "options")

    def post(self, request):
        self.act = ACTS.get(request.POST.get("act"))
        if trouble := self.trouble():
            messages.error(request, trouble)
            return HttpResponseRedirect(self.way_back())
        answers = {}
        if self.act.form:
            form = self.act.make_form(
                "answered" in request.POST and request.POST or None, self.tickets, request.user
            )
            if not form.is_valid():
                return self.ask(form)
            answers = form.cleaned_data
        outcomes = act_on_each(self.tickets, lambda ticket: self.act.verb(ticket, by=request.user, **answers))
        request.session[REPORT] = self.report(outcomes)
        return redirect("tickets:bulk_report")

    def trouble(self):
        if self.act is None:
            return gettext("Choose what to do.")
        if not self.numbers:
            return gettext("Tick the tickets first.")
        if len(self.numbers) > AT_ONCE:
            return ngettext("At most %(count)s at once.", "At most %(count)s at once.", AT_ONCE) % {
                "count": AT_ONCE
            }
        return ""

    @cached_property
    def numbers(self):
        given = self.request.POST.getlist("ticket")
        return list(dict.fromkeys(int(n) for n in given if n.isascii() and n.isdecimal() and len(n) < 19))

    @cached_property
    def tickets(self):
        """Those of the ticked that the person may see, in the order in which they were ticked."""
        seen = Ticket.objects.visible_to(self.request.user).for_page().in_bulk(self.numbers)
        return [seen[number] for number in self.numbers if number in seen]

    def way_back(self):
        return safe_next(self.request) or reverse("tickets:home")

    def ask(self, form):
        context = {"form": form, "act": self.act, "tickets": self.tickets, "next": self.way_back()}
        return render(self.request, "tickets/bulk_ask.html", context | {"key": self.request.POST["act"]})

    def report(self, outcomes):
        """Kept in the session, so that reading it again does nothing again."""
        unseen = [number for number in self.numbers if number not in {ticket.pk for ticket in self.tickets}]
        return {
            "act": self.request.POST["act"],
            "next": self.way_back(),
            "done": [(each.thing.pk, each.thing.title) for each in outcomes if not each.refusal],
            "refused": [(each.thing.pk, each.thing.title, each.refusal) for each in outcomes if each.refusal],
            "unseen": unseen,
        }


class BulkReportView(TemplateView):
    """GET tickets/bulk/report/: what the last act on many tickets did, and to which it was refused, and why."""

    template_name = "tickets/bulk_report.html"

    def get_context_data(self, **kwargs):
        report = self.request.session.get(REPORT) or {}
        act = ACTS.get(report.get("act"))
        return super().get_context_data(report=report if act else None, act=act, **kwargs)
