"""Saved views: keeping a list as it is filtered, opening it, and changing what it is called and who has it."""

from django.contrib import messages
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, RedirectView, TemplateView, View
from django.views.generic.detail import SingleObjectMixin

from groups.models import Group, Project
from tickets import forms, rules, saved
from tickets.models import SavedView, Start
from ticketsite.kit.refusals import Refused
from ticketsite.kit.views import FormVerbView, VerbView, safe_next

IN_SIDE_BAR = 12


class VisibleViews:
    model = SavedView
    gone_url = reverse_lazy("tickets:views")

    def get_queryset(self):
        return SavedView.objects.visible_to(self.request.user).for_list()


class ViewsView(TemplateView):
    """GET views/: the views at hand, each with how many tickets it holds; ?side is what the side bar shows of it."""

    def get_template_names(self):
        return ["tickets/_side_views.html" if "side" in self.request.GET else "tickets/views.html"]

    def get_context_data(self, **kwargs):
        user = self.request.user
        views = list(
            SavedView.objects.at_hand_of(user).for_list()[
                : IN_SIDE_BAR if "side" in self.request.GET else None
            ]
        )
        counts = saved.counts(views, user)
        for view in views:
            view.count, view.is_mine = counts.get(view.pk), rules.may_change_view(user, view)
        return super().get_context_data(views=views, **kwargs)


class OpenView(VisibleViews, SingleObjectMixin, View):
    """GET views/12/: to the list, filtered; where its group or project is gone, a page that says so."""

    def get(self, request, *args, **kwargs):
        view = self.get_object()
        if not saved.is_gone(view, request.user):
            return redirect(saved.address_of(view))
        may_change = rules.may_change_view(request.user, view)
        return render(request, "tickets/view_gone.html", {"saved_view": view, "may_change": may_change})


class StartView(RedirectView):
    """GET start/: after signing in, the view one begins with, or home."""

    def get_redirect_url(self):
        user = self.request.user
        view = SavedView.objects.visible_to(user).filter(starts__person=user).first()
        if view is None or saved.is_gone(view, user):
            return str(reverse_lazy("tickets:home"))
        return saved.address_of(view)


class KeepView(FormView):
    """POST views/new/: a list under a name; the button of the list posts `asking`, and the form is shown."""

    form_class = forms.KeepViewForm
    template_name = "tickets/view_form.html"

    def get(self, request, *args, **kwargs):
        return redirect("tickets:views")

    def post(self, request, *args, **kwargs):
        if "asking" in request.POST:
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"user": self.request.user}
        return kwargs | ({"data": None, "files": None} if "asking" in self.request.POST else {})

    def place(self):
        """What the hidden fields name, as far as the person may know of it."""
        given, user = self.request.POST, self.request.user
        groups, projects = Group.objects.visible_to(user), Project.objects.visible_to(user)
        page = given.get("page")
        place = {
            "group": find(groups, given.get("group")) if page == "group" else None,
            "project": find(projects, given.get("project")) if page == "project" else None,
        }
        if page not in saved.PAGES or (page in place and place[page] is None):
            raise Refused(gettext("This list is not there any more."))
        return place | {"page": page, "query": saved.query_of(QueryDict(given.get("query", "")))}

    def form_valid(self, form):
        start = form.cleaned_data.pop("is_start")
        try:
            view = SavedView.objects.keep(self.request.user, **form.cleaned_data, **self.place())
        except Refused as refusal:
            form.add_error("name", str(refusal))
            return self.form_invalid(form)
        if start:
            Start.objects.choose(self.request.user, view)
        messages.success(self.request, gettext("The view is kept."))
        return HttpResponseRedirect(saved.address_of(view))

    def get_context_data(self, **kwargs):
        hidden = {name: self.request.POST.get(name, "") for name in ("page", "group", "project", "query")}
        back = safe_next(self.request) or reverse_lazy("tickets:views")
        return super().get_context_data(hidden=hidden, back=back, **kwargs)


def find(things, number):
    """The one of this number among these, or None."""
    is_number = number and number.isascii() and number.isdecimal() and len(number) < 19
    return things.filter(pk=number).first() if is_number else None


class EditViewView(VisibleViews, FormVerbView):
    """views/12/edit/: its name, who has it, whether one begins with it."""

    form_class = forms.KeepViewForm
    template_name = "tickets/view_form.html"
    context_object_name = "saved_view"
    done = _("The view is changed.")

    def get_form_kwargs(self):
        may_change = rules.may_change_view(self.request.user, self.object)
        own = {"user": self.request.user, "view": self.object, "may_change": may_change}
        return super().get_form_kwargs() | own

    def get_initial(self):
        view = self.object
        is_start = Start.objects.filter(person=self.request.user, view=view).exists()
        return {"name": view.name, "shared_with": view.shared_with, "is_start": is_start}

    def act(self, view, by, is_start, **facts):
        if facts:
            view.describe(by, **facts)
        (Start.objects.choose if is_start else Start.objects.forget)(by, view)

    def get_context_data(self, **kwargs):
        back = self.object.get_absolute_url()
        may_change = rules.may_change_view(self.request.user, self.object)
        return super().get_context_data(back=back, may_change=may_change, **kwargs)


class RefilterView(VisibleViews, VerbView):
    """POST views/12/refilter/ `query`: the view shows from now on what is filtered like this."""

    done = _("The view shows this from now on.")

    def act(self, view, by):
        view.refilter(by, saved.query_of(QueryDict(self.request.POST.get("query", ""))))


class RemoveViewView(VisibleViews, VerbView):
    done = _("The view is deleted; the tickets stay.")

    def act(self, view, by):
        view.remove(by)
