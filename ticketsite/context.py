"""What every page's frame shows: the site's name, the person's own groups, and what stands in their lists."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject, cached_property

from approvals import mandates
from groups.models import Group
from groups.standing import PersonQuery
from notifications.mailing import written
from notifications.models import Notification
from tickets import lists
from ticketsite.kit.counting import CappedCount, together
from ticketsite.kit.planned import Planned


def site(request):
    return {
        "site_name": settings.SITE_NAME,
        "news_poll_seconds": settings.NEWS_POLL_SECONDS,
        "stream_url": settings.STREAM_URL,
        "file_max_mb": settings.FILE_MAX_MB,
        "mails_are_written": written.are_written(),
        "sign_up_is_open": settings.SIGN_UP != "closed",
    }


COUNTED_UP_TO = 99


def badges(user, counts_lists, decides):
    """The numbers of the frame, to be asked for together: in the back office only that of the bell."""
    counts = {"news": CappedCount(Notification.objects.in_site_of(user).unread().things())}
    if counts_lists:
        counts |= lists.badges(user)
    if counts_lists and decides:
        counts["approvals"] = CappedCount(mandates.waiting_for(user))
    return counts


BADGES = ("news", *lists.BADGES, "approvals")


GROUPS = PersonQuery(
    lambda user: Group.objects.of_member(user).current().values_list("pk", "name")[:30], Planned
)
COUNTED = PersonQuery(lambda user, **shape: together(user, badges(user, **shape)), Planned)


class Navigation:
    """The side bar's groups and numbers: read when a template asks, each at most once a page."""

    def __init__(self, user, counts_lists=True):
        self.user = user
        self.counts_lists = counts_lists

    @cached_property
    def groups(self):
        fields = ("id", "name")
        return [Group.from_db(None, fields, row) for row in GROUPS.rows(self.user)]

    @cached_property
    def counts(self):
        """As words: "99+" for whatever is more."""
        shape = {"counts_lists": self.counts_lists, "decides": self.decides}
        (found,) = COUNTED.rows(self.user, **shape)
        return {
            name: f"{COUNTED_UP_TO}+" if count > COUNTED_UP_TO else str(count or "")
            for name, count in zip(BADGES, found, strict=False)
        }

    @cached_property
    def decides(self):
        """Whether anything could ever wait for this person's decision today."""
        return bool(mandates.principals_of(self.user))


def navigation(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    in_back_office = request.resolver_match is not None and request.resolver_match.app_name == "admin"
    return {"nav": SimpleLazyObject(lambda: Navigation(user, counts_lists=not in_back_office))}
