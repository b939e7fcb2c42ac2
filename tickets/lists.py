"""The lists of tickets: what each one shows, in which orders, and what it says when it is empty.

Each order runs in one direction and ends with the key, so that a page can start behind any row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from groups import seats
from tickets import visibility
from tickets.models import Ticket
from tickets.statuses import DONE, ENDED, HELD, READY, UNRESOLVED, Status
from ticketsite.kit.counting import CappedCount

BEST = "best"
ORDERS = {
    BEST: (_("Best first"), ("place", "pk")),
    "urgency": (_("Most urgent first"), ("priority", "opened_at", "pk")),
    "calm": (_("Least urgent first"), ("-priority", "-opened_at", "-pk")),
    "due": (_("Due first"), ("due_or_never", "priority", "opened_at", "pk")),
    "unresolved": (_("Unresolved first, then newest"), ("-is_unresolved", "-opened_at", "-pk")),
    "newest": (_("Newest first"), ("-opened_at", "-pk")),
    "oldest": (_("Oldest first"), ("opened_at", "pk")),
    "ended": (_("Last ended first"), ("-ended_at", "-pk")),
    "ended_first": (_("First ended first"), ("ended_at", "pk")),
    "deleted": (_("Last deleted first"), ("-deleted_at", "-pk")),
}
ACTIVE = ("urgency", "calm", "newest", "oldest")
PAST = ("ended", "ended_first", "newest", "oldest")
MOST_PARTS = 16


@dataclass(frozen=True, eq=False)
class TicketList:
    """One list: it `keeps` some of all that a user sees, or shows their `own`; the first of `orders` is its own.

    `own_parts` are conditions whose union is their own.
    """

    title: str
    lead: str
    icon: str
    empty: str
    keeps: Callable | None = None
    own: Callable | None = None
    own_parts: Callable | None = None
    orders: tuple = ACTIVE
    statuses: tuple = tuple(Status)
    without: tuple = ()
    hint: str = ""
    next_step: str = "home"
    person: str = _("With")

    def tickets(self, user):
        """What it shows to a user."""
        return self.keeps(Ticket.objects.visible_to(user)) if self.keeps else self.own(user)

    def parts(self, user, *, by_end=True):
        """The same in several, each of which an index answers in its order; none where that helps nobody."""
        if not user.is_active:
            return []
        if self.keeps:
            conditions = visibility.parts(user, self.statuses, by_end=by_end)
        else:
            conditions = self.own_parts(user) if self.own_parts else []
        if not 1 < len(conditions) <= MOST_PARTS:
            return []
        found = [Ticket.objects.kept().filter(condition) for condition in conditions]
        return [self.keeps(part) for part in found] if self.keeps else found


def sure(user):
    """For lists of what their person sees in any case: asking why costs more than the list."""
    return Ticket.objects.kept() if user.is_active else Ticket.objects.none()


HOME = TicketList(
    title=_("Home"),
    lead=_("Everything unresolved in your groups."),
    icon="house",
    empty=_("Nothing is unresolved in your groups."),
    hint=_("Join a group to see what goes on there."),
    next_step="groups",
    own=lambda user: Ticket.objects.unresolved_in_my_groups(user),
    own_parts=lambda user: [
        part & Q(is_unresolved=True) for part in visibility.parts_in_groups(user, UNRESOLVED)
    ],
    statuses=UNRESOLVED,
    without=("ended_from", "ended_to"),
)
MINE = TicketList(
    title=_("My tickets"),
    lead=_("What you raised: unresolved first, the past below."),
    icon="ticket-detailed",
    empty=_("You have raised no ticket yet."),
    hint=_("When something is missing or broken, raise a ticket and follow it here."),
    next_step="new",
    own=lambda user: sure(user).raised_by(user),
    orders=("unresolved", "newest", "oldest", "urgency", "calm"),
    without=("requester",),
)
WAITING = TicketList(
    title=_("Waiting list"),
    lead=_("Ready for somebody to take: the most urgent first."),
    icon="inbox",
    empty=_("Nothing waits to be picked up."),
    hint=_("New tickets of the groups you work in stand here until somebody takes them."),
    own=lambda user: sure(user).claimable_by(user),
    own_parts=lambda user: [Q(group=key, status__in=READY, is_unresolved=True) for key in seats.of(user)],
    statuses=READY,
    without=("status", "assignee", "ended_from", "ended_to"),
)
WORK = TicketList(
    title=_("My work"),
    lead=_("What you hold: what is due first, then what is urgent."),
    icon="briefcase",
    empty=_("You hold no ticket."),
    hint=_("Take one from the waiting list."),
    next_step="waiting",
    own=lambda user: sure(user).held_by(user),
    orders=("due", *ACTIVE),
    statuses=HELD,
    without=("assignee", "ended_from", "ended_to"),
)
ARCHIVE = TicketList(
    title=_("Archive"),
    lead=_("Resolved and closed: who did it, and how long it took."),
    icon="archive",
    empty=_("Nothing has been resolved yet."),
    person=_("Done by"),
    keeps=lambda tickets: tickets.done(),
    orders=PAST,
    statuses=DONE,
)
BIN = TicketList(
    title=_("Bin"),
    lead=_("Deleted tickets are kept here for 30 days; whoever moderates their group may bring them back."),
    icon="trash",
    empty=_("The bin is empty."),
    person=_("Deleted by"),
    own=lambda user: Ticket.objects.in_bin_of(user),
    orders=("deleted",),
)
ALL = TicketList(
    title=_("All tickets"),
    lead=_("Everything you may see."),
    icon="search",
    empty=_("There is no ticket that you may see."),
    next_step="new",
    keeps=lambda tickets: tickets,
    orders=("newest", "oldest", "urgency", "calm"),
)
FOUND = TicketList(
    title=_("Search"),
    lead="",
    icon="search",
    empty=_("What are you looking for?"),
    next_step="",
    keeps=lambda tickets: tickets,
    orders=(BEST, "newest", "oldest", "urgency", "calm"),
    without=("project", "category"),  # operators ask for them: two lists to choose from fewer
)
ACTIVE_HERE = TicketList(
    title=_("Active"),
    lead="",
    icon="check2-circle",
    empty=_("Nothing is unresolved here."),
    next_step="new",
    keeps=lambda tickets: tickets.unresolved(),
    statuses=UNRESOLVED,
    without=("ended_from", "ended_to"),
)
PAST_HERE = TicketList(
    title=_("Past"),
    lead="",
    icon="archive",
    empty=_("Nothing has ended here yet."),
    person=_("Done by"),
    keeps=lambda tickets: tickets.ended(),
    orders=PAST,
    statuses=ENDED,
)


def sorted_by(queryset, name):
    """What this order compares, and the rows with all that it needs."""
    if name == "due":
        never = Value(date.max, output_field=DateField())
        queryset = queryset.annotate(due_or_never=Coalesce("due_on", never))
    return queryset, ORDERS[name][1]


@dataclass(frozen=True)
class Head:
    """The head of a sortable column: where its link leads, and how it is sorted now ("up", "down" or "")."""

    column: str
    label: str
    next: str
    direction: str


HEADS = (
    ("priority", _("Priority"), "urgency", "calm"),
    ("note", _("Due"), "due", "due"),
    ("age", _("Opened"), "newest", "oldest"),
    ("age", _("Ended"), "ended", "ended_first"),
)


def heads(shown, sort):
    """Of the columns a list can be sorted by; its past knows when it ended, not when it was opened."""
    found = {}
    for column, label, first, second in HEADS:
        if first in shown.orders:
            direction = {first: "down", second: "up"}.get(sort, "")
            found[column] = Head(column, label, second if sort == first else first, direction)
    return list(found.values())


BADGES = {"home": HOME, "mine": MINE, "waiting": WAITING, "work": WORK}


def badges(user):
    """How many tickets stand in each of a person's own lists, at most 100 each, to be asked for together."""
    return {name: CappedCount(shown.tickets(user).unresolved()) for name, shown in BADGES.items()}
