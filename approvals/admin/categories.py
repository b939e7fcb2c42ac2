"""The back office for categories and their questions; those who lead a group shape what it is asked for."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals import mandates
from groups.models import Group
from groups.ranks import Kind
from tickets import questions, rules
from tickets.models import Category, Question, Ticket
from ticketsite.kit.admin import EditableInline, HistoryAdmin, ScopedRelatedFilter
from ticketsite.kit.text import LineField

ICONS = (
    ("tag", _("Label")),
    ("laptop", _("Laptop")),
    ("display", _("Screen")),
    ("keyboard", _("Keyboard")),
    ("printer", _("Printer")),
    ("phone", _("Phone")),
    ("telephone", _("Telephone")),
    ("wifi", _("Network")),
    ("cloud", _("Cloud")),
    ("database", _("Storage")),
    ("cpu", _("Machine")),
    ("code", _("Program")),
    ("globe2", _("Website")),
    ("key", _("Key")),
    ("shield-lock", _("Security")),
    ("person-plus", _("New person")),
    ("person-gear", _("Rights")),
    ("people", _("People")),
    ("cart", _("Purchase")),
    ("cash-coin", _("Money")),
    ("credit-card", _("Card")),
    ("truck", _("Transport")),
    ("building", _("Building")),
    ("door-open", _("Room")),
    ("tools", _("Repair")),
    ("lightbulb", _("Idea")),
    ("briefcase", _("Work")),
    ("kanban", _("Project")),
    ("mortarboard", _("Training")),
    ("heart-pulse", _("Health")),
    ("calendar3", _("Calendar")),
    ("envelope", _("Mail")),
    ("file-earmark-text", _("Document")),
    ("question-circle", _("Question")),
)


class CategoryForm(forms.ModelForm):
    name = LineField(label=_("Name"), max_length=120)
    sentence = LineField(
        label=_("Sentence"), max_length=200, required=False, help_text=_("What it is for, in one sentence.")
    )
    icon = forms.ChoiceField(label=_("Icon"), choices=ICONS)

    class Meta:
        model = Category
        fields = ("group", "name", "sentence", "icon", "route", "default_priority", "default_project")

    def clean(self):
        cleaned = super().clean()
        project = cleaned.get("default_project")
        group = cleaned.get("group") or (self.instance.group if self.instance.group_id else None)
        if project and group and project.group_id != group.pk:
            sentence = gettext("%(project)s is not an open project of %(group)s.")
            self.add_error("default_project", sentence % {"project": project, "group": group})
        return cleaned


class QuestionForm(forms.ModelForm):
    label = LineField(label=_("Question"), max_length=200)
    help_text = LineField(label=_("Help"), max_length=200, required=False)

    class Meta:
        model = Question
        fields = (
            "position",
            "label",
            "help_text",
            "kind",
            "choices",
            "is_required",
            "shown_when",
            "shown_value",
        )
        widgets = {"choices": forms.Textarea(attrs={"rows": 2, "cols": 16})}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == "choice" and not cleaned.get("choices", "").strip():
            self.add_error("choices", gettext("Name the choices, one a line."))
        if cleaned.get("shown_when") and cleaned["shown_when"].pk == self.instance.pk:
            self.add_error("shown_when", gettext("Name another question."))
        elif cleaned.get("shown_when"):
            self._bring_into_form(cleaned)
        return cleaned

    def _bring_into_form(self, cleaned):
        """The answer that brings the question up, as answers are stored; one that nobody can give is refused."""
        try:
            cleaned["shown_value"] = questions.normal(cleaned["shown_when"], cleaned.get("shown_value", ""))
        except forms.ValidationError:
            self.add_error("shown_value", gettext("This is no possible answer to that question."))


class QuestionFormSet(forms.BaseInlineFormSet):
    def clean(self):
        """Questions may wait for each other, but not in a circle."""
        super().clean()
        waits = {
            form.instance.pk: form.cleaned_data["shown_when"].pk
            for form in self.initial_forms
            if getattr(form, "cleaned_data", {}).get("shown_when")
        }
        for form in self.initial_forms:
            if questions.in_circle(form.instance.pk, waits) and not form.errors:
                form.add_error("shown_when", gettext("These questions wait for each other in a circle."))


class QuestionInline(EditableInline):
    model = Question
    form = QuestionForm
    formset = QuestionFormSet
    fields = QuestionForm.Meta.fields
    category = None

    def get_formset(self, request, obj=None, **kwargs):
        self.category = obj
        return super().get_formset(request, obj, **kwargs)

    def offers(self, field_name, request, queryset):
        """A question depends on another one of its category."""
        return Question.objects.filter(category=self.category)


@admin.register(Category)
class CategoryAdmin(HistoryAdmin):
    form = CategoryForm
    list_display = ("name", "group", "route", "default_priority", "is_offered")
    list_filter = (("group", ScopedRelatedFilter), ("route", ScopedRelatedFilter), "is_offered")
    list_select_related = ("group", "route")
    search_fields = ("name",)
    ordering = ("name", "pk")
    sortable_by = ("name",)
    fields = ("group", *CategoryForm.Meta.fields[1:], "is_offered")
    inlines = (QuestionInline,)
    icon = "tag"

    def may_add(self, user):
        return rules.may_shape_some_group(user)

    def may_change(self, user, category):
        return rules.may_shape(user, category.group)

    def get_readonly_fields(self, request, obj=None):
        return ("group",) if obj else ()

    def offers(self, field_name, request, queryset):
        if field_name == "group":
            run = queryset.granting(request.user, "run_group")
            desks = queryset.filter(kind=Kind.DESK) if request.user.is_it_head else Group.objects.none()
            return (run | desks).current().by_name()
        return queryset.current() if field_name == "default_project" else queryset

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        mandates.settle(Ticket.objects.filter(category=form.instance), by=request.user)
