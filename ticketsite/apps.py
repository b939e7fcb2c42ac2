from django.apps import AppConfig
from django.db.backends.signals import connection_created

from ticketsite.kit.percentiles import teach_sqlite


class SiteConfig(AppConfig):
    name = "ticketsite"

    def ready(self):
        from ticketsite import checks  # noqa: F401 - registers the system checks

        connection_created.connect(teach_sqlite)
