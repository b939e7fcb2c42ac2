"""The admin site: closed like the rest of the site, ordered by storeys, with a first page of what waits."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from ticketsite.backoffice.waiting import panels

ORDER = ("tickets", "approvals", "groups", "accounts", "notifications")


class BackOffice(admin.AdminSite):
    site_title = site_header = index_title = _("Back office")
    site_url = None
    enable_nav_sidebar = False

    def admin_view(self, view, cacheable=False):
        """What a person may not see is not there: 404; what they may see but not do is refused: 403."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def closed(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied:
                if request.method in ("GET", "HEAD"):
                    raise Http404 from None
                raise

        return closed

    def get_urls(self):
        """Without the detour to a thing's page: it would tell strangers which things exist."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for app in apps:
            for model in app["models"]:
                model["icon"] = getattr(self._registry[model["model"]], "icon", "list-ul")
        return sorted(apps, key=lambda app: (*ORDER, app["app_label"]).index(app["app_label"]))

    def index(self, request, extra_context=None):
        return super().index(request, {"panels": panels(request.user)} | (extra_context or {}))
