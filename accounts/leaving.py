"""The page of leaving: what hangs on a person, an heir proposed for each, and one button that hands it all on."""

from django import forms
from django.core import signing
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.departures import Changed
from ticketsite.kit.refusals import Refused
from ticketsite.kit.text import LineField

SALT = "leaving"


class LeavingForm(forms.Form):
    """A choice for each holding; `shown` says, sealed, which ones the page named when it was shown."""

    def __init__(self, *args, departure, **kwargs):
        super().__init__(*args, **kwargs)
        self.departure = departure
        for key, holding in departure.asked.items():
            self.fields[key] = forms.ChoiceField(
                label=holding.label,
                choices=[(option.value, option.label) for option in holding.options],
                initial=holding.choice,
                error_messages={
                    "required": _("New since this page was shown: say who gets it."),
                    "invalid_choice": _("This is not possible any more: choose again."),
                },
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )

    @property
    def seal(self):
        """What the page names now, for its hidden field."""
        named = {key: holding.label for key, holding in self.departure.asked.items()}
        return signing.dumps(named, salt=SALT, compress=True)

    @property
    def choices(self):
        return {key: self.cleaned_data[key] for key in self.departure.asked}

    def clean(self):
        try:
            seen = signing.loads(self.data.get("shown", ""), salt=SALT)
        except signing.BadSignature:
            seen = {}
        gone = [label for key, label in seen.items() if key not in self.departure.asked]
        if gone:
            self.add_error(
                None, gettext("No longer to be handed on: %(things)s") % {"things": ", ".join(gone)}
            )
        for key in self.departure.asked.keys() - seen.keys() - self.errors.keys():
            self.add_error(key, self.fields[key].error_messages["required"])
        return super().clean()

    @property
    def parts(self):
        """What the template shows: kinds that have something, each line with its field, and how many go unnamed."""
        for kind, holdings in self.departure.parts:
            lines = [(h, self[h.key] if h.is_asked else None) for h in holdings if h.is_shown]
            if holdings:
                yield {"kind": kind, "lines": lines, "unnamed": len(holdings) - len(lines)}


class ReasonedLeavingForm(LeavingForm):
    reason = LineField(label=_("Reason"), max_length=200, required=False, help_text=_("Kept in the history."))


class LeavingMixin:
    """Goes before a `FormVerbView`: `departure` asks what to hand on, `go(obj, by, choices)` is the verb."""

    form_class = LeavingForm

    def make_departure(self):
        raise NotImplementedError

    @cached_property
    def departure(self):
        return self.make_departure().tell()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"departure": self.departure}

    def get_context_data(self, **kwargs):
        return super().get_context_data(departure=self.departure, **kwargs)

    def act(self, obj, by, **cleaned):
        choices = {key: cleaned.pop(key) for key in self.departure.asked}
        return self.go(obj, by, choices=choices, **cleaned)

    def form_valid(self, form):
        """When something changed between looking and locking, the page comes again with what is true now."""
        try:
            goal = self.act_or_vanish(**form.cleaned_data)
        except Refused as refusal:
            del self.departure
            self.find_object()
            again = self.get_form()
            if again.is_valid() or not isinstance(refusal, Changed):
                again.add_error(None, str(refusal))
            return self.form_invalid(again)
        return self.succeed(goal)
