"""The table of a run, as Markdown, and its place in docs/performance.md between two marks."""

import platform
from datetime import date
from os import cpu_count, getloadavg

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def table(sizes, found, counted, crowds, memory, median):
    floor = {size: median(found[size, "floor|Floor"]) for size in sizes}
    lines = [
        f"Measured on {date.today():%d %B %Y} with `make bench` on {platform.machine()}, {cpu_count()} cores, load "
        f"{getloadavg()[1]:.0f} at the end. Floor page: "
        + ", ".join(f"{floor[s] * 1000:.1f} ms" for s in sizes)
        + ".",
        "",
        "| page | for | median ms | 95 % ms | to the floor | growth | queries | database ms |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for page in dict.fromkeys(page for _size, page in found):
        lines.append(_line(page, sizes, found, counted, floor, median))
    lines += ["", f"The largest web process held {memory} MB at the end."]
    for page, (rate, processor) in crowds.items():
        lines.append(
            f"8 clients on {page.replace('|', ', ')}: {rate:.0f} requests/s, {processor:.1f} ms of processor each."
        )
    return "\n".join(line for line in lines if line is not None)


def _line(page, sizes, found, counted, floor, median):
    who, _bar, title = page.partition("|")
    times = {size: found[size, page] for size in sizes}
    if not all(times.values()):
        return None
    medians = [median(times[size]) for size in sizes]
    slow = [sorted(times[size])[int(len(times[size]) * 0.95)] for size in sizes]
    number, ms = counted[sizes[-1]].get(page, ("", ""))
    return (
        f"| {title} | {who} | {_slashed(medians)} | {_slashed(slow)} | {medians[-1] / floor[sizes[-1]]:.1f} "
        f"| {medians[-1] / medians[0]:.2f} | {number} | {ms if ms == '' else f'{ms:.1f}'} |"
    )


def _slashed(seconds):
    return " / ".join(f"{value * 1000:.0f}" for value in seconds)


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
