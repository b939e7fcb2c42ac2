"""Where the stream is reached: what the checks say of it, and what the content policy lets pages reach."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as site

from ticketsite.checks import stream_is_on_the_site_s_host


@pytest.mark.parametrize(
    "url, found",
    (
        ("", []),
        ("/stream/", []),
        ("https://tickets.example.org:8001/stream/", []),
        ("https://stream.example.org/stream/", ["ticketsite.W003"]),
    ),
)
def test_a_stream_on_another_host_gets_no_session(settings, url, found):
    settings.SITE_URL, settings.STREAM_URL = "https://tickets.example.org", url

    assert [warning.id for warning in stream_is_on_the_site_s_host(None)] == found


@pytest.mark.parametrize(
    "url, more",
    (("", []), ("/stream/", []), ("http://127.0.0.1:8001/stream/", ["http://127.0.0.1:8001"])),
)
def test_pages_may_reach_the_site_and_the_stream_only(url, more):
    words = "import json; from ticketsite import settings as s; d = s.CONTENT_SECURITY_POLICY['DIRECTIVES']"
    command = [sys.executable, "-c", f"{words}; print(json.dumps(d['connect-src']))"]
    environment = os.environ | {"STREAM_URL": url, "SECRET_KEY": "x"}

    told = subprocess.run(
        command, cwd=site.BASE_DIR, env=environment, check=True, capture_output=True, text=True
    )

    assert json.loads(told.stdout) == ["'self'", *more]
