"""Working hours: as the clock on the wall says, minute by minute, whatever the zone does at night."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketsite.kit.working_hours import WEEKDAYS, WorkingHours

UTC, PARIS = dt.UTC, ZoneInfo("Europe/Paris")
OFFICE = WorkingHours.read(["mon-fri 8:00-18:00"])
# The clocks of these change within the days after, on Lord Howe by half an hour.
CHANGES = [
    (PARIS, dt.datetime(2026, 3, 26, tzinfo=UTC)),
    (PARIS, dt.datetime(2026, 10, 22, tzinfo=UTC)),
    (ZoneInfo("America/New_York"), dt.datetime(2026, 10, 29, tzinfo=UTC)),
    (ZoneInfo("Australia/Sydney"), dt.datetime(2027, 4, 1, tzinfo=UTC)),
    (ZoneInfo("Australia/Lord_Howe"), dt.datetime(2026, 10, 1, tzinfo=UTC)),
    (UTC, dt.datetime(2026, 12, 28, tzinfo=UTC)),
]


def seconds(hours, start, end, zone=UTC):
    return hours.between([(int(start.timestamp()), int(end.timestamp()))], zone)[0]


def by_the_minute(hours, start, end, zone):
    """The same, by looking at the clock each minute."""
    shown = {(o.weekday, minute) for o in hours.openings for minute in range(o.start, o.end)}

    def is_open(local):
        minute, eve = 60 * local.hour + local.minute, local - dt.timedelta(days=1)
        began = [(local, minute), (eve, minute + 1440)]
        return any((day.weekday(), at) in shown and not hours.is_closed(day) for day, at in began)

    minutes = range(int((end - start).total_seconds()) // 60)
    return 60 * sum(is_open((start + dt.timedelta(minutes=minute)).astimezone(zone)) for minute in minutes)


@st.composite
def weeks(draw):
    """Openings that do not meet, each for some days; whole hours, for at half past two the clock may say so twice."""
    edges = sorted(draw(st.sets(st.integers(0, 23), min_size=2, max_size=4)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    if draw(st.booleans()):  # a night in place of the days
        pairs = [(edges[-1], edges[0])]
    days = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
    closed = draw(st.sets(st.sampled_from(["12-31", "01-01", "2026-10-23", "2026-03-30"])))
    return WorkingHours.read([f"{day} {start}-{end}" for day in days for start, end in pairs], closed)


@given(weeks(), st.sampled_from(CHANGES), st.integers(0, 3 * 1440), st.integers(0, 4 * 1440))
@settings(max_examples=40, deadline=None)
def test_working_time_is_what_the_clock_shows_minute_by_minute(hours, change, after, length):
    zone, day = change
    start = day + dt.timedelta(minutes=after)
    end = start + dt.timedelta(minutes=length)

    assert seconds(hours, start, end, zone) == by_the_minute(hours, start, end, zone)


@given(weeks(), st.lists(st.integers(0, 40_000_000), min_size=3, max_size=3).map(sorted))
@settings(max_examples=40, deadline=None)
def test_parts_add_up_over_the_years_and_never_take_longer_than_the_whole(hours, moments):
    start, middle, end = (1_760_000_000 + moment for moment in moments)

    first, second, whole = hours.between([(start, middle), (middle, end), (start, end)], PARIS)

    assert first + second == whole <= end - start
    assert first >= 0 <= second


def test_a_weekend_and_a_night_are_no_working_time():
    friday = dt.datetime(2026, 11, 27, 17, 59, 30, tzinfo=UTC)

    assert seconds(OFFICE, friday, friday + dt.timedelta(hours=62)) == 30
    assert seconds(OFFICE, friday, friday + dt.timedelta(days=3)) == 36_000


def test_a_night_belongs_to_the_day_on_which_it_begins():
    nights = WorkingHours.read(["sat 22-6"], ["12-26"])
    saturday = dt.datetime(2026, 12, 19, tzinfo=UTC)
    week = dt.timedelta(days=7)

    assert seconds(nights, saturday, saturday + week) == 8 * 3600
    assert (
        seconds(nights, saturday + week, saturday + 2 * week) == 0
    )  # the 26th is closed, until Sunday morning


def test_a_night_is_as_long_as_the_clocks_make_it():
    nights = WorkingHours.read(["mon-sun 22:00-6:00"])
    noon = dt.datetime(2026, 3, 28, 12, tzinfo=PARIS)

    assert seconds(nights, noon, noon + dt.timedelta(days=1), PARIS) == 7 * 3600


def test_words_are_read_with_and_without_minutes_and_around_the_week():
    def days(*openings):
        found = WorkingHours.read(openings).openings
        return [(WEEKDAYS[each.weekday], each.start / 60, each.end / 60) for each in found]

    assert days("Mon-Tue 8-12", "mon 13:30-17") == [("mon", 8, 12), ("tue", 8, 12), ("mon", 13.5, 17)]
    assert days("sun-mon 0-24") == [("sun", 0, 24), ("mon", 0, 24)]
    assert days("fri 20-4") == [("fri", 20, 28)]


def test_a_working_day_is_as_long_as_they_are_in_the_mean():
    assert OFFICE.seconds_a_day == 36_000
    assert WorkingHours.read(["mon-thu 8-12", "mon-thu 13-17", "fri 8-12"]).seconds_a_day == 36 * 720


@pytest.mark.parametrize(
    "openings,closed,message",
    (
        (["mon-fry 8-18"], [], 'WORKING_HOURS: "mon-fry 8-18" is not like "mon-fri 8:00-18:00".'),
        (["mon 8:00"], [], 'WORKING_HOURS: "mon 8:00" is not like "mon-fri 8:00-18:00".'),
        (["mon 8-25"], [], 'WORKING_HOURS: "mon 8-25" names a time that no day has.'),
        (["mon 24-25"], [], 'WORKING_HOURS: "mon 24-25" names a time that no day has.'),
        ([], [], "WORKING_HOURS names no hours."),
        (["mon-fri 8-18", "wed 12-13"], [], "WORKING_HOURS names the same time twice."),
        (["sun 20-6", "mon 5-9"], [], "WORKING_HOURS names the same time twice."),
        (["mon 8-9"], ["02-30"], 'CLOSED_DAYS: "02-30" is not like "2026-05-14" or "12-25".'),
        (["mon 8-9"], ["christmas"], 'CLOSED_DAYS: "christmas" is not like "2026-05-14" or "12-25".'),
    ),
)
def test_the_site_does_not_start_with_hours_it_cannot_read(openings, closed, message):
    with pytest.raises(ImproperlyConfigured) as refusal:
        WorkingHours.read(openings, closed)

    assert str(refusal.value) == message
