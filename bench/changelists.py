"""What each change list of the back office costs, for each role that opens it, as a table for docs/performance.md.

`python -m bench.changelists` with DATABASE_URL of a site that `seed --scale` filled; in one process, no network.
"""

import statistics
import time

from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from bench.inside import people  # sets Django up

TIMES = 7
FILTERS = {"tickets.ticket": ("?status__exact=open", "?status__exact=rejected", "?priority__exact=0")}


def addresses():
    """(label, address) of every change list, and of the large ones narrowed by what few rows or many have."""
    for model in admin.site._registry:
        label = model._meta.label_lower
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for narrowed in ("", *FILTERS.get(label, ())):
            yield label + narrowed, address + narrowed


def milliseconds(client, address):
    """Median of several answers, or None where this person does not get the page."""
    if client.get(address).status_code != 200:
        return None
    taken = []
    for _time in range(TIMES):
        started = time.perf_counter()
        client.get(address)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def main():
    roles = ("technician", "desk head", "HOD", "IT Head", "Admin")
    clients = {}
    for role in roles:
        clients[role] = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
        clients[role].force_login(people()[role], backend=settings.AUTHENTICATION_BACKENDS[0])
    print(f"| change list | {' | '.join(roles)} |\n| --- {'| --- ' * len(roles)}|")
    for label, address in addresses():
        found = [milliseconds(client, address) for client in clients.values()]
        print(f"| {label} | {' | '.join('-' if ms is None else f'{ms:.0f}' for ms in found)} |", flush=True)


if __name__ == "__main__":
    main()
