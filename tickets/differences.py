"""What two versions of a text have in common and what not, as pieces that a template marks up."""

import re
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
TOKENS = 2000
WORDS = re.compile(r"\s+|\S+\s*")


def difference(before, after):
    """[(SAME | GONE | NEW, text), ...]: by words, by lines where there are many, whole where it would take long."""
    for split in (WORDS.findall, _lines):
        old, new = split(before), split(after)
        if len(old) <= TOKENS and len(new) <= TOKENS:
            return list(_pieces(old, new))
    return [piece for piece in ((GONE, before), (NEW, after)) if piece[1]]


def _lines(text):
    return text.splitlines(keepends=True)


def _pieces(old, new):
    for _tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if old[i1:i2] == new[j1:j2]:
            yield SAME, "".join(old[i1:i2])
            continue
        if i1 < i2:
            yield GONE, "".join(old[i1:i2])
        if j1 < j2:
            yield NEW, "".join(new[j1:j2])
