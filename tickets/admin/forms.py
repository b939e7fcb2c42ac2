"""What the back office asks before it acts on several tickets."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.forms import HolderChoice, PersonField
from tickets.visibility import holders


class AssignManyForm(forms.Form):
    """Who shall work on them: of one group with how much each holds, else by name."""

    def __init__(self, *args, tickets, **kwargs):
        super().__init__(*args, **kwargs)
        groups = {ticket.group for ticket in tickets}
        group = groups.pop() if len(groups) == 1 else None
        if group is None or group.is_universal:
            self.fields["to"] = PersonField()
        else:
            self.fields["to"] = HolderChoice(
                holders(group), label=_("Person"), to_field_name="username", empty_label=_("Choose a person")
            )
