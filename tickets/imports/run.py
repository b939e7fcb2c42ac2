"""Brings Readings of any format into the site, in batches; what is there already stays as it is here."""

from dataclasses import dataclass, field

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from tickets.imports.chronicle import Chronicle
from tickets.imports.ledger import Ledger
from tickets.imports.names import Names
from tickets.imports.reading import BadLine
from tickets.imports.telling import add_comment, comment_keys, tell
from tickets.models import Comment, Ticket
from ticketsite.kit.collecting import batch_done, in_batches

BATCH = 500


@dataclass
class Outcome:
    """What an import did, or would do."""

    read: int = 0
    tickets: int = 0
    known: int = 0
    comments: int = 0
    made: dict = field(default_factory=dict)  # {kind of name: number}
    bad: list = field(default_factory=list)  # (where, why) of what was left out
    notes: list = field(default_factory=list)  # (where, what) of tickets that came in without something

    def add(self, other):
        self.tickets += other.tickets
        self.known += other.known
        self.comments += other.comments
        self.count_made(other.made)

    def count_made(self, made, before=None):
        for kind, number in made.items():
            self.made[kind] = self.made.get(kind, 0) + number - (before or {}).get(kind, 0)


class Run:
    """One import. `by` is the Admin who answers for it, `into` a group for all tickets instead of their own."""

    skip = 0  # so many readings are known to be written already

    def __init__(self, by, into=None, dry=False):
        self.by, self.into, self.dry = by, into, dry
        self.at = timezone.now()
        self.outcome = Outcome()
        self.names = {}

    def bring(self, name, readings):
        """All (line number, Reading or BadLine) of one file; what came before it breaks off stays."""
        with in_batches():
            self.bring_batches(name, readings)

    def bring_batches(self, name, readings):
        batch, seen = {}, {}
        try:
            for number, reading in readings:
                where = f"{name}:{number}"
                if isinstance(reading, BadLine):
                    self.outcome.bad.append((where, str(reading)))
                    continue
                self.outcome.read += 1
                self.outcome.notes += [(where, problem) for problem in reading.problems]
                identity = reading.source, key_within(seen, reading)
                if reading.key and identity[1] != reading.key:
                    twice = gettext("number %(number)s stands above on another ticket; both are kept")
                    self.outcome.notes.append((where, twice % {"number": reading.key}))
                if self.outcome.read <= self.skip:
                    continue
                if len(batch) >= BATCH or identity in batch:
                    self.write(batch)
                    batch = {}
                    batch_done()
                batch[identity] = where, reading
        finally:
            self.write(batch)

    def write(self, batch):
        """A batch at once; when the database refuses it, one by one, so that only the bad one stays out."""
        try:
            self.write_at_once(batch)
        except (DatabaseError, ValueError) as trouble:
            self.names.clear()
            if len(batch) > 1:
                for identity, one in batch.items():
                    self.write({identity: one})
            else:
                (where, _reading), *_ = batch.values()
                self.outcome.bad.append((where, str(trouble).split("\n")[0]))

    def write_at_once(self, batch):
        outcome, ledger, chronicles = Outcome(), Ledger(batch=BATCH + 1), []
        made = {source: dict(names.made) for source, names in self.names.items()}
        with transaction.atomic():
            known = Known(batch)
            for identity, (_where, reading) in batch.items():
                ticket = known.tickets.get(identity)
                if ticket is None:
                    chronicle = tell(reading, identity[1], self.names_of(reading.source), self.at)
                else:
                    outcome.known += 1
                    chronicle = self.catch_up(ticket, known.comments[ticket.pk], reading)
                outcome.tickets += chronicle.is_new
                outcome.comments += sum(comment.import_key is not None for comment in chronicle.comments)
                ledger.add(chronicle)
                chronicles.append(chronicle)
            ledger.flush()
            self.written(batch, chronicles)
        if self.dry:
            ledger.forget_files()
        for source, names in self.names.items():
            outcome.count_made(names.made, made.get(source, {}))
        self.outcome.add(outcome)

    def written(self, batch, chronicles):
        """Called inside the transaction of a batch, for those who keep book."""

    def names_of(self, source):
        if source not in self.names:
            self.names[source] = Names(source, self.by, self.at, self.into)
        return self.names[source]

    def catch_up(self, ticket, have, reading):
        """A ticket that is here gets the comments that are new; everything else is ours to change by now."""
        chronicle, changed = Chronicle(ticket, is_new=False), ticket.updated_at
        for key, said in comment_keys(reading):
            if key not in have:
                at = max(said.at or self.at, ticket.opened_at)
                add_comment(chronicle, key, said, self.names_of(reading.source), at)
                changed = max(changed, at)
        ticket.updated_at = changed
        return chronicle


def key_within(seen, reading):
    """The key of a ticket: its number, or its text where the source gave no number or one number twice."""
    fingerprint = reading.fingerprint()
    if not reading.key:
        return f"~{fingerprint}"
    first = seen.setdefault((reading.source, reading.key), fingerprint)
    return reading.key if first == fingerprint else f"{reading.key}~{fingerprint}"


class Known:
    """What of a batch is here already: tickets by (source, key), and the keys of their imported comments."""

    def __init__(self, batch):
        wanted = {}
        for source, key in batch:
            wanted.setdefault(source, []).append(key)
        self.tickets, self.comments = {}, {}
        for source, keys in wanted.items():
            rows = Ticket.objects.filter(import_source=source, import_key__in=keys)
            for ticket in rows.select_related("group"):
                self.tickets[source, ticket.import_key] = ticket
                self.comments[ticket.pk] = set()
        rows = Comment.objects.filter(ticket__in=self.comments, import_key__isnull=False)
        for ticket, key in rows.values_list("ticket", "import_key"):
            self.comments[ticket].add(key)
