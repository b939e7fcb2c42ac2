"""Titles and texts in the words of the demo's stories: a few stand everywhere, most hardly anywhere."""

import re
from collections import Counter
from functools import partial
from html import escape
from itertools import accumulate

from tickets.demo.stories import load

VOCABULARY = 20_000
PHRASES = 30_000
WORD = re.compile(r"[^\W\d_]{2,}")
THINGS = ("PC", "LT", "PR", "TEL", "BT", "PO", "SRV", "KEY")
escape = partial(escape, quote=False)


class Words:
    """The n-th word comes 1/(n + 2.7) as often as the first; device numbers stand in few tickets each."""

    def __init__(self, dice):
        self.dice = dice
        words = vocabulary(dice)
        weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
        drawn = iter(dice.choices(words, cum_weights=weights, k=PHRASES * 13))
        self.phrases = [
            " ".join(next(drawn) for _word in range(dice.randrange(4, 13))) for _phrase in range(PHRASES)
        ]

    def phrase(self):
        return self.phrases[int(self.dice.random() * PHRASES)]

    def title(self):
        return f"{self.phrase()[:150]} {self.thing()}".capitalize()

    def thing(self):
        number = int(self.dice.random() * 800_000)
        return f"{THINGS[number % len(THINGS)]}-{number}"

    def text(self, sentences):
        """Paragraphs of one to three sentences, the last with a device."""
        said = [f"{self.phrase().capitalize()}." for _sentence in range(sentences)]
        said[-1] = f"{said[-1]} {self.thing()}."
        return "\n\n".join(" ".join(said[start : start + 3]) for start in range(0, len(said), 3))


def vocabulary(dice):
    """The stories' own words, most frequent first, then names and made-up compounds of them."""
    from faker import Faker

    told = Counter()
    for story in load():
        texts = (*story.titles, story.text, *story.talk, story.solution, story.better, story.reply)
        told.update(
            word.lower() for text in texts for word in WORD.findall(re.sub(r"\{\w+\}|^\w+:", "", text))
        )
    words = [word for word, _times in told.most_common()]
    names = Faker(["en_GB", "fr_FR"])
    names.seed_instance(dice.random())
    words += [names.last_name() for _name in range(4_000)]
    stems = [word for word in words[:1_500] if len(word) > 3]
    words += [f"{dice.choice(stems)}{dice.choice(stems)}" for _word in range(VOCABULARY)]
    return list(dict.fromkeys(words))[:VOCABULARY]


def rendered(text):
    """What `kit.markdown.render` makes of such plain paragraphs, at a hundredth of its price."""
    return "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in text.split("\n\n"))
