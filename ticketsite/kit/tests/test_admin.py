"""The paginator of the back office: it counts no further than it leafs."""

import pytest

from accounts.models import User
from ticketsite.kit.admin import CappedPaginator


class ShortPaginator(CappedPaginator):
    counted_up_to = 4


@pytest.mark.parametrize("people, count, capped", ((3, 3, False), (4, 4, False), (6, 4, True)))
def test_it_counts_up_to_its_cap(make_user, people, count, capped):
    for number in range(people):
        make_user(f"one{number}")
    paginator = ShortPaginator(User.objects.by_name(), 2)

    assert (paginator.count, paginator.is_capped, paginator.num_pages) == (count, capped, (count + 1) // 2)
    assert paginator.estimate is None


@pytest.mark.postgres
def test_beyond_the_cap_the_planner_guesses(make_user):
    for number in range(6):
        make_user(f"one{number}")
    paginator = ShortPaginator(User.objects.by_name(), 2)
    paginator.may_estimate = True

    assert paginator.estimate >= 4
