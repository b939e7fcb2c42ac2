"""The paginator of the back office: it counts no further than it leafs, and reads the rows of a page only."""

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


@pytest.mark.parametrize("wanted, count, capped", ((1, 4, True), (2, 6, True), (3, 7, False)))
def test_it_counts_further_the_further_one_leafs(make_user, wanted, count, capped):
    for number in range(7):
        make_user(f"one{number}")
    paginator = CappedPaginator(User.objects.by_name(), 2)
    paginator.ahead, paginator.wanted = 1, wanted

    assert (paginator.count, paginator.is_capped) == (count, capped)


def test_a_page_holds_its_rows_in_order(make_user, django_assert_num_queries):
    for number in range(5):
        make_user(f"one{number}")
    paginator = CappedPaginator(User.objects.by_name(), 2)
    paginator.wanted = 3

    with django_assert_num_queries(3):
        pages = [list(paginator.page(number)) for number in (2, 3)]

    assert [[user.username for user in page] for page in pages] == [["one2", "one3"], ["one4"]]


@pytest.mark.postgres
def test_beyond_the_cap_the_planner_guesses(make_user):
    for number in range(6):
        make_user(f"one{number}")
    paginator = ShortPaginator(User.objects.by_name(), 2)
    paginator.may_estimate = True

    assert paginator.estimate >= 4
