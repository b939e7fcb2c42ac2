"""Searching all that one may see, and completing what is typed for it."""

from django.http import JsonResponse
from django.views.generic import View

from tickets import lists
from tickets.models import Ticket
from tickets.search.completing import completions
from tickets.search.found import FoundPage
from tickets.search.operators import OPERATORS
from tickets.search.snippets import snippets
from tickets.search.suggesting import suggestion
from tickets.search.words import marked
from tickets.views.lists import TicketListView
from ticketsite.kit.text import clean_text

LONGEST = 200


class SearchView(TicketListView):
    """GET search/?q=lamp: the best first, each with the sentence that says it."""

    template_name = "tickets/search.html"
    page_size = 25
    shown = lists.FOUND

    def get_queryset(self):
        """Nothing was asked for, nothing is shown; what was found best first is a page of its own."""
        is_read = self.filter.is_narrowing and self.filter.order != lists.BEST
        return self.filter.qs if is_read else Ticket.objects.none()

    def get_dressed(self):
        return lists.sorted_by(Ticket.objects.for_found(), self.filter.order)[0]

    def get_page(self):
        if self.filter.order == lists.BEST:
            return FoundPage(self.filter.found, self.request.GET, self.page_size)
        return super().get_page()

    def orders(self):
        """(name, label) of each; nothing fits better than the rest where no words are looked for."""
        has_words = self.filter.form.is_valid() and self.filter.words.asked
        names = [name for name in self.shown.orders if has_words or name != lists.BEST]
        return [(name, lists.ORDERS[name][0]) for name in names]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(operators=OPERATORS, orders=self.orders(), **kwargs)
        if not self.filter.form.is_valid():
            return context
        words, found = self.filter.words, context["page"].items
        shown = snippets(found, self.request.user, words)
        for ticket in found:
            ticket.title_pieces = marked(ticket.title, words.asked)
            ticket.snippet = shown[ticket.pk]
        if not found and words.asked:
            context["suggestion"] = suggestion(self.request.user, words)
        return context | {"words": words}


class CompleteView(View):
    """GET search/complete/?q=gr: what the line could go on with."""

    def get(self, request):
        text = clean_text(request.GET.get("q", ""))[:LONGEST]
        headers = {"Cache-Control": "private, no-store"}
        return JsonResponse({"options": completions(text, request.user)}, headers=headers)
