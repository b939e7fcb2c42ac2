"""The worker as a process: mail waits for no queue of jobs, and a signal ends it after the round."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from django.core.mail import send_mail
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from notifications import jobs
from notifications.management.commands.work import Command
from notifications.models import Mail
from notifications.models.mail import State
from ticketsite.testing import ROOT

OWN = os.environ | {"DJANGO_SETTINGS_MODULE": "ticketsite.settings_test"}
QUIETLY = {"cwd": ROOT, "capture_output": True, "text": True, "env": OWN}


@pytest.fixture(autouse=True)
def _quiet_clock(monkeypatch):
    monkeypatch.setattr(jobs, "PERIODIC", {})


@task
def slice_of_an_import(left):
    send_mail("Sign in", "https://example.org/secret", None, ["ana@example.org"])
    if left:
        slice_of_an_import.enqueue(left - 1)


@pytest.mark.django_db(transaction=True)
def test_a_mail_goes_out_between_two_slices_of_a_long_job(settings):
    settings.EMAIL_BACKEND = "notifications.backend.OutboxBackend"
    slice_of_an_import.enqueue(2)

    for sent in (1, 2, 3):
        has_more = jobs.go_round("here")
        assert Mail.objects.filter(state=State.SENT).count() == Mail.objects.count() == sent
    assert has_more
    assert not jobs.go_round("here")


@pytest.mark.django_db(transaction=True)
def test_once_does_all_that_waits():
    slice_of_an_import.enqueue(2)
    call_command("work", "--once")

    assert {job.status for job in DBTaskResult.objects.all()} == {"SUCCESSFUL"}
    assert DBTaskResult.objects.filter(finished_at__lte=timezone.now()).count() == 3


def test_a_signal_ends_the_worker_after_the_round_and_a_second_one_kills_it():
    two_signals = (
        "import signal; from notifications.management.commands.work import Command\n"
        "worker = Command(); signal.signal(signal.SIGTERM, worker.stop)\n"
        "signal.raise_signal(signal.SIGTERM); print(worker.is_over, flush=True)\n"
        "try: signal.raise_signal(signal.SIGTERM)\n"
        "finally: print('the job was told')"
    )
    ended = subprocess.run([sys.executable, "manage.py", "shell", "-v0", "-c", two_signals], **QUIETLY)

    assert (ended.returncode, ended.stdout) == (-signal.SIGTERM, "True\n")


def test_a_worker_at_rest_ends_at_once(monkeypatch):
    worker = Command()
    before = signal.signal(signal.SIGTERM, worker.stop)
    threading.Timer(0.2, signal.raise_signal, [signal.SIGTERM]).start()
    try:
        with pytest.raises(SystemExit):
            worker.rest(30)
    finally:
        signal.signal(signal.SIGTERM, before)
