from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "ticketsite"

    def ready(self):
        from ticketsite import checks  # noqa: F401 - registers the system checks
