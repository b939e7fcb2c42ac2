"""The life of one ticket as plain rows: what the verbs would have left, told by chance and by the clock.

`tickets/imports/chronicle.py` says the same act by act, at several times the price; a test compares them.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from accounts.models import Role
from approvals.models import Decision
from approvals.verdicts import Verdict
from groups.events import Event, Verb
from tickets.models import Approver, Comment, Follow, Ticket
from tickets.models.comment import Kind
from tickets.models.content import fingerprint
from tickets.models.spending import COLUMNS as SPENT
from tickets.models.spending import spent
from tickets.rules import REOPEN_WITHIN
from tickets.statuses import UNRESOLVED, Priority, Status
from ticketsite.kit.copying import Table
from ticketsite.scale.words import rendered

LONG_EVERY, LONG_TALK = 200, 10  # one in so many is talked about in so many comments
COLUMNS = (
    ("id", "title", "description", "description_html", "content_hash", "group", "project", "category")
    + ("priority", "status", "requester", "department", "assignee", "resolved_by")
    + ("opened_at", "updated_at", "approved_at", "first_answered_at", "first_claimed_at")
    + ("claimed_at", "resolved_at", "closed_at", "ended_at", "status_since", *SPENT.values())
)


@dataclass
class Books:
    """The tables that lives are written into, and the keys that come next: they were empty."""

    tickets: Table = field(default_factory=lambda: Table(Ticket, *COLUMNS))
    comments: Table = field(
        default_factory=lambda: Table(
            Comment, "id", "ticket", "author", "kind", "body", "body_html", "is_internal", "created_at"
        )
    )
    decisions: Table = field(
        default_factory=lambda: Table(
            Decision, "id", "ticket", "approver", "by", "verdict", "comment", "content_hash", "attempt", "at"
        )
    )
    follows: Table = field(default_factory=lambda: Table(Follow, "ticket", "user", "let_in_by", "since"))
    events: Table = field(
        default_factory=lambda: Table(
            Event, "group", "actor", "verb", "target_kind", "target_id", "is_internal", "details", "at"
        )
    )
    last_ticket: int = 0
    last_comment: int = 0
    last_decision: int = 0

    def flush(self):
        # The feed of a group reads by key: within a batch keys follow time.
        self.events.rows.sort(key=lambda row: row[7])
        for table in (self.tickets, self.comments, self.decisions, self.follows, self.events):
            table.flush()


class Life:
    """One ticket from its opening at `at` to its end, or to `until` where it goes on."""

    def __init__(self, chance, books, organisation, at, until):
        self.chance, self.books, self.organisation = chance, books, organisation
        self.at, self.until = at, until
        books.last_ticket += 1
        self.pk = books.last_ticket
        self.opened_at = self.updated_at = at
        self.approved_at = self.first_answered_at = self.first_claimed_at = None
        self.claimed_at = self.resolved_at = self.closed_at = self.ended_at = None
        self.assignee = self.resolved_by = self.project = None
        self.category, self.route = (None, ())
        self.status_since = None
        self.__dict__.update(dict.fromkeys(SPENT.values(), 0))
        self.follows = set()

    def play(self, part):
        """As `scale.cast` has settled it."""
        self.place = part.place
        if part.place.categories:
            self.category, self.route = part.place.categories[0][0].pk, ()
        self.open(part.requester, int(Priority.IMPORTANT))
        if part.worker:
            self.work(part.worker, is_unresolved=part.status in UNRESOLVED)
        self.write()

    def lead(self, place, is_unresolved):
        """`is_unresolved` says that its end has not come."""
        self.place = place
        requester = self.chance.pick(place.people if place.projects else self.organisation.people)
        if place.categories:
            self.choose_category(requester)
        elif place.projects and self.chance.random() < 0.3:
            self.project = self.chance.pick(place.projects).pk
        roll = self.chance.random()
        self.open(requester, 0 if roll < 0.05 else 1 if roll < 0.25 else 2 if roll < 0.8 else 3)
        if self.status == Status.PENDING and not self.decide(is_unresolved):
            return self.write()
        roll = self.chance.random()
        if roll < (0.5 if is_unresolved else 0.06):
            if not is_unresolved:
                self.withdraw()
            return self.write()
        self.work(self.chance.pick(self.place.people), is_unresolved)
        return self.write()

    def open(self, requester, priority):
        chance = self.chance
        self.requester, self.priority = requester, priority
        self.title, self.description = chance.words.title(), chance.words.text(2 + int(4 * chance.random()))
        self.content_hash = fingerprint(self.title, self.description, self.category, 1)
        self.status = Status.PENDING if self.route else Status.OPEN
        self.record(Verb.OPENED, requester, {"priority": priority, "project": self.project})

    def choose_category(self, requester):
        """What has to be approved is asked for by plain users, so that nobody stands for their own step."""
        choices = self.place.categories
        category, route = choices[0] if self.chance.random() < 0.5 else self.chance.pick(choices)
        if requester.role != Role.USER:
            category, route = choices[0]
        self.category, self.route = category.pk, route

    def decide(self, is_unresolved):
        """Ask the approvers in turn; whether it has passed."""
        waits = is_unresolved and self.chance.random() < 0.6
        refused = not is_unresolved and self.chance.random() < 0.1
        for number, approver in enumerate(self.route):
            if waits and number == len(self.route) - 1:
                return False
            self.go_on(30)
            by = self.decider(approver)
            self.note_decision(by, approver, Verdict.REJECT if refused else Verdict.APPROVE)
            if refused:
                return False
        self.change(status=Status.OPEN, approved_at=self.at)
        self.record(Verb.APPROVED, by)
        return True

    def decider(self, approver):
        if approver == Approver.HOD:
            return self.organisation.heads[self.requester.department_id]
        return self.chance.pick(self.organisation.it_heads)

    def note_decision(self, by, approver, verdict):
        books = self.books
        books.last_decision += 1
        said = self.chance.words.text(1) if verdict == Verdict.REJECT else ""
        books.decisions.add(
            *(books.last_decision, self.pk, approver, by.pk, verdict, said, self.content_hash, 1, self.at)
        )
        if by.pk not in self.follows:
            self.follows.add(by.pk)
            books.follows.add(self.pk, by.pk, self.requester.pk, self.at)
        facts = {"verdict": verdict, "approver": approver, "on_behalf_of": None, "comment": said}
        self.record(Verb.DECIDED, by, {"decision": books.last_decision} | facts)
        if verdict == Verdict.REJECT:
            self.change(status=Status.REJECTED, ended_at=self.at)
            self.record(Verb.REJECTED, by, {"reason": said})

    def withdraw(self):
        self.go_on(40)
        self.change(status=Status.WITHDRAWN, ended_at=self.at)
        self.record(Verb.WITHDRAWN, self.requester, {"before": "open", "dropped": None})

    def work(self, worker, is_unresolved):
        self.go_on(20)
        self.assignee = worker.pk
        self.change(status=Status.IN_PROGRESS, claimed_at=self.at, first_claimed_at=self.at)
        self.record(Verb.CLAIMED, worker)
        self.talk(worker)
        if is_unresolved:
            if self.chance.random() < 0.3:
                self.set_waiting(worker)
            return
        self.go_on(20)
        self.resolved_by = worker.pk
        self.change(status=Status.RESOLVED, resolved_at=self.at, ended_at=self.at)
        self.record(Verb.RESOLVED, worker, {"comment": self.say(worker, kind=Kind.RESOLUTION)})
        self.close()

    def talk(self, worker):
        """Mostly little; of every LONG_EVERY one is a long story, with twenty events by its end."""
        if self.pk % LONG_EVERY == 7:
            for turn in range((LONG_TALK - 1) // 3):
                self.set_waiting(worker)
                self.go_on(3)
                answer = self.say(self.requester)
                self.change(status=Status.IN_PROGRESS)
                self.record(Verb.RESUMED, self.requester, {"answered": answer})
                self.go_on(3)
                self.say(worker, is_internal=turn == 1)
        elif self.chance.random() < 0.25:
            self.go_on(3)
            self.say(worker if self.chance.random() < 0.6 else self.requester)

    def set_waiting(self, worker):
        self.go_on(3)
        self.say(worker)
        self.change(status=Status.WAITING)
        self.record(Verb.SET_WAITING, worker)

    def say(self, by, *, kind=Kind.PLAIN, is_internal=False):
        books = self.books
        books.last_comment += 1
        body = self.chance.words.text(1 + int(3 * self.chance.random()))
        books.comments.add(
            *(books.last_comment, self.pk, by.pk, kind, body, rendered(body), is_internal, self.at)
        )
        self.updated_at = self.at
        if self.first_answered_at is None and by is not self.requester and not is_internal:
            self.first_answered_at = self.at
        self.record(Verb.COMMENTED, by, {"comment": books.last_comment}, is_internal)
        return books.last_comment

    def close(self):
        """Confirmed by the requester, or by nobody after the time to reopen."""
        is_confirmed = self.chance.random() < 0.4
        self.at += timedelta(hours=20 * self.chance.random()) if is_confirmed else REOPEN_WITHIN
        if self.at < self.until:
            self.change(status=Status.CLOSED, closed_at=self.at)
            self.record(
                Verb.CONFIRMED if is_confirmed else Verb.CLOSED, self.requester if is_confirmed else None
            )

    def go_on(self, hours):
        """Some time later, but never in the future."""
        later = self.at + timedelta(hours=hours * (0.05 + 2 * self.chance.random() ** 2))
        self.at = later if later < self.until else self.at + (self.until - self.at) / 4

    def change(self, **columns):
        if "status" in columns:
            columns |= spent(self, self.at)
        self.__dict__.update(columns)
        self.updated_at = self.at

    def record(self, verb, by, facts=None, is_internal=False):
        details = json.dumps(facts) if facts else "{}"
        actor = by.pk if by else None
        self.books.events.add(
            *(self.place.group.pk, actor, verb, "ticket", self.pk, is_internal, details, self.at)
        )

    def write(self):
        self.books.tickets.add(
            *(self.pk, self.title, self.description, rendered(self.description), self.content_hash),
            *(self.place.group.pk, self.project, self.category, self.priority, self.status),
            *(self.requester.pk, self.requester.department_id, self.assignee, self.resolved_by),
            *(self.opened_at, self.updated_at, self.approved_at, self.first_answered_at),
            *(self.first_claimed_at, self.claimed_at, self.resolved_at, self.closed_at, self.ended_at),
            *(self.status_since, *[getattr(self, name) for name in SPENT.values()]),
        )
