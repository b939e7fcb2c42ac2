"""Columns that keep text comparable: the same on every database, whatever the case or the accents."""

import unicodedata

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _


@deconstructible
class UsernameValidator(UnicodeUsernameValidator):
    """Without @: at sign-in a username must not look like somebody's address."""

    regex = r"^[\w.+-]+\Z"
    message = _("A username has only letters, digits and . + - _")


def small_letters(text):
    """One spelling for all ways to type a name; databases differ beyond ASCII, so it happens here."""
    return unicodedata.normalize("NFKC", text).lower()


def plain(text):
    """Small letters without accents, for finding and sorting."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


class SmallLettersMixin:
    """Stored and looked up in small letters, so that unique means unique without regard to case."""

    def to_python(self, value):
        value = super().to_python(value)
        return small_letters(value) if isinstance(value, str) else value

    def get_prep_value(self, value):
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance, add):
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


class SmallLettersField(SmallLettersMixin, models.CharField):
    pass


class SmallLettersEmailField(SmallLettersMixin, models.EmailField):
    pass


class PlainField(models.CharField):
    """Plain copies of other text columns, each word after a space; kept up by every save that writes it."""

    def __init__(self, *args, sources=(), **kwargs):
        self.sources = sources
        super().__init__(*args, **kwargs | {"editable": False})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"sources": self.sources}

    def pre_save(self, model_instance, add):
        words = plain(" ".join(getattr(model_instance, source) for source in self.sources)).split()
        value = " " + " ".join(words)
        setattr(model_instance, self.attname, value[: self.max_length])
        return value[: self.max_length]
