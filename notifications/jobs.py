"""What runs in the background: jobs that come back after a failure, and jobs that come round by the clock.

Jobs are rows of django-tasks' database queue, written in the transaction that causes them. A job that raises is
put in again with a growing delay; one whose worker died is given back by `reap`. So a job may run twice: it must
not mind. Mail is not a job but a row with a state of its own, see `notifications/models/mail.py`.
"""

import functools
import logging
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.management.commands.db_worker import Worker as Queue
from django_tasks_db.models import DBTaskResult

from notifications import deliver, reminding
from notifications.mailing import digest, send
from notifications.models import Periodic, Presence, Worker

logger = logging.getLogger(__name__)
TRIES = 6
LOST_AFTER = timedelta(minutes=30)


def delay(attempt):
    """1, 4, 16, 64, 256 minutes."""
    return timedelta(minutes=4 ** (attempt - 1))


def retrying(function):
    """A task that is put in again when it raises; every attempt stays visible in the queue."""

    @task
    @functools.wraps(function)
    def attempt_once(*args, attempt=1, **kwargs):
        try:
            return function(*args, **kwargs)
        except Exception:
            if attempt < TRIES:
                again = attempt_once.using(run_after=timezone.now() + delay(attempt))
                again.enqueue(*args, attempt=attempt + 1, **kwargs)
            raise

    return attempt_once


@retrying
def tidy():
    call_command("tidy", verbosity=0)


@retrying
def prune_jobs():
    """Finished jobs are kept for two weeks."""
    call_command("prune_db_task_results", "--min-age-days", "14", verbosity=0)


@retrying
def digests():
    digest.send_due_digests()


@retrying
def late_mail():
    digest.join_late_mail()


@retrying
def remind():
    reminding.remind()


@retrying
def forget_presence():
    Presence.objects.forget_stale()


PERIODIC = {
    "digests": (timedelta(minutes=5), digests),
    "late_mail": (timedelta(minutes=30), late_mail),
    "remind": (timedelta(hours=6), remind),
    "forget_presence": (timedelta(hours=1), forget_presence),
    "tidy": (timedelta(days=1), tidy),
    "prune_jobs": (timedelta(days=1), prune_jobs),
}


def tick():
    """Enqueue the periodic jobs that are due; on several machines each is enqueued once."""
    for name, (every, job) in PERIODIC.items():
        if Periodic.objects.claim_due(name, every):
            job.enqueue()


def reap():
    """Give back jobs whose worker died in the middle; returns how many."""
    lost = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - LOST_AFTER
    )
    return lost.update(status=TaskResultStatus.READY, started_at=None)


def work_off(name):
    """One job of the queue, so that mail waits for no long row of them; returns whether more are ready."""
    queue = Queue(
        queue_names=["*"],
        excluded_queue_names=[],
        backend_name="default",
        worker_id=name[-64:],
        batch=True,
        max_tasks=1,
        interval=0,
        startup_delay=False,
    )
    queue.run()
    return DBTaskResult.objects.ready().exists()


def go_round(name):
    """One round of a worker: what was left untold, the clock, a job, the mail. Returns whether more waits."""
    Worker.objects.update_or_create(name=name, defaults={"seen_at": timezone.now()})
    deliver.sweep()
    tick()
    reap()
    has_more = work_off(name)
    return bool(send.drain()) or has_more
