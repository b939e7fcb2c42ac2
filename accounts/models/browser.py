"""Browsers a person has signed in with: one that is new makes a mail, and all stand on the own profile."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

COOKIE, KEPT_FOR = "browser", 400 * 24 * 3600
MOST = 20

# Each calls itself by the names of those before it too, so the first that is found counts.
PROGRAMS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


class BrowserQuerySet(models.QuerySet):
    def by_last_use(self):
        return self.order_by("-seen_at", "-pk")

    def note(self, user, token, agent):
        """(the browser, whether it is news): a person's very first one is none."""
        facts = {
            "program": named(PROGRAMS, agent),
            "system": named(SYSTEMS, agent),
            "seen_at": timezone.now(),
        }
        mine = self.filter(person=user)
        is_first = not mine.exists()
        browser, is_new = self.update_or_create(person=user, key=key_of(token), defaults=facts)
        if is_new:
            mine.filter(pk__in=list(mine.by_last_use().values_list("pk", flat=True)[MOST:])).delete()
        return browser, is_new and not is_first

    def of_request(self, request):
        return self.filter(person=request.user, key=key_of(Browser.token_of(request))).first()


class Browser(models.Model):
    """`key` is a hash of what the browser's cookie says; the cookie opens nothing, it only makes it known."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="browsers")
    key = models.CharField(max_length=64)
    program = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    first_at = models.DateTimeField(_("first seen"), default=timezone.now)
    seen_at = models.DateTimeField(_("last signed in"), default=timezone.now)

    objects = BrowserQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("program", "browser")
        verbose_name_plural = pgettext_lazy("program", "browsers")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="browser_known_once")]

    def __str__(self):
        if self.program and self.system:
            return gettext("%(program)s on %(system)s") % {"program": self.program, "system": self.system}
        return self.program or self.system or gettext("An unknown browser")

    @staticmethod
    def token_of(request):
        """What this browser's cookie says, or what it shall say from now on."""
        return request.COOKIES.get(COOKIE) or get_random_string(32)

    @staticmethod
    def remember(response, token):
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(COOKIE, token, max_age=KEPT_FOR, secure=secure, httponly=True, samesite="Lax")


def named(names, agent):
    return next((name for mark, name in names.items() if mark in agent), "")


def key_of(token):
    return salted_hmac("accounts.models.browser", token, algorithm="sha256").hexdigest()
