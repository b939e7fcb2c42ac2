"""Tickets as JSON Lines with all that belongs to them, as far as the reader may read it; see docs/export.md."""

import base64
import logging
from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from groups.events import Event, Verb
from tickets import rules
from tickets.exports import layout
from tickets.exports.layout import BYTES, EVENT, FORMAT, HEAD, KNOWN_TO_ALL, PARTS, THINGS, TICKET
from tickets.models import Ticket

logger = logging.getLogger(__name__)
PIECE = 384 * 1024  # bytes of a file in one line


class ExactEncoder(DjangoJSONEncoder):
    """Times whole: Django's own cuts them to milliseconds."""

    def default(self, value):
        return value.isoformat() if isinstance(value, datetime) else super().default(value)


encode = ExactEncoder(ensure_ascii=False, separators=(",", ":")).encode
PLACES = ("group", "project", "category")


def line(kind, row):
    return encode({"line": kind, **row}) + "\n"


def site_name():
    """How this site is called where its tickets are brought in."""
    return settings.SITE_URL.split("://")[-1][:60]


class Lines:
    """One export. With a `reader` it holds what they may read; without, everything there is of the tickets.

    `whole` adds the people and places that no ticket names.
    """

    def __init__(self, reader=None, whole=False):
        self.reader, self.whole = reader, whole
        self.told = {kind: set() for kind in THINGS}

    def of(self, chunks):
        """Text in pieces of whole lines; people and places stand before the first line that names them."""
        head = {"format": FORMAT, "site": site_name(), "at": timezone.now(), "complete": self.reader is None}
        yield line(HEAD, head)
        if self.whole:
            wanted = {kind: set(model.objects.values_list("pk", flat=True)) for kind, model in THINGS.items()}
            yield from self.introduce(wanted)
        for tickets in chunks:
            yield from self.chunk(tickets)

    def chunk(self, tickets):
        rows = {ticket.pk: [(TICKET, ticket, layout.row_of(TICKET, ticket))] for ticket in tickets}
        notes = {t.pk for t in tickets if self.reader is None or rules.may_read_internal(self.reader, t)}
        for kind, obj in self.parts(list(rows), notes):
            key = obj.target_id if kind == EVENT else obj.ticket_id
            rows[key].append((kind, obj, self.readable(kind, layout.row_of(kind, obj))))
        everything = [found for of_ticket in rows.values() for found in of_ticket]
        if self.reader is not None:
            self.forget_unseen_places(everything)
        wanted = {kind: set() for kind in THINGS}
        for kind, _obj, row in everything:
            self.want(wanted, kind, row)
        yield from self.introduce(wanted)
        for kind, obj, row in everything:
            yield line(kind, row)
            if kind == "file" and obj.file:
                yield from self.bytes_of(obj)

    def parts(self, keys, notes):
        """(kind, row) of all that belongs to these tickets and may be read: a query for each kind."""
        self.hidden = set()
        for kind, model in PARTS.items():
            for obj in model.objects.filter(ticket__in=keys).order_by("pk"):
                if self.may_read(kind, obj, notes):
                    yield kind, obj
        events = Event.objects.filter(target_kind=Ticket._meta.model_name, target_id__in=keys)
        for event in events.order_by("at", "pk"):
            if event.target_id in notes or not event.is_internal:
                yield EVENT, event

    def may_read(self, kind, obj, notes):
        """Comments come before files, so an internal note is known by the time its file is asked about."""
        if self.reader is None:
            return True
        if kind == "comment" and obj.is_internal and obj.ticket_id not in notes:
            self.hidden.add(obj.pk)
            return False
        if kind == "file":
            return obj.removed_at is None and obj.comment_id not in self.hidden
        return True

    def readable(self, kind, row):
        """Without words that were deleted: pages do not show them either."""
        if self.reader is None:
            return row
        if kind == "comment" and row["deleted_at"]:
            self.hidden.add(row["id"])
            row["body"] = ""
        elif kind == EVENT and row["verb"] == Verb.COMMENT_EDITED:
            is_hidden = row["details"].get("comment") in self.hidden
            row["details"] = row["details"] | ({"before": ""} if is_hidden else {})
        return row

    def forget_unseen_places(self, everything):
        """History says "another group" where the reader may not know it; so does the export, by nothing."""
        named = {kind: set() for kind in PLACES}
        for kind, _obj, row in everything:
            if kind == EVENT:
                named["group"].add(row["group"])
                for _name, of, keys in layout.facts_with_keys(row["verb"], row["details"]):
                    if of in named:
                        named[of].update(keys)
        seen = {kind: self.seen(kind, keys) for kind, keys in named.items() if keys}
        seen.setdefault("group", set()).update(
            row["group"] for kind, _obj, row in everything if kind == TICKET
        )
        for kind, _obj, row in everything:
            if kind == EVENT:
                row["group"] = row["group"] if row["group"] in seen["group"] else None
                row["details"] = layout.translated(
                    row["verb"],
                    row["details"],
                    lambda of, key: key if of not in seen or key in seen[of] else None,
                )

    def seen(self, kind, keys):
        objects = THINGS[kind].objects
        return set(objects.visible_to(self.reader).filter(pk__in=keys).values_list("pk", flat=True))

    def introduce(self, wanted):
        """Lines of the people and places of which nothing was told yet, and of those that they name in turn."""
        found = {}
        for kind in reversed(THINGS):
            new = wanted[kind] - self.told[kind]
            self.told[kind] |= new
            found[kind] = self.with_parts(kind, new) if new else []
            for found_kind, row in found[kind]:
                self.want(wanted, found_kind, row)
        for kind in THINGS:
            for found_kind, row in found[kind]:
                yield line(found_kind, row)

    def want(self, wanted, kind, row):
        keys = list(layout.pointers(kind, row))
        if kind == EVENT:
            for _name, of, numbers in layout.facts_with_keys(row["verb"], row["details"]):
                keys += [(of, number) for number in numbers]
        for of, key in keys:
            if of in wanted:
                wanted[of].add(key)

    def with_parts(self, kind, keys):
        """[(kind, row)] of these things and, in a whole export, of their parts."""
        things = THINGS[kind].objects.filter(pk__in=keys).order_by("pk")
        rows = [(kind, layout.row_of(kind, thing)) for thing in things]
        if self.reader is not None:
            allowed = KNOWN_TO_ALL.get(kind, ())
            return [(kind, {name: row[name] for name in row if name in allowed}) for kind, row in rows]
        for part, (model, parent) in layout.PARTS_OF_THINGS.items():
            if layout.kind_of(model._meta.get_field(parent).related_model) == kind:
                parts = model.objects.filter(**{f"{parent}__in": keys}).order_by("pk")
                rows += [(part, layout.row_of(part, row)) for row in parts]
        return rows

    def bytes_of(self, file):
        """The content in lines of bounded length; one that the store has lost leaves a line in the log."""
        try:
            with file.file.open("rb") as content:
                while piece := content.read(PIECE):
                    yield line(BYTES, {"file": file.pk, "data": base64.b64encode(piece).decode()})
        except OSError:
            logger.exception("The store did not give file %s of #%s", file.pk, file.ticket_id)
