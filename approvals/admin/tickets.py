"""What approvals add to the tickets of the back office: what waits for oneself, who decided, deciding on many."""

from django import forms
from django.contrib import admin
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from approvals import mandates
from approvals.admin.decisions import DecisionInline
from approvals.models import Decision
from tickets.admin import TicketAdmin
from tickets.models import Attachment, Ticket
from ticketsite.kit.admin import AT_ONCE
from ticketsite.kit.text import ProseField

admin.site.unregister(Ticket)


class WaitsForMeFilter(admin.SimpleListFilter):
    title = _("decision")
    parameter_name = "decision"

    def lookups(self, request, model_admin):
        return [("mine", _("Waits for mine"))]

    def queryset(self, request, queryset):
        if self.value() != "mine":
            return queryset
        return queryset.filter(pk__in=mandates.waiting_for(request.user).values("pk"))


class ApproveManyForm(forms.Form):
    """Carries for each ticket what was shown of it, so that nobody approves what changed meanwhile."""

    comment = ProseField(label=_("Your words to the requesters"), required=False, max_length=10_000)

    def __init__(self, *args, tickets, **kwargs):
        super().__init__(*args, **kwargs)
        for ticket in tickets:
            self.fields[f"seen_{ticket.pk}"] = forms.CharField(
                initial=ticket.content_hash, max_length=64, required=False, widget=forms.HiddenInput
            )


@admin.register(Ticket)
class DecidedTicketAdmin(TicketAdmin):
    list_filter = (WaitsForMeFilter, *TicketAdmin.list_filter)
    inlines = (DecisionInline, *TicketAdmin.inlines)
    actions = ("approve_selected", *TicketAdmin.actions)

    @admin.action(description=_("Approve the selected tickets…"))
    def approve_selected(self, request, tickets):
        def approve(ticket, comment, **seen):
            hash_seen = seen.get(f"seen_{ticket.pk}", "")
            Decision.objects.approve(ticket, by=request.user, seen=hash_seen, comment=comment)

        files = Prefetch("files", Attachment.objects.of_the_request(), to_attr="own_files")
        whole = tickets.defer(None).select_related("requester", "category")
        shown = list(whole.prefetch_related("answers", files)[:AT_ONCE])
        return self.ask_first(
            request,
            tickets,
            ApproveManyForm,
            _("Approve"),
            approve,
            template="admin/approvals/approve.html",
            tickets=shown,
        )
