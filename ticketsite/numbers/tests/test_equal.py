"""Every number of every dashboard is the length of the list it links to, for the whole cast."""

import re
from functools import cache
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.urls import reverse

from tickets import lists, visibility
from tickets.figures.breakdowns import breakdown
from tickets.figures.periods import Period
from tickets.filters import TicketFilter
from ticketsite.numbers.tests.conftest import NAMES

NUMBER = re.compile(r'<a class="number(?: number--zero)?" href="([^"]+)">([\d\s,.\u00a0\u202f]+)</a>')


def numbers_in(page):
    return {(unescape(url), int(re.sub(r"\D", "", count))) for url, count in NUMBER.findall(page)}


def listed(url, user):
    """How many tickets the list of an address shows to a person; a filter in it that is wrong fails."""
    parts = urlsplit(url)
    assert parts.path == reverse("tickets:list")
    found = TicketFilter(QueryDict(parts.query), user=user, shown=lists.ALL)
    assert found.form.is_valid(), (url, found.form.errors)
    assert {*QueryDict(parts.query)} <= {*found.filters}, url
    return found.qs.count()


def other_breakdowns(scope, user):
    """The numbers of the tables that the page shows one at a time, behind the first."""
    for name in scope.breakdowns[1:]:
        rows, _has_more = breakdown(scope, user, PERIOD, name)
        for row in rows:
            numbers = filter(None, (row.opened, row.unresolved, row.done, row.back))
            yield from ((number.url, number.count) for number in numbers)


PERIOD = Period.of_days(10)


@pytest.mark.parametrize("name", NAMES)
def test_every_number_equals_its_list(client, cast, past, facilities, it_desk, everyone, name, monkeypatch):
    user = cast[name]
    # Nobody's rights change here, and to say who sees what costs more than all the rest.
    monkeypatch.setattr(visibility, "condition", cache(visibility.condition))
    client.force_login(user)
    addresses = [
        reverse("numbers:own", args=[own]) for own in ("all", "desks", "department", "work", "raised")
    ]
    addresses += [reverse("numbers:group", args=[group.pk]) for group in (facilities, it_desk, everyone)]
    addresses += [reverse("numbers:project", args=[past["lamps"].pk])]

    wrong, checked = [], {}
    for address in addresses:
        page = client.get(address, {"since": PERIOD.first, "until": PERIOD.last})
        if page.status_code == 404:
            continue
        numbers = {*numbers_in(page.content.decode()), *other_breakdowns(page.context["scope"], user)}
        for url, count in numbers:
            if url not in checked:
                checked[url] = listed(url, user)
            if checked[url] != count:
                wrong.append((address, url, count, checked[url]))

    assert wrong == []
    assert len(checked) > 60
