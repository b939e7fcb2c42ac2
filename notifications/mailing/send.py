"""Sending what is due. A dead mail server delays mail and nothing else; a refused address concerns nobody else."""

import logging
import smtplib
import time

from django.conf import settings
from django.core.mail import get_connection

from notifications.mailing.compose import compose
from notifications.models import Mail

logger = logging.getLogger(__name__)
AT_ONCE = 100
LONGEST = 10  # seconds: behind a slow server no job waits longer


def drain(limit=AT_ONCE):
    """Send up to `limit` due mails; returns how many went out. Stops at the first sign of a dead server."""
    Mail.objects.give_back_stale()
    sent, until = 0, time.monotonic() + LONGEST
    connection = None
    for mail in Mail.objects.due().select_related("person", "ticket__group")[:limit]:
        if time.monotonic() > until:
            break
        if not Mail.objects.take(mail):
            continue
        message = _composed(mail)
        if message is None:
            continue
        try:
            connection = connection or _open()
            message.connection = connection
            message.send()
        except smtplib.SMTPRecipientsRefused as refused:
            _recipient_refused(mail, refused)
        except Exception as trouble:
            if is_of_the_server(trouble):
                logger.warning("Mail %s waits: %s", mail.pk, trouble)
                mail.wait_for_server(trouble)
                break
            logger.exception("Mail %s cannot be sent", mail.pk)
            mail.put_off(trouble)
        else:
            mail.mark_sent()
            sent += 1
    if connection is not None:
        connection.close()
    return sent


def is_of_the_server(trouble):
    """Or else of this mail alone: words that the server will not have, a head that no server can be told."""
    if isinstance(trouble, smtplib.SMTPDataError):
        return trouble.smtp_code < 500
    if isinstance(trouble, smtplib.SMTPNotSupportedError):
        return False
    return isinstance(trouble, OSError)  # all that smtplib raises is one


def _composed(mail):
    """The message; a mail with nothing to say is cancelled, one that cannot be made is put off."""
    try:
        message = compose(mail)
    except Exception as trouble:
        logger.exception("Mail %s cannot be made", mail.pk)
        mail.put_off(trouble)
        return None
    if message is None:
        mail.cancel("read meanwhile, or no longer theirs to see")
    return message


def _open():
    connection = get_connection(settings.MAIL_SENDER)
    connection.open()
    return connection


def _recipient_refused(mail, refused):
    """Codes from 500 on are for good, those below pass."""
    code, words = next(iter(refused.recipients.values()))
    if code >= 500:
        mail.refuse(f"{code} {words!r}")
    else:
        mail.put_off(f"{code} {words!r}")
