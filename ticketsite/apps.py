from django.apps import AppConfig
from django.db.backends.signals import connection_created

from ticketsite.kit import moments, percentiles, steps


class SiteConfig(AppConfig):
    name = "ticketsite"

    def ready(self):
        from ticketsite import checks  # noqa: F401 - registers the system checks

        connection_created.connect(percentiles.teach_sqlite)
        connection_created.connect(steps.teach_sqlite)
        connection_created.connect(moments.teach_postgresql)
