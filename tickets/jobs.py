"""What tickets leave to the worker: imports of the page go on in slices, so that nothing else waits for them."""

import logging

from django.utils.translation import gettext, override
from django_tasks import task

from tickets.imports.batch_run import run_slice
from tickets.imports.lines import UnreadableFile
from tickets.imports.looking import header_of, look
from tickets.imports.undoing import undo_slice
from tickets.models import ImportBatch
from tickets.models.import_batch import AT_WORK, State

logger = logging.getLogger(__name__)


@task
def carry_on(pk):
    """The next slice of whatever is due; it may come twice, and then one of them finds nothing to do."""
    batch = ImportBatch.objects.select_related("by", "group").filter(pk=pk, state__in=AT_WORK).first()
    if batch is None or not batch.take_turn():
        return
    try:
        with override(batch.by.language or None):
            is_over = STEPS[batch.state](batch)
    except UnreadableFile as trouble:
        stop(batch, str(trouble))
        is_over = True
    except Exception:
        logger.exception("Import %s stopped", pk)
        stop(batch, gettext("Something went wrong on our side."))
        is_over = True
    finally:
        ImportBatch.objects.filter(pk=pk).update(beat_at=None)
    if not is_over:
        carry_on.enqueue(pk)


def stop(batch, trouble):
    columns = {"state": State.STOPPED, "trouble": trouble[:2000]}
    if batch.state == State.NEW:
        columns |= {"state": State.UNREADABLE, "found": header_of(batch)}
    ImportBatch.objects.filter(pk=batch.pk).update(**columns)


def check(batch):
    ImportBatch.objects.filter(pk=batch.pk, state=State.NEW).update(state=State.CHECKED, **look(batch))
    return True


STEPS = {State.NEW: check, State.RUNNING: run_slice, State.UNDOING: undo_slice}
