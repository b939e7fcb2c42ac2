"""What hangs on a person, and who gets it when they leave a group or the organisation.

Each app registers the kinds of holdings it knows: imports point down, and this is how the storeys above are heard
inside the same transaction. The page of leaving and a verb called without it go through the same `depart`:
what nobody chose an heir for goes to its first option.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from ticketsite.kit.refusals import Refused

CHOICES = 50  # people offered as heirs of one thing
SHOWN = 50  # things of one kind that a page asks about; the rest goes to its first option
NOBODY = "nobody"

_kinds = []
_role_handlers = []


class Changed(Refused):
    """What hangs on the person is no longer what was shown, or an heir cannot take it any more."""


@dataclass(frozen=True)
class Option:
    """What may become of a holding: its heir's id as `value`, or a word."""

    value: str
    label: str


@dataclass
class Holding:
    """One thing that hangs on a person. Without options it is told, and nothing is asked."""

    name: str
    subject: Any
    label: str
    url: str = ""
    options: tuple = ()
    remark: str = ""
    is_warning: bool = False
    is_visible: bool = True  # to whoever acts; what they may not see goes to its first option unnamed
    is_shown: bool = True
    choice: str = ""

    def __post_init__(self):
        if self.options:
            self.choice = self.options[0].value

    @property
    def key(self):
        return f"{self.name}-{getattr(self.subject, 'pk', self.subject)}"

    @property
    def is_asked(self):
        return bool(self.options) and self.is_shown

    @property
    def heir(self):
        return heir_in(self.choice)


class Holdings:
    """One kind of holding: `of` lists what `hand_on` gives to whom the choices say; `tell` what a page adds."""

    title = ""
    hint = ""

    def hold(self, departure, heirs):
        """Lock what `of` reads, after people and before what stands in a storey above."""

    def of(self, departure):
        return ()

    def tell(self, departure):
        return ()

    def hand_on(self, departure, holdings):
        pass


class Departure:
    """A person who goes: out of a group, or out of the organisation where `group` is None."""

    def __init__(self, person, by, group=None):
        self.person, self.by, self.group = person, by, group
        self.parts = []
        self._found = {}

    @property
    def is_final(self):
        return self.group is None

    @property
    def holdings(self):
        return self._found.values()

    @property
    def asked(self):
        """{key: holding} of what somebody should choose an heir for."""
        return {key: holding for key, holding in self._found.items() if holding.is_asked}

    def find(self, name, pk):
        """The holding of this name about the row of this id, as far as the storeys below told it, or None."""
        return self._found.get(f"{name}-{pk}")

    def look(self):
        """Ask every storey, lowest first, what hangs on the person now."""
        return self._ask(lambda kind: kind.of(self))

    def tell(self):
        """The same with what only a page tells."""
        return self._ask(lambda kind: (*kind.of(self), *kind.tell(self)))

    def _ask(self, question):
        self.parts, self._found = [], {}
        for kind in _kinds:
            holdings = list(question(kind))
            shown = [holding for holding in holdings if holding.is_visible][:SHOWN]
            for holding in holdings:
                holding.is_shown = False
            for holding in shown:
                holding.is_shown = True
            self.parts.append((kind, holdings))
            self._found |= {holding.key: holding for holding in holdings}
        return self

    def heirs(self, choices=None):
        """Ids of the people who would get something: by these choices, and by the proposals without."""
        values = {holding.key: holding.choice for holding in self.holdings} | (choices or {})
        return {heir_in(value) for value in values.values()} - {None}

    def choose(self, choices, heirs):
        """Note what becomes of each holding; only those who are held, `heirs`, may get one."""
        if choices is not None and choices.keys() != self.asked.keys():
            raise Changed(gettext("Something has changed since this page was shown: look at it again."))
        for holding in self.holdings:
            values = [option.value for option in holding.options]
            values = [value for value in values if heir_in(value) is None or heir_in(value) in heirs]
            if choices and holding.key in choices:
                values = [value for value in values if value == choices[holding.key]]
            if holding.options and not values:
                raise Changed(gettext("Somebody who was to take something over cannot any more: look again."))
            holding.choice = values[0] if values else ""


def heir_in(value):
    """The id of the person whom an option's value names, or None."""
    return int(value) if value.isdecimal() else None


def register(kind):
    """Put a class of `Holdings` after those registered so far."""
    _kinds.append(kind())
    return kind


def depart(departure, choices, heirs):
    """Hand on all that hangs on the person, or nothing; the verb holds the person and the `heirs` already."""
    for kind in _kinds:
        kind.hold(departure, heirs)
    departure.look().choose(choices, heirs)
    for kind, holdings in departure.parts:
        kind.hand_on(departure, holdings)


def on_new_role(handler):
    """Register handler(user, by): called inside the transaction that changed the role."""
    _role_handlers.append(handler)
    return handler


def settle_role(user, by):
    """Let every storey take back what the person may not keep with the new role."""
    for handler in _role_handlers:
        handler(user=user, by=by)
