import threading

import pytest
from django.db import connection, transaction

from accounts.models import Department, User
from ticketsite.kit.locking import lock


def test_a_lock_outside_a_transaction_is_refused(transactional_db, ana):
    with pytest.raises(transaction.TransactionManagementError):
        lock(ana)


def test_a_locked_row_is_read_again_with_its_relations(ana):
    assert ana.department.name == "Finance"
    User.objects.filter(pk=ana.pk).update(department=Department.objects.create(name="Works"), name="Anna")

    assert lock(ana) is ana

    assert (ana.name, ana.department.name) == ("Anna", "Works")


def test_a_row_that_is_gone_says_so(ana):
    User.objects.filter(pk=ana.pk).delete()

    with pytest.raises(User.DoesNotExist):
        lock(ana)


def test_two_who_lock_the_same_row_follow_one_another(transactional_db, ana):
    """Each adds a letter to what it read; without the lock one letter would be lost."""
    ready = threading.Barrier(4)

    def add_letter():
        try:
            ready.wait()
            with transaction.atomic():
                person = lock(User(pk=ana.pk))
                person.name += "!"
                person.save(update_fields=["name"])
        finally:
            connection.close()

    threads = [threading.Thread(target=add_letter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    ana.refresh_from_db()
    assert ana.name == "Ana!!!!"
