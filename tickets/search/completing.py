"""What a line of the search could go on with: the operators, and the words that each of them takes."""

import re

from tickets.search.operators import OPERATORS, key_of, named

LAST = re.compile(r"""(?P<name>[^\W\d_]+):["“«]?(?P<value>[^"”»]*)\Z|(?P<word>[^\W\d_]+)\Z""")
OFFERED = 8


def completions(text, user):
    """Whole lines, each with the last piece completed."""
    last = LAST.search(text)
    if not last:
        return []
    head = text[: last.start()]
    if last["word"]:
        names = [
            operator.name for operator in OPERATORS if key_of(operator.name).startswith(key_of(last["word"]))
        ]
        return [f"{head}{name}:" for name in names]
    operator = named(last["name"])
    if operator is None:
        return []
    key = key_of(last["value"])
    values = [value for value in operator.values(user, last["value"]) if key in key_of(value)]
    return [f"{head}{last['name']}:{quoted(value)}" for value in values[:OFFERED]]


def quoted(value):
    return f'"{value}"' if " " in value or "\xa0" in value else value
