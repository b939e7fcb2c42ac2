"""What commands cost: filling, the start of `check`, taking all tickets out, bringing tickets in."""

import json
import random
import statistics
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import processes
from bench.report import Fact

STARTS = 7
BROUGHT = 100_000
WORDS = (
    "lamp printer door screen cable badge heating window lift network mail password laptop phone projector "
    "flickers jams sticks freezes hums leaks smells since monday again today please look room floor desk"
)


def seeding(site):
    spent = site.seeding
    rate = site.size / spent.seconds
    return Fact(
        f"`seed --scale {site.size}`",
        f"{rate:.0f} tickets/s, {spent.seconds:.0f} s ({spent.processor:.0f} s of processor), {spent.memory} MB",
        "5,000 tickets/s",
        rate >= 5_000,
    )


def starts(environment):
    """`manage.py check` and the same with the libraries alone, in turns; both compiled, as pip leaves libraries and the
    first start leaves a site."""
    environment = {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}
    processes.run(environment, "manage.py", "check")
    spent = {"ticketsite.settings": [], "bench.libraries": []}
    for _turn in range(STARTS):
        for settings, each in spent.items():
            each.append(processes.run(environment, "manage.py", "check", "--settings", settings))
    ours, theirs = (statistics.median(one.seconds for one in each) for each in spent.values())
    busy = " and ".join(f"{statistics.median(one.processor for one in each):.2f}" for each in spent.values())
    return Fact(
        "`manage.py check`",
        f"{ours:.2f} s, the libraries alone {theirs:.2f} s: {ours / theirs:.2f} times ({busy} s of processor)",
        "1.5 times",
        ours < 1.5 * theirs,
    )


def export(site):
    """All tickets as CSV; the goal is for a million, so less is asked of fewer."""
    set_up = "import django; django.setup()"
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "ticketsite.settings"}
    idle = processes.run(environment, "-c", set_up).memory
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "all.csv")
        spent = site.manage("export_tickets", "-o", str(path))
        size = path.stat().st_size / 1_000_000
    above, most = spent.memory - idle, 120 * site.size / 1_000_000 + 2
    return Fact(
        f"`export_tickets` of {site.size:,} as CSV ({size:.0f} MB)",
        f"{spent.seconds:.0f} s ({spent.processor:.0f} s of processor), {above} MB above idle ({idle} MB)",
        f"{most:.0f} s, 60 MB above idle",
        spent.seconds < most and above < 60,
    )


def bring(site):
    """Tickets in the neutral layout, into a small site that knows none of their people."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tickets.jsonl")
        with path.open("w") as file:
            file.writelines(json.dumps(line) + "\n" for line in brought())
        spent = site.manage("import_tickets", str(path))
    rate = BROUGHT / spent.seconds
    return Fact(
        f"`import_tickets` of {BROUGHT:,}, nine in ten with a comment",
        f"{rate:.0f} tickets/s, {spent.seconds:.0f} s ({spent.processor:.0f} s of processor), {spent.memory} MB",
        "1,000 tickets/s",
        rate >= 1_000,
    )


def brought():
    """Of 500 people in 20 groups with 15 categories each; nine in ten are closed and have a comment."""
    dice, words = random.Random(1), WORDS.split()
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(BROUGHT):
        at = begin + timedelta(minutes=10 * number)
        line = {
            "source": "elsewhere",
            "id": number,
            "title": " ".join(dice.choices(words, k=5)),
            "description": " ".join(dice.choices(words, k=40)),
            "group": f"Place {number % 20}",
            "category": f"Kind {dice.randrange(15)}",
            "status": "open",
            "priority": "Important",
            "requester": f"Person {dice.randrange(500)}",
            "created": at.isoformat(),
        }
        if number % 10:
            ended = (at + timedelta(days=1)).isoformat()
            said = {"at": ended, "author": f"Person {dice.randrange(500)}"}
            line |= {"status": "closed", "resolved": ended, "closed": ended, "assignee": said["author"]}
            line["comments"] = [said | {"body": " ".join(dice.choices(words, k=20))}]
        yield line
