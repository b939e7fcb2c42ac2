"""What can be done to many tickets of a list at once: each act, what it asks first, and the verb it calls."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.models import Project
from tickets.forms import AssignManyForm, PriorityForm
from tickets.models import Category
from ticketsite.kit.text import ProseField

AT_ONCE = 100


class OfSomeGroup(forms.ModelChoiceField):
    """Options of several groups each say whose they are."""

    def label_from_instance(self, obj):
        return f"{obj} ({obj.group})"


class CategoryOfManyForm(forms.Form):
    category = OfSomeGroup(Category.objects.none(), label=_("Category"))

    def __init__(self, *args, tickets, user, **kwargs):
        super().__init__(*args, **kwargs)
        groups = {ticket.group_id for ticket in tickets}
        offered = Category.objects.visible_to(user).offered().filter(group__in=groups)
        self.fields["category"].queryset = offered.select_related("group").by_name()


class ProjectOfManyForm(forms.Form):
    project = OfSomeGroup(
        Project.objects.none(), label=_("Project"), required=False, empty_label=_("No project")
    )

    def __init__(self, *args, tickets, user, **kwargs):
        super().__init__(*args, **kwargs)
        groups = {ticket.group_id for ticket in tickets}
        offered = Project.objects.visible_to(user).current().filter(group__in=groups)
        self.fields["project"].queryset = offered.select_related("group").by_name()


class CommentOnManyForm(forms.Form):
    body = ProseField(label=_("Comment"))
    is_internal = forms.BooleanField(
        label=_("Internal note: only those who may work on the ticket read it"), required=False
    )


@dataclass(frozen=True)
class Act:
    """`verb(ticket, by, **answers)`; `form` asks for the answers, and `knows` says with what it is made."""

    label: str
    verb: Callable
    form: type | None = None
    knows: tuple = ()

    def make_form(self, data, tickets, user):
        knowledge = {"tickets": tickets, "user": user}
        return self.form(data, **{name: knowledge[name] for name in self.knows})


def comment(ticket, by, body, is_internal):
    ticket.comment(by=by, body=body, is_internal=is_internal)


ACTS = {
    "claim": Act(_("Claim"), lambda ticket, by: ticket.claim(by=by)),
    "assign": Act(_("Assign"), lambda ticket, by, to: ticket.assign(to, by=by), AssignManyForm, ("tickets",)),
    "priority": Act(
        _("Set the priority"), lambda ticket, by, priority: ticket.set_priority(priority, by=by), PriorityForm
    ),
    "category": Act(
        _("Change the category"),
        lambda ticket, by, category: ticket.recategorise(category, by=by),
        CategoryOfManyForm,
        ("tickets", "user"),
    ),
    "project": Act(
        _("Put into a project"),
        lambda ticket, by, project: ticket.put_in_project(project, by=by),
        ProjectOfManyForm,
        ("tickets", "user"),
    ),
    "comment": Act(pgettext_lazy("verb", "Comment"), comment, CommentOnManyForm),
    "close": Act(_("Close"), lambda ticket, by: ticket.close(by=by)),
    "follow": Act(_("Follow"), lambda ticket, by: ticket.follow(by=by)),
}
