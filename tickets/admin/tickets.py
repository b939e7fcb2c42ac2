"""The back office for tickets: found and read as on the site, and changed by the same verbs, many at once."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from groups.naming import NamedFilter
from tickets import history
from tickets.exports import formats
from tickets.forms import AssignManyForm, PriorityForm
from tickets.models import Comment, Ticket
from tickets.pages import newest
from tickets.powers import TicketPowers
from tickets.search import number_in, search
from tickets.statuses import HELD, Status
from tickets.timeline import Timeline
from ticketsite.kit.admin import AT_ONCE, CappedPaginator, ReadOnlyInline, ScopedAdmin, labelled
from ticketsite.kit.pieces import drawn_piece
from ticketsite.kit.prepared import PreparedByKey
from ticketsite.kit.text import clean_text

NEWEST_FIRST = ("-opened_at", "-pk")


# Words, not links: few may open the accounts behind them.
REQUESTER = labelled("requester", _("requester"))
DEPARTMENT = labelled("department", _("department"))
ASSIGNEE = labelled("assignee", _("worked on by"))
RESOLVED_BY = labelled("resolved_by", _("resolved by"))
AUTHOR = labelled("author", _("author"))


class HolderFilter(admin.SimpleListFilter):
    """Nobody, oneself, somebody; one person's tickets are found by their id in the address."""

    title = _("worked on by")
    parameter_name = "holder"

    def lookups(self, request, model_admin):
        return [("me", _("Me")), ("nobody", _("Nobody")), ("somebody", _("Somebody"))]

    def queryset(self, request, queryset):
        if self.value() == "me":
            return queryset.held_by(request.user)
        if self.value() == "nobody":
            return queryset.filter(assignee=None)
        return queryset.filter(status__in=HELD) if self.value() == "somebody" else queryset


class CommentInline(ReadOnlyInline):
    model = Comment
    fields = (AUTHOR, "written", "is_internal", "words")
    readonly_fields = fields

    def get_queryset(self, request):
        comments = super().get_queryset(request).visible_to(request.user)
        return comments.filter(deleted_at=None).for_list()

    @admin.display(description=_("written"))
    def written(self, comment):
        return date_format(timezone.localtime(comment.created_at), "DATETIME_FORMAT")

    @admin.display(description=_("comment"))
    def words(self, comment):
        return format_html('<div class="prose">{}</div>', comment.html)


SHOWN_WITH = ("group", "category", "requester", "department", "assignee")
ROWS = PreparedByKey(
    lambda: Ticket.objects.select_related(*SHOWN_WITH).defer("description", "description_html")
)


class TicketPaginator(CappedPaginator):
    """Of all that the `reader` sees the first page is asked for as on the site; what each shows is asked by key."""

    reader = None

    @cached_property
    def keys(self):
        return newest(self.reader, self.reach + 1) if self.reader and self.wanted == 1 else super().keys

    def page(self, number):
        number = self.validate_number(number)
        keys = self.keys[(number - 1) * self.per_page : number * self.per_page]
        rows = ROWS.of(keys)
        return self._get_page([rows[key] for key in keys if key in rows], number, self)


@admin.register(Ticket)
class TicketAdmin(ScopedAdmin):
    """Nothing is typed into a ticket here: its state belongs to the verbs, its words to the site's pages."""

    list_display = (
        "number",
        "title",
        "state",
        "priority",
        "group",
        "category",
        "requester",
        "department",
        "assignee",
        "opened_at",
    )
    list_display_links = ("number", "title")
    list_filter = (
        "status",
        HolderFilter,
        "priority",
        ("group", NamedFilter),
        ("category", NamedFilter),
        ("department", NamedFilter),
    )
    list_select_related = SHOWN_WITH
    paginator = TicketPaginator
    date_hierarchy = "opened_at"
    search_fields = ("title",)
    search_help_text = _("Words, or the number of a ticket.")
    ordering = NEWEST_FIRST
    sortable_by = ("number", "opened_at")
    fieldsets = (
        (None, {"fields": ("text", "state", "priority", REQUESTER, DEPARTMENT, ASSIGNEE)}),
        (_("Place"), {"fields": ("group", "project", "category", "due_on")}),
        (_("Times"), {"fields": ("opened_at", "claimed_at", "resolved_at", RESOLVED_BY, "closed_at")}),
    )
    readonly_fields = ("text", "state", REQUESTER, DEPARTMENT, ASSIGNEE, RESOLVED_BY)
    inlines = (CommentInline,)
    actions = (
        "claim_selected",
        "assign_selected",
        "prioritise_selected",
        "close_selected",
        "export_selected",
        "export_selected_workbook",
        "export_selected_lines",
    )
    lookups = (
        "assignee",
        "assignee__id__exact",
        "requester",
        "requester__id__exact",
        "project",
        "project__id__exact",
        "is_unresolved__exact",
    )
    icon = "ticket-detailed"

    @admin.display(description=_("number"), ordering="pk")
    def number(self, ticket):
        return f"#{ticket.pk}"

    @admin.display(description=_("status"))
    def state(self, ticket):
        label = str(Status(ticket.status).label)
        return drawn_piece("kit/_status.html", status=ticket.status, label=label)

    @admin.display(description=_("description"))
    def text(self, ticket):
        answers = render_to_string("tickets/_ticket_answers.html", {"answers": ticket.answers.all()})
        return format_html('<div class="prose">{}{}</div>', ticket.html, answers)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("description", "description_html")

    def get_paginator(self, request, *args, **kwargs):
        paginator = super().get_paginator(request, *args, **kwargs)
        paginator.reader = None if request.GET else request.user
        return paginator

    def get_search_results(self, request, queryset, search_term):
        words = clean_text(search_term)
        if number := number_in(words):
            return queryset.filter(pk=number), False
        return search(queryset, request.user, words), False

    def history_view(self, request, object_id, extra_context=None):
        """Its history is the same page for everybody."""
        ticket = self.get_object(request, object_id)
        if ticket is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(reverse("tickets:history", args=[ticket.pk]))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            may = TicketPowers(request.user, obj)
            asked = Timeline(obj, request.user).takeover_requests()
            context |= {
                "ticket": obj,
                "may": may,
                "takeovers": asked if may.hold else [],
                "has_asked": any(event.actor_id == request.user.pk for event in asked),
                "is_requester": obj.requester_id == request.user.pk,
                "lines": history.History(obj, request.user).lines,
                "next": request.get_full_path(),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.action(description=_("Claim the selected tickets"))
    def claim_selected(self, request, tickets):
        self.act_on_each(request, tickets, lambda ticket: ticket.claim(by=request.user))

    @admin.action(description=_("Assign the selected tickets…"))
    def assign_selected(self, request, tickets):
        def assign(ticket, to):
            ticket.assign(to, by=request.user)

        chosen = tickets.select_related("group")[:AT_ONCE]
        return self.ask_first(request, tickets, AssignManyForm, _("Assign"), assign, tickets=chosen)

    @admin.action(description=_("Set the priority of the selected tickets…"))
    def prioritise_selected(self, request, tickets):
        def prioritise(ticket, priority):
            ticket.set_priority(priority, by=request.user)

        return self.ask_first(request, tickets, PriorityForm, _("Set the priority"), prioritise)

    @admin.action(description=_("Close the selected tickets"))
    def close_selected(self, request, tickets):
        self.act_on_each(request, tickets, lambda ticket: ticket.close(by=request.user))

    @admin.action(description=_("Export the selected tickets as CSV"))
    def export_selected(self, request, tickets):
        return take_out(tickets, formats.CSV, request.user)

    @admin.action(description=_("Export the selected tickets as an Excel workbook"))
    def export_selected_workbook(self, request, tickets):
        return take_out(tickets, formats.XLSX, request.user)

    @admin.action(description=_("Export the selected tickets as JSON Lines"))
    def export_selected_lines(self, request, tickets):
        return take_out(tickets, formats.JSONL, request.user)


def take_out(tickets, kind, reader):
    """The chosen tickets in the order of the change list, which sorts by number or by opening."""
    first = tickets.query.order_by[0]
    sign, name = ("-", first[1:]) if first.startswith("-") else ("", first)
    order = (first,) if name in ("pk", "id") else (first, f"{sign}pk")
    return formats.answer(tickets, order, kind, reader)
