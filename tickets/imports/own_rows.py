"""The rows of one ticket of the lossless layout as rows of ours, with the people and places here."""

import hashlib

from django.core.files.base import File

from groups.events import Event
from tickets.exports.layout import EVENT, PARTS, TICKET, columns, translated
from tickets.imports.chronicle import rendered
from tickets.imports.ledger import kind_of
from tickets.imports.reading import BadLine
from tickets.imports.texts import NUMBER_SIGN
from tickets.imports.things import cleaned
from tickets.models import Attachment, Ticket
from tickets.models.attachment import random_key
from tickets.models.content import fingerprint

PIECE = 1024 * 1024
LARGEST_NUMBER = 2**62


class TicketRows:
    """Nothing is in the database yet: rows point at rows, and events are made once those have keys."""

    def __init__(self, restore, bundle):
        self.site, self.things = restore.site, restore.things
        self.keeps_number = restore.keeps_numbers
        self.bundle = bundle
        self.parts = {kind: [] for kind in PARTS}
        self.told, self.bad, self.stored = [], [], []
        self.here = {}  # {(kind, key in the file): the row here}
        self.ticket, self.is_new = None, True

    @property
    def identity(self):
        """(source, key): where it was imported from in the first place, else this site and its number there."""
        row = self.bundle.ticket
        if row.get("import_key"):
            return str(row.get("import_source") or "")[:60], str(row["import_key"])[:200]
        return self.site, str(row.get("id"))[:200]

    def make(self, ticket, have):
        """All rows of a new ticket; of one that is here the comments that are new, with what hangs on them."""
        self.is_new = ticket is None
        self.ticket = ticket or self.new_ticket()
        wanted = self.bundle.parts if self.is_new else self.news(have)
        for kind in PARTS:
            make = getattr(self, f"_{kind}", self.part)
            for number, row in wanted[kind]:
                try:
                    self.here[kind, row.get("id")] = part = make(kind, row)
                except BadLine as reason:
                    self.bad.append((number, reason))
                else:
                    self.parts[kind].append(part)
        self.told = wanted[EVENT]
        if self.is_new:
            self.seal()
        elif self.parts["comment"]:
            times = [comment.created_at for comment in self.parts["comment"]]
            self.ticket.updated_at = max(self.ticket.updated_at, *times)

    def news(self, have):
        parts = self.bundle.parts
        comments = {row.get("id") for _n, row in parts["comment"] if self.comment_key(row) not in have}
        files = [(number, row) for number, row in parts["file"] if row.get("comment") in comments]
        of_files = {row.get("id") for _number, row in files}

        def is_news(details):
            return details.get("comment") in comments or details.get("file") in of_files

        return {kind: [] for kind in PARTS} | {
            "comment": [(number, row) for number, row in parts["comment"] if row.get("id") in comments],
            "file": files,
            EVENT: [(number, row) for number, row in parts[EVENT] if is_news(row.get("details") or {})],
        }

    def new_ticket(self):
        row = self.bundle.ticket
        ticket = self.instance(Ticket, TICKET, row)
        ticket.import_source, ticket.import_key = self.identity
        if self.keeps_number and type(row.get("id")) is int and 0 < row["id"] < LARGEST_NUMBER:
            ticket.pk = row["id"]
        ticket.description = self.text(ticket.description)
        ticket.description_html = rendered(ticket.description)
        return ticket

    def instance(self, model, kind, row, **given):
        """A row of ours; what must be there and is not makes a bad line."""
        obj = model(**cleaned(kind, row), **given)
        for name, column, points_at in columns(kind):
            if points_at and name not in given:
                thing = self.things.get(points_at, row, name)
                if thing is None and not column.null:
                    raise BadLine(f"{name} is missing")
                setattr(obj, column.attname, thing and thing.pk)
        return obj

    def part(self, kind, row, **given):
        return self.instance(PARTS[kind], kind, row, ticket=self.ticket, **given)

    def text(self, words):
        """Where numbers change, #12 would name another ticket."""
        return words if self.keeps_number else NUMBER_SIGN.sub(r"\\#", words)

    def comment_key(self, row):
        return str(row.get("import_key") or f"{self.site}:{row.get('id')}")[:200]

    def _comment(self, kind, row):
        comment = self.part(kind, row)
        comment.import_key = self.comment_key(row)
        comment.body = self.text(comment.body)
        comment.body_html = rendered(comment.body)
        return comment

    def _file(self, kind, row):
        comment = self.here.get(("comment", row.get("comment")))
        if comment is None and row.get("comment") is not None:
            raise BadLine("the comment that the file is attached to is missing")
        file = self.part(kind, row, comment=comment)
        content = self.bundle.contents.get(row.get("id"))
        if content is not None:
            self.store(file, content)
        elif file.removed_at is None:
            raise BadLine(f"{file.name}: its content is missing")
        return file

    def store(self, file, content):
        content.seek(0)
        head, digest = content.read(8192), hashlib.sha256()
        content.seek(0)
        while piece := content.read(PIECE):
            digest.update(piece)
        if digest.hexdigest() != file.sha256:
            raise BadLine(f"{file.name}: its content is damaged")
        content.seek(0)
        file.content_type, file.size = kind_of(head), content.seek(0, 2)
        content.seek(0)
        storage = Attachment._meta.get_field("file").storage
        file.file.name = storage.save(random_key(file, file.name), File(content))
        self.stored.append(file.file.name)

    def _answer(self, kind, row):
        """The question may be gone or asked otherwise here; its label stands on the answer."""
        question = self.things.known.get(("question", row.get("question")))
        is_asked = question and question.category_id == self.ticket.category_id
        return self.part(kind, row, question=question if is_asked else None)

    def seal(self):
        """Decisions on the present content stay decisions on it: our keys make another hash of the same."""
        ticket = self.ticket
        kept = [file for file in self.parts["file"] if file.comment is None and file.removed_at is None]
        files = [(file.sha256, file.name) for file in kept]
        answers = sorted(self.parts["answer"], key=lambda answer: answer.position)
        said = [(answer.label, answer.value) for answer in answers]
        ticket.content_hash = fingerprint(
            ticket.title, ticket.description, ticket.category_id, ticket.attempt, files, said
        )
        was = self.bundle.ticket.get("content_hash")
        for decision in self.parts.get("decision", ()):
            if decision.content_hash == was:
                decision.content_hash = ticket.content_hash

    def events(self):
        """The history, with the keys that the rows have by now; what cannot be read is told."""
        for number, row in self.told:
            try:
                event = self.instance(Event, EVENT, row)
                event.details = translated(event.verb, event.details, self.meaning)
            except (BadLine, AttributeError) as reason:
                self.bad.append((number, reason))
                continue
            event.target_kind, event.target_id = Ticket._meta.model_name, self.ticket.pk
            yield event

    def meaning(self, kind, key):
        row = self.here.get((kind, key)) or self.things.known.get((kind, key))
        return row and row.pk
