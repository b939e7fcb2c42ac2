"""The catalogue: everything a person may ask for, by desk and by team, narrowed down by words."""

import unicodedata
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property
from django.utils.translation import gettext

from groups.models import Group
from groups.standing import PersonQuery
from tickets.models import Category
from ticketsite.kit.planned import Planned


@dataclass(frozen=True)
class Place:
    """Where a new ticket goes: a group, and one of its categories where it has some."""

    group: Group
    category: Category | None = None

    @property
    def key(self):
        """How a form names it."""
        return f"category-{self.category.pk}" if self.category else f"group-{self.group.pk}"

    @property
    def project(self):
        """The project of its tickets unless somebody chooses another."""
        project = self.category and self.category.default_project
        return None if project is None or project.is_closed else project

    @property
    def name(self):
        return str(self.category or self.group)

    @property
    def sentence(self):
        return self.category.sentence if self.category else self.group.description


@dataclass
class Shelf:
    """Places that stand together: those of one group, or all groups that have no categories."""

    name: str
    places: list
    group: Group | None = None
    rest: Place | None = None
    hint: str = ""


def _group(user, key):
    categories = Category.objects.offered().filter(group=OuterRef("pk"))
    return Group.objects.raisable_by(user).filter(pk=key).annotate(has_categories=Exists(categories))


def _category(user, key):
    return Category.objects.raisable_by(user).filter(pk=key).for_choice().select_related("group")


GROUP, CATEGORY = PersonQuery(_group, Planned), PersonQuery(_category, Planned)


class Catalogue:
    """What this person may raise; a desk that has categories takes nothing without one.

    One group or place is a query of its own; all of them are two.
    """

    def __init__(self, user):
        self.user = user

    @cached_property
    def groups(self):
        return list(Group.objects.raisable_by(self.user).by_name())

    @cached_property
    def categories(self):
        """{group id: its categories}."""
        by_number = {group.pk: group for group in self.groups}
        found = {group.pk: [] for group in self.groups}
        for category in Category.objects.raisable_by(self.user).for_choice().by_name():
            category.group = by_number[category.group_id]
            found[category.group_id].append(category)
        return found

    def places(self):
        """All of them: the categories of a group, then the group itself where it takes a ticket without one."""
        for group in self.groups:
            yield from (Place(group, category) for category in self.categories[group.pk])
            if self.takes_anything(group):
                yield Place(group)

    def takes_anything(self, group):
        return not (group.is_desk and self.categories[group.pk])

    def place(self, key):
        """The one of this key, or None."""
        kind, _dash, number = (key or "").partition("-")
        if kind == "group":
            return self.place_without(self.group(number))
        category = self._only(CATEGORY, number) if kind == "category" else None
        return Place(category.group, category) if category else None

    def place_without(self, group):
        """A group itself, where it takes a ticket of no category."""
        return None if group is None or (group.is_desk and group.has_categories) else Place(group)

    def group(self, number):
        return self._only(GROUP, number)

    def _only(self, query, number):
        number = str(number or "")
        is_key = number.isascii() and number.isdecimal() and len(number) < 19
        return next(iter(query.instances(self.user, int(number))), None) if is_key else None

    def only_place(self, group=None):
        """The one place there is to choose, here or at all; else None."""
        found = [place for place in self.places() if group in (None, place.group)]
        return found[0] if len(found) == 1 else None

    def choices(self):
        """For a select: desks and teams with what one can ask of them."""
        found = []
        for shelf in self.shelves():
            rows = [(place.key, place.name) for place in shelf.places]
            if shelf.rest:
                rows.append((shelf.rest.key, gettext("Something else")))
            found.append((shelf.name, rows))
        return found

    def shelves(self, group=None, words=""):
        """Desks first; groups without categories stand together. Empty shelves are left out."""
        groups = [group] if group else self.groups
        desks = [each for each in groups if each.is_desk]
        teams = [each for each in groups if not each.is_desk]
        shelves = [
            *self._shelves_of(desks),
            self._shelf_of_groups(gettext("Service desks"), desks),
            *self._shelves_of(teams),
            self._shelf_of_groups(gettext("Teams"), teams),
        ]
        found = (narrowed(shelf, words) for shelf in shelves)
        return [shelf for shelf in found if shelf.places or shelf.rest]

    def _shelves_of(self, groups):
        for group in groups:
            if places := [Place(group, category) for category in self.categories[group.pk]]:
                rest = Place(group) if self.takes_anything(group) else None
                yield Shelf(str(group), places, group, rest, group.description)

    def _shelf_of_groups(self, name, groups):
        return Shelf(name, [Place(group) for group in groups if not self.categories[group.pk]])


def narrowed(shelf, words):
    """The shelf with what speaks of all the words, in its name, its sentence or the name of the shelf."""
    wanted = plain(words).split()
    if not wanted:
        return shelf

    def speaks(*texts):
        text = plain(" ".join([shelf.name, *texts]))
        return all(word in text for word in wanted)

    places = [place for place in shelf.places if speaks(place.name, place.sentence)]
    rest = shelf.rest if shelf.rest and speaks(gettext("Something else")) else None
    return Shelf(shelf.name, places, shelf.group, rest, shelf.hint)


def plain(text):
    """Without case and accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
