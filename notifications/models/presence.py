"""Who has a ticket open now, and whether they write: soft news, forgotten within a minute."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from tickets.models import Ticket
from ticketsite.kit.prepared import Ago
from ticketsite.kit.ringing import ring

FORGOTTEN_AFTER = timedelta(seconds=45)
NOTED_EVERY = timedelta(seconds=10)


class PresenceQuerySet(models.QuerySet):
    def fresh(self):
        return self.filter(seen_at__gt=Ago(FORGOTTEN_AFTER))

    def forget_stale(self):
        """Returns how many."""
        return self.filter(seen_at__lte=timezone.now() - FORGOTTEN_AFTER).delete()[0]

    def note(self, user, ticket, *, is_writing=False):
        """They look at it, or write; whoever watches the ticket is told when that is a change."""
        now = timezone.now()
        known = self.filter(person=user, ticket=ticket).first()
        is_change = known is None or not known.is_fresh or known.is_writing != is_writing
        if not is_change and now - known.seen_at < NOTED_EVERY:
            return
        facts = {"seen_at": now, "is_writing": is_writing} | ({"changed_at": now} if is_change else {})
        self.update_or_create(person=user, ticket=ticket, defaults=facts)
        if is_change:
            ring("ticket", [ticket.pk])

    def leave(self, user, ticket):
        """They closed the page."""
        now = timezone.now()
        gone = {"seen_at": now - FORGOTTEN_AFTER, "changed_at": now, "is_writing": False}
        if self.fresh().filter(person=user, ticket=ticket).update(**gone):
            ring("ticket", [ticket.pk])


class Presence(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)
    is_writing = models.BooleanField(default=False)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="present_once")]

    def __str__(self):
        return f"{self.person}: #{self.ticket_id}"

    @property
    def is_fresh(self):
        return timezone.now() - self.seen_at < FORGOTTEN_AFTER
