"""A worker killed in the middle, again and again, loses no mail and doubles none under another name."""

import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from notifications.mailing.send import AT_ONCE
from notifications.models import Mail
from notifications.models.mail import Kind, State
from ticketsite.testing import free_port, start_command

MAILS, KILLS = 500, 20


class Sink:
    """A mail server that takes everything and notes who got which Message-ID."""

    def __init__(self):
        self.got = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        head = envelope.content.decode(errors="replace").split("\r\n\r\n")[0]
        name = next(line for line in head.split("\r\n") if line.lower().startswith("message-id:"))
        self.got.append((envelope.rcpt_tos[0], name.split(":", 1)[1].strip()))
        return "250 taken"


@pytest.fixture
def sink():
    handler = Sink()
    handler.port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


def start_worker(port):
    return start_command("work", "--interval", "0.05", EMAIL_URL=f"smtp://127.0.0.1:{port}")


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the worker does not send"
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_killing_the_worker_neither_loses_nor_doubles_a_mail(sink):
    Mail.objects.bulk_create(
        Mail(
            address=f"person{number}@example.org",
            kind=Kind.ACCOUNT,
            message_id=f"<mail-{number}@example.org>",
            details={"subject": "News", "text": "What happened."},
        )
        for number in range(MAILS)
    )

    for life in range(1, KILLS + 1):
        worker = start_worker(sink.port)
        wait_for(lambda life=life: len(sink.got) >= life * (MAILS // (KILLS + 1)))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        Mail.objects.filter(state=State.TAKEN).update(taken_at=timezone.now() - timedelta(hours=1))
    worker = start_worker(sink.port)
    wait_for(lambda: not Mail.objects.exclude(state=State.SENT).exists())
    worker.terminate()
    worker.wait()

    expected = {f"person{number}@example.org": f"<mail-{number}@example.org>" for number in range(MAILS)}
    assert dict(sink.got) == expected
    assert set(sink.got) == set(expected.items())
    twice = [pair for pair, times in Counter(sink.got).items() if times > 1]
    assert len(twice) <= KILLS
    assert max(Counter(sink.got).values()) <= 2
    assert AT_ONCE < MAILS
