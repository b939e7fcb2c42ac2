"""How a name and a password are checked: one look-up and one hash, whether or not the name is known."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from ticketsite.kit.prepared import PreparedByKey

PEOPLE = PreparedByKey(User.objects.all)


class PersonBackend(AuthenticationBackend):
    """Username or e-mail, whichever fits; the parent spends the hasher's time on an unknown name too."""

    def get_user(self, user_id):
        user = PEOPLE.of([user_id]).get(user_id)
        return user if user and self.user_can_authenticate(user) else None

    def _authenticate(self, request, **credentials):
        name = credentials.get("email") or credentials.get("username") or ""
        user = User.objects.called(name).order_by("pk").first() if name else None
        return self._check_password(user, credentials["password"])
