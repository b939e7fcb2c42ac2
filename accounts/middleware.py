"""Who asks for a page; and each page in their language and time zone, and kept by no cache."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from accounts.time_zones import zone_or_none


class PersonMiddleware(AuthenticationMiddleware):
    """Django's, but the person came with the session, in its one query."""

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))


def person_of(request):
    """Whoever is signed in; whatever is not as usual (another key, an old secret) is left to Django."""
    session = request.session
    key, person = session.get(SESSION_KEY), session.person
    is_usual = (
        person is not None
        and person.is_active
        and key == str(person.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    )
    return person if is_usual else get_user(request)


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
