from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Tickets")

    def ready(self):
        from django.db.models.signals import post_migrate

        from tickets import (
            checks,  # noqa: F401 - registers what the database must offer
            departures,  # noqa: F401 - registers what happens to tickets when a person goes
        )
        from tickets.search import complete_index

        post_migrate.connect(complete_index, sender=self)
