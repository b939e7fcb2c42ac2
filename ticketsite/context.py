"""What every page's frame shows: the site's name, the person's own groups, and what stands in their lists."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from approvals import mandates
from groups.models import Group
from notifications.mailing import written
from notifications.models import Notification
from tickets import lists
from ticketsite.kit.counting import CappedCount, count_together


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


class Navigation:
    """The side bar's groups and numbers: read when a template asks, each at most once a page."""

    def __init__(self, user, counts_lists=True):
        self.user = user
        self.counts_lists = counts_lists

    @property
    def groups(self):
        if "_groups" not in self.__dict__:
            self._groups = list(Group.objects.of_member(self.user).current()[:30])
        return self._groups

    @property
    def counts(self):
        """As words: "99+" for whatever is more."""
        if "_counts" not in self.__dict__:
            count = lists.counts if self.counts_lists else count_together
            self._counts = {
                name: f"{COUNTED_UP_TO}+" if count > COUNTED_UP_TO else str(count or "")
                for name, count in count(self.user, **self._upper_counts()).items()
            }
        return self._counts

    def _upper_counts(self):
        news = CappedCount(Notification.objects.in_site_of(self.user).unread().things())
        if not (self.counts_lists and self.decides):
            return {"news": news}
        return {"news": news, "approvals": CappedCount(mandates.waiting_for(self.user))}

    @property
    def decides(self):
        """Whether anything could ever wait for this person's decision today."""
        if "_decides" not in self.__dict__:
            self._decides = bool(mandates.principals_of(self.user))
        return self._decides

    is_moderator = True  # everybody moderates the universal group, and so has a bin


def navigation(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    in_back_office = request.resolver_match is not None and request.resolver_match.app_name == "admin"
    return {"nav": SimpleLazyObject(lambda: Navigation(user, counts_lists=not in_back_office))}
