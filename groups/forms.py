"""What people type about groups and projects, turned into clean values; verbs do the rest."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models import Group
from groups.ranks import Kind, Rank
from ticketsite.kit.text import LineField, ProseField

DESCRIPTION_LIMIT = 10_000


class NamedForm(forms.Form):
    """A name that none of `others` has, and a description."""

    name_is_taken = ""

    name = LineField(label=_("Name"), max_length=120)
    description = ProseField(label=_("Description"), max_length=DESCRIPTION_LIMIT, required=False)

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.others = others

    def clean_name(self):
        name = self.cleaned_data["name"]
        if self.others.called(name).exists():
            raise ValidationError(self.name_is_taken)
        return name


class GroupForm(NamedForm):
    name_is_taken = _("There is a group of this name already.")

    is_open = forms.BooleanField(
        label=_("Anybody may join"),
        help_text=_("Otherwise people come in by invitation, and others do not see the group."),
        required=False,
        initial=True,
    )


class NewGroupForm(GroupForm):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Kind.choices,
        initial=Kind.TEAM,
        widget=forms.RadioSelect,
        help_text=_(
            "In a team all members see all tickets. At a service desk anybody raises tickets and sees their own."
        ),
    )
    field_order = ["name", "kind", "description", "is_open"]

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, others=Group.objects.all(), **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if len(kinds) == 1:
            del self.fields["kind"]


class ProjectForm(NamedForm):
    name_is_taken = _("This group has a project of this name already.")


class PersonForm(forms.Form):
    """One person chosen from a list of buttons."""

    person = forms.ModelChoiceField(
        User.objects.active(),
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose a person."), "invalid_choice": _("Choose a person.")},
    )


class RankForm(forms.Form):
    rank = forms.ChoiceField(choices=Rank.choices)


class SearchForm(forms.Form):
    """The beginning of a name."""

    q = LineField(max_length=100, required=False)

    @property
    def words(self):
        """What to look for; None when what was typed cannot be looked for."""
        return self.cleaned_data["q"] if self.is_valid() else None
