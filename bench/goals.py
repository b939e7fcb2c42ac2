"""What the issue asks of each page: the first of these words in its name decides."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """At most this many times the floor, times the smallest size, and SQL queries."""

    floor: float
    growth: float
    queries: int

    def __str__(self):
        return f"{self.floor:g} / {self.growth:g} / {self.queries}"

    def missed(self, floor, growth, queries):
        """The names of what is above it, as shown."""
        shown = {"floor": round(floor, 2), "growth": round(growth, 2), "queries": queries}
        return [name for name, value in shown.items() if value > getattr(self, name)]


LIST = Goal(1.8, 1.25, 8)
WRITE = Goal(2, 1.15, 20)
GOALS = {
    "filtered": Goal(2, 1.5, 9),
    "sorted": Goal(2, 1.5, 9),
    "rare word": Goal(2.5, 1.5, 9),
    "frequent word": Goal(4, 3, 9),
    "Dashboard": Goal(5, 2, 14),
    "Poll": Goal(0.4, 1.1, 2),
    "Back office": Goal(4, 2, 12),
    "Ticket of": Goal(2.2, 1.15, 12),
    "Raise": WRITE,
    "Comment": WRITE,
    "Claim": WRITE,
}


def of(title):
    return next((goal for word, goal in GOALS.items() if word in title), LIST)
