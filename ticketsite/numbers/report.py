"""A report: the figures of a group, a project or a department over a period, and its tickets with their updates.

Internal notes are left out for every reader: what is printed goes from hand to hand.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from groups.events import Event, Verb
from tickets.history import lines_of
from tickets.models import Comment, Ticket
from ticketsite.numbers.dashboard import Dashboard

TICKETS = 100  # on a page
UPDATES = 3_000  # of the tickets of one page
TOLD = (
    *(Verb.CLAIMED, Verb.ASSIGNED, Verb.HANDED_OVER, Verb.DROPPED, Verb.RELEASED, Verb.SET_WAITING),
    *(Verb.RESUMED, Verb.RESOLVED, Verb.CONFIRMED, Verb.REOPENED, Verb.CLOSED, Verb.WITHDRAWN, Verb.MOVED),
    *(Verb.PRIORITISED, Verb.SCHEDULED, Verb.RECATEGORISED, Verb.DECIDED, Verb.APPROVED, Verb.REJECTED),
    *(Verb.RESUBMITTED,),
)
CHART_HEIGHT = 60
BAR, GAP = 5, 4


@dataclass
class Update:
    """A comment, or a line of history."""

    at: object
    comment: Comment | None = None
    line: object = None


@dataclass
class Chapter:
    """A ticket with what was written and done, oldest first."""

    ticket: Ticket
    updates: list = field(default_factory=list)


def tickets_in(scope, user, period):
    """What the report tells of: opened or ended in the period, or open still."""
    return scope.tickets(user).filter(opened_at__lt=period.end).exclude(ended_at__lt=period.start).for_list()


def chapters(tickets, reader):
    """Two queries and the names; the second value says whether the oldest updates were left out."""
    ids = [ticket.pk for ticket in tickets]
    comments = Comment.objects.filter(ticket__in=ids, is_internal=False, deleted_at=None)
    comments = list(comments.select_related("author").order_by("-created_at", "-pk")[: UPDATES + 1])
    events = Event.objects.filter(target_kind="ticket", target_id__in=ids, is_internal=False, verb__in=TOLD)
    events = list(events.select_related("actor").order_by("-at", "-pk")[: UPDATES + 1])
    updates = defaultdict(list)
    for comment in comments[:UPDATES]:
        updates[comment.ticket_id].append(Update(comment.created_at, comment=comment))
    for line in lines_of(events[:UPDATES], reader):
        updates[line.event.target_id].append(Update(line.at, line=line))
    told = [Chapter(t, sorted(updates[t.pk], key=lambda update: update.at)) for t in tickets]
    return told, max(len(comments), len(events)) > UPDATES


def bars(dashboard):
    """The flow drawn as two bars a step, in whole numbers for SVG; prints where scripts do not run."""
    rows = list(zip(dashboard.step_names, dashboard.flow.rows, strict=True))
    most = max([max(row.opened.count, row.done.count) for _name, row in rows], default=0) or 1
    drawn = []
    for place, (name, row) in enumerate(rows):
        for nth, number in enumerate((row.opened, row.done)):
            height = round(CHART_HEIGHT * number.count / most)
            x = place * (2 * BAR + GAP) + nth * BAR
            drawn.append({"x": x, "y": CHART_HEIGHT - height, "height": height, "nth": nth, "name": name})
    return {
        "bars": drawn,
        "width": len(rows) * (2 * BAR + GAP),
        "height": CHART_HEIGHT,
        "bar": BAR,
        "most": most,
    }


def contents(scope, reader, period, tickets):
    """All that the body of a report shows; `tickets` are those of this page."""
    dashboard = Dashboard.asked(scope, reader, period, {})
    dashboard.step = dashboard.period.coarse_step
    told, is_cut = chapters(tickets, reader)
    return {
        "scope": scope,
        "period": period,
        "numbers": dashboard,
        "chart": bars(dashboard),
        "chapters": told,
        "is_cut": is_cut,
    }
