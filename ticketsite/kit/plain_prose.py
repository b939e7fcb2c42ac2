"""Prose without any sign of Markdown, as most texts of an import are: its HTML without a parser."""

import re

from django.utils.safestring import SafeString

from ticketsite.kit.text import PROSE_LIMIT

# Nothing that means something in Markdown, in HTML or in an address; each line begins with a letter.
LINE = r"[^\W\d_][\w ,.;:?!'()/%+=-]*+(?<! )"
PLAIN = re.compile(rf"{LINE}(?:\n+{LINE})*+")
NEW_PARAGRAPH = re.compile(r"\n{2,}")


def paragraphs(text):
    """What `kit.markdown.render` would give; None where only it can tell."""
    if len(text) > PROSE_LIMIT or "_" in text or "//" in text or not PLAIN.fullmatch(text):
        return None
    found = NEW_PARAGRAPH.split(text)
    return SafeString(
        "".join(f"<p>{each}</p>\n" for each in found).replace("\n", "<br>\n").replace("</p><br>", "</p>")
    )
