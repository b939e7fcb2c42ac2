"""Reads dates as other systems write them. Which of two numbers is the day is found out over a whole file."""

import re
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from tickets.imports.lines import UnreadableFile
from tickets.imports.reading import BadLine, Remark

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
SLACK = timedelta(days=1)  # clocks of other systems
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
SURE = 10  # so many dates for one order outweigh one typing mistake for the other

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv january janvier",
            "feb fév févr february février",
            "mar mars march",
            "apr avr april avril",
            "may mai",
            "jun june juin",
            "jul juil july juillet",
            "aug aoû août august",
            "sep sept september septembre",
            "oct october octobre",
            "nov november novembre",
            "dec déc december décembre",
        ),
        start=1,
    )
    for name in names.split()
}

TIME = (
    r"(?:[ T,\u00a0\u202f]+(?:(?:at|à)\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$"
)
NAME = r"(?P<name>[^\W\d_]{3,})\.?"
YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})" + TIME)
NUMBERS = re.compile(r"(?P<one>\d{1,2})([-/.])(?P<two>\d{1,2})\2(?P<year>\d{4}|\d\d)" + TIME)
NAMED = re.compile(r"(?P<day>\d{1,2})[-/. ]+" + NAME + r"[-/. ,]+(?P<year>\d{4}|\d\d)" + TIME)
NAME_FIRST = re.compile(NAME + r"\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})" + TIME)
CLOCK = re.compile(NAME + r"\s+(?P<day>\d{1,2})" + TIME[:-1] + r"\s+(?P<year>\d{4})$")
WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim)[^\W\d_]*\.?,?\s+(?=\S+\s)", re.I
)
RELATIVE = re.compile(
    r"\b(?:ago|from now|yesterday|just now|il y a|hier|in \d+ \w+s?)\b|^\d+ \w+ (?:ago|from)", re.I
)


class AmbiguousDates(UnreadableFile):
    """Somebody has to say which number is the day."""


class Dates:
    """How one file writes its dates: `see` all of them, `settle`, then ask for each `moment`."""

    def __init__(self, order=None, zone=UTC, usual=None):
        self.order, self.zone, self.usual = order, zone, usual
        self.votes = {DAY_FIRST: 0, MONTH_FIRST: 0}
        self.unclear = None
        self.absolute, self.relative = 0, None

    def see(self, text):
        text = text.strip()
        if not text:
            return
        if YEAR_FIRST.match(text):
            self.absolute += 1
        elif match := NUMBERS.match(text):
            self.absolute += 1
            self._vote(int(match["one"]), int(match["two"]), text)
        elif RELATIVE.search(text):
            self.relative = self.relative or text
        else:
            self.absolute += parts_of(text, DAY_FIRST) is not None

    def _vote(self, one, two, text):
        if one > 12 >= two:
            self.votes[DAY_FIRST] += 1
        elif two > 12 >= one:
            self.votes[MONTH_FIRST] += 1
        elif one != two:
            self.unclear = self.unclear or text

    def settle(self):
        """Decide, or refuse the file with the reason."""
        if self.relative and not self.absolute:
            raise UnreadableFile(
                gettext(
                    "Its dates are relative, as in “%(date)s”, so the moment is lost. "
                    "Export it again with columns that hold whole dates (in Request Tracker: Created and "
                    "Resolved instead of CreatedRelative and ResolvedRelative)."
                )
                % {"date": self.relative[:40]}
            )
        if self.order is None:
            day, month = self.votes[DAY_FIRST], self.votes[MONTH_FIRST]
            if day > SURE * month:
                self.order = DAY_FIRST
            elif month > SURE * day:
                self.order = MONTH_FIRST
            elif self.unclear and not self.usual or day or month:
                self._ask(self.unclear)
            else:
                self.order = self.usual or DAY_FIRST

    def _ask(self, example):
        if example is None or all(self.votes.values()):
            raise AmbiguousDates(
                gettext(
                    "Some of its dates have the day first and some the month. "
                    "Please say which it is: day-first or month-first."
                )
            )
        raise AmbiguousDates(
            gettext(
                "A date such as %(date)s has two meanings, and no other date of the file decides it. "
                "Please say which it is: day-first or month-first."
            )
            % {"date": example[:40]}
        )

    def moment(self, text):
        """The moment in UTC, None for nothing. BadLine for what can be no date."""
        text = text.strip()
        if not text:
            return None
        if RELATIVE.search(text):
            raise BadLine(Remark(gettext_noop("relative date “%(date)s”"), date=text[:60]))
        try:
            moment = self._made(parts_of(text, self.order or DAY_FIRST)).astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            raise impossible(text) from None
        if not EARLIEST <= moment <= timezone.now() + SLACK:
            raise impossible(text)
        return moment

    def _made(self, parts):
        year, month, day, found = parts
        hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
        if found["half"]:
            if not 1 <= hour <= 12:
                raise ValueError(hour)
            hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
        zone = zone_of(found["zone"]) or self.zone
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)


def impossible(text):
    return BadLine(Remark(gettext_noop("impossible date “%(date)s”"), date=text[:60]))


def parts_of(text, order):
    """(year, month, day, match with the time) of a date in any known style, or None."""
    if found := YEAR_FIRST.match(text):
        return int(found["year"]), int(found["month"]), int(found["day"]), found
    if found := NUMBERS.match(text):
        one, two = int(found["one"]), int(found["two"])
        day, month = (one, two) if order == DAY_FIRST else (two, one)
        return whole_year(found["year"]), month, day, found
    for plain in dict.fromkeys((text, WEEKDAY.sub("", text, count=1))):
        for style in (NAMED, NAME_FIRST, CLOCK):
            found = style.match(plain)
            if found and (month := MONTHS.get(found["name"].casefold())):
                return whole_year(found["year"]), month, int(found["day"]), found
    return None


def whole_year(digits):
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def zone_of(word):
    if not word:
        return None
    if word in ("Z", "UTC", "GMT"):
        return UTC
    return datetime.strptime(word.replace(":", ""), "%z").tzinfo
