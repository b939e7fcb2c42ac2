"""Work of the database beside that of Python: in order, on one connection, and no error is lost."""

from threading import get_ident

import pytest
from django.db import connection, transaction

from accounts.models import Department
from ticketsite.kit.meanwhile import meanwhile


def hire(name, seen):
    seen.append(get_ident())
    Department.objects.create(name=name)


@pytest.mark.django_db
def test_the_work_is_done_in_order_by_another_thread_in_the_same_transaction():
    seen = []

    with transaction.atomic(), meanwhile() as (begin, wait):
        for name in ("Finance", "Sales", "Legal"):
            begin(hire, name, seen)
        wait()
        assert Department.objects.count() == 3

    assert list(Department.objects.order_by("pk").values_list("name", flat=True)) == [
        "Finance",
        "Sales",
        "Legal",
    ]
    assert get_ident() not in seen
    connection.validate_thread_sharing()
    assert not connection.allow_thread_sharing


@pytest.mark.django_db
@pytest.mark.parametrize("follows", (True, False))
def test_what_goes_wrong_is_raised_by_whoever_waits_for_it(follows):
    begun = []

    def work():
        with transaction.atomic(), meanwhile() as (begin, wait):
            begin(hire, "Finance", [])
            begin(lambda: 1 / 0)
            if follows:
                begin(begun.append, "too late")

    with pytest.raises(ZeroDivisionError):
        work()

    assert begun == []
    assert not Department.objects.exists()
