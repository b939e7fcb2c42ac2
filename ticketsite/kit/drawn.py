"""Pieces of a page that a template draws once for each look; later ones are only given their words.

Of a row that stands on a page 25 times, most is the same each time. A template is drawn with marks in place of its
words, and cut where they stand.
"""

import html
import re

from django.conf import settings
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ticketsite.kit.kept import Kept

MARK = "\ue000{}\ue001"  # private to this file: no text that is stored holds them
MARKS = re.compile("\ue000([a-z_]+)\ue001")


def cut(markup):
    """What was drawn with marks, as a list: every second piece is the name of a word."""
    return MARKS.split(markup)


def escaped(word):
    """What Django's `conditional_escape` says, without what makes that work for lazy arguments: a page has hundreds."""
    if isinstance(word, Promise):
        word = str(word)
    return word.__html__() if hasattr(word, "__html__") else html.escape(str(word))


def filled(pieces, words):
    markup = {name: escaped(word) for name, word in words.items()}
    return SafeString("".join([markup[piece] if n % 2 else piece for n, piece in enumerate(pieces)]))


class Drawn:
    """`fill(words, **look)`: the template with these words, escaped; all it may do with them is write them down.

    `beside(**look)` gives what else it is drawn with: forms that hold nothing, for example.
    """

    def __init__(self, template, beside=lambda **look: {}):
        self.template, self.beside, self.kept = template, beside, Kept(512)

    def fill(self, words, **look):
        key = (get_language(), *words, *look.items())
        pieces = (
            self._draw(words, look) if settings.DEBUG else self.kept.get(key, lambda: self._draw(words, look))
        )
        return filled(pieces, words)

    def _draw(self, words, look):
        marks = {name: MARK.format(name) for name in words}
        return cut(get_template(self.template).render(look | marks | self.beside(**look)))
