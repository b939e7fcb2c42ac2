"""Texts of other systems as Markdown: nothing live remains, nothing is lost."""

import re

from django.utils.html import strip_tags
from django.utils.translation import gettext

from ticketsite.kit.text import PROSE_LIMIT, clean_text

TITLE_LIMIT = 200
HTML_LIMIT = 300_000  # above it only the words are taken: converting is slow
ROOM_FOR_NOTE = 300

# What would be read as Markdown or as a number of a ticket here, where the source only meant its characters.
NUMBER_SIGN = re.compile(r"(?<!\\)#(?=\d)")
LITERAL = re.compile(r"([\\`*~])|(?<!\w)_|_(?!\w)|\#(?=\d)|^\#{1,6}(?=\s)|^(?:=+|-+)(?=\s*$)|^ {4,}", re.M)
SIGN = re.compile(r"[\\`*~_#=-]")  # without one of these, or an indentation, nothing above matches
INDENTATION = " " * 4

# What is Markdown already may still name tickets of its own by number.
NUMBER_OF_TICKET = re.compile(r"(?<![\\\w/&])\#(?=\d)")


def as_markdown(text, html, markdown=False):
    if markdown:
        return NUMBER_OF_TICKET.sub(_escaped, text)
    return from_html(text) if html else literal(text)


def literal(text):
    """Markdown that says just these characters."""
    return LITERAL.sub(_escaped, text) if SIGN.search(text) or INDENTATION in text else text


def _escaped(match):
    """A backslash before the first character; indentation, which would make code, is cut short."""
    return "   " if match[0].isspace() else "\\" + match[0]


def from_html(html):
    """Markdown for HTML of any origin: sanitised first, so that no script or style becomes text."""
    import nh3
    from markdownify import ATX, MarkdownConverter

    class Converter(MarkdownConverter):
        def escape(self, text, parent_tags):
            return re.sub(r"\#(?=\d)", r"\\#", super().escape(text, parent_tags))

    if len(html) > HTML_LIMIT:
        return literal(words_of(html))
    try:
        text = Converter(heading_style=ATX, bullets="-").convert(nh3.clean(html))
    except RecursionError:
        return literal(words_of(html))
    return re.sub(r"\n{3,}", "\n\n", clean_text(text)).strip()


def words_of(html):
    import html as entities

    return entities.unescape(strip_tags(html)).strip()


def cut_title(title):
    """(title, what must stand above the description): a long title is kept whole there."""
    if len(title) <= TITLE_LIMIT:
        return title, ""
    return title[: TITLE_LIMIT - 1].rstrip() + "…", literal(title)


def cut_body(text):
    """(text, whole text or None): a long text is cut, and the whole of it belongs into a file."""
    if len(text) <= PROSE_LIMIT:
        return text, None
    note = gettext("This text was cut. The whole of it is in the attached file.")
    return f"{text[: PROSE_LIMIT - ROOM_FOR_NOTE].rstrip()}\n\n… *{note}*", text
