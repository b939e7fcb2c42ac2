"""The back office for groups, their people, invitations and projects; the verbs of the site do every change."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from groups import rules
from groups.admin_forms import GroupForm, NewGroupForm
from groups.models import Group, Invitation, Membership, Project
from groups.naming import NamedFilter
from groups.ranks import Kind, Rank
from ticketsite.kit.admin import HistoryAdmin, ScopedAdmin, labelled
from ticketsite.kit.text import clean_text

STARTED = labelled("created_at", _("started"))
CLOSED = labelled("closed_at", _("closed"))
SENT = labelled("created_at", _("sent"))
ANSWERED = labelled("answered_at", _("answered"))


@admin.register(Group)
class GroupAdmin(HistoryAdmin):
    list_display = ("name", "kind", "is_open", STARTED, CLOSED)
    list_filter = ("kind", "is_open")
    search_fields = ("name",)
    readonly_fields = ("kind", labelled("created_by", _("started by")), STARTED, CLOSED)
    ordering = ("name", "pk")
    sortable_by = ("name",)
    actions = ("close_selected", "reopen_selected")
    lookups = ("closed_at__isnull",)
    icon = "people"

    def may_add(self, user):
        return rules.may_start_group(user)

    def may_change(self, user, group):
        return rules.may_run(user, group)

    def get_search_results(self, request, queryset, search_term):
        return queryset.search(clean_text(search_term)), False

    def get_fields(self, request, obj=None):
        fields = ["name", "description", "is_open"]
        if obj:
            return [*fields, *self.readonly_fields]
        return [*fields, "is_desk"] if rules.may_start_group(request.user, Kind.DESK) else fields

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else ()

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, form=GroupForm if change else NewGroupForm, **kwargs)

    def create(self, by, is_desk=False, **fields):
        return Group.objects.start(by=by, kind=Kind.DESK if is_desk else Kind.TEAM, **fields)

    def apply(self, group, by, **changed):
        group.edit(by=by, **changed)

    @admin.action(description=_("Close the selected groups"))
    def close_selected(self, request, groups):
        self.act_on_each(request, groups, lambda group: group.close(by=request.user))

    @admin.action(description=_("Reopen the selected groups"))
    def reopen_selected(self, request, groups):
        self.act_on_each(request, groups, lambda group: group.reopen(by=request.user))


@admin.register(Membership)
class MembershipAdmin(HistoryAdmin):
    """People come in by joining or by invitation; here their rank changes, and they may be taken out."""

    list_display = ("user", "group", "rank", "joined_at")
    list_filter = ("rank", ("group", NamedFilter))
    list_select_related = ("user", "group")
    search_fields = ("user__known_as",)
    ordering = ("-pk",)
    sortable_by = ("joined_at",)
    fields = ("user", "group", "rank", "joined_at")
    readonly_fields = ("user", "group", "joined_at")
    actions = ("remove_selected",)
    lookups = ("user", "user__id__exact")
    icon = "person-check"

    def may_change(self, user, membership):
        return rules.may_run(user, membership.group)

    def apply(self, membership, by, rank=None):
        if rank:
            membership.group.give_rank(membership.user, Rank(rank), by=by)

    @admin.action(description=_("Take the selected people out of their groups"))
    def remove_selected(self, request, memberships):
        self.act_on_each(request, memberships, lambda each: each.group.remove(each.user, by=request.user))


@admin.register(Invitation)
class InvitationAdmin(ScopedAdmin):
    """To read, and to withdraw; people are invited on the page of their group."""

    list_display = ("person", "group", "invited_by", "answer", "expires_at")
    list_filter = ("answer", ("group", NamedFilter))
    list_select_related = ("person", "group", "invited_by")
    search_fields = ("person__known_as",)
    ordering = ("-pk",)
    sortable_by = ()
    fields = ("person", "group", "invited_by", "answer", SENT, "expires_at", ANSWERED)
    readonly_fields = (SENT, ANSWERED)
    actions = ("withdraw_selected",)
    icon = "envelope"

    @admin.action(description=_("Withdraw the selected invitations"))
    def withdraw_selected(self, request, invitations):
        self.act_on_each(request, invitations, lambda invitation: invitation.withdraw(by=request.user))


@admin.register(Project)
class ProjectAdmin(HistoryAdmin):
    list_display = ("name", "group", "manager", STARTED, CLOSED)
    list_filter = (("group", NamedFilter),)
    list_select_related = ("group", "manager")
    search_fields = ("name",)
    ordering = ("name", "pk")
    sortable_by = ("name",)
    readonly_fields = ("manager", STARTED, CLOSED)
    actions = ("close_selected", "reopen_selected")
    lookups = ("manager", "manager__id__exact", "closed_at__isnull")
    icon = "kanban"

    def may_add(self, user):
        return True

    def may_change(self, user, project):
        return rules.may_run_project(user, project)

    def get_fields(self, request, obj=None):
        fields = ["group", "name", "description"]
        return [*fields, *self.readonly_fields] if obj else fields

    def get_readonly_fields(self, request, obj=None):
        return ("group", *self.readonly_fields) if obj else ()

    def offers(self, field_name, request, queryset):
        """New projects start in open groups of the person: in a team at work, at a desk as one of its heads."""
        if field_name != "group":
            return queryset
        teams = queryset.granting(request.user, "work_tickets").exclude(kind=Kind.DESK)
        return (teams | queryset.granting(request.user, "run_group")).current().by_name()

    def create(self, by, **fields):
        return Project.objects.start(by=by, **fields)

    def apply(self, project, by, **changed):
        project.edit(by=by, **changed)

    @admin.action(description=_("Close the selected projects"))
    def close_selected(self, request, projects):
        self.act_on_each(request, projects, lambda project: project.close(by=request.user))

    @admin.action(description=_("Reopen the selected projects"))
    def reopen_selected(self, request, projects):
        self.act_on_each(request, projects, lambda project: project.reopen(by=request.user))
