"""What only the site itself can tell, as JSON: sessions, addresses to ask for, and the queries of each page.

`python -m bench.inside prepare` and `... count` with DATABASE_URL; `bench/run.py` calls both.
"""

import json
import os
import statistics
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "ticketsite.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up
from django.contrib.sessions.backends import db  # noqa: E402
from django.core import signals  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import close_old_connections, connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.utils.crypto import salted_hmac  # noqa: E402

from bench.pages import addresses, long_ticket, people, writing  # noqa: E402
from bench.sites import WRITES, written  # noqa: E402
from groups.sessions import SessionStore  # noqa: E402

FLOOR_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
RUNS = 5


def sign_in(user, backend, round_hash, store=SessionStore):
    session = store()
    session["_auth_user_id"], session["_auth_user_backend"] = str(user.pk), backend
    session["_auth_user_hash"] = round_hash
    session.save()
    return session.session_key


def sessions():
    signed_in = people() | {"requester": long_ticket().requester}
    found = {
        name: sign_in(user, settings.AUTHENTICATION_BACKENDS[0], user.get_session_auth_hash())
        for name, user in signed_in.items()
    }
    someone = people()["user"]
    plain = salted_hmac(FLOOR_SALT, someone.password, algorithm="sha256").hexdigest()
    floor = sign_in(someone, "django.contrib.auth.backends.ModelBackend", plain, db.SessionStore)
    return found | {"floor": floor}


class Counted:
    def __init__(self):
        self.number, self.seconds = 0, 0.0

    def __call__(self, execute, sql, params, many, context):
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.number += 1
            self.seconds += time.perf_counter() - started


class Asker:
    """Asks the WSGI application without a socket, as a browser would that keeps ETags of polls."""

    def __init__(self, given):
        self.keys, self.paths, self.writing = given["sessions"], given["paths"], given["writing"]
        self.handler, self.factory, self.tags = WSGIHandler(), RequestFactory(HTTP_HOST="127.0.0.1"), {}

    def request(self, page, turn):
        who, _bar, title = page.partition("|")
        cookie = f"sessionid={self.keys[who]}"
        if title in WRITES:
            path, form = written(self.writing, title, turn)
            cookie += f"; csrftoken={form['csrfmiddlewaretoken']}"
            return self.factory.post(path, form, HTTP_COOKIE=cookie), "302"
        tag = self.tags.get(page)
        more = {"HTTP_IF_NONE_MATCH": tag} if tag else {}
        return self.factory.get(self.paths[page], HTTP_COOKIE=cookie, **more), "304" if tag else "200"

    def ask(self, page, turn):
        request, wanted = self.request(page, turn)
        counted, head = Counted(), []
        with connection.execute_wrapper(counted):
            answer = self.handler(request.environ, lambda status, headers: head.extend((status, headers)))
            answer.close()  # what is done after the answer is counted, too
        if not head[0].startswith(wanted):
            sys.exit(f"{page}: {head[0]} instead of {wanted}")
        if page.partition("|")[2].startswith("Poll"):
            self.tags[page] = dict(head[1]).get("ETag", self.tags.get(page))
        return counted


def count(given):
    """{page: [queries, median database ms]}."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    asker, found = Asker(given), {}
    for page in (*given["paths"], *(f"user|{title}" for title in WRITES)):
        runs = [asker.ask(page, turn) for turn in range(RUNS)]
        most = max(run.number for run in runs[1:])  # of writes some have more to do; the first fills caches
        found[page] = [most, statistics.median(run.seconds * 1000 for run in runs)]
    return found


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        print(json.dumps({"sessions": sessions(), "paths": addresses(), "writing": writing()}))
    else:
        print(json.dumps(count(json.load(sys.stdin))))
