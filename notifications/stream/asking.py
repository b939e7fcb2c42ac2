"""What the stream asks of the database, in threads of its own: the event loop never touches it.

Each answer reads the person anew, so rights are asked again for each piece of news.
"""

import functools
import json
from dataclasses import dataclass

from django.contrib.auth import HASH_SESSION_KEY
from django.db import close_old_connections, connection
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

from accounts.models import Session, User
from groups.events import Event
from groups.models import Membership
from notifications.models import Notification, Presence, Worker
from notifications.polling import numbers

AT_ONCE = 500


def in_thread(function):
    """Connections of a thread live long: a stale one is closed before and after it is used."""

    @functools.wraps(function)
    def ask(*args):
        close_old_connections()
        try:
            return function(*args)
        finally:
            close_old_connections()

    return ask


@in_thread
def person_of(session_key, language):
    """(id, language) of whoever is signed in with this session, or None."""
    found = _signed_in([session_key]).get(session_key)
    return found and (found.pk, found.language or language)


@in_thread
def news_of(person_id, tickets, language):
    """What a poll would answer now, as text; None for somebody who is gone."""
    person = User.objects.active().filter(pk=person_id).first()
    if person is None:
        return None
    with translation.override(language):
        return json.dumps(numbers(person, tickets), separators=(",", ":"))


@in_thread
def standing(session_keys):
    """{session key: (person, what their rights hang on)} of those still signed in; a few queries for all."""
    found = {}
    for start in range(0, len(session_keys), AT_ONCE):
        people = _signed_in(session_keys[start : start + AT_ONCE])
        ranks = {}
        members = Membership.objects.filter(user__in={person.pk for person in people.values()})
        for user, group, rank in members.values_list("user", "group", "rank"):
            ranks.setdefault(user, set()).add((group, rank))
        for key, person in people.items():
            found[key] = person.pk, (person.role, person.department_id, frozenset(ranks.get(person.pk, ())))
    return found


def _signed_in(session_keys):
    """{session key: person}, with what Django asks of a session at each page: not over, the same password."""
    sessions = Session.objects.filter(
        pk__in=session_keys, expire_date__gt=timezone.now(), user__is_active=True
    ).select_related("user")
    found = {}
    for session in sessions:
        proof = session.get_decoded().get(HASH_SESSION_KEY, "")
        if constant_time_compare(proof, session.user.get_session_auth_hash()):
            found[session.pk] = session.user
    return found


@in_thread
def note_running(name):
    Worker.objects.update_or_create(
        name=name, defaults={"seen_at": timezone.now(), "kind": Worker.Kind.STREAM}
    )


@dataclass
class Marks:
    """How far a database that cannot notify has been read; `version` is SQLite's own count of changes."""

    version: int = 0
    event: int = 0
    notification: int = 0
    presence: object = None

    @classmethod
    def now(cls):
        events, news = Event.objects.order_by("-pk"), Notification.objects.order_by("-pk")
        return cls(
            _data_version(),
            events.values_list("pk", flat=True).first() or 0,
            news.values_list("pk", flat=True).first() or 0,
            timezone.now(),
        )


def changed_since(marks):
    """The names of what changed, as NOTIFY would carry them, moving the marks on. Always in the same thread."""
    version = _data_version()
    if version == marks.version:
        return set()
    marks.version = version
    events = list(
        Event.objects.filter(pk__gt=marks.event).values_list("pk", "target_kind", "target_id").order_by("pk")
    )
    news = list(
        Notification.objects.filter(pk__gt=marks.notification).values_list("pk", "person").order_by("pk")
    )
    seen = list(
        Presence.objects.filter(changed_at__gt=marks.presence)
        .values_list("changed_at", "ticket")
        .order_by("changed_at")
    )
    marks.event = events[-1][0] if events else marks.event
    marks.notification = news[-1][0] if news else marks.notification
    marks.presence = seen[-1][0] if seen else marks.presence
    return {
        *(f"{kind}:{pk}" for _event, kind, pk in events),
        *(f"person:{person}" for _news, person in news),
        *(f"ticket:{ticket}" for _at, ticket in seen),
    }


def _data_version():
    """SQLite's number for what this connection sees of others' commits: equal means nothing has changed."""
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA data_version").fetchone()[0]
