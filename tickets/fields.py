"""Form fields of the filters: whatever an address carries becomes a clean value or a sentence beside the field."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from ticketsite.kit.text import LineField
from ticketsite.kit.widgets import PlainSelect

OPTIONS_LIMIT = 300
NONE = "none"
FIRST_DAY, LAST_DAY = date(1970, 1, 2), date(2199, 12, 31)


class PersonField(LineField):
    """A username, or "me" for whoever asks; becomes the person."""

    asker = None

    def clean(self, value):
        name = super().clean(value)
        if not name:
            return None
        if name.lower() == "me":
            return self.asker
        person = User.objects.filter(username=name).first()
        if person is None:
            raise ValidationError(_("Nobody has the username “%(name)s”.") % {"name": name})
        return person


class Nowhere:
    """What a person chooses to see tickets without a project, a category or a department."""

    def __str__(self):
        return _("none")


NOWHERE = Nowhere()


class OfferedIterator(forms.models.ModelChoiceIterator):
    """A limited number of options, and always the one in force."""

    def __iter__(self):
        yield ("", self.field.empty_label)
        if self.field.may_be_none:
            yield (NONE, NOWHERE)
        offered = self.field.offered[:OPTIONS_LIMIT]
        chosen = self.field.chosen
        yield from offered
        if chosen is not None and chosen.pk not in [key for key, _label in offered]:
            yield self.choice(chosen)


class PlaceField(forms.ModelChoiceField):
    """A group, project, category or department: `find(text)` gives a valid one, the likely ones are `offered` as
    (key, words)."""

    iterator = OfferedIterator
    find = None
    chosen = None
    may_be_none = False

    def __init__(self, **kwargs):
        super().__init__(
            queryset=User.objects.none(), empty_label=gettext_lazy("Any"), widget=PlainSelect, **kwargs
        )
        self.offered = []

    def clean(self, value):
        if self.may_be_none and value == NONE:
            return NOWHERE
        self.chosen = super().clean(value)
        return self.chosen

    def to_python(self, value):
        if value in self.empty_values:
            return None
        place = self.find(value)
        if place is None:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})
        return place

    def label_from_instance(self, obj):
        group = getattr(obj, "group", obj)
        return str(obj) if group == obj else f"{obj} ({group})"


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)

    def clean(self, value):
        day = super().clean(value)
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(
                _("Choose a day between %(first)s and %(last)s.")
                % {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()}
            )
        return day
