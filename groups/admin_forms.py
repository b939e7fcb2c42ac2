"""The back office's forms for groups."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Group
from ticketsite.kit.text import LineField, ProseField


class GroupForm(forms.ModelForm):
    name = LineField(label=_("Name"), max_length=120)
    description = ProseField(label=_("Description"), required=False)

    class Meta:
        model = Group
        fields = ("name", "description", "is_open")


class NewGroupForm(GroupForm):
    is_desk = forms.BooleanField(
        label=_("A service desk"),
        required=False,
        help_text=_("Anybody may raise a ticket there; its members work on them. It stays one for good."),
    )
