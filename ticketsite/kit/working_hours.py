"""Working hours: when the organisation works, and how much of that lies between two moments."""

import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter

from django.core.exceptions import ImproperlyConfigured

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY, WEEK = 24 * 60, 7 * 24 * 60  # minutes
OPENING = re.compile(
    r"(?P<first>{day})(?:-(?P<last>{day}))?\s+{clock}-{clock}".format(
        day="|".join(WEEKDAYS), clock=r"(\d\d?)(?::([0-5]\d))?"
    )
)
CLOSED_DAY = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d)")
EVERY_YEAR = 0


@dataclass(frozen=True)
class Opening:
    """In minutes after the midnight with which its day of the week begins; a night ends after the next one."""

    weekday: int
    start: int
    end: int

    def minutes_of_week(self):
        first = self.weekday * DAY + self.start
        return [minute % WEEK for minute in range(first, first + self.end - self.start)]


@dataclass(frozen=True)
class WorkingHours:
    """The openings of a week, less the days that are closed, each as (year, month, day)."""

    openings: tuple
    closed: frozenset = frozenset()

    @classmethod
    def read(cls, openings, closed_days=()):
        """From words like "mon-fri 8:00-18:00", and "2026-05-14" or, of every year, "12-25"."""
        found = tuple(opening for words in openings for opening in _openings(words))
        minutes = [minute for opening in found for minute in opening.minutes_of_week()]
        if not minutes:
            raise ImproperlyConfigured("WORKING_HOURS names no hours.")
        if len(set(minutes)) < len(minutes):
            raise ImproperlyConfigured("WORKING_HOURS names the same time twice.")
        return cls(found, frozenset(_closed_day(words) for words in closed_days))

    @cached_property
    def seconds_a_day(self):
        """How long a working day is in the mean."""
        days = {opening.weekday for opening in self.openings}
        return 60 * sum(opening.end - opening.start for opening in self.openings) / len(days)

    def is_closed(self, day):
        return not self.closed.isdisjoint({(day.year, day.month, day.day), (EVERY_YEAR, day.month, day.day)})

    def stretches(self, first, last, zone):
        """(start, end) of the openings that begin on these days, in seconds since 1970."""
        for number in range(first.toordinal(), last.toordinal() + 1):
            midnight = dt.datetime.combine(dt.date.fromordinal(number), dt.time.min, zone)
            if self.is_closed(midnight):
                continue
            for opening in self.openings:
                if opening.weekday == midnight.weekday():
                    yield _moment(midnight, opening.start), _moment(midnight, opening.end)

    def between(self, spans, zone):
        """The working seconds of each (start, end), given in seconds since 1970."""
        if not spans:
            return []
        first, last = _year(min(spans)[0]), _year(max(spans, key=itemgetter(1))[1])
        worked = timetable(self, zone, first, last).worked_before
        return [worked(end) - worked(start) for start, end in spans]


class Timetable:
    """Openings one after the other, with what was worked before each."""

    def __init__(self, stretches):
        never = -(2**62)
        self.starts, self.ends, self.sums = [never], [never], [0]
        for start, end in sorted(stretches):
            self.sums.append(self.sums[-1] + self.ends[-1] - self.starts[-1])
            self.starts.append(start)
            self.ends.append(end)

    def worked_before(self, moment):
        place = bisect_right(self.starts, moment) - 1
        return self.sums[place] + min(moment, self.ends[place]) - self.starts[place]


@lru_cache(maxsize=64)
def timetable(hours, zone, first_year, last_year):
    """Of whole years, with two days more at either end: nights and zones reach beyond them."""
    more = dt.timedelta(days=2)
    first, last = dt.date(first_year, 1, 1) - more, dt.date(last_year, 12, 31) + more
    return Timetable(hours.stretches(first, last, zone))


def _moment(midnight, minutes):
    """By the clock on the wall: sums within a zone go by it, also where an hour is skipped or comes twice."""
    return int((midnight + dt.timedelta(minutes=minutes)).timestamp())


def _year(moment):
    return dt.datetime.fromtimestamp(moment, dt.UTC).year


def _openings(words):
    match = OPENING.fullmatch(words.strip().lower())
    if not match:
        raise ImproperlyConfigured(f'WORKING_HOURS: "{words}" is not like "mon-fri 8:00-18:00".')
    *_days, hour, minute, last_hour, last_minute = match.groups()
    start, end = 60 * int(hour) + int(minute or 0), 60 * int(last_hour) + int(last_minute or 0)
    if start >= DAY or end > DAY:
        raise ImproperlyConfigured(f'WORKING_HOURS: "{words}" names a time that no day has.')
    first = WEEKDAYS.index(match["first"])
    days = 1 + (WEEKDAYS.index(match["last"]) - first) % 7 if match["last"] else 1
    for weekday in range(first, first + days):
        yield Opening(weekday % 7, start, end if end > start else end + DAY)


def _closed_day(words):
    match = CLOSED_DAY.fullmatch(words.strip())
    try:
        year, month, day = (int(part or EVERY_YEAR) for part in match.groups())
        dt.date(year or 2000, month, day)
    except (AttributeError, ValueError):
        raise ImproperlyConfigured(f'CLOSED_DAYS: "{words}" is not like "2026-05-14" or "12-25".') from None
    return year, month, day
