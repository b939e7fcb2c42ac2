"""Text from people: what a database cannot store is refused at the door, with a sentence."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

PROSE_LIMIT = 65_536

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
NEWLINES = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")


def refuse_unstorable(value):
    """A validator: NUL bytes and halves of characters break on the way into PostgreSQL."""
    if UNSTORABLE.search(value):
        raise ValidationError(
            _("This text contains a character that cannot be stored. Please remove it."), code="unstorable"
        )


def clean_text(value):
    """For text that comes past a form (imports): the same, with what cannot be stored replaced by U+FFFD."""
    if value.isprintable():  # as most lines are; none of those characters is
        return value
    return UNSTORABLE.sub("\ufffd", NEWLINES.sub("\n", value))


def refuse_longer(limit):
    """A validator that says how long the text is, not only how long it may be."""

    def refuse(value):
        if len(value) > limit:
            sentence = ngettext(
                "This text has %(length)s characters; at most %(limit)s character is possible.",
                "This text has %(length)s characters; at most %(limit)s characters are possible.",
                limit,
            )
            numbers = {
                "length": number_format(len(value), force_grouping=True),
                "limit": number_format(limit, force_grouping=True),
            }
            raise ValidationError(sentence % numbers, code="max_length")

    return refuse


class StorableField(forms.CharField):
    """A CharField whose refusals name the trouble; the browser cuts nothing off silently."""

    def __init__(self, *, max_length, **kwargs):
        super().__init__(**kwargs)
        self.limit = max_length
        self.validators.pop()  # Django's own NUL check: the same in other words, and blind to surrogates
        self.validators += [refuse_unstorable, refuse_longer(max_length)]


class LineField(StorableField):
    """One line: runs of white space and newlines become one space."""

    def __init__(self, *, max_length=200, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value):
        return " ".join(super().to_python(value).split())


class ProseField(StorableField):
    """Several lines of Markdown; every kind of newline becomes one."""

    widget = forms.Textarea

    def __init__(self, *, max_length=PROSE_LIMIT, **kwargs):
        super().__init__(max_length=max_length, strip=False, **kwargs)

    def to_python(self, value):
        text = NEWLINES.sub("\n", super().to_python(value))
        return text.rstrip().lstrip("\n")
