"""The tables of a run, as Markdown, and their place in docs/performance.md between two marks."""

import platform
from dataclasses import dataclass
from datetime import date
from os import cpu_count, getloadavg
from statistics import median

from bench import goals

COLUMNS = "page, for, median ms, 95 % ms, to the floor, growth, queries, goal, met, database ms, KB"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


@dataclass
class Fact:
    """One line of the second table; without a goal it is only told."""

    what: str
    measured: str
    goal: str = ""
    met: bool | None = None

    def __str__(self):
        met = "" if self.met is None else "yes" if self.met else "**no**"
        return f"| {self.what} | {self.measured} | {self.goal} | {met} |"


def tables(sizes, found, weights, counted, facts):
    """`found` holds seconds and `weights` bytes of (size, page), `counted` what `inside.count` gave for each size."""
    floor = {size: median(found[size, "floor|Floor"]) for size in sizes}
    pages = dict.fromkeys(page for _size, page in found if page != "floor|Floor")
    lines = [_line(page, sizes, found, weights, counted, floor) for page in pages]
    head = (
        f"Measured on {date.today():%d %B %Y} with `make bench` on {platform.machine()}, {cpu_count()} cores, "
        f"load {getloadavg()[1]:.0f} at the end, with {' / '.join(f'{size:,}' for size in sizes)} tickets. "
        f"Floor page: {_slashed(floor.values(), 1)} ms. {sum('**' not in line for line in lines)} of {len(lines)} rows "
        "meet their goal (to the floor / growth / queries); of the others the column says what does not."
    )
    return "\n".join(
        [head, "", *_rows(COLUMNS, lines), "", *_rows("what, measured, goal, met", map(str, facts))]
    )


def _rows(columns, lines):
    names = columns.split(", ")
    return [f"| {' | '.join(names)} |", "| --- " * len(names) + "|", *lines]


def _line(page, sizes, found, weights, counted, floor):
    who, _bar, title = page.partition("|")
    times = [found[size, page] for size in sizes]
    medians = [median(each) for each in times]
    slow = [sorted(each)[int(len(each) * 0.95)] for each in times]
    ratio, growth = medians[-1] / floor[sizes[-1]], medians[-1] / medians[0]
    number, ms = counted[sizes[-1]][page]
    missed = goals.of(title).missed(ratio, growth, number)
    heavy = " / ".join(f"{weights[size, page] / 1024:.0f}" for size in sizes)
    met = f"**{', '.join(missed)}**" if missed else "yes"
    return (
        f"| {title} | {who} | {_slashed(medians)} | {_slashed(slow)} | {ratio:.2f} | {growth:.2f} | {number} "
        f"| {goals.of(title)} | {met} | {ms:.1f} | {heavy} |"
    )


def _slashed(seconds, digits=0):
    return " / ".join(f"{value * 1000:.{digits}f}" for value in seconds)


def write(path, text):
    """Replace what stands between the marks; without marks, put it at the end."""
    page = path.read_text()
    block = f"{BEGIN}\n{text}\n{END}"
    if BEGIN in page:
        before, _begin, rest = page.partition(BEGIN)
        page = before + block + rest.partition(END)[2]
    else:
        page = f"{page.rstrip()}\n\n{block}\n"
    path.write_text(page)
