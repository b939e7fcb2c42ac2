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
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core import signals  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import close_old_connections, connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.utils.crypto import salted_hmac  # noqa: E402

from accounts.models import Role, User  # noqa: E402
from groups.models import Group  # noqa: E402
from groups.ranks import Kind  # noqa: E402
from tickets import lists  # noqa: E402
from tickets.models import Comment, Ticket  # noqa: E402
from tickets.statuses import Status  # noqa: E402
from ticketsite.kit.paging import KeysetPage  # noqa: E402

FURTHER = 1_000 * 25
FLOOR_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"


def people():
    users = list(User.objects.filter(role=Role.USER).order_by("pk"))
    desk = Group.objects.filter(kind=Kind.DESK).order_by("pk").first()
    seats = [seat.user for seat in desk.memberships.select_related("user").order_by("pk")[:4]]
    return {
        "user": users[len(users) // 2],
        "loner": next(user for user in reversed(users) if not user.memberships.exists()),
        "technician": seats[3],
        "desk head": seats[0],
        "HOD": User.objects.filter(role=Role.HOD).order_by("pk").first(),
        "IT Head": User.objects.filter(role=Role.IT_HEAD).order_by("pk").first(),
        "Admin": User.objects.filter(role=Role.ADMIN).order_by("pk").first(),
    }


def sign_in(user, backend, round_hash):
    session = SessionStore()
    session["_auth_user_id"], session["_auth_user_backend"] = str(user.pk), backend
    session["_auth_user_hash"] = round_hash
    session.save()
    return session.session_key


def sessions():
    found = {
        name: sign_in(user, settings.AUTHENTICATION_BACKENDS[0], user.get_session_auth_hash())
        for name, user in people().items()
    }
    someone = people()["user"]
    plain = salted_hmac(FLOOR_SALT, someone.password, algorithm="sha256").hexdigest()
    return found | {"floor": sign_in(someone, "django.contrib.auth.backends.ModelBackend", plain)}


def further(user, shown):
    """The query string of the page 1,000 further on, or of the last there is."""
    queryset, order = lists.sorted_by(shown.tickets(user), shown.orders[0])
    rows = queryset.order_by(*order)
    place = min(FURTHER, max(rows[: FURTHER + 26].count() - 26, 0))
    page = KeysetPage(queryset.none(), order)
    row = rows[place : place + 1].get() if rows.exists() else None
    return f"?after={page._encode(row)}" if row else ""


def addresses():
    """{(person, page): path}, keys joined by a bar."""
    cast = people()
    user, head = cast["user"], cast["desk head"]
    group = user.memberships.order_by("pk").first().group_id
    desk = head.memberships.order_by("pk").first().group_id
    narrow = "&status=closed&priority=1&priority=2&opened_from=2025-01-01&opened_to=2026-06-30"
    long = Comment.objects.filter(ticket__group=group, ticket__pk__in=every_long()).values("ticket")[:1]
    ticket = (
        Ticket.objects.visible_to(user).filter(pk__in=long).first()
        or Ticket.objects.filter(group=group).last()
    )
    paths = {f"{name}|Archive": "/archive/" for name in ("user", "loner", "technician", "desk head", "Admin")}
    paths |= {
        f"{name}|Archive, 1,000 pages on": "/archive/" + further(cast[name], lists.ARCHIVE) for name in cast
    }
    paths |= {f"{name}|Home": "/" for name in ("user", "loner", "technician", "desk head", "Admin")}
    paths |= {f"user|{title}": path for title, path in (("My tickets", "/mine/"), ("My work", "/work/"))}
    paths |= {f"{name}|Waiting list": "/waiting/" for name in ("technician", "desk head")}
    paths |= {"user|Group": f"/groups/{group}/", "desk head|Group": f"/groups/{desk}/"}
    paths |= {"loner|All tickets": "/tickets/", "Admin|All tickets": "/tickets/"}
    paths |= {"user|Archive, filtered": f"/archive/?group={group}{narrow}"}
    paths |= {"Admin|Archive, filtered": f"/archive/?group={desk}{narrow}"}
    paths |= {
        "Admin|All, most urgent first": "/tickets/?sort=urgency",
        "user|All, oldest first": "/tickets/?sort=oldest",
    }
    paths |= {
        "user|Ticket of 10 comments": ticket.get_absolute_url(),
        "user|Poll (304)": f"/news/poll/?ticket={ticket.pk}",
    }
    staff = ("technician", "HOD", "IT Head", "Admin")
    return paths | {f"{name}|Back office, tickets": "/admin/tickets/ticket/" for name in staff}


def every_long():
    return range(7, Ticket.objects.latest("pk").pk + 1, 200)[-500:]


def writing():
    """What the writes need: a team's key, tickets to comment on, and open ones to claim."""
    own = Group.objects.of_member(people()["user"]).filter(is_universal=False)
    group = own.annotate(size=Count("tickets")).order_by("-size").first()
    open_ones = (
        Ticket.objects.filter(group=group, status=Status.OPEN).order_by("-pk").values_list("pk", flat=True)
    )
    return {
        "group": group.pk,
        "tickets": list(Ticket.objects.filter(group=group).values_list("pk", flat=True)[:50]),
        "open": list(open_ones[:200]),
    }


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


def count(keys, paths):
    """{page: [queries, median database ms]}, asked of the WSGI application without a socket."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    handler, found = WSGIHandler(), {}
    for page, path in paths.items():
        path, _mark, query = path.partition("?")
        cookie = f"sessionid={keys[page.split('|')[0]]}"
        runs = []
        for _run in range(5):
            factory = RequestFactory(HTTP_HOST="127.0.0.1")
            environment = factory._base_environ(PATH_INFO=path, QUERY_STRING=query, HTTP_COOKIE=cookie)
            counted = Counted()
            with connection.execute_wrapper(counted):
                b"".join(handler(environment, lambda status, headers: None))
            runs.append((counted.number, counted.seconds * 1000))
        found[page] = [runs[-1][0], statistics.median(ms for _number, ms in runs)]
    return found


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        print(json.dumps({"sessions": sessions(), "paths": addresses(), "writing": writing()}))
    else:
        given = json.load(sys.stdin)
        print(json.dumps(count(given["sessions"], given["paths"])))
