"""Finds or makes the people, groups, projects and categories that a source names."""

from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.text import slugify

from accounts.models import User
from accounts.models.fields import plain
from groups.events import Verb
from groups.models import Group, Project, ProjectMembership
from tickets.imports.ledger import note
from tickets.imports.reading import digest
from tickets.models import Category, ImportedName
from tickets.models.imported_name import NameKind

MAIL_DOMAIN = "imported.invalid"  # can never exist, so no mail reaches anybody
NAME_LIMIT = 120


class Names:
    """The names of one source. `made` counts what had to be made, by kind; `batch` keeps book of it."""

    def __init__(self, source, by, at, into=None, batch=None):
        self.source, self.by, self.at, self.into, self.batch = source, by, at, into, batch
        self.fresh = set()
        self.made = dict.fromkeys(NameKind, 0)
        self.known = {}
        rows = ImportedName.objects.filter(source=source)
        for row in rows.select_related("person", "group", "project__group", "category"):
            self.known[row.kind, row.name] = row.meaning

    def _find(self, kind, identity, make):
        key = kind, identity if len(identity) <= 300 else f"{identity[:260]} {digest(identity)}"
        if key not in self.known:
            self.known[key] = meaning = make()
            is_new = (kind, meaning.pk) in self.fresh
            ImportedName.objects.create(
                source=self.source, kind=kind, name=key[1], batch=self.batch, is_new=is_new, **{kind: meaning}
            )
        return self.known[key]

    def _made(self, kind, meaning):
        self.fresh.add((kind, meaning.pk))
        self.made[kind] += 1
        return meaning

    def person(self, name):
        """An account that nobody can sign in to; no name gives the one unknown person of the source."""
        shown = name or f"Unknown ({self.source})"
        return self._find(NameKind.PERSON, name or "", lambda: self._new_person(shown))

    def _new_person(self, name):
        username = self._free_username(slugify(plain(name))[:40] or "person")
        person = User.objects.create_user(
            username, f"{username}@{MAIL_DOMAIN}", name=name[:NAME_LIMIT], is_active=False
        )
        return self._made(NameKind.PERSON, person)

    def _free_username(self, wanted):
        taken = set(User.objects.filter(username__startswith=wanted).values_list("username", flat=True))
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}-{number}", number + 1
        return name

    def group(self, name):
        """A team by invitation that nobody is in yet: it is the Admins', who may take it over."""
        if self.into:
            return self.into
        shown = name or f"No group ({self.source})"
        return self._find(NameKind.GROUP, name or "", lambda: self._new_group(shown))

    def _new_group(self, name):
        name = self._free_name(Group.objects.all(), name)
        group = Group.objects.create(name=name, is_open=False, created_by=self.by, created_at=self.at)
        note(group, Verb.GROUP_STARTED, self.by, self.at, name=name, kind=str(group.kind))
        return self._made(NameKind.GROUP, group)

    def _free_name(self, rows, name):
        """A group of the organisation keeps its name; an imported one then says where it comes from."""
        wanted, number = name[:NAME_LIMIT], 1
        while same_name(rows, wanted):
            tail = f" ({self.source})" if number == 1 else f" ({self.source} {number})"
            wanted, number = name[: NAME_LIMIT - len(tail)] + tail, number + 1
        return wanted

    def project(self, group, name):
        """A project of this group. Whoever imports manages it, until they hand it over."""
        if not name:
            return None
        return self._find(
            NameKind.PROJECT,
            f"{group.pk}/{name}",
            lambda: same_name(group.projects, name) or self._new_project(group, name),
        )

    def _new_project(self, group, name):
        project = Project.objects.create(
            group=group, name=name[:NAME_LIMIT], manager=self.by, created_at=self.at
        )
        ProjectMembership.objects.create(project=project, user=self.by, joined_at=self.at)
        note(project, Verb.PROJECT_STARTED, self.by, self.at, name=project.name)
        return self._made(NameKind.PROJECT, project)

    def category(self, group, name):
        if not name:
            return None
        return self._find(
            NameKind.CATEGORY,
            f"{group.pk}/{name}",
            lambda: same_name(group.categories, name) or self._new_category(group, name),
        )

    def _new_category(self, group, name):
        category = Category.objects.create(group=group, name=name[:NAME_LIMIT])
        return self._made(NameKind.CATEGORY, category)


def same_name(rows, name):
    """The row of this name as the database compares names, or None."""
    return rows.annotate(small=Lower("name")).filter(small=Lower(Value(name[:NAME_LIMIT]))).first()
