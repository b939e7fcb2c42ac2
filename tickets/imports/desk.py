"""Puts requests through the front door of a desk: each stands pending or open as its category says."""

from dataclasses import dataclass, field
from itertools import islice

from django.db import DatabaseError, transaction
from django.utils.translation import gettext

from accounts.models import Role, User
from groups.events import Verb, record, silence
from groups.models import Group
from groups.ranks import Kind
from tickets.imports.reading import BadLine, digest
from tickets.imports.run import Outcome
from tickets.models import Approver, Category, Route, Ticket
from ticketsite.kit.refusals import Refused

BATCH = 200
NAME = "IT desk"


@dataclass(frozen=True)
class Topic:
    """A category of the desk as it is made where the desk has none of this name."""

    icon: str
    sentence: str
    approvers: tuple = field(default=())


TOPICS = {
    "Hardware": Topic("laptop", "Computers, screens, printers and what belongs to them."),
    "Storage": Topic("database", "Room for files and mails."),
    "Miscellaneous": Topic("tag", "Whatever fits nowhere else."),
    "Access": Topic("key", "Folders, programs and rooms one cannot open yet.", (Approver.IT_HEAD,)),
    "Administrative rights": Topic(
        "shield-lock", "Rights of an administrator on a computer.", (Approver.IT_HEAD,)
    ),
    "HR Support": Topic("people", "People who come, change or leave.", (Approver.HOD,)),
    "Purchase": Topic("cart", "Whatever has to be bought.", (Approver.HOD, Approver.IT_HEAD)),
    "Internal Project": Topic("kanban", "Work for a project of ours.", (Approver.HOD, Approver.IT_HEAD)),
}


class DeskRun:
    """One import. `by` is the Admin who answers for it; whoever would be told by the verbs is not."""

    def __init__(self, by, name=NAME):
        self.by, self.name = by, name
        self.outcome = Outcome()
        self.desk, self.categories, self.people = None, {}, []

    def bring(self, name, rows):
        """All (line number, Wish or BadLine) of one file. A row that is refused stops nothing."""
        source, rows, seen = name.split(".")[0], iter(rows), set()
        with silence():
            self.open_desk()
            while batch := list(islice(rows, BATCH)):
                with transaction.atomic():
                    self.bring_batch(name, source, batch, seen)

    def open_desk(self):
        self.desk = Group.objects.called(self.name).first()
        if self.desk is None:
            self.desk = Group.objects.start(by=self.by, name=self.name, kind=Kind.DESK, is_open=False)
            self.outcome.count_made({"group": 1})
        if not self.desk.is_desk:
            raise Refused(gettext("%(group)s is no service desk.") % {"group": self.desk})
        offered = self.desk.categories.select_related("route", "default_project")
        self.categories = {category.name.lower(): category for category in offered}
        self.people = list(requesters()) or [self.by]

    def bring_batch(self, name, source, batch, seen):
        keys = [wish.key for _number, wish in batch if not isinstance(wish, BadLine)]
        here = Ticket.objects.filter(import_source=source, import_key__in=keys)
        known = set(here.values_list("import_key", flat=True))
        for number, wish in batch:
            try:
                self.bring_one(source, wish, known, seen)
            except (BadLine, Refused, DatabaseError) as reason:
                self.outcome.bad.append((f"{name}:{number}", str(reason).split("\n")[0]))

    def bring_one(self, source, wish, known, seen):
        if isinstance(wish, BadLine):
            raise wish
        self.outcome.read += 1
        if wish.key in seen:
            raise BadLine(f"a row above has the Id {wish.key} too")
        seen.add(wish.key)
        if wish.key in known:
            self.outcome.known += 1
            return
        with transaction.atomic():
            self.raise_ticket(source, wish)
        self.outcome.tickets += 1

    def raise_ticket(self, source, wish):
        category = self.category(wish.topic)
        project = category.default_project
        ticket = Ticket.objects.open(
            by=self.people[int(digest(wish.key), 16) % len(self.people)],
            group=self.desk,
            title=wish.title,
            description=wish.description,
            category=category,
            project=None if project is None or project.is_closed else project,
            priority=category.default_priority,
        )
        ticket.change(import_source=source, import_key=wish.key)
        record(ticket, Verb.IMPORTED, self.by, source=source, key=wish.key)

    def category(self, name):
        """The desk's own of this name; one of the eight is made where it is missing."""
        known = self.categories.get(name.lower())
        if known is None:
            if name not in TOPICS:
                raise BadLine(f"the desk has no category {name!r}")
            known = self.categories[name.lower()] = make_category(self.desk, name, TOPICS[name])
            self.outcome.count_made({"category": 1})
        return known


def make_category(desk, name, topic):
    return Category.objects.create(
        group=desk,
        name=name,
        sentence=topic.sentence,
        icon=topic.icon,
        route=Route.objects.over(*topic.approvers) or Route.objects.lay(name, *topic.approvers),
    )


def requesters():
    """The data names nobody: Users of the departments that somebody heads, so that steps find their approver."""
    heads = User.objects.active().filter(role=Role.HOD)
    users = User.objects.active().filter(role=Role.USER)
    return users.filter(department__in=heads.values("department")).select_related("department").order_by("pk")
