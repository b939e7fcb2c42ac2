"""Which step a time lies on: the same on both databases, and a moment belongs to the step that it begins."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model

from ticketsite.kit.steps import StepOf, stair

pytestmark = pytest.mark.django_db

BEGINS = [dt.datetime(2026, 3, 28, 23, tzinfo=dt.UTC), dt.datetime(2026, 3, 29, 22, tzinfo=dt.UTC)]
INSTANT = dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    "moment, step",
    (
        (BEGINS[0] - INSTANT, 0),
        (BEGINS[0], 1),
        (BEGINS[1] - INSTANT, 1),
        (BEGINS[1], 2),
        (BEGINS[1] + dt.timedelta(days=900), 2),
    ),
)
def test_a_time_lies_on_the_step_that_began_last(ana, moment, step):
    get_user_model().objects.filter(pk=ana.pk).update(date_joined=moment)

    found = get_user_model().objects.annotate(step=StepOf("date_joined", stair(BEGINS))).get(pk=ana.pk)

    assert found.step == step
