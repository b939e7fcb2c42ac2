"""What people type and choose on tickets, made into clean values; no form calls a verb."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models import Group, Project
from groups.ranks import Kind
from groups.standing import PersonQuery
from tickets import rules
from tickets.files import FilesField
from tickets.models import Category
from tickets.models.question import in_words
from tickets.questions import QuestionsForm
from tickets.statuses import Priority
from tickets.visibility import holders
from ticketsite.kit.planned import Planned
from ticketsite.kit.text import LineField, ProseField

SUGGESTED = 8
KEPT_FOR_ANOTHER_PLACE = ("key", "title", "description", "priority")


class PersonField(LineField):
    """A person by username, or by a name that only one person has."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Name or username"))
        super().__init__(max_length=120, **kwargs)

    def clean(self, value):
        words = super().clean(value)
        if not words:
            return None
        exact = User.objects.active().filter(username=words).first()
        return exact or self._only_one(User.objects.active().search(words).by_name()[: SUGGESTED + 1])

    def _only_one(self, found):
        found = list(found)
        if not found:
            raise ValidationError(gettext("Nobody of this name was found."))
        if len(found) > SUGGESTED:
            raise ValidationError(gettext("Many people have this name: type more of it."))
        if len(found) > 1:
            names = ", ".join(f"{person} ({person.username})" for person in found)
            raise ValidationError(
                gettext("Several people have this name: %(names)s. Type the username.") % {"names": names}
            )
        return found[0]


class PersonForm(forms.Form):
    person = PersonField()


class ReasonForm(forms.Form):
    reason = ProseField(label=_("Reason"), required=False, max_length=2000)


class NeededReasonForm(forms.Form):
    reason = ProseField(label=_("Reason"), max_length=2000)


class QuestionForm(forms.Form):
    question = ProseField(label=_("Question to the requester"), required=False)


class SolutionForm(forms.Form):
    solution = ProseField(label=_("What solved it"), required=False)


class CommentForm(forms.Form):
    body = ProseField(label=_("Comment"), required=False)
    is_internal = forms.BooleanField(
        label=_("Internal note: only those who may work on this ticket read it"), required=False
    )
    let_in = forms.BooleanField(label=_("Let them see it, as followers"), required=False)
    files = FilesField()

    def __init__(self, *args, may_note=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_note:
            del self.fields["is_internal"]


class EditCommentForm(forms.Form):
    body = ProseField(label=_("Comment"))


class HolderChoice(forms.ModelChoiceField):
    def label_from_instance(self, person):
        words = {"person": person, "count": person.holding}
        if person.away_until is None:
            return gettext("%(person)s (works on %(count)d)") % words
        words["day"] = date_format(person.away_until, "DATE_FORMAT")
        return gettext("%(person)s (works on %(count)d, away until %(day)s)") % words


class HolderForm(forms.Form):
    """Who shall work on it; in the group of everybody too many to choose from."""

    reason = ProseField(label=_("Reason"), required=False, max_length=2000)

    def __init__(self, *args, ticket, **kwargs):
        super().__init__(*args, **kwargs)
        if ticket.group.is_universal:
            self.fields["to"] = PersonField()
        else:
            people = holders(ticket.group).exclude(pk=ticket.assignee_id)
            self.fields["to"] = HolderChoice(
                people, label=_("Person"), to_field_name="username", empty_label=_("Choose a person")
            )
        self.order_fields(["to", "reason"])


class AssignForm(HolderForm):
    reason = None


class MoveForm(forms.Form):
    to = forms.ModelChoiceField(Group.objects.none(), label=_("Group"))

    def __init__(self, *args, ticket, user, **kwargs):
        super().__init__(*args, **kwargs)
        groups = Group.objects.raisable_by(user).exclude(pk=ticket.group_id)
        if rules.is_requester(user, ticket):  # a desk with a catalogue asks them to raise a new one there
            groups = groups.exclude(kind=Kind.DESK, pk__in=Category.objects.offered().values("group"))
        offer_groups(self.fields["to"], groups)


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


class PlaceForm(forms.Form):
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Project"), required=False, empty_label=_("No project")
    )

    def __init__(self, *args, ticket, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects_of(ticket.group, user)


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Priority.choices, coerce=int)


class DueForm(forms.Form):
    due_on = forms.DateField(
        label=_("Due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty for no date."),
    )


class WordsForm(forms.Form):
    title = LineField(label=_("Title"), help_text=_("What is wrong or wanted, in a few words."))
    description = ProseField(label=_("Description"), required=False)
    files = FilesField()
    let_in = forms.BooleanField(label=_("Let them see it, as followers"), required=False)


class EditForm(QuestionsForm, WordsForm):
    """`revision` is the one that was read when the typing began."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args, ticket, **kwargs):
        super().__init__(*args, **kwargs)
        if ticket.category:
            given = dict(ticket.answers.exclude(question=None).values_list("question", "value"))
            self.ask(ticket.category.questions.all(), given)

    def texts(self):
        """{label: text} of what is typed, to compare with `texts_of` the ticket."""
        typed = {self[name].label: self.cleaned_data.get(name, "") for name in ("title", "description")}
        return typed | {
            question.label: in_words(question.kind, value)
            for question, value in self.answers_as_text().items()
        }

    def catch_up(self, revision):
        """Shown once more, it counts as written upon this revision."""
        self.data = self.data.copy()
        self.data["revision"] = str(revision)


class PlaceChoice(forms.ChoiceField):
    """A place of the catalogue; `known` is one that is read already, so that its key asks nothing of the rest."""

    known = ""

    def valid_value(self, value):
        return value == self.known or super().valid_value(value)


class NewTicketForm(QuestionsForm, WordsForm):
    """`key` stands for one opening of the form, so that the same words sent twice open one ticket.

    It is for one place of the catalogue, or for None when the place asked for is gone.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Project"), required=False, empty_label=_("No project")
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=reversed(Priority.choices), coerce=int, initial=Priority.NICE
    )
    elsewhere = PlaceChoice(label=_("What is it about?"), required=False)
    field_order = ["key", "title", "description", "priority", "project", "files", "elsewhere"]

    def __init__(self, *args, user, place, catalogue, **kwargs):
        super().__init__(*args, **kwargs)
        self.place = place
        elsewhere = self.fields["elsewhere"]
        elsewhere.choices = lambda: [("", _("Choose what it is about")), *catalogue.choices()]
        if place is not None:
            self.initial["elsewhere"] = elsewhere.known = place.key
            self.fields["project"].queryset = projects_of(place.group, user)
        if place is None or not HAS_PROJECTS.rows(user, place.group.pk):
            del self.fields["project"]
        if place is not None and place.category:
            self.ask(place.category.questions.all())

    def clean(self):
        """The key is bound to the words: another ticket typed after going back is another ticket."""
        data = super().clean()
        data.pop("elsewhere", None)
        if self.place is None:
            self.add_error("elsewhere", gettext("Choose what it is about."))
            return data
        data |= {"group": self.place.group, "category": self.place.category}
        data.setdefault("project", self.place.project)
        if key := data.pop("key", None):
            words = f"{self.place.key}\n{data.get('title')}\n{data.get('description')}"
            data["once"] = uuid.uuid5(key, words)
        return data


class RecategoriseForm(forms.Form):
    """The categories of the ticket's group; a desk takes no ticket out of all of them."""

    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"))
    reason = ProseField(label=_("Reason"), required=False, max_length=2000)

    def __init__(self, *args, ticket, user, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        field.queryset = Category.objects.offered().filter(group=ticket.group).by_name()
        if not ticket.group.is_desk:
            field.required, field.empty_label = False, _("No category")


def texts_of(ticket):
    """{label: text} of a ticket as it stands, under the labels of `EditForm`."""
    labels = {name: str(EditForm.base_fields[name].label) for name in ("title", "description")}
    words = {label: getattr(ticket, name) for name, label in labels.items()}
    return words | {answer.label: answer.shown for answer in ticket.answers.all()}


def projects_of(group, user):
    """The open projects of a group that the person may know of."""
    return Project.objects.visible_to(user).current().filter(group=group).by_name()


HAS_PROJECTS = PersonQuery(
    lambda user, group: projects_of(group, user).order_by().values_list("pk")[:1], Planned
)


def offer_groups(field, groups):
    """Teams and desks apart."""
    field.queryset = groups.by_name()
    found = list(field.queryset)
    kinds = [(kind.label, [(g.pk, g.name) for g in found if g.kind == kind]) for kind in Kind]
    field.choices = [(label, rows) for label, rows in kinds if rows]


class KeepViewForm(forms.Form):
    """The name of a view, the groups it may be shared with, and whether one begins with it.

    Whoever may not change a shared view still chooses whether to begin with it.
    """

    name = LineField(label=_("Name"), max_length=60)
    shared_with = forms.ModelChoiceField(
        Group.objects.none(), label=_("Who has it"), required=False, empty_label=_("Only me")
    )
    is_start = forms.BooleanField(label=_("Begin with it after signing in"), required=False)

    def __init__(self, *args, user, view=None, may_change=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_change:
            del self.fields["name"], self.fields["shared_with"]
            return
        offered = Group.objects.granting(user, "run_group").current()
        self.fields["shared_with"].queryset = offered.order_by("name")
        if not offered.exists() and not (view and view.shared_with_id):
            del self.fields["shared_with"]
