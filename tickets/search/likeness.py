"""How alike two words or lines are, in the way of PostgreSQL's pg_trgm, so that both databases agree."""


def trigrams(text):
    """Three letters each; a word begins with two blanks and ends with one."""
    found = set()
    for word in text.split():
        padded = f"  {word} "
        found |= {padded[start : start + 3] for start in range(len(padded) - 2)}
    return found


def likeness(one, other):
    """0 to 1: how many of the trigrams of both they share."""
    first, second = trigrams(one), trigrams(other)
    return len(first & second) / (len(first | second) or 1)
