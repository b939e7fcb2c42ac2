"""The quick reading of times: the same as the driver's own, whatever PostgreSQL writes."""

import datetime as dt

import pytest
from django.db import DataError, connection

from ticketsite.kit import moments

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def read(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "text",
    (
        "2026-05-20 14:03:04+00",
        "2026-05-20 14:03:04.5+00",
        "2026-05-20 14:03:04.000001+00",
        "2026-05-20 14:03:04.123+00",
        "0001-01-01 00:00:00+00",
        "9999-12-31 23:59:59.999999+00",
        "2026-05-20 14:03:04+05:30",
    ),
)
def test_a_time_is_what_django_reads(text):
    found = read(f"'{text}'::timestamptz")

    assert found == dt.datetime.fromisoformat(text)
    assert found.tzinfo is dt.UTC


def test_the_quick_way_is_taken(monkeypatch):
    monkeypatch.setattr(moments.BaseTzLoader, "load", lambda self, data: pytest.fail("the driver's own way"))

    assert read("'2026-05-20 14:03:04.25+00'::timestamptz").microsecond == 250_000
    assert read("NULL::timestamptz") is None


def test_in_another_zone_the_driver_reads():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Kolkata'")
        cursor.execute("SELECT '2026-05-20 14:03:04+00'::timestamptz")
        assert cursor.fetchone()[0].hour == 19


@pytest.mark.parametrize("text", ("infinity", "10000-01-01 00:00:00+00", "0044-03-15 12:00:00+00 BC"))
def test_what_python_has_no_time_for_is_refused_as_before(text):
    with pytest.raises(DataError):
        read(f"'{text}'::timestamptz")
