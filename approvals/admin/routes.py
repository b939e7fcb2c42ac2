"""The back office for routes; a changed route counts at once for the tickets that wait on it."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin_forms import UsernameField
from approvals import mandates
from tickets import rules
from tickets.models import Route, Step, Ticket
from ticketsite.kit.admin import EditableInline, HistoryAdmin
from ticketsite.kit.text import LineField


class StepForm(forms.ModelForm):
    person = UsernameField(required=False)

    class Meta:
        model = Step
        fields = ("position", "approver", "person")


class StepInline(EditableInline):
    model = Step
    form = StepForm
    fields = ("position", "approver", "person")


class RouteForm(forms.ModelForm):
    name = LineField(label=_("Name"), max_length=120)

    class Meta:
        model = Route
        fields = ("name",)


@admin.register(Route)
class RouteAdmin(HistoryAdmin):
    form = RouteForm
    list_display = ("name",)
    search_fields = ("name",)
    ordering = ("name", "pk")
    fields = ("name",)
    inlines = (StepInline,)
    icon = "diagram-3"

    def may_open(self, user):
        return rules.may_shape_some_group(user)

    def may_add(self, user):
        return rules.may_manage_routes(user)

    def may_change(self, user, route):
        return rules.may_manage_routes(user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        waiting = Ticket.objects.filter(category__route=form.instance)
        mandates.settle(waiting, by=request.user)
