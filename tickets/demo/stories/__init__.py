"""What the demo's tickets are about: a table per kind of work, in English and French.

A line of `talk` begins with who says it: `requester`, `worker`, `colleague`, `ask` (the worker's question that
makes the ticket wait) or `note` (the worker's internal note). Words in braces are filled by `fill`. What is said
before it is approved stands beside: see `requests.toml`.
"""

import calendar
import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

BLANK = re.compile(r"\{(\w+)\}")

SUPPLIERS = (
    "Halden & Cie",
    "Norvik",
    "Atelier Brisson",
    "Kestrel Supplies",
    "Delmas",
    "Oakbridge",
    "Solvane",
)
CUSTOMERS = ("Maison Tarrel", "Birchwood", "Groupe Alsan", "Penhallow", "Sorelle", "Hartmoor", "Optique Vial")
CITIES = ("Lyon", "Nantes", "Leeds", "Bristol", "Lille", "Cardiff", "Strasbourg", "Edinburgh")
FOLDERS = ("S:/Reports", "S:/Sales/Offers", "S:/Projets/2026", "S:/Closing", "S:/Commun/Modeles")
DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi"),
}
MONTHS = {
    "en": calendar.month_name[1:],
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin")
    + ("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
}


@dataclass(frozen=True)
class Story:
    team: str
    lang: str
    titles: tuple
    text: str
    talk: tuple
    solution: str
    category: str = ""
    priority: int = 2
    project: bool = False
    reopen: str = ""
    doubt: str = ""
    reply: str = ""
    refusal: str = ""
    better: str = ""


def load():
    """All stories, in a fixed order."""
    return [
        Story(**{name: tuple(v) if isinstance(v, list) else v for name, v in row.items()})
        for path in sorted(Path(__file__).parent.glob("*.toml"))
        for row in tomllib.loads(path.read_text())["story"]
    ]


def fillings(dice, lang, colleague, at):
    """One value for each blank, the same through the whole life of a ticket."""
    month = MONTHS[lang][(at.month + dice.choice((-2, -1, 0))) % 12]
    day = min(at.day + 5, 28)
    return {
        "room": f"{dice.randrange(1, 6)}.{dice.randrange(1, 30):02}",
        "floor": str(dice.randrange(1, 6)),
        "device": f"LT-{dice.randrange(200, 900):04}",
        "printer": f"PR-{dice.randrange(1, 25):02}",
        "day": dice.choice(DAYS[lang]),
        "date": f"{day} {MONTHS[lang][at.month - 1]}",
        "month": month,
        "time": f"{dice.randrange(9, 17)}:{dice.choice(('00', '15', '30', '45'))}",
        "number": str(dice.randrange(1200, 9900)),
        "count": str(dice.randrange(3, 15)),
        "invoice": f"{at.year}-{dice.randrange(100, 3000):05}",
        "supplier": dice.choice(SUPPLIERS),
        "customer": dice.choice(CUSTOMERS),
        "city": dice.choice(CITIES),
        "amount": str(dice.randrange(40, 2400)),
        "version": f"{dice.randrange(4, 12)}.{dice.randrange(0, 10)}",
        "plate": f"AB-{dice.randrange(100, 999)}-{dice.choice('CDFGH')}{dice.choice('KLMNP')}",
        "folder": dice.choice(FOLDERS),
        "later": (at.date() + timedelta(days=dice.randrange(15, 90))).isoformat(),
        "colleague": colleague,
    }


def fill(text, values):
    return BLANK.sub(lambda blank: values[blank[1]], text).strip()
