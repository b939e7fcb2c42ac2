"""News as it comes after a commit."""

import pytest

from notifications.deliver import sweep
from notifications.models import Notification


@pytest.fixture
def told():
    """told(ana, verb): reasons for which a person was told of events with this verb; without a verb of all."""

    def reasons(person, verb=None):
        sweep()
        news = Notification.objects.filter(person=person).order_by("pk")
        return [each.reason for each in (news.filter(event__verb=verb) if verb else news)]

    return reasons
