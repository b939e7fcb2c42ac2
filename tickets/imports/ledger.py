"""Writes chronicles to the database in batches: beside the verbs, the one place that writes state.

`seed` and `import_tickets` use it for what happened in the past. It asks no rule and rings no bell, so nobody
is told; whoever fills a chronicle answers for its truth. A batch is one transaction: all of it or nothing.
"""

from itertools import chain

from django.db import models, transaction

from groups.events import Event
from tickets.imports.sending import send, sent_together
from tickets.models import Answer, Attachment, Comment, Follow, Ticket
from tickets.models.attachment import random_key

BATCH = 500


class Ledger:
    """`with Ledger() as ledger: ledger.add(chronicle)`: whole batches on the way, the rest at the end."""

    def __init__(self, batch=BATCH):
        self.batch = batch
        self.chronicles = []
        self.stored = []

    def __enter__(self):
        return self

    def __exit__(self, trouble, *details):
        if trouble is None:
            self.flush()

    def add(self, chronicle):
        self.chronicles.append(chronicle)
        if len(self.chronicles) >= self.batch:
            self.flush()

    def flush(self):
        """Write what was added; when that fails nothing is left, not even bytes in the store."""
        chronicles, self.chronicles, self.stored = self.chronicles, [], []
        if not chronicles:
            return
        try:
            with transaction.atomic(), sent_together([chronicle.ticket for chronicle in chronicles]):
                self._write(chronicles)
        except BaseException:
            self.forget_files()
            raise

    def forget_files(self):
        """Take the bytes of the last batch back out of the store: its rows are not there either."""
        storage = Attachment._meta.get_field("file").storage
        for name in self.stored:
            storage.delete(name)
        self.stored = []

    def _write(self, chronicles):
        new = [chronicle for chronicle in chronicles if chronicle.is_new]
        for chronicle in new:
            chronicle.seal()
        send(Ticket, [c.ticket for c in new])
        write_again([c.ticket for c in chronicles if not c.is_new and c.rows])
        send(Comment, (adopted(comment) for c in chronicles for comment in c.comments))
        send(Attachment, [self._store(*pair) for c in chronicles for pair in c.files])
        send(Follow, (adopted(follow) for c in chronicles for follow in c.follows))
        send(Answer, (adopted(answer) for c in chronicles for answer in c.answers))
        for model, rows in by_model(row for c in chronicles for row in c.further).items():
            send(model, (adopted(row) for row in rows))
        rows = chain.from_iterable(settled(c) for c in chronicles)
        # The feed of a group reads by key: within a batch keys follow time.
        send(Event, sorted(rows, key=lambda event: event.at))

    def _store(self, file, content):
        file.content_type = kind_of(content.read(8192))
        content.seek(0)
        file.comment = file.comment  # its key is known now
        storage = Attachment._meta.get_field("file").storage
        file.file.name = storage.save(random_key(file, file.name), content)
        self.stored.append(file.file.name)
        return adopted(file)


def kind_of(data):
    """The media type that the first bytes tell, or nothing."""
    import filetype

    return filetype.guess_mime(data) or ""


def by_model(rows):
    found = {}
    for row in rows:
        found.setdefault(type(row), []).append(row)
    return found


def write_again(tickets):
    """Tickets that were there already get the time of the change and of the first answer; nothing else."""
    if tickets:
        Ticket.objects.bulk_update(tickets, ["updated_at", "first_answered_at"], batch_size=100)


def adopted(row):
    """The row with the key of its ticket, which had none when the row was made."""
    row.ticket = row.ticket
    return row


def settled(chronicle):
    """The events of a chronicle, with keys where its rows stood."""
    for row in chronicle.rows:
        event = row.event
        event.target_id = chronicle.ticket.pk
        event.details = {name: key_of(value) for name, value in row.facts.items()}
        yield event


def key_of(value):
    return value.pk if isinstance(value, models.Model) else value


def note(target, verb, by, at, **facts):
    """One event of the past about a group or a project."""
    Event.objects.create(
        group=target.group,
        actor=by,
        verb=verb,
        target_kind=target._meta.model_name,
        target_id=target.pk,
        details=facts,
        at=at,
    )
