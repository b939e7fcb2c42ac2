"""The base of every page of the back office: scoped like the site, changed by verbs, cheap at any size."""

import json
import re

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.db import connections
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from simple_history.admin import SimpleHistoryAdmin

from ticketsite.kit.addresses import address
from ticketsite.kit.many import act_on_each
from ticketsite.kit.refusals import Refused
from ticketsite.kit.text import UNSTORABLE, clean_text

AT_ONCE = 500
CHECKBOX = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">'
PAGE = re.compile(r"[1-9][0-9]{0,3}")
SUFFIXES = ("", "__exact", "__isnull", "__id__exact", "__gte", "__lt", "__year", "__month", "__day")


class CappedPaginator(Paginator):
    """Counts to the page behind the one asked for, as `wanted`: further on one gets by leafing, or at once by filters.

    Keys are read in the order of the list, by its index, and what a page shows of each only for its own.
    """

    counted_up_to = 500
    ahead = 1
    wanted = 1
    may_estimate = False

    @property
    def reach(self):
        return min((self.wanted + self.ahead) * self.per_page, self.counted_up_to)

    @cached_property
    def keys(self):
        return list(self.object_list.values_list("pk", flat=True)[: self.reach + 1])

    @property
    def count(self):
        return min(len(self.keys), self.reach)

    @property
    def is_capped(self):
        return len(self.keys) > self.reach

    def page(self, number):
        number = self.validate_number(number)
        keys = self.keys[(number - 1) * self.per_page : number * self.per_page]
        return self._get_page(self.object_list.filter(pk__in=keys), number, self)

    @cached_property
    def estimate(self):
        """About how many there are, as PostgreSQL's planner believes; None where nobody can say cheaply."""
        knows = connections[self.object_list.db].vendor == "postgresql"
        if not (self.may_estimate and self.is_capped and knows):
            return None
        plan = json.loads(self.object_list.order_by().values("pk").explain(format="json"))
        rows = max(plan[0]["Plan"]["Plan Rows"], self.reach)
        return round(rows, 2 - len(str(rows)))


def labelled(field, label, boolean=None):
    """A column of the model under a word that people know, for lists and read-only fields."""

    @admin.display(description=label, ordering=field, boolean=boolean)
    def show(obj):
        value = getattr(obj, field)
        return "–" if value is None and not boolean else value

    show.__name__ = field
    return show


def scoped(site, request, model):
    """The rows of a model that this person may see in the back office; none of what does not stand there."""
    if not site.is_registered(model):
        return model._default_manager.none()
    return site.get_model_admin(model).get_queryset(request)


class ScopedChoices:
    """Foreign keys offer, and accept, only what the person may see; `offers` narrows it further."""

    def offers(self, field_name, request, queryset):
        return queryset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        queryset = scoped(self.admin_site, request, db_field.remote_field.model)
        kwargs["queryset"] = self.offers(db_field.name, request, queryset)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without the buttons that open a window to add or change the other thing."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for right in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
            if field and hasattr(field.widget, right):
                setattr(field.widget, right, False)
        return field


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """A filter by another thing that names only those which the person may see, by their `name`."""

    def field_choices(self, field, request, model_admin):
        rows = scoped(model_admin.admin_site, request, field.remote_field.model).only("name")
        return [
            (row.pk, str(row))
            for row in rows.order_by(*self.field_admin_ordering(field, request, model_admin))
        ]

    def choices(self, changelist):
        """Django writes the address of each anew, though they differ by the key alone."""
        named, self.lookup_choices = self.lookup_choices, ()
        every, *empty = super().choices(changelist)
        address = changelist.get_query_string({self.lookup_kwarg: ""}, [self.lookup_kwarg_isnull])
        before, given, after = address.partition(f"{self.lookup_kwarg}=")
        yield every
        for key, name in named:
            yield {
                "selected": str(key) in (self.lookup_val or ()),
                "query_string": f"{before}{given}{key}{after}",
                "display": name,
            }
        yield from empty


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    view_on_site = False
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class EditableInline(ScopedChoices, admin.TabularInline):
    """Rows that are part of the page's object: whoever may change it may change them; one is empty."""

    extra = 1
    view_on_site = False

    def _may(self, request, obj):
        owner = self.admin_site.get_model_admin(self.parent_model)
        return owner.has_add_permission(request) if obj is None else owner.has_change_permission(request, obj)

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return self._may(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._may(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may(request, obj)


class RefusedForm:
    """The same form with the sentence of the verb that refused, and all that was typed."""

    refusal = ""

    def clean(self):
        cleaned = super().clean()
        self.add_error(None, self.refusal)
        return cleaned


class QuickChangeList(ChangeList):
    """Each row is linked twice: the address is put together."""

    def url_for_result(self, result):
        site, model = self.model_admin.admin_site.name, f"{self.opts.app_label}_{self.opts.model_name}"
        return address(f"{site}:{model}_change", result.pk)


class ScopedAdmin(ScopedChoices, admin.ModelAdmin):
    """`may_open`, `may_add`, `may_change` ask the rules; `create` and `apply` call the verbs.

    What may be filtered by is `list_filter`, the dates, and `lookups`, nothing else.
    """

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 25
    list_max_show_all = 0
    lookups = ()
    icon = "list-ul"

    def get_changelist(self, request, **kwargs):
        return QuickChangeList

    def may_open(self, user):
        return user.is_active and user.is_staff

    def may_add(self, user):
        return False

    def may_change(self, user, obj):
        return False

    def action_checkbox(self, obj):
        """Written without a form's template for each row."""
        label = gettext("Select this object for an action - {}").format(obj)
        return format_html(CHECKBOX, ACTION_CHECKBOX_NAME, obj.pk, label)

    def has_module_permission(self, request):
        return self.may_open(request.user)

    def has_view_permission(self, request, obj=None):
        return self.may_open(request.user)

    def has_add_permission(self, request):
        return self.may_open(request.user) and self.may_add(request.user)

    def has_change_permission(self, request, obj=None):
        return obj is not None and self.may_open(request.user) and self.may_change(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, clean_text(search_term))

    def get_paginator(self, request, queryset, per_page, orphans=0, allow_empty_first_page=True):
        """Only who sees all asks simple questions, of which a planner knows the answer."""
        paginator = super().get_paginator(request, queryset, per_page, orphans, allow_empty_first_page)
        paginator.may_estimate = request.user.is_superuser
        page = request.GET.get(PAGE_VAR, "")
        paginator.wanted = int(page) if PAGE.fullmatch(page) else 1
        return paginator

    def lookup_allowed(self, lookup, value, request=None):
        if UNSTORABLE.search("".join(value) if isinstance(value, list) else str(value)):
            return False
        return lookup in {*self.lookups, *self._filtered_by()}

    def _filtered_by(self):
        """The names of the filters, with all that Django's filters make of a field's name."""
        for entry in (*self.list_filter, self.date_hierarchy):
            field = entry[0] if isinstance(entry, tuple) else entry
            if isinstance(field, str):
                yield from (field + suffix for suffix in SUFFIXES)
            elif field:
                yield field.parameter_name

    def get_view_on_site_url(self, obj=None):
        """The thing's own address: the stock detour tells strangers whether a thing exists."""
        return obj.get_absolute_url() if obj and hasattr(obj, "get_absolute_url") else None

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A verb may still refuse what the form let pass: the form comes back with its sentence."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            request.refusal = str(refusal)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if refusal := getattr(request, "refusal", None):
            return type(form.__name__, (RefusedForm, form), {"refusal": refusal})
        return form

    def create(self, by, **fields):
        """The verb that makes a new one; nothing where saving the form is all there is to it."""

    def apply(self, obj, by, **changed):
        """Let the verb of each changed field write it; False where saving the form is all there is to it."""
        return False

    def save_form(self, request, form, change):
        obj = super().save_form(request, form, change)
        made = None if change else self.create(by=request.user, **form.cleaned_data)
        form.was_made = made is not None
        return made or obj

    def save_model(self, request, obj, form, change):
        if form.was_made:
            return
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        if not change or self.apply(obj, by=request.user, **changed) is False:
            super().save_model(request, obj, form, change)

    def act_on_each(self, request, things, verb):
        """One transaction each; says which were done, and of each other one why not."""
        things = list(things[: AT_ONCE + 1])
        if len(things) > AT_ONCE:
            sentence = ngettext("At most %(count)s at once.", "At most %(count)s at once.", AT_ONCE)
            messages.error(request, sentence % {"count": AT_ONCE})
            return
        outcomes = act_on_each(things, verb)
        for each in outcomes:
            if each.refusal:
                messages.error(request, self.told(each.thing, each.refusal))
        if done := [str(each.thing) for each in outcomes if not each.refusal]:
            messages.success(request, gettext("Done: %(things)s") % {"things": ", ".join(done)})

    def told(self, thing, refusal):
        return f"{thing}: {refusal}"

    def ask_first(
        self, request, things, form_class, title, verb, template="admin/ask_first.html", **form_kwargs
    ):
        """An action that needs a word or a choice: a page with a form, then `verb(thing, **answers)` on each."""
        form = form_class(request.POST if "answered" in request.POST else None, **form_kwargs)
        if form.is_valid():
            self.act_on_each(request, things, lambda thing: verb(thing, **form.cleaned_data))
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "form": form,
            "things": form_kwargs.get("tickets", things[:AT_ONCE]),
            "action": request.POST["action"],
            "select_across": request.POST.get("select_across", "0"),
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, template, context)


class HistoryAdmin(ScopedAdmin, SimpleHistoryAdmin):
    """History to read, not to go back to: an older version would pass by the verbs."""

    object_history_list_template = "admin/kept_history.html"

    def revert_disabled(self, request, obj=None):
        return True

    def history_view(self, request, object_id, extra_context=None):
        if not self.get_object(request, object_id):
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        raise Http404
