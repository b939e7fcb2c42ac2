"""The past of one ticket, told act by act with own times, for `tickets/imports/ledger.py` to write.

Each method leaves exactly the columns, rows and events that the verb of the same name leaves; a test
compares them. No rule is asked and no bell is rung: what is told here has happened already.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from groups.events import Verb
from tickets.models import Answer, Attachment, Comment, Follow, Ticket
from tickets.models.comment import Kind
from tickets.models.content import fingerprint
from tickets.models.spending import spent
from tickets.statuses import HELD, Priority, Status
from ticketsite.kit.markdown import render
from ticketsite.kit.moulds import Mould
from ticketsite.kit.plain_prose import paragraphs

new_ticket, new_comment = Mould(Ticket), Mould(Comment)


@lru_cache(maxsize=4096)
def rendered(text):
    return paragraphs(text) or render(text)


@dataclass(slots=True)
class Act:
    """What an event is made of. Facts that are rows are replaced by their keys once they have some."""

    verb: Verb
    actor_id: int | None
    group_id: int
    at: datetime
    is_internal: bool
    details: dict


class Chronicle:
    """Times must not run backwards from one act to the next."""

    def __init__(self, ticket, is_new=True):
        self.ticket = ticket
        self.is_new = is_new
        self.comments, self.files, self.follows, self.answers, self.acts = [], [], [], [], []
        self.further = []  # rows of storeys above that hang on the ticket

    @classmethod
    def open(
        cls,
        by,
        group,
        title,
        description="",
        *,
        at,
        project=None,
        category=None,
        priority=Priority.NICE,
        **columns,
    ):
        ticket = new_ticket(
            title=title,
            description=description,
            description_html=rendered(description),
            group=group,
            project=project,
            category=category,
            priority=priority,
            requester=by,
            department_id=by.department_id,
            opened_at=at,
            updated_at=at,
            **columns,
        )
        ticket.status = ticket.first_status
        chronicle = cls(ticket)
        chronicle.record(Verb.OPENED, by, at, priority=int(priority), project=project.pk if project else None)
        return chronicle

    def record(self, verb, by, at, *, internal=False, **facts):
        """Note an event, without changing the ticket."""
        self.acts.append(Act(verb, by and by.pk, self.ticket.group_id, at, internal, facts))

    def fingerprint(self):
        """The hash of what approvers would decide on now."""
        ticket = self.ticket
        files = [(file.sha256, file.name) for file, _content in self.files if file.comment is None]
        answers = [(answer.label, answer.value) for answer in self.answers]
        return fingerprint(
            ticket.title, ticket.description, ticket.category_id, ticket.attempt, files, answers
        )

    def seal(self):
        self.ticket.content_hash = self.fingerprint()

    def answer(self, answers):
        """What was answered at the opening: {question: the answer as text}."""
        for question in sorted(answers, key=lambda question: (question.position, question.pk)):
            answer = Answer(
                ticket=self.ticket,
                question=question,
                position=question.position,
                label=question.label,
                kind=question.kind,
                value=answers[question],
            )
            self.answers.append(answer)

    def change(self, at, **columns):
        if columns.get("status", self.ticket.status) != self.ticket.status:
            columns |= spent(self.ticket, at)
        for name, value in (columns | {"updated_at": at}).items():
            setattr(self.ticket, name, value)

    def attach(self, by, at, content, comment=None):
        """A file: `content` is a Django File with a name."""
        internal = bool(comment and comment.is_internal)
        file = Attachment(
            ticket=self.ticket,
            comment=comment,
            uploader=by,
            name=content.name[-200:],
            size=content.size,
            sha256=hashlib.file_digest(content, "sha256").hexdigest(),
            created_at=at,
        )
        content.seek(0)
        self.files.append((file, content))
        self.record(Verb.ATTACHED, by, at, internal=internal, file=file, name=file.name, size=content.size)
        return file

    def comment(self, by, body, at, *, is_internal=False, files=(), resume=True, import_key=None):
        comment = self.write(by, body, at, is_internal=is_internal, import_key=import_key)
        for content in files:
            self.attach(by, at, content, comment)
        self.note_first_answer(comment)
        ticket = self.ticket
        answers = by.pk == ticket.requester_id and not is_internal and resume
        if ticket.status == Status.WAITING and answers:
            self.change(at, status=Status.IN_PROGRESS)
            self.record(Verb.RESUMED, by, at, answered=comment)
        return comment

    def write(self, by, body, at, *, is_internal=False, kind=Kind.PLAIN, import_key=None):
        """The row of a comment and its event, without what else a comment means."""
        comment = new_comment(
            author_id=by.pk,
            body=body,
            body_html=rendered(body),
            is_internal=is_internal,
            kind=kind,
            created_at=at,
            import_key=import_key,
        )
        self.comments.append(comment)
        self.record(Verb.COMMENTED, by, at, internal=is_internal, comment=comment)
        self.change(at)
        return comment

    def note_first_answer(self, comment):
        ticket = self.ticket
        by_somebody_else = comment.author_id != ticket.requester_id
        if ticket.first_answered_at is None and by_somebody_else and not comment.is_internal:
            self.change(comment.created_at, first_answered_at=comment.created_at)

    def _give_to(self, person, at):
        self.change(
            at,
            status=Status.IN_PROGRESS,
            assignee=person,
            claimed_at=at,
            first_claimed_at=self.ticket.first_claimed_at or at,
        )

    def claim(self, by, at):
        self._give_to(by, at)
        self.record(Verb.CLAIMED, by, at)

    def drop(self, by, at, reason=""):
        self.change(at, status=Status.OPEN, assignee=None, claimed_at=None)
        self.record(Verb.DROPPED, by, at, reason=reason)

    def hand_over(self, to, by, at, reason=""):
        self._give_to(to, at)
        self.record(Verb.HANDED_OVER, by, at, to=to.pk, reason=reason)

    def assign(self, to, by, at):
        before = self.ticket.assignee_id
        self._give_to(to, at)
        self.record(Verb.ASSIGNED, by, at, before=before, to=to.pk)

    def set_waiting(self, by, at, question=""):
        facts = {"comment": self.comment(by, question, at)} if question.strip() else {}
        self.change(at, status=Status.WAITING)
        self.record(Verb.SET_WAITING, by, at, **facts)

    def resume(self, by, at):
        self.change(at, status=Status.IN_PROGRESS)
        self.record(Verb.RESUMED, by, at)

    def resolve(self, by, at, solution=""):
        if self.ticket.status not in HELD:
            self.claim(by, at)
        self.change(at, status=Status.RESOLVED, resolved_at=at, ended_at=at, resolved_by=by)
        comment = self.write(by, solution, at, kind=Kind.RESOLUTION)
        self.note_first_answer(comment)
        self.record(Verb.RESOLVED, by, at, comment=comment)

    def confirm(self, by, at):
        self._close(at)
        self.record(Verb.CONFIRMED, by, at)

    def close(self, by, at):
        self._close(at)
        self.record(Verb.CLOSED, by, at)

    def close_after_silence(self, at):
        self.close(None, at)

    def _close(self, at):
        self.change(at, status=Status.CLOSED, closed_at=at)

    def reopen(self, by, at, reason=""):
        """Back to whoever did it."""
        facts = {"comment": self.comment(by, reason, at, resume=False)} if reason.strip() else {}
        holder = self.ticket.assignee
        self.change(
            at,
            status=Status.IN_PROGRESS,
            claimed_at=at,
            resolved_at=None,
            resolved_by=None,
            ended_at=None,
            times_reopened=self.ticket.times_reopened + 1,
        )
        self.record(Verb.REOPENED, by, at, to=holder.pk, **facts)

    def withdraw(self, by, at):
        before, dropped = str(self.ticket.status), self.ticket.assignee_id
        self.change(at, status=Status.WITHDRAWN, assignee=None, claimed_at=None, ended_at=at)
        self.record(Verb.WITHDRAWN, by, at, before=before, dropped=dropped)

    def edit(self, by, at, **words):
        """Other words for `title`, `description` or both, while it is not on the waiting list."""
        before = {name: getattr(self.ticket, name) for name in words}
        self.change(at, **words, revision=self.ticket.revision + 1)
        self.ticket.description_html = rendered(self.ticket.description)
        self.record(Verb.EDITED, by, at, before=before, after=words)

    def pass_approval(self, by, at):
        self.change(at, status=Status.OPEN, approved_at=at)
        self.record(Verb.APPROVED, by, at)

    def turn_down(self, by, at, reason):
        self.change(at, status=Status.REJECTED, ended_at=at)
        self.record(Verb.REJECTED, by, at, reason=reason)

    def resubmit(self, by, at):
        ticket = self.ticket
        before = str(ticket.status)
        self.change(at, status=ticket.first_status, ended_at=None, attempt=ticket.attempt + 1)
        self.record(Verb.RESUBMITTED, by, at, before=before, attempt=ticket.attempt)

    def set_priority(self, priority, by, at):
        before = int(self.ticket.priority)
        self.change(at, priority=priority)
        self.record(Verb.PRIORITISED, by, at, before=before, after=int(priority))

    def schedule(self, due_on, by, at):
        before = self.ticket.due_on
        self.change(at, due_on=due_on)
        self.record(
            Verb.SCHEDULED,
            by,
            at,
            before=before.isoformat() if before else None,
            after=due_on.isoformat() if due_on else None,
        )

    def put_in_project(self, project, by, at):
        before = self.ticket.project_id
        self.change(at, project=project)
        self.record(Verb.MOVED, by, at, project_before=before, project_after=project.pk if project else None)

    def follow(self, by, at):
        self.follows.append(Follow(ticket=self.ticket, user=by, since=at))
        self.record(Verb.FOLLOWED, by, at, person=by.pk)

    def add_follower(self, person, by, at, let_in=False):
        """Somebody else hears of it; `let_in` says that they would not see it otherwise."""
        let_in_by = by if let_in else None
        self.follows.append(Follow(ticket=self.ticket, user=person, let_in_by=let_in_by, since=at))
        self.record(Verb.FOLLOWED, by, at, person=person.pk, let_in=let_in)

    def bin(self, by, at):
        self.change(at, deleted_at=at, deleted_by=by)
        self.record(Verb.DELETED, by, at)
