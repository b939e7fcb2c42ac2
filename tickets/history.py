"""What happened to a ticket, in the reader's language: events with their facts resolved to names."""

from dataclasses import dataclass, field

from django.db.models import CharField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from accounts.models import User
from groups.events import Event, Verb
from groups.models import Group, Project
from tickets import rules
from tickets.differences import difference
from tickets.models import Category
from tickets.sentences import (
    CATEGORY,
    GROUP,
    ICONS,
    PERSON,
    PROJECT,
    WRITERS,
    Change,
    is_plain,
)

PERSON_FACTS = ("person", "to", "dropped", "on_behalf_of")
PLACE_FACTS = {
    "group_before": GROUP,
    "group_after": GROUP,
    "project_before": PROJECT,
    "project_after": PROJECT,
    "project": PROJECT,
}


PLACES = {GROUP: Group.objects, PROJECT: Project.objects, CATEGORY: Category.objects}


@dataclass
class Line:
    """One row of history. `sentence` follows the name of whoever did it."""

    event: Event
    sentence: str
    reason: str = ""
    changes: list = field(default_factory=list)

    @property
    def actor(self):
        return self.event.actor

    @property
    def at(self):
        return self.event.at

    @property
    def icon(self):
        return ICONS.get(self.event.verb, "circle")


class Names:
    """The people, groups, projects and categories that events name, read in one query for all of them."""

    def __init__(self, events, reader):
        wanted = {PERSON: set(), GROUP: set(), PROJECT: set(), CATEGORY: set()}
        for event in events:
            assigned = ("before",) if event.verb == Verb.ASSIGNED else ()
            wanted[PERSON].update(_numbers(event.details, (*PERSON_FACTS, *assigned)))
            if event.verb == Verb.RECATEGORISED:
                wanted[CATEGORY].update(_numbers(event.details, ("before", "after")))
            for fact, kind in PLACE_FACTS.items():
                wanted[kind].update(_numbers(event.details, (fact,)))
        self._names = {(PERSON, event.actor_id): str(event.actor) for event in events if event.actor}
        wanted[PERSON] -= {pk for _kind, pk in self._names}
        if any(wanted.values()):
            self._names |= {(kind, pk): name for kind, pk, name in self._rows(wanted, reader)}

    def _rows(self, wanted, reader):
        called = Coalesce(NullIf("name", Value("")), "username", output_field=CharField())
        people = User.objects.filter(pk__in=wanted[PERSON]).values_list(Value(PERSON), "pk", called)
        places = [
            objects.filter(pk__in=objects.visible_to(reader).filter(pk__in=wanted[kind]).values("pk"))
            .order_by()
            .values_list(Value(kind), "pk", "name")
            for kind, objects in PLACES.items()
        ]
        return people.union(*places, all=True)

    def person(self, pk):
        return self._names.get((PERSON, pk)) or _("somebody")

    def place(self, kind, pk):
        """The name of a group, project or category; one that the reader may not see keeps it."""
        if pk is None:
            return ""
        unknown = {
            GROUP: _("another group"),
            PROJECT: _("another project"),
            CATEGORY: _("another category"),
        }
        return self._names.get((kind, pk), unknown[kind])


def _numbers(details, facts):
    return [details[fact] for fact in facts if type(details.get(fact)) is int]


def events_for(ticket, reader):
    """The rows this person may read, oldest first: internal ones are for those who may work on it."""
    return events_of(ticket, notes=rules.may_read_internal(reader, ticket))


def events_of(ticket, *, notes):
    """With those of internal notes or without."""
    events = Event.objects.of(ticket).select_related("actor")
    return events if notes else events.filter(is_internal=False)


def lines_of(events, reader):
    """A line for each event, in the order given."""
    names = Names(events, reader)
    return [line_of(event, names) for event in events]


class History:
    """Everything that happened, with what comments said before they were edited."""

    def __init__(self, ticket, reader):
        self.events = list(events_for(ticket, reader))
        self.names = Names(self.events, reader)
        self.lines = [line_of(event, self.names) for event in self.events]
        self._compare_comments(ticket)

    def _compare_comments(self, ticket):
        """From what to what each edit went; the words of a deleted comment stay hidden."""
        edits = [line for line in self.lines if line.event.verb == Verb.COMMENT_EDITED]
        ids = {line.event.details.get("comment") for line in edits}
        kept = ticket.comments.filter(pk__in=ids, deleted_at=None) if ids else ()
        words = {comment.pk: comment.body for comment in kept}
        for line in reversed(edits):
            comment, before = line.event.details.get("comment"), line.event.details.get("before")
            if comment in words and isinstance(before, str):
                line.changes = [Change(_("Comment"), pieces=difference(before, words[comment]))]
                words[comment] = before


def line_of(event, names):
    write = None if is_plain(event) else WRITERS.get(event.verb)
    sentence, changes = write(event.details, names) if write else (event.get_verb_display(), [])
    if event.verb == Verb.CLOSED and event.actor is None:
        sentence = _("closed: nobody reopened it in time")
    reason = event.details.get("comment" if event.verb == Verb.DECIDED else "reason")
    return Line(event, sentence, reason if isinstance(reason, str) else "", changes)
