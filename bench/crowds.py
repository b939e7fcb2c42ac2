"""Many clients at once: requests a second, tickets raised a second, and the memory of a process after many pages."""

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tqdm import tqdm

from bench import processes
from bench.report import Fact
from bench.sites import WRITES

CLIENTS, SOAKING = 8, 4
SECONDS = 6


def together(clients, work):
    """What each of the clients gives, all at work at the same time."""
    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(work, range(clients)))


def requests(site, page):
    """Requests a second, and processor ms of the web processes for each."""
    leader = site.servers["floor" if page.startswith("floor") else "site"].pid
    until, before = time.monotonic() + SECONDS, processes.processor_seconds(leader)

    def client(_number):
        done = 0
        while time.monotonic() < until:
            site.ask(page)
            done += 1
        return done

    done = sum(together(CLIENTS, client))
    spent = (processes.processor_seconds(leader) - before) * 1000 / done
    what = f"8 clients on {page.replace('|', ', ')}"
    return Fact(what, f"{done / SECONDS:.0f} requests/s, {spent:.1f} ms of processor each")


def raising(site, name, goal):
    """Tickets raised a second; an error is any answer but the redirect to the new ticket."""
    cookie = f"sessionid={site.known['sessions']['user']}"
    leader, until = site.servers["site"].pid, time.monotonic() + SECONDS
    before = processes.processor_seconds(leader), processes.database_seconds(site.database)

    def client(_number):
        done = errors = 0
        while time.monotonic() < until:
            try:
                answered = site.write(WRITES[0], cookie)[1] == 302
            except OSError:
                answered = False
            done, errors = done + answered, errors + (not answered)
        return done, errors

    done, errors = map(sum, zip(*together(CLIENTS, client), strict=True))
    rate = done / SECONDS
    after = processes.processor_seconds(leader), processes.database_seconds(site.database)
    web, database = ((now - then) * 1000 / max(done, 1) for then, now in zip(before, after, strict=True))
    spent = f"{web:.1f} ms of processor each" + (f", {database:.1f} of PostgreSQL" if database else "")
    return Fact(
        f"8 clients raise tickets, {name}",
        f"{rate:.0f} tickets/s, {errors} errors, {spent}",
        f"{goal} tickets/s, no error",
        rate >= goal and not errors,
    )


def soak(site, number):
    """MB of the largest web process while four clients ask for all pages in turn."""
    leader = site.servers["site"].pid
    first, most = processes.memory(leader), 0
    pages, left = itertools.cycle(site.known["paths"]), iter(tqdm(range(number), desc="Soaking"))
    lock = threading.Lock()

    def client(_number):
        nonlocal most
        while True:
            with lock:
                turn, page = next(left, None), next(pages)
            if turn is None:
                return
            site.ask(page)
            if turn % 250 == 0:
                most = max(most, processes.memory(leader))

    together(SOAKING, client)
    most = max(most, processes.memory(leader))
    what = f"largest web process, {number:,} requests of all pages"
    return Fact(what, f"{most} MB ({first} before)", "130 MB after 100,000", most < 130)
