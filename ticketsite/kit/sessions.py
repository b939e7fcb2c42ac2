"""Django's sessions in the database, found by a query that is prepared: every page begins with it."""

from django.contrib.sessions.backends import db

from ticketsite.kit.prepared import Ago, Prepared

FOUND = Prepared(
    lambda key: db.SessionStore.get_model_class().objects.filter(session_key=key, expire_date__gt=Ago()),
    planned_once=True,
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self):
        key = self.session_key
        if not key or "\0" in key:
            return super()._get_session_from_db()
        session = next(iter(FOUND.statement((), [key], lambda given: given).instances([key])), None)
        if session is None:
            self._session_key = None
        return session
