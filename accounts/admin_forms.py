"""The back office's forms for people: only what this person may change, never a password."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.models import Absence, Role, User
from accounts.time_zones import zone_choices
from ticketsite.kit.text import LineField


class UsernameField(LineField):
    """A person by username: no list of thousands, no script. `people` says whom one may name."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Person"))
        kwargs.setdefault("help_text", _("A username."))
        super().__init__(max_length=60, **kwargs)

    def people(self):
        return User.objects.active()

    def prepare_value(self, value):
        return User.objects.get(pk=value).username if isinstance(value, int) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value):
        username = super().clean(value).removeprefix("@")
        if not username:
            return None
        person = self.people().filter(username=username).first()
        if person is None:
            raise forms.ValidationError(gettext("Nobody active has this username."))
        return person


class AbsenceForm(forms.ModelForm):
    """`by` is set on the class by the admin: they enter their own absences, and those of people they manage."""

    by = None
    person = UsernameField()
    substitute = UsernameField(label=_("Who decides meanwhile"))

    class Meta:
        model = Absence
        fields = ("person", "substitute", "starts_on", "ends_on")
        widgets = dict.fromkeys(("starts_on", "ends_on"), forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].initial = self.by.username
        self.fields["person"].people = lambda: User.objects.active().visible_to(self.by)


class PersonForm(forms.ModelForm):
    """`by` is set on the class by the admin: who fills it in."""

    by = None
    name = LineField(max_length=120, required=False, label=_("Name"))
    language = forms.ChoiceField(required=False, label=_("Language"))
    time_zone = forms.ChoiceField(required=False, label=_("Time zone"))

    class Meta:
        model = User
        fields = ("name", "username", "email", "role", "department", "language", "time_zone")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offers = {
            "role": [(role.value, role.label) for role in rules.roles_to_give(self.by)],
            "language": [("", _("As the browser says")), *settings.LANGUAGES],
            "time_zone": [("", _("The site's")), *zone_choices()],
        }
        for name in offers.keys() & self.fields.keys():
            self.fields[name].choices = offers[name]

    def clean(self):
        """Say beside the field what the verbs would refuse."""
        person = User.objects.filter(pk=self.instance.pk).first()
        if person and self._is_last_admin(person) and self.cleaned_data.get("role") != Role.ADMIN:
            self.add_error("role", gettext("This is the last active Admin: name another first."))
        return super().clean()

    def _is_last_admin(self, person):
        return list(User.objects.admins().values_list("pk", flat=True)[:2]) == [person.pk]

    def apply(self, by):
        """Let the verb of each changed field write it."""
        person = User.objects.get(pk=self.instance.pk)
        changed = {name: self.cleaned_data[name] for name in self.changed_data}
        profile = {name: changed[name] for name in ("name", "language", "time_zone") if name in changed}
        if profile:
            person.update_profile(by=by, **profile)
        if "username" in changed:
            person.rename(changed["username"], by=by)
        if "email" in changed:
            person.change_address(changed["email"], by=by)
        if "department" in changed:
            person.move_to(changed["department"], by=by)
        if "role" in changed:
            person.give_role(changed["role"], by=by)


class NewPersonForm(PersonForm):
    """An account for somebody: they get a mail with a link and choose the password themselves."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = _("A mail with a link to choose a password goes there.")
