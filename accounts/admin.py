"""The back office for people and departments, under the rules of the site; verbs do every change."""

from allauth.account import admin as allauth_admin  # noqa: F401 - registered first, then taken off
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth_admin  # noqa: F401 - registered first, then taken off
from django.contrib.auth.models import Group as PermissionGroup
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from accounts import rules
from accounts.adapter import AccountAdapter
from accounts.admin_forms import AbsenceForm, NewPersonForm, PersonForm
from accounts.departures import Changed
from accounts.models import Absence, Department, User
from ticketsite.kit.admin import HistoryAdmin, ScopedRelatedFilter
from ticketsite.kit.refusals import Refused
from ticketsite.kit.text import clean_text

# Rights come from roles and ranks, addresses are confirmed by mail: neither is edited by hand.
admin.site.unregister(PermissionGroup)
admin.site.unregister(EmailAddress)
# One page changes passwords: the one that counts attempts and tells the owner.
admin.site.password_change = RedirectView.as_view(pattern_name="account_change_password")


@admin.register(User)
class UserAdmin(HistoryAdmin):
    form = PersonForm
    list_display = ("name_or_username", "username", "email", "role", "department", "is_active")
    list_filter = ("role", ("department", ScopedRelatedFilter), "is_active")
    list_select_related = ("department",)
    search_fields = ("name", "username")
    readonly_fields = ("is_active",)
    ordering = ("known_as", "pk")
    sortable_by = ("name_or_username", "username")
    actions = ("deactivate_selected", "reactivate_selected")
    icon = "person"

    @admin.display(description=_("name"), ordering="known_as")
    def name_or_username(self, person):
        return str(person)

    def get_search_results(self, request, queryset, search_term):
        return queryset.search(clean_text(search_term)), False

    def may_open(self, user):
        return rules.may_view_people(user)

    def may_add(self, user):
        return rules.may_manage_people(user)

    def may_change(self, user, person):
        return rules.may_manage(user, person)

    def get_actions(self, request):
        return super().get_actions(request) if rules.may_manage_people(request.user) else {}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = type("PersonForm", (PersonForm if change else NewPersonForm,), {"by": request.user})
        return super().get_form(request, obj, change, form=form, **kwargs)

    def get_fields(self, request, obj=None):
        fields = ["name", "username", "email", "role", "department", "language", "time_zone"]
        return [*fields, "is_active"] if obj else fields

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Closing an account has its own page: what hangs on the person is handed on there."""
        if obj is not None:
            context |= {
                "may_deactivate": obj.is_active and rules.may_deactivate(request.user, obj),
                "may_reactivate": not obj.is_active and rules.may_manage(request.user, obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def create(self, by, **fields):
        return User.objects.enrol(by=by, **fields)

    def save_model(self, request, obj, form, change):
        if change:
            form.apply(by=request.user)
        else:
            transaction.on_commit(lambda: AccountAdapter(request).send_welcome_mail(obj))

    @admin.action(description=_("Deactivate the selected people"))
    def deactivate_selected(self, request, people):
        """Only those on whom nothing hangs: for the others somebody chooses the heirs on their own page."""

        def deactivate(person):
            try:
                person.deactivate(by=request.user, choices={})
            except Changed:
                sentence = gettext(
                    "%(person)s holds what others should get: deactivate them on their own page."
                )
                raise Refused(sentence % {"person": person}) from None

        self.act_on_each(request, people, deactivate)

    @admin.action(description=_("Activate the selected people"))
    def reactivate_selected(self, request, people):
        self.act_on_each(request, people, lambda person: person.reactivate(by=request.user))

    def told(self, person, refusal):
        return str(refusal)


@admin.register(Department)
class DepartmentAdmin(HistoryAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    fields = ("name",)
    icon = "building"

    def may_open(self, user):
        return rules.may_view_departments(user)

    def may_add(self, user):
        return rules.may_manage_departments(user)

    def may_change(self, user, department):
        return rules.may_manage_departments(user)


@admin.register(Absence)
class AbsenceAdmin(HistoryAdmin):
    """Entered and taken back, never edited: what an absence let somebody decide stays true."""

    list_display = ("person", "substitute", "starts_on", "ends_on")
    list_select_related = ("person", "substitute")
    ordering = ("-ends_on", "-pk")
    sortable_by = ("ends_on",)
    fields = ("person", "substitute", "starts_on", "ends_on")
    actions = ("end_selected",)
    icon = "calendar3"

    def may_add(self, user):
        return True

    def get_form(self, request, obj=None, change=False, **kwargs):
        if change:
            return super().get_form(request, obj, change, **kwargs)
        form = type("AbsenceForm", (AbsenceForm,), {"by": request.user})
        return super().get_form(request, obj, change, form=form, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The form's own date fields: a native calendar instead of a script's."""
        if db_field.name in ("starts_on", "ends_on"):
            return db_field.formfield(widget=forms.DateInput(attrs={"type": "date"}))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def create(self, by, **fields):
        return Absence.objects.announce(by=by, **fields)

    @admin.action(description=_("Take the selected absences back"))
    def end_selected(self, request, absences):
        self.act_on_each(request, absences, lambda absence: absence.end(by=request.user))
