"""Runs an import of the page in slices: each ends where the next one begins, and a killed worker loses nothing."""

import time

from django.utils import timezone

from accounts.models import User
from groups.models import Group
from tickets.imports.chronicle import Chronicle
from tickets.imports.looking import at_hand, choices_of, recognised
from tickets.imports.names import Names
from tickets.imports.reading import BadLine
from tickets.imports.run import Run
from tickets.models import ImportBatch, ImportedRow
from tickets.models.import_batch import State

SLICE = 20  # seconds: mail waits no longer
SOURCE_LIMIT = 60


class ChosenNames(Names):
    """Names of which some were told on the page to be people and groups that are here."""

    def __init__(self, source, run):
        super().__init__(source, run.by, run.at, run.into, run.batch)
        self.people, self.groups = run.people, run.groups

    def person(self, name):
        return self.people.get(name) or super().person(name)

    def group(self, name):
        return (not self.into and self.groups.get(name)) or super().group(name)


class BatchRun(Run):
    """What `Run` does, with book kept of it in the transaction that does it."""

    def __init__(self, batch):
        super().__init__(batch.by, batch.group)
        self.batch = batch
        self.people = people_of(batch)
        self.groups = rows_by_word(Group.objects.visible_to(batch.by), batch.choices.get("groups"))
        self.is_whole = False

    def slice(self):
        """Go on for a while; True when the file is at its end."""
        with at_hand(self.batch) as path:
            found = recognised(self.batch, path)
            self.bring(self.batch.name, self.readings(found.read(choices_of(self.batch))))
        for where, why in self.outcome.bad:
            self.batch.problems.append([int(where.rpartition(":")[2] or 0), why[:300], True])
        self.batch.problem_count += len(self.outcome.bad)
        self.batch.save(update_fields=["problems", "problem_count"])
        return self.is_whole

    def readings(self, lines):
        """Only what can be read, each with its place; what was written in earlier slices is read along, not written."""
        until, end = None, self.batch.source_ending
        done = self.batch.done
        for place, (line, reading) in enumerate(lines, 1):
            if isinstance(reading, BadLine):
                continue
            reading.source = f"{reading.source[: SOURCE_LIMIT - len(end)]}{end}"
            reading.place, reading.problems = place, []
            self.skip += place <= done
            yield line, reading
            if place > done:
                until = until or time.monotonic() + SLICE
                if time.monotonic() >= until:
                    return
        self.is_whole = True

    def names_of(self, source):
        if source not in self.names:
            self.names[source] = ChosenNames(source, self)
        return self.names[source]

    def catch_up(self, ticket, have, reading):
        """One that was moved elsewhere meanwhile is none of this group's business."""
        if self.into and ticket.group_id != self.into.pk:
            return Chronicle(ticket, is_new=False)
        return super().catch_up(ticket, have, reading)

    def written(self, batch, chronicles):
        if not batch:
            return
        rows = [
            ImportedRow(batch=self.batch, ticket=chronicle.ticket, events=len(chronicle.acts))
            for chronicle in chronicles
            if chronicle.is_new
        ]
        rows += [
            ImportedRow(batch=self.batch, comment=comment)
            for chronicle in chronicles
            if not chronicle.is_new
            for comment in chronicle.comments
        ]
        ImportedRow.objects.bulk_create(rows, batch_size=1000)
        new = sum(chronicle.is_new for chronicle in chronicles)
        self.batch.tickets += new
        self.batch.known += len(chronicles) - new
        self.batch.comments += sum(len(chronicle.comments) for chronicle in chronicles)
        self.batch.done = max(reading.place for _where, reading in batch.values())
        self.batch.beat_at = timezone.now()
        self.batch.save(update_fields=["tickets", "known", "comments", "done", "beat_at"])


def people_of(batch):
    """{name in the file: the person here}: as somebody said, else as the page proposed."""
    if "people" in batch.choices:
        return rows_by_word(User.objects.active(), batch.choices["people"])
    likely = batch.found.get("likely") or {}
    people = {p.username: p for p in User.objects.active().filter(username__in=likely.values())}
    return {name: people[username] for name, username in likely.items() if username in people}


def rows_by_word(rows, keys):
    """{word of the file: the row that was chosen for it}."""
    found = rows.in_bulk((keys or {}).values())
    return {word: found[key] for word, key in (keys or {}).items() if key in found}


def run_slice(batch):
    """True when there is nothing more to do."""
    if not BatchRun(batch).slice():
        return False
    ImportBatch.objects.filter(pk=batch.pk, state=State.RUNNING).update(
        state=State.DONE, done=batch.total, ended_at=timezone.now()
    )
    return True
