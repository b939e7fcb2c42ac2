"""Rows whose column is among the keys of a query: alone, inside an OR, turned round, and of no keys at all."""

import pytest
from django.db.models import Q

from accounts.models import User
from ticketsite.kit.among import Among


@pytest.fixture
def some(ana, tom, zoe):
    """The keys of ana and tom, as a query."""
    return User.objects.filter(username__in=("ana", "tom")).values("pk")


def names(condition):
    return sorted(User.objects.filter(condition).values_list("username", flat=True))


def test_rows_among_the_keys_of_a_query(some):
    assert names(Q(Among("pk", some))) == ["ana", "tom"]
    assert names(Q(Among("pk", some.order_by("username")[:1]))) == ["ana"]


def test_it_stands_beside_other_conditions_and_turns_round(some):
    assert names(Q(Among("pk", some)) | Q(username="zoe")) == ["ana", "tom", "zoe"]
    assert names(~Q(Among("pk", some))) == ["zoe"]


@pytest.mark.parametrize(
    "none", (User.objects.none(), User.objects.filter(pk__in=[]), User.objects.filter(pk=0))
)
def test_among_no_keys_there_is_nothing(some, none):
    assert names(Q(Among("pk", none.values("pk")))) == []
    assert names(Q(Among("pk", none.values("pk"))) | Q(username="zoe")) == ["zoe"]
    assert names(~Q(Among("pk", none.values("pk")))) == ["ana", "tom", "zoe"]
