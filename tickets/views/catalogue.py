"""Choosing what a new ticket is about, raising it there; and saying that a ticket is about something else."""

import uuid

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View

from groups.models import Project
from tickets import forms, rules
from tickets.catalogue import Catalogue
from tickets.figures.expectation import of_new
from tickets.models import Ticket
from tickets.search.similar import similar
from tickets.statuses import Priority
from tickets.views.verbs import TicketKnowingFormView
from tickets.views.visible import LetsIn
from ticketsite.kit.refusals import Refused
from ticketsite.kit.text import clean_text

LONGEST_WORDS = 200


class NewTicketView(LetsIn, FormView):
    """GET tickets/new/ shows the catalogue; with ?category=, or ?group= where it has none, the form."""

    form_class = forms.NewTicketForm

    def dispatch(self, request, *args, **kwargs):
        self.catalogue = Catalogue(request.user)
        self.project = self._find_project()
        self.group = self.catalogue.group(
            self._asked("group") or (self.project.group_id if self.project else None)
        )
        self.place = self._find_place()
        if self.place is None and (request.method != "POST" or not self.catalogue.groups):
            return self.render_to_response(self.get_choice())
        return super().dispatch(request, *args, **kwargs)

    def _asked(self, name):
        return self.request.POST.get(name, self.request.GET.get(name))

    def _find_project(self):
        number = self.request.GET.get("project", "")
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            return None
        return Project.objects.visible_to(self.request.user).current().filter(pk=number).first()

    def _find_place(self):
        """The one asked for, or the only one there is; None when there is a choice, or when it is gone."""
        category = self._asked("category")
        without = category in ("", "none") or (category is None and self.request.method == "POST")
        if category and not without:
            return self.catalogue.place(f"category-{category}")
        if self.group and without:
            return self.catalogue.place_without(self.group)
        return self.catalogue.only_place(self.group)

    def get_template_names(self):
        showing_form = self.place or self.request.method == "POST" and self.catalogue.groups
        return ["tickets/ticket_new.html" if showing_form else "tickets/ticket_new_choice.html"]

    def get_choice(self):
        words = self.request.GET.get("q", "")[:LONGEST_WORDS]
        shelves = self.catalogue.shelves(self.group, words)
        return {"shelves": shelves, "group": self.group, "project": self.project, "words": words}

    def get_form_kwargs(self):
        own = {"user": self.request.user, "place": self.place, "catalogue": self.catalogue}
        return super().get_form_kwargs() | own

    def get_initial(self):
        initial = {"key": uuid.uuid4(), "project": self.project}
        if self.place and self.place.category:
            initial["priority"] = self.place.category.default_priority
            initial["project"] = self.project or self.place.project
        return initial

    def get_context_data(self, **kwargs):
        return super().get_context_data(place=self.place, expected=self.expect(), **kwargs)

    def expect(self):
        """What became of tickets like this one, at the priority that the form begins with."""
        if self.place is None:
            return None
        category = self.place.category
        priority = category.default_priority if category else Priority.NICE
        is_ready = category is None or category.is_direct
        return of_new(self.place.group.pk, category and category.pk, priority, is_ready)

    def post(self, request, *args, **kwargs):
        """For another place, or to look for similar tickets, the form comes back with everything typed kept."""
        if "similar" in request.POST:
            return self.show_similar(request)
        wanted = self.catalogue.place(request.POST.get("elsewhere"))
        if "again" not in request.POST and wanted in (None, self.place):
            return super().post(request, *args, **kwargs)
        self.place = wanted or self.place
        typed = {name: request.POST[name] for name in forms.KEPT_FOR_ANOTHER_PLACE if request.POST.get(name)}
        form = self.form_class(
            initial=self.get_initial() | typed,
            user=request.user,
            place=self.place,
            catalogue=self.catalogue,
        )
        return self.render_to_response(self.get_context_data(form=form, is_another=wanted is not None))

    def show_similar(self, request):
        """What the page offers by itself while a title is typed, for browsers without JavaScript."""
        typed = {name: value for name, value in request.POST.items() if name != "elsewhere"}
        form = self.form_class(
            initial=self.get_initial() | typed, user=request.user, place=self.place, catalogue=self.catalogue
        )
        title = clean_text(request.POST.get("title", ""))[:LONGEST_WORDS]
        found = similar(request.user, title)
        return self.render_to_response(self.get_context_data(form=form, similar=found, has_looked=True))

    def form_valid(self, form):
        try:
            ticket = self.write(Ticket.objects.open, by=self.request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        sentence = (
            gettext("Ticket #%(number)d is sent and waits for approval.")
            if ticket.is_pending
            else gettext("Ticket #%(number)d is open.")
        )
        messages.success(self.request, sentence % {"number": ticket.pk})
        return HttpResponseRedirect(ticket.get_absolute_url())


class SimilarView(View):
    """GET tickets/new/similar/?title=printer: a piece of the page with the open tickets of such a title."""

    def get(self, request):
        title = clean_text(request.GET.get("title", ""))[:LONGEST_WORDS]
        response = render(request, "tickets/_similar.html", {"similar": similar(request.user, title)})
        response["Cache-Control"] = "private, no-store"
        return response


class RecategoriseView(TicketKnowingFormView):
    """tickets/12/category/: it is about something else, and goes the way of that."""

    form_class = forms.RecategoriseForm
    title = _("Change the category")
    button = _("Save")
    lead = _("Its approvals start anew, and the answers to the questions of the old category go.")
    done = _("The category is changed.")

    def get_initial(self):
        return {"category": self.object.category_id}

    def act(self, ticket, by, category, reason):
        """The requester goes on to what the new category asks."""
        ticket.recategorise(category, by=by, reason=reason)
        asks = category is not None and category.questions.exists()
        if asks and rules.is_requester(by, ticket) and rules.may_edit(by, ticket):
            return reverse("tickets:edit", args=[ticket.pk]) + "#questions"
        return None
