"""The operators of the search: is:open, priority:critical, group:it, by:ana, to:me, before:, after:, has:file.

Names are understood in English and in French; words of the site (statuses, priorities) in each of its languages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.fields import plain
from groups.models import Group, Project
from tickets.fields import DayField, PersonField
from tickets.models import Attachment, Category, Comment
from tickets.statuses import ENDED, READY, UNRESOLVED, Priority, Status
from tickets.when import start_of

CANDIDATES = 2000
PUBLIC_FILE = Q(comment=None) | Q(comment__is_internal=False)


class UnknownError(ValueError):
    """A value that means nothing here; its words are for the person who typed it."""


@dataclass(frozen=True)
class Operator:
    """`names` in all languages, the first the main one; `values(user, beginning)` completes what is typed."""

    names: tuple
    french: str
    example: str
    hint: str
    condition: Callable
    values: Callable = lambda user, typed: ()

    @property
    def name(self):
        return self.french if translation.get_language() == "fr" else self.names[0]


def key_of(text):
    """How names are compared: without case, accents, blanks and signs."""
    return "".join(letter for letter in plain(text) if letter.isalnum())


@cache
def labelled(choices):
    """{key: value} of the words of an enumeration: as stored, and as shown in each language."""
    found = {key_of(str(member.value)): member.value for member in choices}
    found |= {key_of(member.name): member.value for member in choices}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {key_of(str(member.label)): member.value for member in choices}
    return found


STATES = {
    Q(status__in=UNRESOLVED): ("unresolved", "nonresolu"),
    Q(status__in=ENDED): ("ended", "termine"),
    Q(status__in=READY, assignee=None): ("unclaimed", "libre"),
}


def in_state(value, user):
    key = key_of(value)
    for condition, names in STATES.items():
        if key in names:
            return condition
    if key in labelled(Status):
        return Q(status=labelled(Status)[key])
    # French words agree: a ticket "ouverte" is "ouvert".
    if key.endswith("e") and key[:-1] in labelled(Status):
        return Q(status=labelled(Status)[key[:-1]])
    raise UnknownError(gettext("there is no such status."))


def of_priority(value, user):
    key = key_of(value)
    matching = {number for name, number in labelled(Priority).items() if key and name.startswith(key)}
    if len(matching) != 1:
        raise UnknownError(gettext("there is no such priority."))
    return Q(priority=matching.pop())


def place(column, model):
    """Places of this name; else those whose name, or a word of it, begins so."""

    def condition(value, user):
        visible = model.objects.visible_to(user).order_by().values_list("pk", "name")
        named = [(pk, plain(name)) for pk, name in visible[:CANDIDATES]]
        key = key_of(value)
        found = [pk for pk, name in named if key_of(name) == key]
        found = found or [pk for pk, name in named if begins(name, key)]
        if not key or not found:
            raise UnknownError(gettext("you see nothing of this name."))
        return Q(**{f"{column}__in": found})

    return condition


def begins(name, key):
    words = name.split()
    return any(key_of("".join(words[start:])).startswith(key) for start in range(len(words)))


def person(column, nobody=False):
    def condition(value, user):
        if nobody and key_of(value) in ("nobody", "personne"):
            return Q(**{column: None})
        field = PersonField()
        field.asker = user
        try:
            found = user if key_of(value) == "moi" else field.clean(value)
        except ValidationError as trouble:
            raise UnknownError(" ".join(trouble.messages)) from None
        return Q(**{column: found})

    return condition


def day_of(value):
    """A day as forms read it, or 2026-03 and 2026 for the first day of that."""
    parts = value.split("-")
    if len(parts) < 3 and all(part.isascii() and part.isdecimal() for part in parts):
        value = "-".join([*parts, *["01"] * (3 - len(parts))])
    try:
        return DayField().clean(value) or date.max
    except ValidationError as trouble:
        raise UnknownError(" ".join(trouble.messages)) from None


def before(value, user):
    return Q(opened_at__lt=start_of(day_of(value)))


def after(value, user):
    return Q(opened_at__gte=start_of(day_of(value)))


def having(value, user):
    key = key_of(value)
    if key in ("file", "files", "fichier", "fichiers"):
        return Exists(Attachment.objects.filter(PUBLIC_FILE, ticket=OuterRef("pk"), removed_at=None))
    if key in ("comment", "comments", "commentaire", "commentaires"):
        return Exists(Comment.objects.filter(ticket=OuterRef("pk"), deleted_at=None, is_internal=False))
    if key in ("due", "echeance"):
        return Q(due_on__isnull=False)
    raise UnknownError(gettext("one can ask for file, comment and due."))


def words_of(*choices):
    """Completes with the labels of enumerations in the reader's language."""

    def values(user, typed):
        return [str(member.label) for choice in choices for member in choice]

    return values


def names_of(model):
    def values(user, typed):
        visible = model.objects.visible_to(user).order_by().values_list("name", flat=True)[:CANDIDATES]
        return sorted({name for name in visible if begins(plain(name), key_of(typed))}, key=plain)

    return values


def people(*more):
    def values(user, typed):
        found = User.objects.active().search(typed).by_name()[:8] if typed else ()
        return [*map(str, more), *(one.username for one in found)]

    return values


def things(user, typed):
    return [gettext("file"), gettext("comment"), gettext("due")]


def days(user, typed):
    return [(timezone.localdate() - timedelta(days=back)).isoformat() for back in (7, 30, 365)]


OPERATORS = (
    Operator(
        ("is", "est"),
        "est",
        _("is:open"),
        _("the status, and unresolved, unclaimed, ended"),
        in_state,
        words_of(Status),
    ),
    Operator(
        ("priority", "priorite"),
        "priorité",
        _("priority:critical"),
        _("the priority, or its beginning"),
        of_priority,
        words_of(Priority),
    ),
    Operator(
        ("group", "groupe"),
        "groupe",
        _("group:it"),
        _("a group, by its name or a beginning of it"),
        place("group", Group),
        names_of(Group),
    ),
    Operator(
        ("project", "projet"),
        "projet",
        _("project:roof"),
        _("a project, in the same way"),
        place("project", Project),
        names_of(Project),
    ),
    Operator(
        ("category", "categorie"),
        "catégorie",
        _("category:laptop"),
        _("a category, in the same way"),
        place("category", Category),
        names_of(Category),
    ),
    Operator(
        ("by", "de", "par"),
        "de",
        _("by:ana"),
        _("who raised it: a username, or me"),
        person("requester"),
        people(_("me")),
    ),
    Operator(
        ("to", "a", "pour"),
        "à",
        _("to:me"),
        _("who works on it: a username, me, or nobody"),
        person("assignee", nobody=True),
        people(_("me"), _("nobody")),
    ),
    Operator(
        ("before", "avant"),
        "avant",
        _("before:2026-01-01"),
        _("opened before that day, month or year"),
        before,
        days,
    ),
    Operator(
        ("after", "since", "apres", "depuis"),
        "après",
        _("after:2026-01"),
        _("opened on that day or later"),
        after,
        days,
    ),
    Operator(("has", "avec"), "avec", _("has:file"), _("a file; or comment, or due"), having, things),
)
BY_NAME = {name: operator for operator in OPERATORS for name in operator.names}


def named(name):
    return BY_NAME.get(key_of(name))
