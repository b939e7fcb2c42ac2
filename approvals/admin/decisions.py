"""The back office for decisions: to read, for ever."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from approvals.models import Decision
from tickets.search import number_in
from ticketsite.kit.admin import ReadOnlyInline, ScopedAdmin, labelled
from ticketsite.kit.text import clean_text

# Words, not links: few may open the accounts behind them.
BY = labelled("by", _("by"))
ON_BEHALF_OF = labelled("on_behalf_of", _("for"))
PERSON = labelled("person", _("named person"))


class DecisionInline(ReadOnlyInline):
    model = Decision
    fields = ("at", "attempt", "verdict", "approver", BY, ON_BEHALF_OF, "comment")
    readonly_fields = fields
    ordering = ("at", "pk")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by", "on_behalf_of")


@admin.register(Decision)
class DecisionAdmin(ScopedAdmin):
    list_display = ("ticket", "verdict", "approver", "by", "on_behalf_of", "attempt", "at")
    list_filter = ("verdict", "approver")
    list_select_related = ("ticket", "by", "on_behalf_of")
    search_fields = ("ticket",)
    ordering = ("-pk",)
    sortable_by = ()
    fields = ("ticket", "verdict", "comment", "approver", PERSON, BY, ON_BEHALF_OF, "attempt", "at")
    readonly_fields = (PERSON, BY, ON_BEHALF_OF)
    lookups = ("ticket", "ticket__id__exact", "by", "by__id__exact")
    icon = "check2-circle"

    def get_queryset(self, request):
        return super().get_queryset(request).defer("ticket__description", "ticket__description_html")

    def get_search_results(self, request, queryset, search_term):
        """By the number of the ticket."""
        number = number_in(clean_text(search_term))
        return (queryset.filter(ticket=number) if number or search_term else queryset), False
