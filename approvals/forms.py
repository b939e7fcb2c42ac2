"""The form of a decision: what one says, and about which content."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.verdicts import Verdict
from ticketsite.kit.text import ProseField


class DecisionForm(forms.Form):
    """Rejecting and asking need words; approving does not."""

    verdict = forms.ChoiceField(choices=Verdict, error_messages={"required": _("Choose what you decide.")})
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    comment = ProseField(
        label=_("Your words to the requester"),
        required=False,
        max_length=10_000,
        help_text=_("Needed to reject or to ask; they stay in the history."),
    )

    def clean(self):
        cleaned = super().clean()
        verdict = cleaned.get("verdict")
        if verdict and verdict != Verdict.APPROVE and "comment" in cleaned and not cleaned["comment"].strip():
            sentence = (
                _("Say why you reject it.") if verdict == Verdict.REJECT else _("Say what you want to know.")
            )
            self.add_error("comment", sentence)
        return cleaned
