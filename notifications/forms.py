"""The page of choices as one form: the matrix, groups, muted tickets, and when mail comes."""

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.models import GroupChoice, MailSettings
from notifications.models.choices import Digest, Volume
from notifications.topics import CANNOT_BE_SILENCED, Speed, Topic

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
CLOCK = {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), "required": False}
LOUDNESS = [("", _("Everything I chose above")), *Volume.choices]


class MailSettingsForm(forms.ModelForm):
    """When digests come and when mail keeps quiet."""

    hour = forms.TypedChoiceField(label=_("At"), choices=HOURS, coerce=int)
    weekday = forms.TypedChoiceField(
        label=_("On"), choices=list(WEEKDAYS.items()), coerce=int, help_text=_("For the weekly digest.")
    )
    digest = forms.ChoiceField(label=_("Digest"), choices=Digest.choices)
    quiet_from = forms.TimeField(label=_("No mail from"), **CLOCK)
    quiet_to = forms.TimeField(label=_("until"), **CLOCK)

    class Meta:
        model = MailSettings
        fields = ["digest", "hour", "weekday", "quiet_from", "quiet_to"]

    def clean(self):
        data = super().clean()
        if (data.get("quiet_from") is None) != (data.get("quiet_to") is None) and not self.errors:
            missing = "quiet_to" if data.get("quiet_to") is None else "quiet_from"
            self.add_error(missing, gettext("Give both times, or none."))
        return data


class ChoicesForm(MailSettingsForm):
    """`matrix` {topic: (in the site?, speed)}, `groups` and `muted` are what the person has now."""

    def __init__(self, *args, matrix, groups, volumes, muted, **kwargs):
        super().__init__(*args, **kwargs)
        self.groups, self.muted = list(groups), list(muted)
        for topic, (in_site, mail) in matrix.items():
            self._add_row(topic, in_site, mail)
        for group in self.groups:
            self.fields[f"group_{group.pk}"] = forms.ChoiceField(
                label=group.name, choices=LOUDNESS, required=False, initial=volumes.get(group.pk, "")
            )
        for ticket in self.muted:
            self.fields[f"muted_{ticket.pk}"] = forms.BooleanField(
                label=str(ticket), required=False, initial=True
            )

    def _add_row(self, topic, in_site, mail):
        kept = topic in CANNOT_BE_SILENCED
        speeds = [(value, label) for value, label in Speed.choices if not (kept and value == Speed.OFF)]
        self.fields[f"site_{topic}"] = forms.BooleanField(
            label=_("In the site"), required=False, initial=in_site, disabled=kept
        )
        self.fields[f"mail_{topic}"] = forms.ChoiceField(label=_("By mail"), choices=speeds, initial=mail)

    def matrix_rows(self):
        """(topic, box, choice) for the table."""
        return [(topic, self[f"site_{topic}"], self[f"mail_{topic}"]) for topic in Topic]

    def group_fields(self):
        return [(group, self[f"group_{group.pk}"]) for group in self.groups]

    def muted_fields(self):
        return [(ticket, self[f"muted_{ticket.pk}"]) for ticket in self.muted]

    def chosen_matrix(self):
        data = self.cleaned_data
        return {topic: (data[f"site_{topic}"], data[f"mail_{topic}"]) for topic in Topic}

    def chosen_volumes(self):
        return [(group, self.cleaned_data[f"group_{group.pk}"]) for group in self.groups]

    def no_longer_muted(self):
        return [ticket for ticket in self.muted if not self.cleaned_data[f"muted_{ticket.pk}"]]


def with_rows(typed, rows):
    """What was typed, with these rows of the matrix in place of the typed ones."""
    data = typed.copy()
    for topic, (in_site, mail) in rows.items():
        data[f"mail_{topic}"] = mail
        data.pop(f"site_{topic}", None)
        if in_site:
            data[f"site_{topic}"] = "on"
    return data


def volumes_of(user):
    """{group id: volume} where the person turned a group down."""
    return dict(GroupChoice.objects.filter(person=user).values_list("group", "volume"))
