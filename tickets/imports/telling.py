"""Turns a Reading into a chronicle: its comments and changes as acts at their own times, its end as columns."""

from django.core.files.base import ContentFile

from groups.events import Verb
from tickets.imports.chronicle import Chronicle
from tickets.imports.reading import Happened, priority_of, status_of
from tickets.imports.texts import as_markdown, cut_body, cut_title
from tickets.models.comment import Kind
from tickets.statuses import DONE, ENDED, HELD, Priority, Status
from tickets.stretches import account

RESTS = (Status.RESOLVED, Status.CLOSED)


def tell(reading, key, names, at):
    """The chronicle of a ticket that is new here; `at` is the moment of the import."""
    return Telling(reading, names, at).tell(key)


def comment_keys(reading):
    """(key, comment) in the order of the source; the same words twice have two keys."""
    seen = {}
    for said in reading.comments:
        identity = said.identity()
        seen[identity] = seen.get(identity, 0) + 1
        yield identity if seen[identity] == 1 else f"{identity}:{seen[identity]}", said


def add_comment(chronicle, key, said, names, at):
    """A comment of the source, its text whole even where it is too long."""
    author = names.person(said.author)
    body, whole = cut_body(as_markdown(said.body, said.html, said.markdown))
    comment = chronicle.comment(author, body, at, is_internal=said.is_internal, resume=False, import_key=key)
    if whole is not None:
        chronicle.attach(author, at, text_file("comment.txt", said.body), comment)


def text_file(name, text):
    return ContentFile(text.encode(), name=name)


def place_in_time(act):
    """Of what happened at one moment, the closing was the last."""
    at, _act, arguments = act
    closes = [h for h in arguments if isinstance(h, Happened) and status_of(h.new) == Status.CLOSED]
    return at, bool(closes)


class Telling:
    def __init__(self, reading, names, at):
        self.reading, self.names, self.imported_at = reading, names, at
        self.opened_at = reading.opened_at or reading.first_time() or at
        self.group = names.group(reading.group)
        self.requester = names.person(reading.requester)
        self.settler = names.person(reading.resolver or reading.assignee)
        self.initial, self.changes = self.split_history()

    def tell(self, key):
        self.open(key)
        self.act()
        self.finish()
        self.chronicle.record(Verb.IMPORTED, self.names.by, self.imported_at, **self.facts())
        return self.chronicle

    def split_history(self):
        """What was so from the start belongs to the opening; the rest happened later."""
        history = sorted(self.reading.history, key=lambda happened: happened.at)
        initial = [h for h in history if h.old is None and self.is_initial(h)]
        return initial, [h for h in history if h not in initial and h.old != h.new]

    def is_initial(self, happened):
        if happened.field == "assignee":
            return happened.new is None
        if happened.field == "status":
            return status_of(happened.new) not in (Status.WAITING, *RESTS)
        return True

    def open(self, key):
        reading = self.reading
        title, whole_title = cut_title(reading.title)
        described = as_markdown(reading.description, reading.html, reading.markdown)
        body, whole = cut_body(f"{whole_title}\n\n{described}".strip() if whole_title else described)
        self.chronicle = Chronicle.open(
            self.requester,
            self.group,
            title,
            body,
            at=self.opened_at,
            project=self.names.project(self.group, reading.project),
            category=self.names.category(self.group, reading.category),
            priority=Priority.NICE if reading.priority is None else reading.priority,
            import_source=reading.source,
            import_key=key,
        )
        if self.initial:
            self.chronicle.acts[0].details["imported"] = [happened.words for happened in self.initial]
        if whole is not None:
            text = f"{reading.title}\n\n{reading.description}"
            self.chronicle.attach(self.requester, self.opened_at, text_file("description.txt", text))

    def act(self):
        """Comments and changes in the order of their times."""
        reading = self.reading
        acts = [(h.at, self.change, (h,)) for h in self.changes]
        last = self.opened_at
        for key, said in comment_keys(reading):
            last = said.at or last
            acts.append((last, self.say, (key, said)))
        went_through = {status_of(h.new) for h in self.changes if h.field == "status"}
        resolved = reading.resolved_at or reading.closed_at
        if reading.status in RESTS and resolved and Status.RESOLVED not in went_through:
            acts.append((resolved, self.settle, ()))
        if reading.status == Status.CLOSED and reading.closed_at and Status.CLOSED not in went_through:
            acts.append((reading.closed_at, self.file_away, ()))
        for at, act, arguments in sorted(acts, key=place_in_time):
            act(max(at, self.opened_at), *arguments)

    def say(self, at, key, said):
        add_comment(self.chronicle, key, said, self.names, at)

    def settle(self, at, by=None, **facts):
        """The act of resolving, with the comment that names who did it."""
        by = by or self.settler
        comment = self.chronicle.write(by, "", at, kind=Kind.RESOLUTION)
        self.chronicle.note_first_answer(comment)
        self.chronicle.record(Verb.RESOLVED, by, at, comment=comment, **facts)

    def file_away(self, at):
        self.chronicle.record(Verb.CLOSED, self.settler, at)

    def change(self, at, happened):
        by, facts = self.names.person(happened.by), {"imported": happened.words}
        tellers = {
            "status": self.change_status,
            "assignee": self.change_assignee,
            "group": self.change_group,
            "priority": self.change_priority,
        }
        told = tellers.get(happened.field, lambda *_: False)(at, happened, by, facts)
        if not told:
            self.chronicle.record(Verb.IMPORTED, by, at, **facts)

    def change_status(self, at, happened, by, facts):
        old, new = status_of(happened.old), status_of(happened.new)
        if new == Status.RESOLVED:
            last = [h for h in self.changes if h.field == "status" and status_of(h.new) == new][-1]
            self.settle(at, self.settler if happened is last else by, **facts)
            return True
        verb = {Status.CLOSED: Verb.CLOSED, Status.WITHDRAWN: Verb.WITHDRAWN}.get(new)
        if old in RESTS and new not in ENDED:
            verb = Verb.REOPENED
        elif new == Status.WAITING and old != new:
            verb = Verb.SET_WAITING
        elif old == Status.WAITING and new in (Status.OPEN, Status.IN_PROGRESS):
            verb = Verb.RESUMED
        if verb:
            self.chronicle.record(verb, by, at, **facts)
        return bool(verb)

    def change_assignee(self, at, happened, by, facts):
        old = self.names.person(happened.old) if happened.old else None
        if happened.new:
            to = self.names.person(happened.new)
            self.chronicle.record(Verb.ASSIGNED, by, at, before=old and old.pk, to=to.pk, **facts)
            ticket = self.chronicle.ticket
            ticket.claimed_at, ticket.first_claimed_at = at, ticket.first_claimed_at or at
        else:
            self.chronicle.record(Verb.DROPPED, by, at, person=old.pk, **facts)
        return True

    def change_group(self, at, happened, by, facts):
        old, new = self.names.group(happened.old), self.names.group(happened.new)
        if old == new:
            return False
        places = {"group_before": old.pk, "group_after": new.pk, "dropped": None}
        self.chronicle.record(Verb.MOVED, by, at, **places, **facts)
        return True

    def change_priority(self, at, happened, by, facts):
        old, new = priority_of(happened.old), priority_of(happened.new)
        if old is None or new is None:
            return False
        self.chronicle.record(Verb.PRIORITISED, by, at, before=int(old), after=int(new), **facts)
        return True

    def finish(self):
        """The columns as the source has them now, as far as our rules allow."""
        reading, ticket = self.reading, self.chronicle.ticket
        ticket.status = self.final_status()
        ticket.assignee_id = self.names.person(reading.assignee).pk if reading.assignee else None
        if not reading.assignee:
            ticket.claimed_at = None
        elif ticket.status in HELD:
            ticket.claimed_at = ticket.claimed_at or self.opened_at
            ticket.first_claimed_at = ticket.first_claimed_at or ticket.claimed_at
        if ticket.status in ENDED:
            ends = reading.resolved_at or reading.closed_at or reading.updated_at or ticket.updated_at
            ticket.ended_at = max(ends, self.opened_at)
        if ticket.status in DONE:
            ticket.resolved_at = self.not_before_opening(reading.resolved_at or reading.closed_at)
            ticket.resolved_by_id = self.settler.pk if reading.resolver or reading.assignee else None
        if ticket.status == Status.CLOSED:
            ticket.closed_at = self.not_before_opening(reading.closed_at)
        times = [ticket.updated_at, reading.updated_at, ticket.ended_at, ticket.closed_at]
        ticket.updated_at = max(filter(None, times))
        account(ticket, sorted(self.chronicle.acts, key=lambda act: act.at))

    def final_status(self):
        """What somebody holds is in progress or waiting, what nobody holds is open."""
        if self.reading.status not in (*HELD, Status.OPEN):
            return self.reading.status
        if not self.reading.assignee:
            return Status.OPEN
        return Status.WAITING if self.reading.status == Status.WAITING else Status.IN_PROGRESS

    def not_before_opening(self, at):
        return at and max(at, self.opened_at)

    def facts(self):
        """What has no column here, and what had to be assumed."""
        reading = self.reading
        assumed = {
            "opened": None if reading.opened_at else "unknown at the source",
            "ended": "before it was opened"
            if any(t and t < self.opened_at for t in (reading.resolved_at, reading.closed_at))
            else None,
        }
        elsewhere = {"group": reading.group} if self.names.into else {}
        elsewhere |= {"problems": [remark.facts for remark in reading.problems]} if reading.problems else {}
        return {
            "source": reading.source,
            "key": reading.key,
            "facts": reading.facts | elsewhere,
            "assumed": {name: why for name, why in assumed.items() if why},
        }
