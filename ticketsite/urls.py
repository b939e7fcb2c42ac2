"""The site's addresses: each app's own, sign-in, and the back office."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from accounts.views import choose_language
from ticketsite.appearance import ThemeView
from ticketsite.health import HealthView, LiveView

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # one sign-in, with its limits, for both doors

urlpatterns = [
    path("", include("tickets.urls")),
    path("groups/", include("groups.urls")),
    path("approvals/", include("approvals.urls")),
    path("numbers/", include("ticketsite.numbers.urls")),
    path("news/", include("notifications.urls")),
    path("me/", include("accounts.urls")),
    path("me/people/", include("ticketsite.leaving_urls")),
    path("accounts/", include("accounts.entrance_urls")),
    path("admin/", admin.site.urls),
    path("language/", choose_language, name="set_language"),
    path("theme/", ThemeView.as_view(), name="theme"),
    path("health/", HealthView.as_view(), name="health"),
    path("livez", LiveView.as_view(), name="livez"),
]
