"""The questions of a category in a form: their fields, which of them count, and what was answered.

A question with a condition counts only while the other question counts and has the answer named in it. The
server decides; scripts only hide what would not count. Questions that wait for each other in a circle always
count.
"""

from dataclasses import dataclass

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext, gettext_lazy

from tickets.models.content import as_text
from tickets.models.question import Kind, in_words
from ticketsite.kit.text import LineField

LONGEST_ANSWER = 1000


@dataclass
class Asked:
    """A question as it stands in a form; `parent` is the name of the field on which it depends, or ""."""

    field: forms.BoundField
    parent: str = ""
    value: str = ""
    condition: str = ""


def name_of(question):
    return f"question_{question.pk}"


def parents(questions):
    """{question: the one it waits for, or None}; nobody waits for another category, or in a circle."""
    known = {question.pk: question for question in questions}
    waits = {question.pk: question.shown_when_id for question in questions if question.shown_when_id in known}
    return {
        question: None if in_circle(question.pk, waits) else known.get(question.shown_when_id)
        for question in questions
    }


def in_circle(start, waits):
    """Whether following {one: the one it waits for} from here leads back here."""
    seen, here = set(), waits.get(start)
    while here is not None and here != start and here not in seen:
        seen.add(here)
        here = waits.get(here)
    return here == start


def counting(questions, answers):
    """Those that count, given {question: answer as text}."""
    waits = parents(questions)

    def counts(question):
        parent = waits[question]
        return parent is None or (counts(parent) and answers.get(parent, "") == question.shown_value)

    return [question for question in questions if counts(question)]


def field_for(question):
    """A form field of the question's kind; help is escaped here, as form templates take it for markup."""
    common = {
        "label": question.label,
        "help_text": escape(question.help_text),
        "required": question.is_required,
    }
    match question.kind:
        case Kind.CHOICE:
            choices = [("", gettext("Choose")), *((option, option) for option in question.options)]
            return forms.ChoiceField(choices=choices, **common)
        case Kind.DATE:
            picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(widget=picker, **common)
        case Kind.NUMBER:
            box = forms.TextInput(attrs={"inputmode": "decimal"})
            return forms.DecimalField(max_digits=20, decimal_places=6, localize=True, widget=box, **common)
        case Kind.YES_NO:
            choices = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
            if not question.is_required:
                choices.append(("", gettext_lazy("No answer")))
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return LineField(max_length=LONGEST_ANSWER, **common)


def normal(question, value):
    """How the answer to a question would be stored; raises ValidationError for one that it cannot have."""
    if question.kind == Kind.YES_NO:
        words = {gettext("Yes").casefold(): "yes", gettext("No").casefold(): "no"}
        value = words.get(value.casefold(), value.casefold())
    field = field_for(question)
    field.required = False
    value = field.clean(value)
    return "" if value in (None, "") else as_text(question.kind, value)


class QuestionsForm(forms.Form):
    """A form that also asks questions; `answers` in its clean values is {question: value}, None without any."""

    questions = ()

    def ask(self, questions, given=None):
        """Add a field for each; `given` {question id: text} is what was answered before."""
        self.questions = list(questions)
        for question in self.questions:
            self.fields[name_of(question)] = field_for(question)
            self.initial[name_of(question)] = (given or {}).get(question.pk, "")

    def clean(self):
        """What does not count is neither missing nor wrong nor answered."""
        data = super().clean()
        typed = {question: data.pop(name_of(question), None) for question in self.questions}
        counted = counting(self.questions, texts(typed))
        for question in self.questions:
            if question not in counted:
                self.errors.pop(name_of(question), None)
        data["answers"] = {question: typed[question] for question in counted} if self.questions else None
        return data

    def answers_as_text(self):
        return texts(self.cleaned_data.get("answers") or {})

    def asked(self):
        """The questions for a template, with the condition of each in words."""
        waits = parents(self.questions)
        for question in self.questions:
            field, parent = self[name_of(question)], waits[question]
            if parent is None:
                yield Asked(field)
            else:
                yield Asked(field, name_of(parent), question.shown_value, condition_of(question, parent))


def texts(answers):
    """{question: answer as it is stored}, without those that are empty."""
    return {q: as_text(q.kind, value) for q, value in answers.items() if value not in (None, "")}


def condition_of(question, parent):
    if not question.shown_value:
        return gettext("Only if “%(question)s” is left empty.") % {"question": parent.label}
    return gettext("Only if “%(question)s” is: %(answer)s.") % {
        "question": parent.label,
        "answer": in_words(parent.kind, question.shown_value),
    }
