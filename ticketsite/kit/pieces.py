"""Small pieces of a page as functions: initials and tints, lengths of time, and what is drawn once and kept."""

import math
import zlib
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from ticketsite.kit.drawn import Drawn

TINTS = 12
MOMENT = Drawn("kit/_moment.html")


def drawn_piece(name, **values):
    draw = _drawn.__wrapped__ if settings.DEBUG else _drawn
    return draw(name, get_language(), tuple(values.items()))


@lru_cache(maxsize=4096)
def _drawn(name, language, values):
    return get_template(name).render(dict(values))


def initials(person):
    """First letters of the first and last word: "Ana Maria Ruiz" is AR."""
    words = [word for word in str(person or "").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def tint(thing):
    """A colour number from 0 to 11, always the same one for the same name."""
    return zlib.crc32(str(thing).encode()) % TINTS


def _units(delta):
    """The one or two largest units of a length of time, each in words."""
    return _units_of(int(abs(delta).total_seconds()) // 60, get_language())


@lru_cache(maxsize=4096)
def _units_of(minutes, language):
    """In the language in force."""
    counts = minutes // 1440, minutes // 60 % 24, minutes % 60
    first = next((place for place, count in enumerate(counts) if count), None)
    if first is None:
        return (gettext("under 1 min"),)
    return tuple(
        _in_words(place, counts[place]) for place in (first, first + 1) if place < 3 and counts[place]
    )


def _in_words(place, count):
    if place == 0:
        words = ngettext("%(count)d day", "%(count)d days", count)
    else:
        words = gettext("%(count)d h") if place == 1 else gettext("%(count)d min")
    return words % {"count": count}


def duration(delta):
    """ "3 h 20 min": the two largest units; nothing for None."""
    return " ".join(_units(delta)) if isinstance(delta, timedelta) else ""


def working_time(delta):
    """ "6 working hours", beyond a working day "3 working days": rounded up, so that "within" holds."""
    seconds, day = delta.total_seconds(), settings.WORKING_HOURS.seconds_a_day
    if seconds > day:
        days = math.ceil(seconds / day)
        return ngettext("%(count)d working day", "%(count)d working days", days) % {"count": days}
    hours = max(math.ceil(seconds / 3600), 1)
    return ngettext("%(count)d working hour", "%(count)d working hours", hours) % {"count": hours}


def ago(at):
    """How long since, or until, in one unit; beyond thirty days the date."""
    if not at:
        return ""
    passed = timezone.now() - at
    if abs(passed) >= timedelta(days=30):
        return _day(timezone.localdate(at), get_language())
    if abs(passed) < timedelta(minutes=1):
        return gettext("just now")
    words = _units(passed)[0]
    return (gettext("%(time)s ago") if passed > timedelta(0) else gettext("in %(time)s")) % {"time": words}


def when(at):
    """How long ago, and on hovering the full date, in the reader's zone; nothing for None."""
    if not at:
        return ""
    iso, full = _in_full(at, get_language(), timezone.get_current_timezone_name())
    return MOMENT.fill({"iso": iso, "full": full, "ago": ago(at)})


@lru_cache(maxsize=4096)
def _day(day, language):
    """In the language in force."""
    return date_format(day, "DATE_FORMAT")


@lru_cache(maxsize=4096)
def _in_full(at, language, zone):
    """A moment for machines and for people, in the language and the zone that are in force."""
    local = timezone.localtime(at)
    return local.isoformat(), date_format(local, "DATETIME_FORMAT")
