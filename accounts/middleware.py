"""Each page in the language and the time zone of the person who reads it, and kept by no cache."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control

from accounts.time_zones import zone_or_none


class PersonalMiddleware:
    """After LocaleMiddleware: visitors keep what their browser or cookie asks for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and user.language in dict(settings.LANGUAGES):
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        zone = zone_or_none(user.time_zone) if user.is_authenticated else None
        # Left standing until the next request: an export is still being written after this returns.
        timezone.activate(zone or timezone.get_default_timezone())
        response = self.get_response(request)
        if user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response
