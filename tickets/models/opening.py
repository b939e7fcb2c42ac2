"""Raising a ticket, changing its words, withdrawing it."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from groups.events import Verb, record
from groups.holding import rely_on
from tickets import mentions, rules
from tickets.statuses import Priority, Status
from ticketsite.kit.markdown import RENDERER_VERSION, render
from ticketsite.kit.refusals import Refused


class Stale(Refused):
    """Somebody else changed the ticket since it was read; `ticket` is how it stands now."""

    def __init__(self, message, ticket):
        super().__init__(message)
        self.ticket = ticket


class Opening:
    """The queryset's verb."""

    @transaction.atomic
    def open(
        self,
        by,
        group,
        title,
        description="",
        *,
        project=None,
        category=None,
        priority=Priority.NICE,
        files=(),
        once=None,
        answers=None,
        let_in=False,
    ):
        """Raise a ticket in a team one is in, or at any desk; it opens with its files or not at all.

        `once` (a UUID) marks a form: sent a second time, it gives the ticket that it opened. Naming people
        who would not see it is refused, unless `let_in` makes them followers.
        """
        rely_on(group, by)
        refuse_outsider(by, group)
        refuse_foreign_place(group, project, category)
        require_category(group, category)
        ticket, is_new = self.open_once(
            by,
            once,
            title=title,
            description=description,
            group=group,
            project=project,
            category=category,
            priority=priority,
            status=first_status(category),
        )
        if not is_new:
            return ticket
        record(ticket, Verb.OPENED, by, priority=int(priority), project=project.pk if project else None)
        mentions.admit(ticket, by, description, let_in=let_in)
        return ticket.fill(by, answers or {}, files)

    def as_opened(self, by, group, category=None):
        """How a ticket of this kind would stand, unsaved: to ask who would see it."""
        department, status = by.department_id, first_status(category)
        return self.model(
            pk=0, requester=by, group=group, category=category, department_id=department, status=status
        )

    def open_once(self, by, once, **fields):
        """The row, and whether it is new: of two that come at once the unique key lets one in."""
        ticket = self.model(requester=by, department_id=by.department_id, opened_once=once, **fields)
        ticket.description_html = render(ticket.description)
        ticket.content_hash = ticket.fingerprint_of_words()
        if once is None:
            ticket.save(force_insert=True)
            return ticket, True
        try:
            with transaction.atomic():
                ticket.save(force_insert=True)
        except IntegrityError:
            return self.get(requester=by, opened_once=once), False
        return ticket, True


def first_status(category):
    return Status.PENDING if category and category.needs_approval else Status.OPEN


def refuse_outsider(by, group):
    if not rules.may_raise(by, group):
        raise Refused(gettext("You cannot raise a ticket in %(group)s.") % {"group": group})


def require_category(group, category):
    """A desk that has a catalogue takes nothing past it."""
    if category is None and group.is_desk and group.categories.offered().exists():
        raise Refused(gettext("Choose what it is about."))


def refuse_foreign_place(group, project, category):
    """A project and a category belong to the ticket's group."""
    if project and (project.group_id != group.pk or project.is_closed):
        raise Refused(
            gettext("%(project)s is not an open project of %(group)s.") % {"project": project, "group": group}
        )
    if category and category.group_id != group.pk:
        raise Refused(
            gettext("%(category)s is not a category of %(group)s.") % {"category": category, "group": group}
        )


class Editing:
    def fill(self, by, answers, files):
        """What a new ticket brings with it, before anybody decides on it."""
        if answers or files:
            self.write_answers(answers)
            self.attach(by, files)
            self.seal()
        return self

    @transaction.atomic
    def edit(self, by, revision, *, title, description, files=(), answers=None, let_in=False):
        """Change the words. `revision` is the one that was read: an older one is refused as `Stale`."""
        self.hold()
        if not rules.may_edit(by, self):
            raise Refused(
                gettext("The text can no longer be changed. Write a comment instead.")
                if rules.is_requester(by, self)
                else gettext("Only the requester and moderators change the text.")
            )
        if revision != self.revision:
            raise Stale(gettext("Somebody changed this ticket while you were writing."), self)
        mentions.admit(self, by, description, self.description, let_in=let_in)
        self._change_words(title, description, by)
        if answers is not None:
            self._change_answers(answers, by)
        self.attach(by, files)
        self.send_back_if_changed()

    def _change_words(self, title, description, by):
        words = {"title": title, "description": description}
        before = {name: getattr(self, name) for name in words if getattr(self, name) != words[name]}
        if not before:
            return
        self.change(
            **words,
            description_html=render(description),
            html_version=RENDERER_VERSION,
            revision=self.revision + 1,
        )
        record(self, Verb.EDITED, by, before=before, after={name: words[name] for name in before})

    def _change_answers(self, answers, by):
        before = self.answers_by_label()
        self.write_answers(answers)
        after = self.answers_by_label()
        if before != after:
            self.change(revision=self.revision + 1)
            record(self, Verb.EDITED, by, before={"answers": before}, after={"answers": after})

    @transaction.atomic
    def withdraw(self, by):
        """The requester no longer needs it; whoever held it is free."""
        self.hold()
        if not rules.may_withdraw(by, self):
            raise Refused(gettext("Only the requester withdraws a ticket, and only before it is resolved."))
        before, dropped = str(self.status), self.assignee_id
        self.change(status=Status.WITHDRAWN, assignee=None, claimed_at=None, ended_at=timezone.now())
        record(self, Verb.WITHDRAWN, by, before=before, dropped=dropped)
