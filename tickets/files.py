"""Uploads: how many, how large, and which kinds are not taken."""

from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """Several files at once; each that cannot be taken is named with the reason."""

    widget = FilesInput

    def __init__(self, **kwargs):
        kwargs.setdefault("label", gettext_lazy("Files"))
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        files = data or []
        errors = [*_too_many(files), *(error for file in files for error in troubles_of(file))]
        if errors:
            raise ValidationError([*errors, _("Please choose the files again: browsers do not keep them.")])
        return files


def _too_many(files):
    if len(files) > settings.FILES_PER_UPLOAD:
        yield ngettext(
            "At most %(limit)d file can be attached at once.",
            "At most %(limit)d files can be attached at once.",
            settings.FILES_PER_UPLOAD,
        ) % {"limit": settings.FILES_PER_UPLOAD}


def troubles_of(file):
    """Why this upload is not taken; empty for one that is."""
    if not file.size:
        yield _("%(name)s is empty.") % {"name": file.name}
    if file.size > settings.FILE_MAX_MB * 1024 * 1024:
        yield _("%(name)s is larger than %(limit)d MB.") % {
            "name": file.name,
            "limit": settings.FILE_MAX_MB,
        }
    if kinds_of(file) & set(settings.FILE_TYPES_REFUSED):
        yield _("%(name)s is a program, and programs are not taken. Pack it into an archive.") % {
            "name": file.name
        }


def kinds_of(file):
    """The ending of the name (of "a.exe." too), and what the first bytes say."""
    import filetype

    ending = PurePath(file.name.rstrip(". ")).suffix.removeprefix(".").lower()
    head = file.read(8192)
    file.seek(0)
    return {ending, filetype.guess_extension(head) or ""}
