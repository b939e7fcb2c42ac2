"""What somebody typed to search for, taken apart: words, "exact words", -without, and operators such as is:open."""

import re
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext

from accounts.models.fields import plain
from tickets.search import operators

PIECE = re.compile(
    r"""(?P<minus>-)?(?:(?P<name>[^\W\d_]+):)?(?:["“«](?P<phrase>[^"”»]*)["”»]?|(?P<word>\S+|(?<=:)(?!\S)))""",
    re.VERBOSE,
)
WORD = re.compile(r"[^\W_]+")
SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class Term:
    """A word, a number, or a phrase whose words stand side by side; of a beginning all that begins so is found."""

    text: str
    is_beginning: bool = False


@dataclass
class Words:
    """`condition` is what the operators mean; `troubles` are sentences on what is wrong, `remarks` on the odd."""

    text: str = ""
    asked: list = field(default_factory=list)
    excluded: list = field(default_factory=list)
    condition: Q = field(default_factory=Q)
    troubles: list = field(default_factory=list)
    remarks: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.asked or self.excluded)

    def __str__(self):
        return self.text

    def add(self, text, is_exact, is_excluded):
        """Signs inside a word part it, as in the index: what they joined must stand side by side."""
        found = WORD.findall(text)
        if found:
            is_word = len(found) == 1 and len(found[0]) >= SHORTEST_BEGINNING and not found[0].isdigit()
            term = Term(" ".join(found), is_beginning=is_word and not is_exact)
            (self.excluded if is_excluded else self.asked).append(term)


def read(text, user):
    """The `Words` of a line as this person means it: "me", and the groups they may know of."""
    words = Words(text)
    for piece in PIECE.finditer(text):
        name, minus = piece["name"], bool(piece["minus"])
        value = piece["phrase"] if piece["phrase"] is not None else piece["word"]
        operator = name and operators.named(name)
        if operator:
            apply(words, operator, name, value, user, minus)
            continue
        if name and piece["word"] and not value.startswith("//"):
            words.remarks.append(
                gettext("“%(name)s:” is no filter, so it was searched for as words.") % {"name": name}
            )
        if name:
            words.add(name, False, minus)
        words.add(value, piece["phrase"] is not None, minus)
    if text.strip() and not words and not words.condition and not words.troubles:
        words.troubles.append(gettext("There is no word in this."))
    return words


def apply(words, operator, name, value, user, is_excluded):
    try:
        condition = operator.condition(value, user)
    except operators.UnknownError as trouble:
        words.troubles.append(f"{name}:{value} – {trouble}")
        return
    words.condition &= ~condition if is_excluded else condition


def marked(text, terms):
    """[(piece of the text, whether it is one of the words)], as `snippets` and titles show it."""
    pieces, last = [], 0
    for start, end in spans(text, terms):
        pieces += [(text[last:start], False), (text[start:end], True)]
        last = end
    return [piece for piece in [*pieces, (text[last:], False)] if piece[0]]


def spans(text, terms):
    """(start, end) of each word of a text that one of the terms finds."""
    wholes, beginnings = set(), []
    for term in terms:
        folded = fold(term.text).split()
        wholes.update(folded)
        if term.is_beginning:
            beginnings += folded
    beginnings = tuple(beginnings)
    for match in WORD.finditer(text):
        word = fold(match[0])
        if word in wholes or (beginnings and word.startswith(beginnings)):
            yield match.span()


def fold(text):
    """Without case and accents, as the indexes hold it."""
    folded = plain(text)
    return folded if folded.isascii() else folded.replace("œ", "oe").replace("æ", "ae")
