"""Takes the demo organisation away again: exactly it, and nothing that real people own."""

from django.db import models, transaction
from django.db.models import Q
from django.utils.text import Truncator

from accounts.models import Absence, Department, User
from groups.events import Event
from groups.models import Group, Membership, Project
from tickets.demo.building import sign_ins_path
from tickets.models import Attachment, Category, Comment, Follow, Question, Route, Step, Ticket

NAMED = 20  # real tickets named in a refusal


class Kept(Exception):  # noqa: N818 - an answer, as `Refused` is
    """Nothing was removed; `str()` says why and what to do."""


@transaction.atomic
def remove(force=False):
    """Remove it all; with `force`, groups in which real people have tickets stay, with those tickets."""
    if not User.objects.filter(is_demo=True).exists() and not Group.objects.filter(is_demo=True).exists():
        return ["There is no demo organisation here: nothing changed."]
    admin = User.objects.admins().filter(is_demo=False).order_by("pk").first()
    if admin is None:
        raise Kept("Nobody could run the site without the demo's Admins. First: manage.py create_admin")
    removal = Removal(force)
    removal.remove_tickets()
    removal.remove_groups()
    removal.part_with_people(admin)
    removal.remove_departments()
    removal.forget_history()
    transaction.on_commit(removal.clear_files)
    return removal.report()


class Removal:
    def __init__(self, force):
        marked = Group.objects.filter(is_demo=True)
        real = Ticket.objects.filter(group__in=marked, requester__is_demo=False).order_by("pk")
        if not force:
            refuse_to_move(real)
        self.kept = list(Group.objects.filter(pk__in=real.values("group")))
        self.groups = list(marked.exclude(pk__in=keys(self.kept)))
        self.projects = list(Project.objects.filter(group__in=self.groups))
        self.categories = list(Category.objects.filter(group__in=self.groups))
        self.questions = list(Question.objects.filter(category__in=self.categories))
        self.routes = list(Route.objects.filter(is_demo=True).exclude(categories__group__in=self.kept))
        self.steps = list(Step.objects.filter(route__in=self.routes))
        self.absences = list(Absence.objects.filter(person__is_demo=True))
        self.memberships = list(Membership.objects.filter(group__in=self.groups))
        place = Q(group__in=marked) | Q(group__is_universal=True)
        self.tickets = list(
            Ticket.objects.filter(place, requester__is_demo=True).values_list("pk", flat=True)
        )
        self.files, self.deleted, self.deactivated, self.departments = [], [], [], []

    def remove_tickets(self):
        """The tickets of demo people, with everything that hangs on them."""
        self.files = list(Attachment.objects.filter(ticket__in=self.tickets).values_list("file", flat=True))
        for model in (Attachment, Follow, Comment):
            model.objects.filter(ticket__in=self.tickets).delete()
        forget_events("ticket", self.tickets)
        Ticket.objects.filter(pk__in=self.tickets).delete()

    def remove_groups(self):
        """Groups and what is in them; one that is kept loses its mark."""
        Group.objects.filter(pk__in=keys(self.kept)).update(is_demo=False)
        forget_events("project", keys(self.projects))
        forget_events("group", keys(self.groups))
        Project.objects.filter(pk__in=keys(self.projects)).delete()
        Group.objects.filter(pk__in=keys(self.groups)).delete()
        Route.objects.filter(pk__in=keys(self.routes)).delete()
        Route.objects.filter(is_demo=True).update(is_demo=False)

    def part_with_people(self, admin):
        """Whoever left a trace elsewhere is deactivated as any leaver is; the others are deleted."""
        Absence.objects.filter(pk__in=keys(self.absences)).delete()
        for person in User.objects.filter(is_demo=True).order_by("pk"):
            if left_traces(person):
                if person.is_active:
                    person.deactivate(by=admin, reason="The demo organisation was removed.")
                User.objects.filter(pk=person.pk).update(is_demo=False, department=None)
                self.deactivated.append(person)
            else:
                self.deleted.append(person.pk)
        User.objects.filter(pk__in=self.deleted).delete()

    def remove_departments(self):
        """Those that nobody is in and no ticket was raised from; the others stay, without the mark."""
        marked = Department.objects.filter(is_demo=True)
        used = marked.filter(Q(people__isnull=False) | Q(tickets__isnull=False))
        Department.objects.filter(pk__in=set(used.values_list("pk", flat=True))).update(is_demo=False)
        self.departments = list(marked)
        marked.delete()

    def forget_history(self):
        """Last of all: the history library writes a row for a deletion too."""
        gone = (
            (Membership, keys(self.memberships)),
            (Project, keys(self.projects)),
            (Question, keys(self.questions)),
            (Category, keys(self.categories)),
            (Step, keys(self.steps)),
            (Route, keys(self.routes)),
            (Absence, keys(self.absences)),
            (Group, keys(self.groups)),
            (User, self.deleted),
            (Department, keys(self.departments)),
        )
        for model, gone_keys in gone:
            model.history.filter(id__in=gone_keys).delete()

    def clear_files(self):
        storage = Attachment._meta.get_field("file").storage
        for name in self.files:
            storage.delete(name)
        sign_ins_path().unlink(missing_ok=True)

    def report(self):
        yield (
            f"Removed: {len(self.deleted)} people, {len(self.groups)} groups, {len(self.tickets)} tickets."
        )
        if self.kept:
            yield "Kept for the tickets of real people: " + ", ".join(map(str, self.kept)) + "."
        if self.deactivated:
            yield "Deactivated, having taken part elsewhere: " + ", ".join(map(str, self.deactivated)) + "."


def keys(rows):
    return [row.pk for row in rows]


def forget_events(kind, gone):
    Event.objects.filter(target_kind=kind, target_id__in=gone).delete()


def refuse_to_move(real):
    """Tickets of real people are theirs to place: say which stand in the way."""
    number = real.count()
    if not number:
        return
    lines = ["Real people have tickets in groups of the demo. Move them, or keep those groups with --force:"]
    for ticket in real.select_related("group")[:NAMED]:
        lines.append(f"  #{ticket.pk} {Truncator(ticket.title).chars(60)} ({ticket.group})")
    if number > NAMED:
        lines.append(f"  and {number - NAMED} more")
    raise Kept("\n".join(lines))


def left_traces(person):
    """Whether anything that stays refers to this person: a row that protects them, or a seat in a group."""
    if person.memberships.exists() or person.project_memberships.exists():
        return True
    if person.stands_in.filter(person__is_demo=False).exists():
        return True
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: person}).exists()
        for relation in User._meta.get_fields(include_hidden=True)
        if getattr(relation, "on_delete", None) is models.PROTECT
    )
