"""The page of one's own absences: when one is away, and who decides meanwhile."""

from django import forms
from django.contrib import messages
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from accounts.models import Absence, User
from ticketsite.kit.refusals import Refused
from ticketsite.kit.text import LineField
from ticketsite.kit.views import VerbView


class AbsenceForm(forms.Form):
    starts_on = forms.DateField(label=_("First day away"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Last day away"), widget=forms.DateInput(attrs={"type": "date"}))
    substitute = LineField(
        label=_("Who decides meanwhile"),
        max_length=254,
        help_text=_("The username of a colleague."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_substitute(self):
        name = self.cleaned_data["substitute"].removeprefix("@")
        substitute = User.objects.active().filter(username__iexact=name).first()
        if substitute is None:
            raise forms.ValidationError(_("Nobody active has this username."))
        if substitute == self.person:
            raise forms.ValidationError(_("Name somebody else as substitute."))
        return substitute

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        if last and last < timezone.localdate():
            self.add_error("ends_on", _("This day is over."))
        return cleaned


class AbsencesView(FormView):
    """me/absences/: those to come, and a form for the next."""

    form_class = AbsenceForm
    template_name = "accounts/absences.html"
    success_url = reverse_lazy("accounts:absences")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"person": self.request.user}

    def get_context_data(self, **kwargs):
        absences = self.request.user.absences.not_over().select_related("substitute")
        return super().get_context_data(absences=absences, **kwargs)

    def form_valid(self, form):
        try:
            Absence.objects.announce(self.request.user, by=self.request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, gettext("Your absence is entered."))
        return super().form_valid(form)


class EndAbsenceView(VerbView):
    """POST me/absences/7/end/: take an absence back."""

    done = _("Your absence is taken back.")
    gone_url = "accounts:absences"

    def get_queryset(self):
        return self.request.user.absences.all()

    def act(self, absence, by):
        absence.end(by=by)
        return "accounts:absences"
