"""News folded per ticket or group: "3 updates by Tom and Mia", with the newest lines."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.models import Notification
from notifications.sentences import NewsLine, lines_of
from notifications.topics import Topic

LINES_SHOWN, NAMES_SHOWN = 10, 3


@dataclass
class Fold:
    """The unread news of one ticket or group, newest first; of one that is read the last piece."""

    last: Notification
    lines: list[NewsLine]
    total: int

    @property
    def is_unread(self):
        return any(line.news.read_at is None for line in self.lines)

    @property
    def title(self):
        return self.last.ticket.title if self.last.ticket else str(self.last.group)

    @property
    def url(self):
        """Where it leads: to what happened last, or to where it is answered."""
        if self.last.ticket is None:
            is_invitation = self.last.topic == Topic.INVITATION
            return reverse("groups:invitations") if is_invitation else self.last.group.get_absolute_url()
        if self.last.topic == Topic.DECISION and self.is_unread:
            return reverse("approvals:decide", args=[self.last.ticket_id])
        comment = self.last.event.details.get("comment")
        return self.last.ticket.get_absolute_url() + (f"#comment-{comment}" if comment else "")

    @property
    def summary(self):
        """Of several: how many, and by whom."""
        if self.total == 1:
            return ""
        count = ngettext("%(count)d update", "%(count)d updates", self.total) % {"count": self.total}
        return _("%(updates)s by %(people)s") % {"updates": count, "people": self.people}

    @property
    def people(self):
        names = list(dict.fromkeys(str(line.actor) if line.actor else _("the site") for line in self.lines))
        shown, more = names[:NAMES_SHOWN], len(names) - NAMES_SHOWN
        if more > 0 or self.total > len(self.lines):
            return _("%(names)s and others") % {"names": ", ".join(shown)}
        if len(shown) == 1:
            return shown[0]
        return _("%(names)s and %(name)s") % {"names": ", ".join(shown[:-1]), "name": shown[-1]}


def fold(news, reader):
    """A fold for each of these, which are the last of their things."""
    lasts = list(news)
    tickets = [each.ticket_id for each in lasts if each.ticket_id]
    groups = [each.group_id for each in lasts if each.group_id]
    same_thing = {"partition_by": [F("ticket"), F("group")]}
    rows = (
        Notification.objects.in_site_of(reader)
        .filter(Q(ticket__in=tickets) | Q(ticket=None, group__in=groups))
        .filter(Q(read_at=None) | Q(pk__in=[each.pk for each in lasts]))
        .for_list()
        .annotate(
            place=Window(RowNumber(), order_by=F("pk").desc(), **same_thing),
            total=Window(Count("pk"), **same_thing),
        )
        .filter(place__lte=LINES_SHOWN)
        .order_by("-pk")
    )
    lines = {}
    for line in lines_of(list(rows), reader):
        lines.setdefault((line.news.ticket_id, line.news.group_id), []).append(line)
    things = [(each, lines.get((each.ticket_id, each.group_id))) for each in lasts]
    return [Fold(each, found, found[0].news.total) for each, found in things if found]
