"""`manage.py send_test_mail ADDRESS`: proves that the mail server of EMAIL_URL takes mail, now, past the outbox."""

import smtplib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils.translation import gettext as _


class Command(BaseCommand):
    help = "Sends one mail straight through the mail server and says what the server answered."

    def add_arguments(self, parser):
        parser.add_argument("address")

    def handle(self, *, address, **options):
        try:
            validate_email(address)
        except ValidationError as wrong:
            raise CommandError(f"{address!r} is no address.") from wrong
        message = EmailMessage(
            subject=_("A test mail of %(site)s") % {"site": settings.SITE_NAME},
            body=_("This mail was sent by send_test_mail at %(url)s. It works.") % {"url": settings.SITE_URL},
            to=[address],
            headers={"Auto-Submitted": "auto-generated"},
            connection=get_connection(settings.MAIL_SENDER),
        )
        try:
            message.send()
        except (OSError, smtplib.SMTPException) as trouble:
            raise CommandError(f"The mail server did not take it: {trouble}") from trouble
        self.stdout.write(f"Sent to {address}.")
