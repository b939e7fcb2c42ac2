import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import Department, User
from ticketsite.kit.locking import lock, rely_on


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


@pytest.mark.postgres
@pytest.mark.parametrize("wait_for, waits", ((rely_on, False), (lock, True)))
def test_those_who_rely_on_a_row_wait_for_whoever_changes_it_and_not_for_one_another(
    transactional_db, ana, wait_for, waits
):
    def hold():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
                wait_for(User(pk=ana.pk))
            return False
        except OperationalError:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread, transaction.atomic():
        assert rely_on(User(pk=ana.pk)).name == "Ana"
        assert thread.submit(hold).result() == waits
