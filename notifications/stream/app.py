"""The stream's own small ASGI application: one address, server-sent events, nothing else of the site."""

import io
import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest
from django.utils import translation

from notifications.polling import TICKETS_WATCHED, number
from notifications.stream import asking
from notifications.stream.hub import MOST_OF_ONE, Hub, Stream

logger = logging.getLogger(__name__)


class StreamApp:
    """GET …/stream/?ticket=12: what a poll answers, again whenever it changes."""

    def __init__(self):
        self.hub = None

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive, send):
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.hub = Hub()
                self.hub.start()
            else:
                await self.hub.stop()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def _answer(self, scope, receive, send):
        if scope["path"] == "/livez":
            return await _say(send, 200, "ok")
        if scope["path"] != (urlsplit(settings.STREAM_URL).path or "/stream/"):
            return await _say(send, 404, "Nothing is here.")
        if scope["method"] != "GET":
            return await _say(send, 405, "Only GET.")
        request = ASGIRequest(scope, io.BytesIO())
        refusal = refusal_of(request)
        if refusal:
            return await _say(send, 403, refusal)
        if self.hub.is_full:
            return await _say(send, 503, "Too many streams are open.")
        session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        language = translation.get_language_from_request(request)
        person = await self.hub.ask(asking.person_of, session_key, language) if session_key else None
        if person is None:
            return await _say(send, 401, "Sign in first.", request)
        if self.hub.open_by(person[0]) >= MOST_OF_ONE:
            return await _say(send, 429, "Too many streams of one person are open.", request)
        return await self._stream(Stream(session_key, *person, _tickets(request)), request, receive, send)

    async def _stream(self, stream, request, receive, send):
        headers = {
            "content-type": "text/event-stream; charset=utf-8",
            "cache-control": "no-store",
            "x-accel-buffering": "no",
        }
        await send(_start(200, headers | _sharing(request)))

        async def tell(piece):
            if piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})

        async def gone():
            while (await receive())["type"] != "http.disconnect":
                pass

        await tell(b"retry: 10000\n\n")
        await self.hub.serve(stream, tell, gone)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def refusal_of(request):
    """Why a request does not come from a page of the site; empty when it does.

    A page of the same origin sends no Origin, but browsers then say so in Sec-Fetch-Site; behind another port it
    must name the site exactly.
    """
    try:
        request.get_host()
    except DisallowedHost:
        return "This host is not served."
    origin = request.headers.get("Origin")
    if origin is None:
        is_own = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return "" if is_own else "Only pages of the site may listen."
    return "" if origin in _origins() else "Only pages of the site may listen."


def _origins():
    parts = urlsplit(settings.SITE_URL)
    return {f"{parts.scheme}://{parts.netloc}", *settings.CSRF_TRUSTED_ORIGINS}


def _sharing(request):
    """For a page at another port; `refusal_of` has compared the origin."""
    origin = request.headers.get("Origin")
    if origin is None:
        return {}
    return {
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
        "vary": "Origin",
    }


def _tickets(request):
    try:
        asked = request.GET.getlist("ticket")[:TICKETS_WATCHED]
    except SuspiciousOperation:
        return ()
    return tuple(dict.fromkeys(filter(None, map(number, asked))))


def _start(status, headers):
    told = {"x-content-type-options": "nosniff", **headers}
    return {
        "type": "http.response.start",
        "status": status,
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
    }


async def _say(send, status, sentence, request=None):
    headers = {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store"}
    await send(_start(status, headers | (_sharing(request) if request else {})))
    await send({"type": "http.response.body", "body": f"{sentence}\n".encode()})
