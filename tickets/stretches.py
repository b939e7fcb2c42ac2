"""Where a ticket's time went: approval, waiting list, work, waiting for the requester; read from its events."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.events import Verb
from tickets.statuses import ENDED, Status


class Phase(TextChoices):
    APPROVAL = "approval", _("Approval")
    QUEUE = "queue", _("Waiting list")
    WORK = "work", _("Work")
    REQUESTER = "requester", _("Waiting for the requester")
    DONE = "done", _("Done")


@dataclass
class Stretch:
    """A time in one phase; `person` is the id of whoever worked."""

    phase: Phase
    start: datetime
    end: datetime
    person: int | None = None

    @property
    def length(self):
        return self.end - self.start


@dataclass
class Part:
    """A stretch drawn: thousandths of the whole, as whole numbers for SVG."""

    phase: Phase
    x: int
    width: int
    length: timedelta


# A ticket that nobody holds waits either for its approvers or on the waiting list: what comes next tells which.
MAY_SEND_BACK = (Verb.EDITED, Verb.ATTACHED, Verb.FILE_REMOVED, Verb.RECATEGORISED, Verb.RESUBMITTED)
ENDS_APPROVAL = (Verb.DECIDED, Verb.APPROVED, Verb.REJECTED)
ENDS_QUEUE = (Verb.CLAIMED, Verb.ASSIGNED, Verb.RESOLVED)


def step(event):
    """(phase, person) that begins with this event; None for an event that begins none."""
    facts = event.details
    match event.verb:
        case Verb.CLAIMED:
            return Phase.WORK, event.actor_id
        case Verb.HANDED_OVER | Verb.ASSIGNED:
            return Phase.WORK, facts.get("to")
        case Verb.DROPPED | Verb.RELEASED | Verb.APPROVED:
            return Phase.QUEUE, None
        case Verb.SET_WAITING:
            return Phase.REQUESTER, event.actor_id
        case Verb.RESUMED:
            return Phase.WORK, None
        case Verb.RESOLVED | Verb.WITHDRAWN | Verb.REJECTED:
            return Phase.DONE, None
        case Verb.REOPENED:
            return (Phase.WORK, facts["to"]) if facts.get("to") else (Phase.QUEUE, None)
        case Verb.MOVED if facts.get("dropped"):
            return Phase.QUEUE, None
    return None


def waiting_phase(ticket, later):
    """Approval or waiting list, for a ticket that nobody holds, by the events that come later."""
    for event in later:
        if event.verb in ENDS_APPROVAL:
            return Phase.APPROVAL
        if event.verb == Verb.WITHDRAWN and event.details.get("before"):
            return Phase.APPROVAL if event.details["before"] == Status.PENDING else Phase.QUEUE
        if event.verb == Verb.RECATEGORISED:
            return Phase.APPROVAL if event.details.get("was_pending") else Phase.QUEUE
        if event.verb in ENDS_QUEUE:
            return Phase.QUEUE
    return Phase.APPROVAL if ticket.status == Status.PENDING else Phase.QUEUE


def begun_by(event, phase, ticket, later):
    """(phase, person) that begins with this event in this phase, or None."""
    waits = phase in (Phase.QUEUE, Phase.APPROVAL) or event.verb == Verb.RESUBMITTED
    if waits and event.verb in MAY_SEND_BACK:
        now = waiting_phase(ticket, later)
        return (now, None) if now != phase else None
    return step(event)


def stretches(ticket, events):
    """The ticket's life from its opening to its end, or to now, without a gap."""
    found, person = [], None
    phase = waiting_phase(ticket, events)
    since, last = ticket.opened_at, ticket.ended_at or timezone.now()
    for number, event in enumerate(events, 1):
        begun = begun_by(event, phase, ticket, events[number:])
        if begun is None:
            continue
        at = min(max(event.at, since), last)
        found.append(Stretch(phase, since, at, person))
        phase, worker = begun
        since, person = at, worker or (person if phase == Phase.WORK else None)
    found.append(Stretch(phase, since, last, person))
    return [stretch for stretch in found if stretch.phase != Phase.DONE and stretch.length > timedelta(0)]


SUMS = {
    Phase.APPROVAL: "approval_seconds",
    Phase.QUEUE: "queue_seconds",
    Phase.WORK: "work_seconds",
    Phase.REQUESTER: "requester_seconds",
}


def account(ticket, events):
    """Sum a past that was not lived by verbs into the columns that verbs keep; the caller writes them."""
    found = stretches(ticket, events)
    ticket.status_since = ticket.closed_at or ticket.ended_at
    if ticket.status not in ENDED and found:
        since = found.pop().start
        ticket.status_since = since if since > ticket.opened_at else None
    lengths = dict(totals(found))
    for phase, name in SUMS.items():
        setattr(ticket, name, round(lengths.get(phase, timedelta(0)).total_seconds()))
    ticket.times_reopened = sum(event.verb == Verb.REOPENED for event in events)


def totals(found):
    """[(phase, time in it)], in the order of a ticket's life."""
    sums = {phase: timedelta(0) for phase in Phase}
    for stretch in found:
        sums[stretch.phase] += stretch.length
    return [(phase, length) for phase, length in sums.items() if length]


def drawn(found):
    """The stretches side by side, about 1000 wide in all; what is short stays visible."""
    whole = sum((stretch.length for stretch in found), timedelta(0))
    parts, x = [], 0
    for stretch in found:
        width = max(round(1000 * (stretch.length / whole)), 4)
        parts.append(Part(stretch.phase, x, width, stretch.length))
        x += width
    return parts
