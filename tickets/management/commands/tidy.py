"""The daily broom. Safe to run at any time, twice, and while another one runs."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from groups.models import Invitation
from tickets import tidying


class Command(BaseCommand):
    help = (
        "Daily: close what stayed resolved, empty the bin, free removed files and uploads, end invitations."
    )

    def handle(self, **options):
        self.tell(tidying.close_after_silence(), "tickets closed after 14 days of silence")
        self.tell(tidying.empty_bin(), "tickets deleted for good after 30 days in the bin")
        self.tell(tidying.drop_removed_bytes(), "removed files taken out of the store")
        self.tell(tidying.drop_import_files(), "uploads of the import page taken out of the store")
        self.tell(Invitation.objects.expire(), "invitations expired")
        call_command("clearsessions")
        self.stdout.write("Expired sessions cleared.")

    def tell(self, number, what):
        self.stdout.write(f"{number} {what}.")
