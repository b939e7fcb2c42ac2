"""The forms of the import page: the upload, and what the words of the file mean here."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groups.models import Group
from tickets.imports.dates import DAY_FIRST, MONTH_FIRST
from tickets.imports.products import PRODUCTS
from tickets.imports.products.reader import FIELDS
from tickets.statuses import Priority, Status
from ticketsite.kit.text import LineField

FIELD_WORDS = {
    "key": _("Number"),
    "title": _("Title"),
    "description": _("Description"),
    "status": _("Status"),
    "priority": _("Priority"),
    "group": _("Group"),
    "project": _("Project"),
    "category": _("Category"),
    "requester": _("Raised by"),
    "assignee": _("Worked on by"),
    "resolver": _("Resolved by"),
    "opened_at": _("Opened"),
    "updated_at": _("Changed"),
    "resolved_at": _("Resolved"),
    "closed_at": _("Closed"),
    "tags": _("Tags"),
}
STATUSES = [(str(status), status.label) for status in Status if status != Status.PENDING]


def products():
    return [("", _("Recognise it"))] + [(slug, gettext(name)) for slug, name in PRODUCTS.items()]


UNKNOWN = {
    "people": _("Nobody active has this username."),
    "groups": _("There is no open group of this name."),
}


def name_of(product):
    return gettext(PRODUCTS[product]) if product in PRODUCTS else ""


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), max_length=200)
    product = forms.ChoiceField(label=_("Product"), choices=products, required=False)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_MB * 1024 * 1024:
            raise ValidationError(
                gettext("%(name)s is larger than %(limit)d MB.")
                % {"name": file.name, "limit": settings.IMPORT_MAX_MB}
            )
        return file


class ReadingForm(forms.Form):
    """How the file is to be read: it is read again with every answer."""

    product = forms.ChoiceField(label=_("Product"), choices=products, required=False)
    dates = forms.ChoiceField(
        label=_("Dates like 03/04/2026"),
        choices=[("", _("Recognise it")), (DAY_FIRST, _("Day first")), (MONTH_FIRST, _("Month first"))],
        required=False,
    )

    def __init__(self, *args, batch, **kwargs):
        self.header = batch.found.get("header") or []
        self.chosen = chosen = batch.choices
        kwargs["initial"] = {"product": chosen.get("product"), "dates": chosen.get("dates")}
        super().__init__(*args, **kwargs)
        places = (batch.found.get("places") or {}) | (chosen.get("columns") or {})
        columns = [("", _("No column"))] + [(name, name) for name in dict.fromkeys(self.header) if name]
        for name in FIELDS if self.header else ():
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=FIELD_WORDS.get(name, name), choices=columns, required=False, initial=places.get(name)
            )

    @property
    def columns(self):
        return [self[name] for name in self.fields if name.startswith("column_")]

    def choices(self):
        """What goes into the batch; a column is a choice only where the person changed it."""
        data, columns = self.cleaned_data, {}
        same = data["product"] == (self.chosen.get("product") or "")
        before = self.chosen.get("columns") or {} if same else {}
        for field in self.columns:
            name, value = field.name.removeprefix("column_"), data[field.name]
            if value and (value != field.initial or name in before):
                columns[name] = value
        return {"product": data["product"], "dates": data["dates"], "columns": columns}


class MeaningForm(forms.Form):
    """What the words of the file mean here. Fields are numbered: words of a file are no names of fields."""

    def __init__(self, *args, batch, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.batch = batch
        self.words = {}
        chosen, words = batch.choices, batch.found.get("words") or {}
        for kind, options in (("statuses", STATUSES), ("priorities", Priority.choices)):
            for word, number, meaning in words.get(kind, ()):
                told = (chosen.get(kind) or {}).get(word, meaning)
                choices = [("", _("As read")), *options]
                look = forms.Select({"class": "form-select form-select-sm"})
                field = forms.ChoiceField(choices=choices, required=False, initial=told, widget=look)
                self.add(kind, word, number, field)
        for kind, told in (("groups", {}), ("people", batch.found.get("likely") or {})):
            told = chosen.get(f"{kind}_typed", told)
            for word, number in words.get(kind, ()) if kind == "people" or batch.group_id is None else ():
                attributes = {"class": "form-control form-control-sm"}
                attributes |= {"list": f"known-{kind}"} if kind == "groups" else {}
                field = LineField(
                    required=False, initial=told.get(word, ""), widget=forms.TextInput(attributes)
                )
                self.add(kind, word, number, field)
        self.user = user

    def clean(self):
        """Names are looked up all at once."""
        people = User.objects.active().filter(username__in=self.typed("people"))
        groups = self.known_groups().filter(name__in=self.typed("groups")) if self.groups else ()
        self.meant = {"people": {person.username: person for person in people}}
        self.meant["groups"] = {group.name: group for group in groups}
        for name, (kind, _word, _number) in self.words.items():
            typed = self.cleaned_data.get(name)
            if kind in UNKNOWN and typed and typed not in self.meant[kind]:
                self.add_error(name, UNKNOWN[kind])
        return self.cleaned_data

    def known_groups(self):
        return Group.objects.visible_to(self.user).current().by_name()

    def typed(self, kind):
        return {self.cleaned_data.get(name) for name, (of, *_) in self.words.items() if of == kind} - {
            "",
            None,
        }

    def add(self, kind, word, number, field):
        name = f"{kind}_{len(self.words)}"
        field.label = word
        self.fields[name] = field
        self.words[name] = (kind, word, number)

    def rows(self, kind):
        """[(field, how often the word stands in the file)]"""
        return [(self[name], number) for name, (of, _word, number) in self.words.items() if of == kind]

    @property
    def statuses(self):
        return self.rows("statuses")

    @property
    def priorities(self):
        return self.rows("priorities")

    @property
    def groups(self):
        return self.rows("groups")

    @property
    def people(self):
        return self.rows("people")

    def choices(self):
        found = {
            kind: {}
            for kind in ("statuses", "priorities", "groups", "people", "groups_typed", "people_typed")
        }
        for name, (kind, word, _number) in self.words.items():
            value = self.cleaned_data.get(name)
            if value in (None, ""):
                continue
            if kind in UNKNOWN:
                found[f"{kind}_typed"][word] = value
                value = self.meant[kind][value].pk
            found[kind][word] = int(value) if kind == "priorities" else value
        return found
