"""No mail while its reader sleeps, by their own clock; what falls into the quiet hours comes at their end."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from notifications.models import MailSettings
from notifications.outbox import after_quiet_hours

NIGHT, NOON = (time(22), time(6, 30)), (time(12), time(13))


@pytest.mark.parametrize(
    "quiet, at, comes",
    (
        (NIGHT, (20, 21, 59), (20, 21, 59)),
        (NIGHT, (20, 22, 0), (21, 6, 30)),
        (NIGHT, (20, 23, 30), (21, 6, 30)),
        (NIGHT, (21, 3, 0), (21, 6, 30)),
        (NIGHT, (21, 6, 30), (21, 6, 30)),
        (NOON, (20, 11, 59), (20, 11, 59)),
        (NOON, (20, 12, 30), (20, 13, 0)),
        (NOON, (20, 13, 0), (20, 13, 0)),
        ((None, None), (20, 3, 0), (20, 3, 0)),
    ),
)
def test_what_falls_into_the_quiet_hours_comes_at_their_end(quiet, at, comes):
    person = User(time_zone="America/Montreal")
    person.mail_settings = MailSettings(person=person, quiet_from=quiet[0], quiet_to=quiet[1])
    zone = ZoneInfo("America/Montreal")
    moment = datetime(2026, 11, *at, tzinfo=zone).astimezone(ZoneInfo("UTC"))

    assert after_quiet_hours(person, moment) == datetime(2026, 11, *comes, tzinfo=zone)


def test_whoever_chose_nothing_has_no_quiet_hours():
    moment = datetime(2026, 11, 20, 3, tzinfo=ZoneInfo("UTC"))

    assert after_quiet_hours(User(), moment) == moment
