"""The list of news, what marks it read, the page of choices, and the poll of open pages."""

import hashlib
import json

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.cache import get_conditional_response
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, ListView, View
from django.views.generic.detail import SingleObjectMixin

from groups.models import Group
from notifications.folding import fold
from notifications.forms import ChoicesForm, volumes_of, with_rows
from notifications.models import Choice, GroupChoice, MailSettings, Mute, Notification, Presence
from notifications.polling import TICKETS_WATCHED, number, numbers
from notifications.topics import Preset, preset_of
from tickets.models import Ticket
from ticketsite.kit.paging import KeysetListMixin
from ticketsite.kit.views import VerbView, safe_next


class NewsView(KeysetListMixin, ListView):
    """news/: what happened, folded per ticket or group, the newest first; ?unread leaves out what is read."""

    template_name = "notifications/news.html"
    context_object_name = "news"

    def get_queryset(self):
        news = Notification.objects.in_site_of(self.request.user)
        if self.only_unread:
            news = news.unread()
        return news.last_of_things().for_list()

    @property
    def only_unread(self):
        return "unread" in self.request.GET

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        here = self.request.path
        return context | {
            "folds": fold(context["page"], self.request.user),
            "only_unread": self.only_unread,
            "tabs": [
                {"label": gettext("All"), "url": here, "current": not self.only_unread},
                {"label": gettext("Unread"), "url": f"{here}?unread", "current": self.only_unread},
            ],
        }


class OwnNews:
    """One's own news that may still be seen; where it leads back to is the list."""

    def get_queryset(self):
        return Notification.objects.in_site_of(self.request.user)

    def answer(self):
        return HttpResponseRedirect(safe_next(self.request) or str(reverse_lazy("notifications:list")))


class ReadAllView(OwnNews, View):
    """POST `up_to`: all that was shown is read; what came since stays unread."""

    http_method_names = ("post", "options")

    def post(self, request):
        self.get_queryset().filter(pk__lte=number(request.POST.get("up_to"))).mark_read()
        return self.answer()


class ReadView(OwnNews, SingleObjectMixin, View):
    """POST: the news of this ticket or group is read, up to this piece."""

    http_method_names = ("post", "options")

    def post(self, request, pk):
        news = self.get_object()
        self.get_queryset().of_thing(news).filter(pk__lte=news.pk).mark_read()
        return self.answer()


class UnreadView(OwnNews, SingleObjectMixin, View):
    """POST: this piece counts as news again."""

    http_method_names = ("post", "options")

    def post(self, request, pk):
        self.get_queryset().filter(pk=self.get_object().pk).mark_unread()
        return self.answer()


class VisibleTicket:
    model = Ticket

    def get_queryset(self):
        return Ticket.objects.visible_to(self.request.user)


class ReadTicketView(VisibleTicket, SingleObjectMixin, View):
    """POST `up_to` (an event): what the ticket's page showed is read. A script gets the bell back."""

    http_method_names = ("post", "options")

    def post(self, request, pk):
        ticket, up_to = self.get_object(), number(request.POST.get("up_to"))
        Notification.objects.filter(person=request.user, ticket=ticket).read_up_to(up_to)
        if request.accepts("text/html"):
            return redirect(ticket)
        return JsonResponse(numbers(request.user))


class HereView(VisibleTicket, SingleObjectMixin, View):
    """POST from an open page, four times a minute: this person looks, or is `writing`, or is `gone`."""

    http_method_names = ("post", "options")

    def post(self, request, pk):
        ticket = self.get_object()
        if request.POST.get("gone"):
            Presence.objects.leave(request.user, ticket)
        else:
            Presence.objects.note(request.user, ticket, is_writing=bool(request.POST.get("writing")))
        return HttpResponse(status=204)


class MuteView(VisibleTicket, VerbView):
    done = _("You hear no more of this ticket, unless a decision or a mention asks for you.")

    def act(self, ticket, by):
        Mute.objects.mute(by, ticket)


class UnmuteView(VisibleTicket, VerbView):
    done = _("You hear of this ticket again.")

    def act(self, ticket, by):
        Mute.objects.unmute(by, ticket)


class PollView(View):
    """GET ?ticket=12: the bell, and the newest event of the tickets that are open; 304 while nothing changes."""

    def get(self, request):
        asked = dict.fromkeys(filter(None, map(number, request.GET.getlist("ticket")[:TICKETS_WATCHED])))
        body = json.dumps(numbers(request.user, asked))
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:24]}"'
        headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
        response = HttpResponse(body, content_type="application/json", headers=headers)
        return get_conditional_response(request, etag=etag, response=response)


class ChoicesView(FormView):
    """news/choices/: what one hears of, by which channel, and when; one form.

    A preset puts its rows in place of those typed and saves them with all the rest of the page.
    """

    form_class = ChoicesForm
    template_name = "notifications/choices.html"
    success_url = reverse_lazy("notifications:choices")

    @cached_property
    def muted(self):
        mine = Mute.objects.filter(person=self.request.user).values("ticket")
        return Ticket.objects.visible_to(self.request.user).filter(pk__in=mine).order_by("pk")

    def get_form_kwargs(self):
        user = self.request.user
        own = {
            "instance": MailSettings.objects.filter(person=user).first() or MailSettings(person=user),
            "matrix": Choice.objects.of(user),
            "groups": Group.objects.of_member(user).current(),
            "volumes": volumes_of(user),
            "muted": self.muted,
        }
        kwargs = super().get_form_kwargs() | own
        if self.request.POST.get("preset") in Preset:
            kwargs["data"] = with_rows(kwargs["data"], preset_of(user, Preset(self.request.POST["preset"])))
        return kwargs

    def get_context_data(self, **kwargs):
        return super().get_context_data(presets=Preset, **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        user = self.request.user
        Choice.objects.choose_all(user, form.chosen_matrix())
        GroupChoice.objects.turn_all(user, form.chosen_volumes())
        for ticket in form.no_longer_muted():
            Mute.objects.unmute(user, ticket)
        form.save()
        messages.success(self.request, gettext("Your choices are saved."))
        return super().form_valid(form)
