"""The form field of the search: a line becomes `Words`, or sentences on what is wrong in it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tickets.search.words import Words, read
from ticketsite.kit.text import LineField

WORDS_LIMIT = 12


class WordsField(LineField):
    """What to search for, as `asker` means it; each word costs, so there are not many."""

    asker = None

    def clean(self, value):
        text = super().clean(value)
        if len(text.split()) > WORDS_LIMIT:
            raise ValidationError(_("Search for at most %(limit)s words.") % {"limit": WORDS_LIMIT})
        words = read(text, self.asker) if text else Words()
        if words.troubles:
            raise ValidationError(words.troubles)
        return words
