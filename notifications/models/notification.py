"""A notification: one event told to one person, with the reason why they got it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.events import Event, Verb
from groups.models import Group
from notifications.topics import Reason, Topic
from tickets.models import Ticket
from ticketsite.kit.sql import each_finds


class NotificationQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def shown(self):
        """Those that stand in the site; the others exist for mail alone."""
        return self.filter(in_site=True)

    def of_still_visible(self, user):
        """Rights are asked again for each piece of news: one that the person may no longer see is not shown."""
        tickets = Ticket.objects.visible_to(user).filter(pk=OuterRef("ticket"))
        shared = Ticket.objects.shared_with(user).filter(pk=OuterRef("ticket"))
        groups = Group.objects.visible_to(user).filter(pk=OuterRef("group"))
        event = Event.objects.filter(pk=OuterRef("event"))  # not joined: a planner may read all there are
        of_ticket = each_finds(tickets) & (~each_finds(event.filter(is_internal=True)) | each_finds(shared))
        of_group = Q(Exists(groups)) | Q(each_finds(event.filter(verb=Verb.REMOVED)), reason=Reason.CONCERNED)
        return self.filter(of_ticket | (Q(ticket=None) & of_group), person=user)

    def in_site_of(self, user):
        """What stands in the site for this person now."""
        return self.shown().of_still_visible(user)

    def things(self):
        """The tickets (or groups) they are about, each once: what the bell counts, not rows."""
        return self.order_by().values("ticket", "group").distinct()

    def of_thing(self, notification):
        """News of the same ticket, or of the same group."""
        return self.filter(ticket=notification.ticket_id, group=notification.group_id)

    def last_of_things(self):
        """Of each ticket (or group) the last piece of news."""
        same = Q(ticket=OuterRef("ticket")) | Q(ticket=None, group=OuterRef("group"))
        return self.filter(~Exists(self.filter(same, pk__gt=OuterRef("pk"))))

    def for_list(self):
        return self.select_related("event", "event__actor", "ticket__group", "group")

    def mark_read(self):
        return self.unread().update(read_at=timezone.now())

    def mark_unread(self):
        return self.update(read_at=None)

    def read_up_to(self, event_id):
        """Mark what was shown as read: all up to and with this event."""
        return self.filter(event__lte=event_id).mark_read()


class Notification(models.Model):
    # Without an index of its own where another begins with the column, or one of those that have any.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="news", db_index=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="notifications", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="notifications")
    group = models.ForeignKey(
        "groups.Group", models.CASCADE, null=True, related_name="notifications", db_index=False
    )
    topic = models.CharField(_("about"), max_length=12, choices=Topic)
    reason = models.CharField(_("why"), max_length=12, choices=Reason)
    in_site = models.BooleanField(default=True)
    in_digest = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(
                fields=["person", "ticket"],
                condition=Q(read_at=None, in_site=True),
                name="unread_news",
            ),
            models.Index(fields=["person", "-id"], name="news_of_person"),
            models.Index(fields=["person", "ticket", "-id"], name="news_of_ticket"),
            models.Index(fields=["person", "group", "-id"], condition=Q(ticket=None), name="news_of_group"),
            models.Index(fields=["group"], condition=Q(group__isnull=False), name="news_about_group"),
            models.Index(
                fields=["person", "id"],
                condition=Q(in_digest=True),
                name="news_for_digest",
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="told_once")]

    def __str__(self):
        return f"{self.person}: {self.event}"


class Told(models.Model):
    """An event whose audience has been told: written in the transaction that tells it, so it is told once."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="told")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return str(self.event_id)
