"""Django's mail door, leading to the outbox: sign-in mails too survive a mail server that is down.

The worker sends what lies there through EMAIL_URL; see `notifications/mailing/send.py`.
"""

from django.core.mail.backends.base import BaseEmailBackend

from notifications.models import Mail
from notifications.models.mail import Kind
from notifications.outbox import message_id


class OutboxBackend(BaseEmailBackend):
    """A row for each recipient, in the transaction of whoever sends it."""

    def send_messages(self, email_messages):
        rows = [
            Mail(
                address=address,
                kind=Kind.ACCOUNT,
                message_id=message_id("account"),
                details={
                    "subject": message.subject,
                    "text": message.body,
                    "html": next((body for body, kind in _alternatives(message) if kind == "text/html"), ""),
                    "from": message.from_email,
                },
            )
            for message in email_messages
            for address in message.recipients()
        ]
        Mail.objects.bulk_create(rows)
        return len(email_messages)


def _alternatives(message):
    return getattr(message, "alternatives", None) or ()
