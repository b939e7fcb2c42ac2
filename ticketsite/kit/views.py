"""Views for verbs: one POST, one act, one sentence back."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView, View
from django.views.generic.detail import SingleObjectMixin

from ticketsite.kit.refusals import Refused


def safe_next(request):
    """The page on this site that the form asked to go back to, or None."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        return url
    return None


class VerbMixin(SingleObjectMixin):
    """What both kinds of verb view share: the object, the act, where to go afterwards."""

    done = ""
    gone_url = "/"

    def find_object(self):
        self.object = self.get_object()
        self.address = self.object.get_absolute_url()  # the act may delete the row, and with it the address

    def act(self, obj, by, **data):
        """Do it. May return an object or a URL to go to instead of the page of `obj`."""
        raise NotImplementedError

    def act_or_vanish(self, **data):
        """A row that somebody deleted between looking and locking is as gone as one that never was."""
        try:
            return self.act(self.object, by=self.request.user, **data)
        except type(self.object).DoesNotExist as gone:
            raise Http404 from gone

    def succeed(self, goal):
        """Say so and go on to what `act` returned, else back."""
        if self.done:
            messages.success(self.request, self.done)
        return HttpResponseRedirect(self.way_back()) if goal is None else redirect(goal)

    def way_back(self):
        """`next` or the object's page; `gone_url` where the act took it out of the visitor's sight."""
        wanted = safe_next(self.request)
        try:
            return wanted if wanted and wanted != self.address else self.get_object().get_absolute_url()
        except Http404:
            return resolve_url(self.gone_url)


class VerbView(VerbMixin, View):
    """POST only: get the object, act, turn `Refused` into a message, redirect."""

    http_method_names = ("post", "options")

    def post(self, request, *args, **kwargs):
        self.find_object()
        try:
            goal = self.act_or_vanish()
        except Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(self.way_back())
        return self.succeed(goal)


class FormVerbView(VerbMixin, FormView):
    """A verb that needs words or a choice: GET shows its small page, POST acts or shows it again."""

    def dispatch(self, request, *args, **kwargs):
        self.find_object()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(next=safe_next(self.request) or "", **kwargs)

    def form_valid(self, form):
        try:
            goal = self.act_or_vanish(**form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return self.succeed(goal)
