"""Filters of the lists, all of them in the address: a wrong value shows no rows and says what is wrong."""

from copy import copy
from datetime import timedelta
from functools import partial

from django import forms
from django.db.models import Exists, OuterRef, Q, Value
from django.utils.dates import WEEKDAYS
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import Filter, FilterSet
from django_filters.constants import EMPTY_VALUES

from accounts.models import Department
from groups import seats
from groups.models import Group, Project
from groups.ranks import Kind
from groups.standing import PersonQuery
from tickets.fields import NOWHERE, OPTIONS_LIMIT, DayField, PersonField, PlaceField
from tickets.lists import BEST, ORDERS
from tickets.models import Category, Ticket
from tickets.search import RANKED, best, narrow, ranked
from tickets.search.field import WordsField
from tickets.statuses import Priority, Status
from tickets.when import start_of
from ticketsite.kit.given_order import in_given_order
from ticketsite.kit.planned import Planned
from ticketsite.kit.widgets import PlainChecks, PlainSelect


class WordsFilter(Filter):
    field_class = WordsField


class SharedFilter(Filter):
    """A filter set copies its filters for each request; what this one holds is never changed, and so shared."""

    def __deepcopy__(self, memo):
        return copy(self)


class Narrowing(SharedFilter):
    """A filter that is nothing but `lookups(value)`: conditions of columns, and none for an empty value."""

    def lookups(self, value):
        return {} if value in EMPTY_VALUES else self.wanted(value)

    def wanted(self, value):
        return {self.field_name: value}

    def filter(self, queryset, value):
        return queryset.filter(**self.lookups(value))


class PersonFilter(Narrowing):
    field_class = PersonField

    def wanted(self, value):
        return {self.field_name: value.pk}


class PlaceFilter(Narrowing):
    field_class = PlaceField

    def wanted(self, value):
        return {self.field_name: None if value is NOWHERE else value.pk}


class FromDayFilter(Narrowing):
    field_class = DayField

    def wanted(self, value):
        return {f"{self.field_name}__gte": start_of(value)}


class ToDayFilter(Narrowing):
    """Up to the end of that day."""

    field_class = DayField

    def wanted(self, value):
        return {f"{self.field_name}__lt": start_of(value + timedelta(days=1))}


class AnyOfFilter(Narrowing):
    field_class = forms.TypedMultipleChoiceField

    def wanted(self, value):
        return {f"{self.field_name}__in": tuple(sorted(set(value)))}


class OneOfFilter(Narrowing):
    field_class = forms.TypedChoiceField

    def wanted(self, value):
        return {f"{self.field_name}__{self.lookup_expr}": value}


class CameBackFilter(Narrowing):
    field_class = forms.ChoiceField

    def wanted(self, value):
        return {f"{self.field_name}__gt": 0}


class SortFilter(SharedFilter):
    """Narrows nothing; the list asks the filter set for its `order`."""

    field_class = forms.ChoiceField

    def filter(self, queryset, value):
        return queryset


def _offered(user, *group, wanted):
    """Rows of (field, key, words, group's name): the groups a person may know of, and the parts of one or of theirs."""
    groups = group or seats.of(user)
    places = {
        "group": Group.objects.visible_to(user).annotate(group__name=Value("")),
        "project": Project.objects.visible_to(user).filter(group__in=groups),
        "category": Category.objects.filter(group__in=groups),
    }
    first, *others = [
        places[name].order_by().values_list(Value(name), "pk", "name", "group__name") for name in wanted
    ]
    return first.union(*others, all=True).order_by("name", "pk")[: len(wanted) * OPTIONS_LIMIT]


OFFERED = PersonQuery(_offered, Planned)


PLACES = {"group": Group, "project": Project, "category": Category, "department": Department}


def _place(user, key, *, name):
    """The place of this key, if the person knows of it (`is_known`) or sees a ticket of it."""
    known = PLACES[name].objects.visible_to(user).order_by().filter(pk=OuterRef("pk"))
    met = Ticket.objects.visible_to(user).filter(**{name: OuterRef("pk")})
    places = PLACES[name].objects.filter(pk=key).annotate(is_known=Exists(known))
    named_with = ("group",) if name in ("project", "category") else ()
    return places.filter(Q(is_known=True) | Exists(met)).select_related(*named_with)


PLACE = PersonQuery(_place, Planned)


def by_name(rows, first):
    """{field: ((key, words), …)} of what its list of choices offers; keys among `first` stand first."""
    found = {}
    for name, key, words, of in sorted(rows, key=lambda row: (row[1] not in first, row[2].lower(), row[1])):
        found.setdefault(name, []).append((key, f"{words} ({of})" if of else words))
    return {name: tuple(choices[:OPTIONS_LIMIT]) for name, choices in found.items()}


class TicketFilterForm(forms.Form):
    """The bound form; crossed dates are told at the later one."""

    def clean(self):
        for what in ("opened", "ended", "approved"):
            start, end = (self.cleaned_data.get(f"{what}_{edge}") for edge in ("from", "to"))
            if start and end and end < start:
                self.add_error(f"{what}_to", gettext("This day lies before the first one."))
        return self.cleaned_data


# Numbers link to these; a list offers them only where its address uses them.
RARE = ("kind", "department", "weekday", "hour", "approved_from", "approved_to", "came_back")


class TicketFilter(FilterSet):
    q = WordsFilter(label=_("Words"), method="filter_words")
    group = PlaceFilter(label=_("Group"))
    project = PlaceFilter(label=_("Project"))
    category = PlaceFilter(label=_("Category"))
    status = AnyOfFilter(label=_("Status"), widget=PlainChecks)
    priority = AnyOfFilter(label=_("Priority"), choices=Priority.choices, coerce=int, widget=PlainChecks)
    requester = PersonFilter(label=_("Raised by"), help_text=_("A username, or “me”."))
    assignee = PersonFilter(label=_("Worked on by"), help_text=_("A username, or “me”."))
    opened_from = FromDayFilter(label=_("Opened from"), field_name="opened_at")
    opened_to = ToDayFilter(label=_("Opened until"), field_name="opened_at")
    ended_from = FromDayFilter(label=_("Ended from"), field_name="ended_at")
    ended_to = ToDayFilter(label=_("Ended until"), field_name="ended_at")
    kind = OneOfFilter(label=_("Where"), field_name="group__kind", choices=Kind.choices)
    department = PlaceFilter(label=_("Department"))
    weekday = OneOfFilter(
        label=_("Opened on a"),
        field_name="opened_at",
        lookup_expr="iso_week_day",
        choices=tuple((day + 1, name) for day, name in WEEKDAYS.items()),
        coerce=int,
    )
    hour = OneOfFilter(
        label=_("Opened in the hour"),
        field_name="opened_at",
        lookup_expr="hour",
        choices=tuple((hour, f"{hour}:00") for hour in range(24)),
        coerce=int,
    )
    approved_from = FromDayFilter(label=_("Approved from"), field_name="approved_at")
    approved_to = ToDayFilter(label=_("Approved until"), field_name="approved_at")
    came_back = CameBackFilter(
        label=_("Came back"),
        field_name="times_reopened",
        choices=(("yes", _("after it was resolved")),),
    )
    sort = SortFilter(label=_("Order"), widget=PlainSelect)

    class Meta:
        form = TicketFilterForm

    def __init__(self, data, *, user, shown, group=None, project=None):
        super().__init__(data, Ticket.objects.none())
        del self.queryset
        self.user, self.shown = user, shown
        self.group, self.project = group, project
        self.places = {}
        for name in self.left_out():
            del self.filters[name]

    @cached_property
    def queryset(self):
        """All that it narrows, written only where it is asked for."""
        return self.shown.tickets(self.user).at(group=self.group, project=self.project)

    @cached_property
    def form(self):
        """Made when somebody asks; a list that nothing narrows is shown without."""
        form = self.get_form_class()(self.data)
        self.fit(form.fields)
        return form

    @property
    def qs(self):
        return self.queryset if self.is_blank else super().qs

    @cached_property
    def is_blank(self):
        """Whether the address asks for nothing but an order of this list."""
        sort = self.data.get("sort")
        return not self.is_narrowing and (not sort or ("sort" in self.filters and sort in self.shown.orders))

    @property
    def has_errors(self):
        return not self.is_blank and bool(self.form.errors)

    @property
    def look(self):
        """What the form looks like hangs on this alone, on the language, and on words where it holds nothing else; None
        while something is wrong with it."""
        if self.has_errors:
            return None
        asked = ()
        if not self.has_words_alone:
            asked = (self.data.urlencode(), *map(str, self.form.cleaned_data.values()))
        return (self.shown, self.data.get("sort"), tuple(self.filters), self.offered, *asked)

    @property
    def lookups(self):
        """All that a valid filter narrows as conditions of columns; None where words are looked for, or hours of the
        reader's clock, which are not only that."""
        if self.is_blank:
            return {}
        if not self.form.is_valid() or any(self.data.get(name) for name in ("q", "weekday", "hour")):
            return None
        found = {}
        for name, value in self.form.cleaned_data.items():
            if name not in ("q", "sort"):
                found |= self.filters[name].lookups(value)
        return found

    @cached_property
    def offered(self):
        """The places to choose from, as rows in one query: parts are those of the chosen group, else of one's own."""
        place = self.group or self.project
        here = (place.group.pk if place else None) or self.chosen_group()
        wanted = tuple(name for name in ("group", "project", "category") if name in self.filters)
        return tuple(OFFERED.rows(self.user, *filter(None, [here]), wanted=wanted)) if wanted else ()

    def left_out(self):
        """What is settled by the list or its place need not be asked."""
        settled = {*self.shown.without, *(name for name in RARE if name not in self.data)}
        if self.group:
            settled.add("group")
        if self.project:
            settled |= {"group", "project"}
        if len(self.shown.orders) == 1:
            settled.add("sort")
        return settled

    def fit(self, fields):
        """Offer what this person may choose on this list."""
        self.offer_places(fields)
        for name in fields.keys() & {"q", "requester", "assignee"}:
            fields[name].asker = self.user
        if "status" in fields:
            fields["status"].choices = [(str(value), Status(value).label) for value in self.shown.statuses]
        if "sort" in fields:
            fields["sort"].choices = [(name, ORDERS[name][0]) for name in self.shown.orders]

    def offer_places(self, fields):
        """Every place of a visible ticket is valid; those of the chosen group are offered, else the person's own."""
        for name in fields.keys() & PLACES.keys():
            fields[name].find = partial(self.place, name)
        if "department" in fields:
            departments = Department.objects.visible_to(self.user).by_name()
            fields["department"].offered = list(departments.values_list("pk", "name")[:OPTIONS_LIMIT])
        for name, choices in by_name(self.offered, seats.universal_of(self.user)).items():
            fields[name].offered = choices
        for name in fields.keys() & PLACES.keys() - {"group"}:
            fields[name].may_be_none = True

    def place(self, name, given):
        """The group, project, category or department that the address names, if it is one this person may ask for."""
        if not given.isascii() or not given.isdecimal() or len(given) > 18:
            return None
        if (name, given) not in self.places:
            found = PLACE.instances(self.user, int(given), name=name)
            self.places[name, given] = found[0] if found else None
        return self.places[name, given]

    def chosen_group(self):
        """The key of the group that the address names, if the person may know of it."""
        chosen = self.place("group", self.data.get("group", "")) if "group" in self.filters else None
        return chosen.pk if chosen and chosen.is_known else None

    def filter_words(self, queryset, name, words):
        return queryset if self.order == BEST else narrow(queryset, self.user, words)

    def filter_queryset(self, queryset):
        if not self.form.is_valid():
            return queryset.none()
        if self.order == BEST:
            return in_given_order(Ticket.objects.all(), self.found)
        return super().filter_queryset(queryset)

    @cached_property
    def found(self):
        """Keys of what was searched for, the best first; none where nothing can fit better than the rest."""
        if self.order != BEST:
            return []
        if self.has_words_alone:
            return best(self.user, self.words)
        return ranked(super().filter_queryset(self.queryset), self.user, self.words)

    @property
    def words(self):
        return self.form.cleaned_data["q"]

    @property
    def is_cut(self):
        """Whether more may match than were ranked."""
        return len(self.found) == RANKED

    @property
    def order(self):
        """The name of the order in force; without words nothing fits better than the rest."""
        if self.is_blank:
            chosen = self.data.get("sort") or self.shown.orders[0]
            return chosen if chosen != BEST else self.shown.orders[1]
        chosen = (self.form.is_valid() and self.form.cleaned_data.get("sort")) or self.shown.orders[0]
        if chosen == BEST and not (self.form.is_valid() and self.words.asked):
            return self.shown.orders[1]
        return chosen

    @property
    def is_narrowing(self):
        """Whether anything but the order was asked for."""
        return any(self.data.get(name) for name in self.filters if name != "sort")

    @property
    def has_words_alone(self):
        """Whether nothing but words was asked for, and perhaps an order."""
        return not any(self.data.get(name) for name in self.filters if name not in ("q", "sort"))
