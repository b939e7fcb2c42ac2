"""News as it comes after a commit."""

import json
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from notifications.deliver import sweep
from notifications.models import Notification
from ticketsite.testing import free_port, start_command


@pytest.fixture
def told():
    """told(ana, verb): reasons for which a person was told of events with this verb; without a verb of all."""

    def reasons(person, verb=None):
        sweep()
        news = Notification.objects.filter(person=person).order_by("pk")
        return [each.reason for each in (news.filter(event__verb=verb) if verb else news)]

    return reasons


class StreamProcess:
    """`manage.py stream` on the tests' database, and windows into it."""

    def __init__(self, site_url):
        self.site_url = site_url
        self.port = free_port()
        self.host = f"{urlsplit(site_url).hostname}:{self.port}"
        self.url = f"http://{self.host}/stream/"
        self.lines = []
        self.start()

    def start(self):
        self.process = start_command(
            "stream",
            SITE_URL=self.site_url,
            STREAM_URL=self.url,
            STREAM_BIND=f"127.0.0.1:{self.port}",
            ALLOWED_HOSTS="testserver,localhost",
            HTTPS="false",
        )
        end = time.monotonic() + 30
        while self.status_of("/livez") != 200:
            assert time.monotonic() < end, "the stream does not start"
            time.sleep(0.05)

    def stop(self):
        self.hang_up()
        self.process.terminate()
        self.process.wait()

    def ask(self, path="/stream/", method="GET", **headers):
        line = HTTPConnection("127.0.0.1", self.port, timeout=15)
        self.lines.append(line)
        line.request(method, path, headers={"Host": self.host} | headers)
        answer = line.getresponse()
        self.lines.append(answer)
        return answer

    def hang_up(self):
        while self.lines:
            self.lines.pop().close()

    def status_of(self, *args, **headers):
        try:
            return self.ask(*args, **headers).status
        except OSError:
            return None

    def listen(self, session_key, *tickets):
        query = "&".join(f"ticket={ticket.pk}" for ticket in tickets)
        return Listener(self.ask(f"/stream/?{query}", Cookie=f"sessionid={session_key}"))


class Listener:
    """An open stream, read line by line; each wait has its own length."""

    def __init__(self, response):
        assert response.status == 200, response.read()
        self.response = response

    def next(self, within):
        """The next piece of news, or None when none comes in time; "end" when the stream is over."""
        end = time.monotonic() + within
        event = ""
        while (left := end - time.monotonic()) > 0:
            self.response.fp.raw._sock.settimeout(left)
            try:
                line = self.response.readline().decode().strip()
            except TimeoutError:
                return None
            if not line and self.response.isclosed():
                return "end"
            if line.startswith("event:"):
                event = line[6:].strip()
            elif line.startswith("data:") and event == "news":
                return json.loads(line[5:])
        return None

    def until(self, condition, within=5):
        """The first piece of news for which this holds."""
        end = time.monotonic() + within
        while (left := end - time.monotonic()) > 0:
            news = self.next(left)
            if condition(news):
                return news
        raise AssertionError(f"nothing of the kind within {within} s")


@pytest.fixture(scope="module")
def stream(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        process = StreamProcess("http://testserver")
        yield process
        process.stop()


@pytest.fixture
def session_of():
    """session_of(ana): the key of a session in which she is signed in."""

    def sign_in(person):
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    return sign_in
