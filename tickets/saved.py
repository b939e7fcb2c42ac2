"""What saved views stand for: their list, their address, and how many tickets each holds, in one query for all."""

from django import forms
from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from groups.models import Group, Project
from tickets import lists, rules
from tickets.fields import NONE, NOWHERE
from tickets.filters import Narrowing, PlaceFilter, TicketFilter
from tickets.models import SavedView
from tickets.models.saved_view import LONGEST_QUERY
from ticketsite.kit.counting import CappedCount

COUNTED_UP_TO = 99
PAGES = {
    "home": lists.HOME,
    "mine": lists.MINE,
    "waiting": lists.WAITING,
    "work": lists.WORK,
    "archive": lists.ARCHIVE,
    "list": lists.ALL,
    "group": lists.ACTIVE_HERE,
    "project": lists.ACTIVE_HERE,
}
KEPT = {*TicketFilter.base_filters, "tab"}
LARGEST = 2**63 - 1


def query_of(params):
    """The filters of an address, and nothing else it carries; empty when they are too many to keep."""
    kept = QueryDict(mutable=True)
    for name in params:
        if name in KEPT and (values := [value for value in params.getlist(name) if value]):
            kept.setlist(name, values)
    query = kept.urlencode()
    return query if len(query) <= LONGEST_QUERY else ""


def address_of(view):
    """The list with the view's filters; it says which view it is."""
    place = {"group": view.group_id, "project": view.project_id}.get(view.page)
    path = reverse(f"tickets:{view.page}", args=[place] if place else [])
    return f"{path}?{view.query}{'&' if view.query else ''}view={view.pk}"


def is_gone(view, user):
    """Whether the list it filters is no longer there, or no longer this person's to see."""
    if view.page == "group":
        return not Group.objects.visible_to(user).filter(pk=view.group_id).exists()
    if view.page == "project":
        return not Project.objects.visible_to(user).filter(pk=view.project_id).exists()
    return view.page not in PAGES


class UnaskedPlaceField(forms.IntegerField):
    """The number of a place, or that there is none."""

    def clean(self, value):
        return NOWHERE if value == NONE else super().clean(value)


class UnaskedPlace(PlaceFilter):
    field_class = UnaskedPlaceField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, min_value=0, max_value=LARGEST, **kwargs)

    def wanted(self, value):
        return {self.field_name: None if value is NOWHERE else value}


class UnaskedPerson(Narrowing):
    field_class = forms.CharField

    def wanted(self, value):
        if value.lower() == "me":
            return {self.field_name: self.parent.user.pk}
        return {f"{self.field_name}__username": value}


class CountingFilter(TicketFilter):
    """The same rows, without asking what a place or a person is: what one may not see counts nothing anyway."""

    group, project = UnaskedPlace(), UnaskedPlace()
    category, department = UnaskedPlace(), UnaskedPlace()
    requester, assignee = UnaskedPerson(), UnaskedPerson()

    def offer_places(self, fields):
        pass


def shown_by(view):
    is_past = view.page in ("group", "project") and "tab=past" in view.query.split("&")
    return lists.PAST_HERE if is_past else PAGES[view.page]


def counts(views, user):
    """{view id: "12", or "99+" for whatever is more}, in one query; nothing for a view without its list."""
    counted = {}
    for view in views:
        place = {"group": view.group, "project": view.project}.get(view.page)
        if view.page in PAGES and (place or view.page not in ("group", "project")):
            at = {view.page: place} if place else {}
            tickets = CountingFilter(QueryDict(view.query), user=user, shown=shown_by(view), **at).qs
            counted[f"view_{view.pk}"] = CappedCount(tickets)
    if not counted:
        return {}
    row = get_user_model().objects.filter(pk=user.pk).values(**counted).get()
    return {
        int(name.removeprefix("view_")): f"{COUNTED_UP_TO}+" if count > COUNTED_UP_TO else str(count)
        for name, count in row.items()
    }


class ViewBar:
    """What the page of a list knows of views: the one that is shown, and the one that could be kept."""

    def __init__(self, request, chosen, group=None, project=None):
        self.request, self.chosen = request, chosen
        self.group, self.project = group, project
        self.page = request.resolver_match.url_name
        self.query = query_of(request.GET)

    @cached_property
    def view(self):
        number = self.request.GET.get("view", "")
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            return None
        views = SavedView.objects.visible_to(self.request.user).select_related("shared_with")
        found = views.filter(pk=number).first()
        return found if found and found.page == self.page else None

    @property
    def may_change(self):
        return self.view is not None and rules.may_change_view(self.request.user, self.view)

    @property
    def is_changed(self):
        return self.view is not None and self.query != self.view.query

    @property
    def is_offered(self):
        """Whether there is anything to keep: filters that are right, and none of them kept already."""
        is_kept = self.view is not None and not self.is_changed
        return self.page in PAGES and bool(self.query) and not is_kept and self.chosen.form.is_valid()
