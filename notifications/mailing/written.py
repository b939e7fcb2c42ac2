"""In development: mails that were written to files instead of being sent, read back as their receiver would."""

from dataclasses import dataclass
from datetime import UTC
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

from django.conf import settings

SHOWN = 50
BETWEEN = b"\n" + b"-" * 79 + b"\n"
HEADS = ("From", "Message-ID", "In-Reply-To", "References", "List-Id", "List-Unsubscribe", "Auto-Submitted")


@dataclass
class WrittenMail:
    to: str
    subject: str
    text: str
    at: object
    heads: list


def are_written():
    """Whether this site writes mails to files and may show them: they hold links that sign people in."""
    return settings.DEBUG and settings.MAIL_SENDER.endswith("filebased.EmailBackend")


def newest():
    files = Path(settings.EMAIL_FILE_PATH).glob("*.log")
    by_age = sorted(files, key=lambda file: file.stat().st_mtime, reverse=True)
    return list(islice((mail for file in by_age for mail in _mails_of(file)), SHOWN))


def _mails_of(file):
    """One file holds what went through one connection; the last stands first."""
    return [_read(each) for each in reversed(file.read_bytes().split(BETWEEN)) if each.strip()]


def _read(raw):
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("plain",))
    return WrittenMail(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=body.get_content() if body else "",
        at=_moment(message["Date"]),
        heads=[(name, str(message[name])) for name in HEADS if message[name]],
    )


def _moment(date):
    """Mails say their time in UTC, and Python reads "-0000" as no zone at all."""
    at = parsedate_to_datetime(date) if date else None
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
