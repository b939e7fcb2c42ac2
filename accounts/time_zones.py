"""The time zones a person can choose from: those in use today, by region."""

from functools import cache
from importlib.resources import files
from itertools import groupby
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone


def zone_or_none(name):
    """The zone of this name, or None for nothing and for a name that no longer exists."""
    return ZoneInfo(name) if name in known_zones() else None


def zone_of(person):
    """The zone this person lives by; the site's where they named none, or one that no longer exists."""
    return zone_or_none(person.time_zone) or timezone.get_default_timezone()


@cache
def known_zones():
    return frozenset(available_timezones())


@cache
def zones_in_use():
    """Names of the zones that have a place on the map, without the aliases of former times."""
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    names = {line.split("\t")[2] for line in lines if line and not line.startswith("#")}
    return sorted(names & known_zones())


@cache
def zone_choices():
    """Options of a select: one block a region, cities in the order of their names."""
    regions = groupby(zones_in_use(), key=lambda name: name.partition("/")[0])
    return [("UTC", "UTC"), *((region, [(name, _city(name)) for name in names]) for region, names in regions)]


def _city(name):
    return name.partition("/")[2].replace("_", " ").replace("/", " – ")
