"""The session of a request, whose it is, and what they are granted: the one query that every page begins with."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from accounts.models import Session
from groups import grants
from ticketsite.kit.planned import Planned
from ticketsite.kit.prepared import Ago
from ticketsite.kit.sql import Outermost

FOUND = Planned(
    lambda key: (
        Session.objects.filter(session_key=key, expire_date__gt=Ago())
        .select_related("user")
        .annotate(granted=grants.Held(Outermost(Session, "user")))
    )
)


class SessionStore(db.SessionStore):
    """Django's, in our table; `person` is whoever was signed in when it was read, with their grants."""

    person = None

    @classmethod
    def get_model_class(cls):
        return Session

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        return session

    def _get_session_from_db(self):
        key = self.session_key
        if not key or "\0" in key:
            return super()._get_session_from_db()
        session = next(iter(FOUND.instances((), [key])), None)
        if session is None:
            self._session_key = None
        elif session.user:
            self.person = session.user
            grants.suppose(self.person, grants.parsed(session.granted))
        return session
