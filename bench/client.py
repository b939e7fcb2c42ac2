"""A small HTTP client: one connection a request, as a proxy does; the clock stops at the last byte of the answer."""

import http.client
import time
from urllib.parse import urlencode


def fetch(port, path, cookie="", form=None, headers=None):
    """(seconds, status, answer's headers, bytes of its body)."""
    method, body = ("GET", None) if form is None else ("POST", urlencode(form))
    sent = {"Cookie": cookie, "Accept-Language": "en"} | (headers or {})
    if form is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    return time.perf_counter() - started, answer.status, answer.headers, content
