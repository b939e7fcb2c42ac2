"""People and places of another site of this kind, found or made here with all their columns."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.models import Department, User
from groups.events import Verb
from groups.models import Group, Membership, Project, ProjectMembership
from groups.ranks import Rank
from tickets.exports import layout
from tickets.imports.ledger import note
from tickets.imports.names import MAIL_DOMAIN, Names, same_name
from tickets.imports.neutral import kind_of
from tickets.imports.reading import BadLine
from tickets.models import Category, Question, Route, Step
from tickets.models.imported_name import NameKind

KINDS = {models.CharField: str, models.TextField: str, models.DateField: str, models.JSONField: dict}
WORDS = {str: "a text", dict: "an object"}


def cleaned(kind, row):
    """{column: value} of what a row says beside its key and its pointers; a value no column takes is refused."""
    found = {}
    for name, column, points_at in layout.columns(kind):
        if points_at or column.primary_key:
            continue
        if name in row:
            found[name] = cleaned_value(column, row[name], name)
        elif not (column.has_default() or column.blank or column.null):
            raise BadLine(f"{name} is missing")
    return found


def cleaned_value(column, value, name):
    if value is None:
        if column.null:
            return None
        raise BadLine(f"{name} is missing")
    for kind, wanted in KINDS.items():
        if isinstance(column, kind) and not isinstance(value, wanted):
            raise BadLine(f"{name}: {WORDS[wanted]} is wanted, not {kind_of(value)}")
    try:
        return column.clean(value, None)
    except (ValidationError, TypeError) as refusal:
        raise BadLine(f"{name}: {' '.join(getattr(refusal, 'messages', [str(refusal)]))}") from None


class Things:
    """`believe` takes people's addresses, roles and ranks as the file has them; else they are switched off."""

    def __init__(self, site, by, at, into=None, believe=False):
        self.names = Names(site, by, at, into)
        self.by, self.at, self.into, self.believe = by, at, into, believe
        self.known = {}  # {(kind, key in the file): the row here}
        self.routes, self.steps, self.new_categories, self.shown = {}, {}, set(), []

    def key(self, kind, key):
        """The key here of what stands under that key in the file, or None."""
        thing = self.known.get((kind, key))
        return thing and thing.pk

    def get(self, kind, row, name):
        """The thing that a column points at; one that must be there and is not makes a bad line."""
        thing = self.known.get((kind, row.get(name)))
        if thing is None and row.get(name) is not None:
            raise BadLine(f"{name}: the file has no {kind} {str(row[name])[:20]}")
        return thing

    def take(self, kind, row):
        thing = getattr(self, f"_{kind}")(row)
        if thing is not None:
            self.known[kind, row.get("id")] = thing

    def _department(self, row):
        columns = cleaned("department", row)
        return same_name(Department.objects, columns["name"]) or Department.objects.create(**columns)

    def _person(self, row):
        columns = cleaned("person", row)
        make = self._believed_person if self.believe else self._silent_person
        return self.names._find(NameKind.PERSON, columns["username"], lambda: make(columns, row))

    def _believed_person(self, columns, row):
        email = columns.get("email") or ""
        same = User.objects.filter(username=columns["username"], email=email).exclude(email="").first()
        if same:
            return same
        columns["username"] = self.names._free_username(columns["username"])
        if User.objects.filter(~Q(email=""), email=email).exists():
            columns["email"] = ""
        return User.objects.create_user(department=self.get("department", row, "department"), **columns)

    def _silent_person(self, columns, row):
        username = self.names._free_username(columns["username"])
        return User.objects.create_user(
            username, f"{username}@{MAIL_DOMAIN}", name=columns.get("name", ""), is_active=False
        )

    def _group(self, row):
        if row.get("is_universal"):
            return Group.objects.universal()
        if self.into:
            return self.into
        columns = cleaned("group", row)
        return self.names._find(NameKind.GROUP, columns["name"], lambda: self._new_group(columns, row))

    def _new_group(self, columns, row):
        columns["name"] = self.names._free_name(Group.objects.all(), columns["name"])
        columns.setdefault("is_open", False)
        founder = self.get("person", row, "created_by") or self.by
        group = Group.objects.create(**{"created_at": self.at} | columns, created_by=founder)
        note(group, Verb.GROUP_STARTED, self.by, self.at, name=group.name, kind=str(group.kind))
        return group

    def _membership(self, row):
        if not self.believe or self.into:
            return None
        group, user = self.get("group", row, "group"), self.get("person", row, "user")
        columns = cleaned("membership", row)
        membership, is_new = Membership.objects.enrol(group, user, columns.get("rank", Rank.GENERAL))
        if is_new and "joined_at" in columns:
            membership.joined_at = columns["joined_at"]
            membership.save(update_fields=["joined_at"])
        return membership

    def _project(self, row):
        columns = cleaned("project", row)
        group = self._required("group", row, "group")
        manager = (self.believe and self.get("person", row, "manager")) or self.by

        def make():
            found = same_name(group.projects, columns["name"])
            return found or Project.objects.create(group=group, manager=manager, **columns)

        return self.names._find(NameKind.PROJECT, f"{group.pk}/{columns['name']}", make)

    def _project_member(self, row):
        if not self.believe or self.into:
            return None
        project, user = self.get("project", row, "project"), self.get("person", row, "user")
        columns = cleaned("project_member", row)
        return ProjectMembership.objects.get_or_create(project=project, user=user, defaults=columns)[0]

    def _route(self, row):
        """Laid when a category first asks for it, or by `settle`: its steps come behind it."""
        self.routes[row.get("id")] = cleaned("route", row)

    def _step(self, row):
        columns = cleaned("step", row) | {"person": self.get("person", row, "person")}
        self.steps.setdefault(row.get("route"), []).append(columns)

    def route(self, key):
        """The route of this name where it has these steps, else a new one."""
        if key in self.routes and ("route", key) not in self.known:
            steps = self.steps.get(key, [])
            name = self.routes[key]["name"]
            route = same_name(Route.objects, name)
            if route is None or not is_over(route, steps):
                route = Route.objects.create(name=self.names._free_name(Route.objects, name))
                for step in steps:
                    Step.objects.create(route=route, **step)
            self.known["route", key] = route
        return self.known.get(("route", key))

    def _category(self, row):
        columns = cleaned("category", row)
        group = self._required("group", row, "group")

        def make():
            found = same_name(group.categories, columns["name"])
            return found or self._new_category(group, columns, row)

        return self.names._find(NameKind.CATEGORY, f"{group.pk}/{columns['name']}", make)

    def _new_category(self, group, columns, row):
        project = self.known.get(("project", row.get("default_project")))
        route = self.route(row.get("route"))
        category = Category.objects.create(group=group, route=route, default_project=project, **columns)
        self.new_categories.add(category.pk)
        return category

    def _question(self, row):
        columns = cleaned("question", row)
        category = self._required("category", row, "category")
        if category.pk not in self.new_categories:
            return category.questions.filter(label=columns.get("label")).first()
        question = Question.objects.create(category=category, **columns)
        if row.get("shown_when") is not None:
            self.shown.append((question, row["shown_when"]))
        return question

    def settle(self):
        """What needs all lines of its kind: routes, and questions that another one brings up."""
        for key in self.routes:
            self.route(key)
        for question, key in self.shown:
            question.shown_when = self.known.get(("question", key))
            question.save(update_fields=["shown_when"])
        self.shown = []

    def _required(self, kind, row, name):
        thing = self.get(kind, row, name)
        if thing is None:
            raise BadLine(f"{name} is missing")
        return thing


def is_over(route, steps):
    """Whether the route has exactly these steps."""
    here = [(step.approver, step.person_id) for step in route.steps.all()]
    there = sorted(steps, key=lambda step: step["position"])
    return here == [(step["approver"], step["person"] and step["person"].pk) for step in there]
