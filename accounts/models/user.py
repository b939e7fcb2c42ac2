"""A person with an account: columns, queries and questions; what changes a person stands in managing.py."""

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from guardian.core import ObjectPermissionChecker
from simple_history.models import HistoricalRecords

from accounts import rules
from accounts.models.department import Department
from accounts.models.fields import (
    PlainField,
    SmallLettersEmailField,
    SmallLettersField,
    UsernameValidator,
    plain,
    small_letters,
)
from accounts.models.managing import ManagedPerson
from accounts.models.role import Role
from ticketsite.kit.locking import Relied
from ticketsite.kit.planned import Planned
from ticketsite.kit.refusals import Refused


class PeopleRecords(HistoricalRecords):
    """History of what others can see; signing in or a new password hash is no change of the person."""

    def post_save(self, instance, created, using=None, **kwargs):
        written = kwargs.get("update_fields")
        if written and set(written) <= set(self.excluded_fields):
            return
        super().post_save(instance, created, using=using, **kwargs)


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def admins(self):
        return self.active().filter(role=Role.ADMIN)

    def visible_to(self, user):
        """People whose account this person may look into; everybody's name stands in the directory."""
        if not user.is_active:
            return self.none()
        if user.is_admin or user.is_it_head:
            return self
        if user.is_hod and user.department_id:
            return self.filter(Q(department=user.department_id) | Q(pk=user.pk))
        return self.filter(pk=user.pk)

    def search(self, words):
        """People of whom each word begins a name or the username, whatever case and accents; never e-mail."""
        for word in plain(words).split():
            self = self.filter(known_as__contains=f" {word}")
        return self

    def hold(self, *people):
        """Keep role and activity of these people until the transaction ends, and read them anew."""
        self._keep(HELD, people)

    def rely_on(self, *people):
        """The same beside others who do not change them either."""
        self._keep(RELIED, people)

    def _keep(self, prepared, people):
        keys = sorted({person.pk for person in people})
        found = {key: facts for key, *facts in prepared.rows(len(keys), keys)}
        for person in people:
            if person.pk not in found:
                raise self.model.DoesNotExist
            person.role, person.is_active, person.department_id = found[person.pk]

    def by_name(self):
        return self.order_by("known_as", "pk")

    def for_list(self):
        return self.select_related("department")

    def called(self, name):
        """People with this username or e-mail, whatever the case of its letters."""
        return self.filter(Q(username=name) | Q(email=name))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username):
        return self.get(username=username)

    def create_user(self, username, email="", password=None, **fields):
        """A new person; without a password they cannot sign in until they set one."""
        user = self.model(username=username, email=email or "", **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, email="", password=None, **fields):
        return self.create_user(username, email, password, role=Role.ADMIN, **fields)

    @transaction.atomic
    def create_verified(self, username, email, password=None, **fields):
        """A new person whose address counts as confirmed: for commands, where no mail is sent."""
        user = self.create_user(username, email, password, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    @transaction.atomic
    def enrol(self, by, username, email, role=Role.USER, **fields):
        """An account that somebody makes for another; the person chooses the password by a link in a mail."""
        if not rules.may_create(by, role):
            raise Refused(gettext("You may not make an account of this role."))
        user = self.model(username=username, email=email, role=role, **fields)
        user.set_unusable_password()
        user._history_user = by
        user.save(using=self._db)
        del user._history_user
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class User(ManagedPerson, AbstractBaseUser, PermissionsMixin):
    username = SmallLettersField(
        _("username"),
        max_length=60,
        unique=True,
        validators=[UsernameValidator()],
        error_messages={"unique": _("Somebody has this username already.")},
        help_text=_("Others see this."),
    )
    email = SmallLettersEmailField(_("e-mail"), max_length=254, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    known_as = PlainField(max_length=250, sources=("name", "username"), db_index=True)
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.USER)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("department"),
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    session_round = models.PositiveIntegerField(default=0, editable=False)
    date_joined = models.DateTimeField(pgettext_lazy("date", "joined"), default=timezone.now, editable=False)

    objects = UserManager()
    history = PeopleRecords(
        excluded_fields=["password", "last_login", "known_as", "session_round"],
        history_change_reason_field=models.TextField(null=True),
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["role", "department"], name="people_by_role")]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=~Q(email=""),
                name="email_is_unique",
                violation_error_message=_("Somebody has this e-mail address already."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self):
        return self.name or self.username

    def get_absolute_url(self):
        return reverse("accounts:person", kwargs={"pk": self.pk})

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return self.username

    @classmethod
    def normalize_username(cls, username):
        return small_letters(username) if isinstance(username, str) else username

    def _get_session_auth_hash(self, secret=None):
        """Part of every session: a new password or a new round ends all that are open."""
        value = f"{self.password}{self.session_round or ''}"
        salt = "accounts.models.User.get_session_auth_hash"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_admin(self):
        return self.role == Role.ADMIN

    @property
    def is_it_head(self):
        return self.role == Role.IT_HEAD

    @property
    def is_hod(self):
        return self.role == Role.HOD

    @property
    def is_superuser(self):
        """Admins pass every check of Django and guardian; nobody else does."""
        return self.role == Role.ADMIN

    @property
    def is_staff(self):
        """Whoever has a role above User may open the back office; what they see there is another matter."""
        return self.role != Role.USER

    @property
    def level(self):
        return Role(self.role).level

    @cached_property
    def grants(self):
        """The person's object permissions, asked of the database once per object and kept."""
        return ObjectPermissionChecker(self)


def _kept(*keys):
    rows = User.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    return rows.values_list("pk", "role", "is_active", "department_id")


HELD, RELIED = Planned(_kept), Relied(_kept)
