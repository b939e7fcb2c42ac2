"""What time brings by itself: silence closes tickets, the bin empties, bytes of removed files go."""

from tickets.models import Attachment, ImportBatch, Ticket
from tickets.models.attachment import forget_bytes

BATCH = 500


def close_after_silence():
    """Close what stayed resolved for too long; gives how many."""
    return count(Ticket.objects.overdue_for_closing(), lambda ticket: ticket.close_after_silence())


def empty_bin():
    """Delete for good what lay in the bin for its time; gives how many tickets."""
    return count(Ticket.objects.overdue_in_bin(), lambda ticket: ticket.purge())


def drop_removed_bytes():
    """Free the room of removed files; their rows stay for the history. Gives how many."""
    return count(Attachment.objects.removed_with_bytes(), drop_bytes)


def drop_import_files():
    """Uploads of the import page go after 30 days; what they made stays, and can still be undone."""
    return count(ImportBatch.objects.with_old_files(), drop_upload)


def drop_upload(batch):
    if not forget_bytes(batch.file.name):
        return False
    if batch.is_mappable:
        return bool(batch.delete()[0])
    return bool(ImportBatch.objects.filter(pk=batch.pk).update(file="", found={}, problems=[], choices={}))


def drop_bytes(file):
    if not forget_bytes(file.file.name):
        return False
    return bool(Attachment.objects.filter(pk=file.pk).update(file=""))


def count(due, act):
    """Act on each row that is due and count them; another run or a person may be faster and take one away."""
    number, last = 0, 0
    while keys := list(due.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        for key in keys:
            row = due.filter(pk=key).first()
            if row is not None and attempt(act, row):
                number += 1
        last = keys[-1]
    return number


def attempt(act, row):
    """True unless the row was gone by the time it was locked."""
    try:
        return act(row) is not False  # verbs give nothing back
    except type(row).DoesNotExist:
        return False
