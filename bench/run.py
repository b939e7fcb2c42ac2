"""`make bench`: fills databases of several sizes, serves each as in production, measures in turns, writes the tables.

    python -m bench.run [--sizes 1000,100000,1000000] [--rounds 12] [--soak 5000] [--keep] [--write]

Needs PostgreSQL at BENCH_DATABASE_URL (default postgres://postgres@127.0.0.1:5432/postgres), whose role may create
databases. Everything listens on 127.0.0.1 and is stopped, and the databases dropped, at the end.
"""

import argparse
import signal
import sys

from tqdm import tqdm

from bench import commands, crowds, inside_call, report
from bench.processes import ROOT
from bench.sites import WRITES, Site, SQLiteSite

FIRST_PORT = 8470
WARMING = 8  # rounds: each of two processes writes its queries, uses them twice, and plans them
SMALL = 1_000  # of the sites that only take writes and imports
FLOOR, EVERY = "floor|Floor", 9  # pages between two of the floor
CROWDED = (
    *(FLOOR, "user|Home", "user|Archive"),
    *("requester|Ticket of 10 comments", "user|Search, rare word"),
)


def measure(sites, rounds):
    """Seconds and bytes of (size, page): every page of every size in turn, so that noise falls on all alike.

    All are told by the floor page, so it is asked again and again in between.
    """
    pages = [*sites[0].known["paths"], *(f"user|{title}" for title in WRITES)]
    found, weights = {(site.size, page): [] for page in (FLOOR, *pages) for site in sites}, {}
    turns = [page for n, page in enumerate(pages) for page in ((FLOOR, page) if n % EVERY == 0 else (page,))]
    for number in tqdm(range(WARMING + rounds), desc="Rounds"):
        for page in turns:
            for site in sites:
                seconds, weights[site.size, page] = site.ask(page)
                if number >= WARMING:
                    found[site.size, page].append(seconds)
    return found, weights


def of_largest(site, soaking):
    """What is asked of the largest site alone, while it is served."""
    yield from (crowds.requests(site, page) for page in CROWDED)
    yield crowds.raising(site, f"PostgreSQL with {durability(site)}", 150)
    yield crowds.soak(site, soaking)
    yield commands.export(site)


def durability(site):
    shown = [site.setting(name) for name in ("fsync", "synchronous_commit", "full_page_writes")]
    return "full durability" if set(shown) == {"on"} else "**less than full durability**"


def of_small(port):
    """What writes much, on sites of their own."""
    site = SQLiteSite(SMALL, port, "SQLite")
    try:
        site.fill()
        site.serve()
        site.wait()
        yield crowds.raising(site, "SQLite, one process", 50)
    finally:
        site.stop()
        site.drop()
    site = Site(SMALL, port, "ticketsite_bench_import")
    site.drop()
    try:
        site.fill()
        yield commands.bring(site)
        yield commands.starts(site.environment)
    finally:
        site.drop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="1000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument(
        "--soak", type=int, default=5_000, help="requests before memory is read (%(default)s)"
    )
    parser.add_argument("--keep", action="store_true", help="keep the databases for another run")
    parser.add_argument(
        "--prefix", default="ticketsite_bench", help="of the names of the databases (%(default)s)"
    )
    parser.add_argument("--write", action="store_true", help="write the tables into docs/performance.md")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))  # so that servers and databases go, too
    sites = [Site(size, FIRST_PORT + 2 * n, f"{given.prefix}_{size}") for n, size in enumerate(sizes)]
    try:
        sites[0].manage("collectstatic", "--noinput", "-v0")
        for site in sites:
            site.fill()
            site.serve()
        for site in sites:
            site.wait()
        found, weights = measure(sites, given.rounds)
        counted = {site.size: inside_call.count(site.environment, site.known) for site in sites}
        facts = [commands.seeding(site) for site in sites if site.seeding]
        facts += of_largest(sites[-1], given.soak)
    finally:
        for site in sites:
            site.stop()
            if not given.keep:
                site.drop()
    tell(given, sizes, found, weights, counted, facts)
    for fact in of_small(FIRST_PORT + 2 * len(sites)):
        facts.append(fact)
        tell(given, sizes, found, weights, counted, facts)


def tell(given, *measured):
    """Print the tables, and write them where they belong: again with each fact, so that a later one loses none."""
    tables = report.tables(*measured)
    print(tables)
    if given.write:
        report.write(ROOT / "docs" / "performance.md", tables)


if __name__ == "__main__":
    main()
