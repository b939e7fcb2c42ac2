"""The one shape in which every format hands its tickets over."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext

from tickets.statuses import Priority, Status

NUMBERED = re.compile(r"^\s*[(\[]?\d+[)\]]?\s*[-.:]?\s*(?=\D)")

STATUS_WORDS = {
    Status.OPEN: "open|new|reopened|to do|todo|backlog|ouvert|nouveau|à faire",
    Status.IN_PROGRESS: "in progress|active|assigned|accepted|doing|started|en cours|attribué|accepté",
    Status.WAITING: "waiting|pending|on hold|hold|awaiting|stalled|feedback|en attente",
    Status.RESOLVED: "resolved|solved|fixed|done|résolu|terminé",
    Status.CLOSED: "closed|clos|fermé|archived",
    Status.REJECTED: "rejected|refused|declined|refusé|rejeté",
    Status.WITHDRAWN: "withdrawn|cancelled|canceled|annulé|retiré",
}
PRIORITY_WORDS = {
    Priority.CRITICAL: "critical|urgent|highest|blocker|immediate|emergency|majeure|très haute|immédiat",
    Priority.IMPORTANT: "important|high|major|haute|haut|élevée",
    Priority.NICE: "nice to have|moderate|medium|normal|moyenne|normale",
    Priority.WHENEVER: "whenever|low|lowest|minor|trivial|planning|basse|très basse|bas",
}


class BadLine(ValueError):  # noqa: N818 - handed on as a value beside Readings
    """A line or row that cannot become a ticket; `str()` is the reason."""


class Remark(str):
    """A sentence about a ticket, in the language of the import; history says it again in its reader's."""

    __slots__ = ("values", "words")

    def __new__(cls, words, **values):
        remark = super().__new__(cls, gettext(words) % values)
        remark.words, remark.values = words, values
        return remark

    @property
    def facts(self):
        return {"words": self.words, "values": self.values}


@dataclass
class Said:
    """A comment of the source."""

    body: str
    at: datetime | None = None
    author: str | None = None
    is_internal: bool = False
    html: bool = False
    markdown: bool = False
    key: str | None = None

    def identity(self):
        """What tells it from other comments of its ticket, where the source has no key for it."""
        if self.key:
            return self.key
        return "sha:" + digest(f"{self.at}\n{self.author}\n{self.body}")


@dataclass
class Happened:
    """A field of the ticket went from one word to another."""

    field: str
    at: datetime
    old: str | None = None
    new: str | None = None
    by: str | None = None

    @property
    def words(self):
        """As the source put it, for the history to keep."""
        return {"field": self.field, "old": self.old, "new": self.new, "by": self.by}


@dataclass
class Reading:
    """A ticket as its source has it. `facts` holds whatever has no place here, so that nothing is lost.

    `problems` are Remarks on what could not be read of it; it is imported all the same.
    """

    source: str
    key: str
    title: str
    status: Status
    description: str = ""
    html: bool = False
    markdown: bool = False
    group: str | None = None
    project: str | None = None
    category: str | None = None
    priority: Priority | None = None
    requester: str | None = None
    assignee: str | None = None
    resolver: str | None = None
    opened_at: datetime | None = None
    updated_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    comments: list[Said] = field(default_factory=list)
    history: list[Happened] = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def fingerprint(self):
        """Tells apart two tickets to which their source gave one number."""
        return digest(f"{self.title}\n{self.opened_at}\n{self.description}")[:12]

    def first_time(self):
        """The earliest moment that the source knows of, or None."""
        times = [self.opened_at, self.updated_at, self.resolved_at, self.closed_at]
        times += [said.at for said in self.comments] + [happened.at for happened in self.history]
        return min(filter(None, times), default=None)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@lru_cache(maxsize=1024)
def status_of(word):
    """The status that a word of any system means, or None."""
    return _meaning(word, STATUS_WORDS)


@lru_cache(maxsize=1024)
def priority_of(word):
    return _meaning(word, PRIORITY_WORDS)


def _meaning(word, table):
    """Exact words first, then the first word of several: `Awaiting vendor` is waiting."""
    plain = NUMBERED.sub("", word or "").strip().casefold()
    meanings = {known: meaning for meaning, words in table.items() for known in words.split("|")}
    return meanings.get(plain, meanings.get(plain.partition(" ")[0]))
