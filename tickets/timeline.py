"""The ticket page's story: comments and quiet events in one order, with who may read what settled here."""

from dataclasses import dataclass, field

from groups.events import Verb
from tickets import history, rules
from tickets.models import Attachment, Comment, Ticket
from tickets.statuses import Status
from ticketsite.kit.planned import PlannedQuery

SHOWN = 150

# Told by the comment itself, or by the head of the page.
UNTOLD = (
    Verb.OPENED,
    Verb.COMMENTED,
    Verb.COMMENT_EDITED,
    Verb.COMMENT_DELETED,
    Verb.RESOLVED,
)


def _files(ticket, *, notes):
    files = Attachment.objects.filter(ticket=ticket).readable(notes=notes)
    return files.select_related("uploader", "comment").order_by("created_at", "pk")


def _comments(ticket, *, notes, most):
    return Comment.objects.filter(ticket=ticket).readable(notes=notes).for_list().reverse()[:most]


def _events(ticket, *, notes, most):
    return history.events_of(Ticket(pk=ticket), notes=notes).exclude(verb__in=UNTOLD).reverse()[:most]


FILES, COMMENTS, EVENTS = (PlannedQuery(rows) for rows in (_files, _comments, _events))


@dataclass
class Entry:
    """A comment (with its files and the buttons of the reader), or a line of history."""

    at: object
    comment: Comment | None = None
    line: history.Line | None = None
    files: list = field(default_factory=list)
    may_edit: bool = False
    may_delete: bool = False

    @property
    def took(self):
        """For a resolution: how long after the opening."""
        return self.comment.created_at - self.comment.ticket.opened_at


class Timeline:
    """Comments, events and files of a ticket for one reader, in a fixed number of queries."""

    def __init__(self, ticket, reader, shown=SHOWN):
        self.ticket, self.reader, self.shown = ticket, reader, shown
        notes = rules.may_read_internal(reader, ticket)
        self.files = FILES.instances(ticket.pk, notes=notes)
        for file in self.files:
            file.ticket = ticket
            file.may_remove = rules.may_remove_file(reader, file)
        self.comments, more_comments = self._newest(COMMENTS, notes)
        self.events, more_events = self._newest(EVENTS, notes)
        self.is_cut = more_comments or more_events
        self.entries = sorted([*self._written(), *self._told()], key=lambda entry: entry.at)

    def _newest(self, rows, notes):
        """(the last that are shown, oldest first; whether there are more)"""
        most = None if self.shown is None else self.shown + 1
        found = rows.instances(self.ticket.pk, notes=notes, most=most)
        return found[: self.shown][::-1], self.shown is not None and len(found) > self.shown

    def _written(self):
        for comment in self.comments:
            comment.ticket = self.ticket
            yield Entry(
                comment.created_at,
                comment=comment,
                files=[file for file in self.files if file.comment_id == comment.pk],
                may_edit=rules.may_edit_comment(self.reader, comment),
                may_delete=rules.may_delete_comment(self.reader, comment),
            )

    def _told(self):
        with_comments = {file.pk for file in self.files if file.comment_id}
        events = [event for event in self.events if event.details.get("file") not in with_comments]
        if any(verdict_of(event) == "reject" for event in events):
            events = [event for event in events if event.verb != Verb.REJECTED]
        return [Entry(line.at, line=line) for line in history.lines_of(events, self.reader)]

    def rejection(self):
        """The line of the "no" that ended it, while it stands; None for any other ticket."""
        if self.ticket.status != Status.REJECTED:
            return None
        no = [e for e in self.entries if e.line and ends_in_no(e.line.event)]
        return no[-1].line if no else None

    def question(self):
        """The line with which an approver asked for more, until the requester writes or changes something."""
        if not self.ticket.is_pending:
            return None
        for entry in reversed(self.entries):
            if entry.line and verdict_of(entry.line.event) == "ask":
                return entry.line
            writer = entry.comment.author_id if entry.comment else entry.line.event.actor_id
            if writer == self.ticket.requester_id:
                return None
        return None

    def takeover_requests(self):
        """Those who have asked for it since the present holder has it, each once."""
        since = self.ticket.claimed_at
        asked = [e for e in self.events if e.verb == Verb.TAKEOVER_ASKED and since and e.at >= since]
        return list({event.actor_id: event for event in asked}.values())


def verdict_of(event):
    return event.details.get("verdict") if event.verb == Verb.DECIDED else None


def ends_in_no(event):
    return event.verb == Verb.REJECTED or verdict_of(event) == "reject"
