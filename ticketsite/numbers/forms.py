"""The period of a dashboard, from the address."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.fields import DayField
from tickets.figures.periods import MOST, Period, Step

DAYS = 30


class PeriodForm(forms.Form):
    """Both days or neither; without them the last thirty days. Unknown steps and breakdowns fall back."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if self.errors:
            return self.cleaned_data
        if bool(since) != bool(until):
            self.add_error("until" if since else "since", gettext("Choose this day, too."))
        elif since and until < since:
            self.add_error("until", gettext("This day lies before the first one."))
        elif since and (until - since).days >= MOST[Step.MONTH]:
            self.add_error("until", gettext("Choose a period of at most ten years."))
        return self.cleaned_data

    def __init__(self, data, usual=None):
        super().__init__(data)
        self.usual = usual

    @property
    def period(self):
        """What was asked for, or None while something is wrong with it."""
        if not self.is_valid():
            return None
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return Period(since, until) if since else self.usual or Period.of_days(DAYS)
