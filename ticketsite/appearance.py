"""Light or dark: kept in a cookie, so that it holds before signing in and needs no row."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.generic import View

from ticketsite.kit.views import safe_next

THEMES = {"light", "dark"}
YEAR = 365 * 24 * 3600


@method_decorator(login_not_required, name="dispatch")
class ThemeView(View):
    """POST theme=light, dark or anything else for the system's way; back to where the visitor was."""

    http_method_names = ("post", "options")

    def post(self, request):
        response = redirect(safe_next(request) or "/")
        theme = request.POST.get("theme")
        if theme in THEMES:
            response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
        else:
            response.delete_cookie("theme", samesite="Lax")
        return response
