"""Tables of requests to a desk: a number, a text and a topic in each row of a CSV file."""

import csv
import io
import textwrap
from dataclasses import dataclass

from tickets.imports.lines import UnreadableFile, open_packed
from tickets.imports.reading import BadLine
from tickets.imports.texts import as_markdown
from ticketsite.kit.text import PROSE_LIMIT, clean_text

COLUMNS = {"Id": "key", "Document": "text", "Topic_group": "topic"}
KEY_LIMIT = 200
TITLE_WIDTH = 90


@dataclass(frozen=True)
class Wish:
    """What somebody asks of a desk."""

    key: str
    text: str
    topic: str

    @property
    def title(self):
        """The first words."""
        words = " ".join(self.text.split())
        short = textwrap.shorten(words, TITLE_WIDTH, placeholder="…")
        return short if short != "…" else f"{words[: TITLE_WIDTH - 1]}…"

    @property
    def description(self):
        """The whole text, where the title does not say it all."""
        return "" if self.title == self.text else as_markdown(self.text, html=False)


def read(path):
    """(line number, Wish or BadLine) for each row of the file."""
    try:
        with (
            open_packed(path) as packed,
            io.TextIOWrapper(packed, "utf-8-sig", "replace", newline="") as text,
        ):
            rows = csv.DictReader(text)
            missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
            if missing:
                raise UnreadableFile(f"there is no column {', '.join(missing)}")
            for row in rows:
                yield rows.line_num, wish_or_reason(row)
    except (OSError, EOFError, csv.Error) as trouble:
        raise UnreadableFile(getattr(trouble, "strerror", None) or str(trouble)) from trouble


def wish_or_reason(row):
    try:
        return wish_of(row)
    except BadLine as reason:
        return reason


def wish_of(row):
    wish = Wish(**{name: clean_text(row[column] or "").strip() for column, name in COLUMNS.items()})
    for column, name in COLUMNS.items():
        if not getattr(wish, name):
            raise BadLine(f"{column} is empty")
    if len(wish.key) > KEY_LIMIT:
        raise BadLine(f"Id has more than {KEY_LIMIT} characters")
    if len(wish.description) > PROSE_LIMIT:
        raise BadLine(f"Document has more than {PROSE_LIMIT} characters")
    if "\ufffd" in wish.key + wish.text + wish.topic:
        raise BadLine("it holds characters that are not UTF-8 or cannot be stored")
    return wish
