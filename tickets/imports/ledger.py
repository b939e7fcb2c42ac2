"""Writes chronicles to the database in batches: beside the verbs, the one place that writes state.

`seed` and `import_tickets` use it for what happened in the past. It asks no rule and rings no bell, so nobody
is told; whoever fills a chronicle answers for its truth. A batch is one transaction: all of it or nothing.
"""

import json

from django.db import models, transaction

from groups.events import Event
from tickets.imports.sending import send, sent_together
from tickets.models import Answer, Attachment, Comment, Follow, Ticket
from tickets.models.attachment import random_key
from ticketsite.kit.copying import Table

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
        write_again([c.ticket for c in chronicles if not c.is_new and c.acts])
        send(Comment, adopted(chronicles, "comments"))
        send(Attachment, [self._store(*pair) for c in chronicles for pair in c.files])
        send(Follow, adopted(chronicles, "follows"))
        send(Answer, adopted(chronicles, "answers"))
        for model, rows in by_model(adopted(chronicles, "further")).items():
            send(model, rows)
        write_events(chronicles)

    def _store(self, file, content):
        file.content_type = kind_of(content.read(8192))
        content.seek(0)
        file.ticket, file.comment = file.ticket, file.comment  # their keys are known now
        storage = Attachment._meta.get_field("file").storage
        file.file.name = storage.save(random_key(file, file.name), content)
        self.stored.append(file.file.name)
        return file


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


def adopted(chronicles, name):
    """The rows of this name, with the keys of their tickets, which had none when the rows were made."""
    for chronicle in chronicles:
        for row in getattr(chronicle, name):
            row.ticket_id = chronicle.ticket.pk
            yield row


def write_events(chronicles):
    acts = [(chronicle.ticket.pk, act) for chronicle in chronicles for act in chronicle.acts]
    # The feed of a group reads by key: within a batch keys follow time.
    acts.sort(key=lambda pair: pair[1].at)
    names = ("group", "actor", "verb", "target_kind", "target_id", "is_internal", "details", "at")
    table, kind = Table(Event, *names), Ticket._meta.model_name
    for key, act in acts:
        details = {name: key_of(value) for name, value in act.details.items()}
        facts = json.dumps(details) if details else "{}"
        table.add(act.group_id, act.actor_id, act.verb, kind, key, act.is_internal, facts, act.at)
    table.flush()


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
