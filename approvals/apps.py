from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = _("Approvals")

    def ready(self):
        from approvals import (
            departures,  # noqa: F401 - registers what waits for a person who goes
            mandates,
        )
        from approvals.models import Decision
        from approvals.visibility import ASKED
        from groups import grants, standing
        from tickets import visibility
        from tickets.exports import layout
        from tickets.search import scope

        visibility.add(ASKED)
        scope.add(lambda user: {"s:pending"} if mandates.asks_beyond_sight(user) else ())
        layout.add_part("decision", Decision)
        for source in mandates.STANDING:
            grants.also(source)
        standing.sets_apart(mandates.STANDS_IN)
