"""Takes back what an import made, and leaves what people have worked on since."""

import time
from functools import partial

from django.db import transaction
from django.db.models import Count, ProtectedError
from django.utils import timezone

from groups.events import Event
from tickets.models import Attachment, Comment, ImportBatch, Ticket
from tickets.models.attachment import forget_bytes
from tickets.models.import_batch import State
from tickets.models.imported_name import NameKind

AT_ONCE = 100
SLICE = 20
KEPT_SHOWN = 200


def undo_slice(batch):
    """Go on for a while; True when nothing more can be taken back."""
    until = time.monotonic() + SLICE
    last = batch.kept.get("last", 0)
    while rows := list(batch.rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = rows[-1].pk
        with transaction.atomic():
            undo_rows(batch, rows)
            batch.kept["last"] = last
            batch.beat_at = timezone.now()
            batch.save(update_fields=["kept", "beat_at"])
        if time.monotonic() > until:
            return False
    undo_names(batch)
    batch.kept.pop("last", None)
    batch.save(update_fields=["kept"])
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.UNDONE, ended_at=timezone.now())
    return True


def undo_rows(batch, rows):
    tickets = {row.ticket_id: row for row in rows if row.ticket_id}
    here = Ticket.objects.filter(pk__in=tickets).order_by("pk").select_for_update(no_key=True, of=("self",))
    untouched = {ticket.pk for ticket in here if ticket.deleted_at is None}
    events = Event.objects.filter(target_kind=Ticket._meta.model_name, target_id__in=tickets)
    lengths = dict(events.order_by().values_list("target_id").annotate(Count("pk")))
    untouched = {pk for pk in untouched if lengths.get(pk, 0) == tickets[pk].events}
    keep(batch, "tickets", sorted(set(tickets) - untouched))
    forget_files_of(Attachment.objects.filter(ticket__in=untouched))
    events.filter(target_id__in=untouched).delete()
    Ticket.objects.filter(pk__in=untouched).delete()
    remove(batch, len(untouched))
    for comment in Comment.objects.filter(pk__in=[row.comment_id for row in rows if row.comment_id]):
        undo_comment(batch, comment)


def undo_comment(batch, comment):
    """One that was added to a ticket of before; edited or deleted since, it has become ours."""
    if comment.edited_at or comment.deleted_at:
        keep(batch, "comments", [comment.ticket_id])
        return
    files = comment.files.all()
    numbers = set(files.values_list("pk", flat=True))
    told = Event.objects.of(comment.ticket)
    told.filter(pk__in=[event.pk for event in told if speaks_of(event, comment, numbers)]).delete()
    forget_files_of(files)
    comment.delete()
    remove(batch, 1)


def speaks_of(event, comment, files):
    return event.details.get("comment") == comment.pk or event.details.get("file") in files


def forget_files_of(files):
    for name in files.exclude(file="").values_list("file", flat=True):
        transaction.on_commit(partial(forget_bytes, name))


def keep(batch, kind, numbers):
    if not numbers:
        return
    found = batch.kept.setdefault(kind, {"count": 0, "shown": []})
    found["count"] += len(numbers)
    found["shown"] += numbers[: KEPT_SHOWN - len(found["shown"])]


def remove(batch, number):
    batch.kept["removed"] = batch.kept.get("removed", 0) + number


def undo_names(batch):
    """Places and people that were made for it and that nothing else uses by now."""
    for kind in (NameKind.CATEGORY, NameKind.PROJECT, NameKind.GROUP, NameKind.PERSON):
        for name in batch.names.filter(kind=kind, is_new=True):
            thing = name.meaning
            if not undo_thing(kind, thing):
                keep(batch, str(kind), [thing.pk])
    batch.names.filter(is_new=False).delete()


def undo_thing(kind, thing):
    if not IS_UNUSED[kind](thing):
        return False
    try:
        with transaction.atomic():
            thing.delete()
    except ProtectedError:
        return False
    return True


def history_of(thing):
    return Event.objects.of(thing).count()


IS_UNUSED = {
    NameKind.CATEGORY: lambda category: (
        not (category.tickets.exists() or category.questions.exists() or category.route_id)
    ),
    NameKind.PROJECT: lambda project: not project.tickets.exists() and history_of(project) <= 1,
    NameKind.GROUP: lambda group: (
        not (
            group.tickets.exists()
            or group.memberships.exists()
            or group.projects.exists()
            or group.categories.exists()
            or history_of(group) > 1
        )
    ),
    NameKind.PERSON: lambda person: (
        not (person.is_active or person.last_login or person.memberships.exists() or person.follows.exists())
    ),
}
