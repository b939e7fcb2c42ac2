from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "groups"
    verbose_name = _("Groups")

    def ready(self):
        from groups import (
            departures,  # noqa: F401 - registers what happens to groups when a person goes
            grants,
            seats,
        )

        grants.also(seats.universal)
        grants.also(seats.every_desk)
