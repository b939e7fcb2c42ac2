"""Writes the index of the search anew; it is kept by itself, so this is for after a repair of the database."""

from django.core.management.base import BaseCommand

from tickets.models import Ticket
from tickets.search.backends import backend


class Command(BaseCommand):
    help = "Write the index of the search anew. Safe at any time; searches wait meanwhile."

    def handle(self, **options):
        backend().rebuild()
        self.stdout.write(f"The words of {Ticket.objects.count()} tickets are indexed.")
