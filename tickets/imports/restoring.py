"""Brings an export of a site of this kind back, row by row: what `export_tickets` took out, nothing told anew."""

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from groups.events import Event
from tickets.exports.layout import HEAD, PARTS
from tickets.imports import own
from tickets.imports.ledger import write_again
from tickets.imports.own_rows import TicketRows
from tickets.imports.reading import BadLine
from tickets.imports.run import Known, Outcome
from tickets.imports.sending import send, sent_together
from tickets.imports.things import Things
from tickets.models import Attachment, Ticket

BATCH, BATCH_ROWS = 500, 5000


class Restore:
    """One import. Tickets keep their numbers where the site has none yet."""

    def __init__(self, by, into=None, believe=False, dry=False):
        self.by, self.into, self.believe, self.dry = by, into, believe, dry
        self.at = timezone.now()
        self.outcome = Outcome()
        self.keeps_numbers = not Ticket.objects.exists()
        self.things = None

    def bring(self, name, readings):
        """All of `own.read` of one file; what came before it breaks off stays."""
        batch, self.name = [], name
        try:
            for number, found in readings:
                if isinstance(found, BadLine):
                    self.tell(number, found)
                elif isinstance(found, own.Bundle):
                    self.outcome.read += 1
                    batch.append(found)
                    if len(batch) >= BATCH or sum(b.size for b in batch) >= BATCH_ROWS:
                        self.write(batch)
                        batch = []
                else:
                    self.take(number, *found)
        finally:
            self.write(batch)
            if self.things:
                self.outcome.count_made(self.things.names.made)
            self.things = None

    def tell(self, number, why):
        self.outcome.bad.append((f"{self.name}:{number}", str(why).split("\n")[0]))

    def begin(self, head):
        self.site = str(head.get("site") or "another site")[:60]
        self.things = Things(self.site, self.by, self.at, self.into, self.believe)

    def take(self, number, kind, row):
        """The head, a person or a place; one that cannot be made is told, and whatever needs it is told after."""
        if kind == HEAD:
            self.begin(row)
            return
        try:
            with transaction.atomic():
                self.things.take(kind, row)
        except (BadLine, DatabaseError) as trouble:
            self.tell(number, trouble)

    def write(self, batch):
        """A batch at once; when the database refuses it, one by one, so that only the bad one stays out."""
        if not batch:
            return
        self.things.settle()
        try:
            Writing(self, batch).write()
        except (DatabaseError, BadLine) as trouble:
            if len(batch) > 1:
                for bundle in batch:
                    self.write([bundle])
            else:
                self.tell(batch[0].where, trouble)
        finally:
            for bundle in batch:
                bundle.forget()


class Writing:
    """One batch on its way into the database."""

    def __init__(self, restore, batch):
        self.restore = restore
        self.made = [TicketRows(restore, bundle) for bundle in batch]

    def write(self):
        try:
            with transaction.atomic():
                self.insert()
        except BaseException:
            self.forget_files()
            raise
        if self.restore.dry:
            self.forget_files()
        outcome = self.restore.outcome
        for rows in self.made:
            outcome.tickets += rows.is_new
            outcome.known += not rows.is_new
            outcome.comments += len(rows.parts["comment"])
            for number, why in rows.bad:
                self.restore.tell(number, why)

    def forget_files(self):
        storage = Attachment._meta.get_field("file").storage
        for rows in self.made:
            for name in rows.stored:
                storage.delete(name)

    def insert(self):
        """Tickets first, then what points at them, each kind after those that it points at itself."""
        known = Known([rows.identity for rows in self.made])
        for rows in self.made:
            ticket = known.tickets.get(rows.identity)
            rows.make(ticket, known.comments[ticket.pk] if ticket else ())
        new = [rows.ticket for rows in self.made if rows.is_new]
        self.keep_the_counter_ahead(new)
        with sent_together([rows.ticket for rows in self.made]):
            self.send(new)

    def send(self, new):
        send(Ticket, new)
        write_again([rows.ticket for rows in self.made if not rows.is_new and rows.parts["comment"]])
        for kind, model in PARTS.items():
            parts = [row for rows in self.made for row in rows.parts[kind]]
            for row in parts:
                row.ticket = row.ticket  # its key is known now
                if kind == "file":
                    row.comment = row.comment
            send(model, parts)
        events = [event for rows in self.made for event in rows.events()]
        send(Event, sorted(events, key=lambda event: event.at))

    def keep_the_counter_ahead(self, tickets):
        """PostgreSQL counts on by itself; a number that came from outside must not be given once more."""
        highest = max((ticket.pk for ticket in tickets if ticket.pk), default=None)
        if highest and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                sequence = "pg_get_serial_sequence(%s, 'id')"
                count_on = f"SELECT setval({sequence}, GREATEST(nextval({sequence}), %s))"
                cursor.execute(count_on, [Ticket._meta.db_table, Ticket._meta.db_table, highest])
