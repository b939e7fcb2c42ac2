"""The back office for decisions: to read, for ever."""

from django.contrib import admin

from approvals.models import Decision
from tickets.search import number_in
from ticketsite.kit.admin import ReadOnlyInline, ScopedAdmin
from ticketsite.kit.text import clean_text


class DecisionInline(ReadOnlyInline):
    model = Decision
    fields = ("at", "attempt", "verdict", "approver", "by", "on_behalf_of", "comment")
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
    fields = ("ticket", "verdict", "comment", "approver", "person", "by", "on_behalf_of", "attempt", "at")
    lookups = ("ticket", "ticket__id__exact", "by", "by__id__exact")
    icon = "check2-circle"

    def get_queryset(self, request):
        return super().get_queryset(request).defer("ticket__description", "ticket__description_html")

    def get_search_results(self, request, queryset, search_term):
        """By the number of the ticket."""
        number = number_in(clean_text(search_term))
        return (queryset.filter(ticket=number) if number or search_term else queryset), False
