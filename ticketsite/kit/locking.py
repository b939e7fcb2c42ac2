"""Rows read again under a lock, so that a verb decides on what is true now."""

from django.db import router, transaction


def lock(instance):
    """Hold this row until the transaction ends and refresh the instance; `DoesNotExist` if it is gone.

    SQLite has no row locks: there a transaction that may write is alone from its BEGIN IMMEDIATE on.
    """
    using = instance._state.db or router.db_for_write(type(instance), instance=instance)
    if not transaction.get_connection(using).in_atomic_block:
        raise transaction.TransactionManagementError("lock() outside a transaction holds nothing.")
    rows = type(instance)._base_manager.using(using).select_for_update(no_key=True, of=("self",))
    instance.refresh_from_db(from_queryset=rows)
    return instance


def lock_all(queryset):
    """Hold these rows, in the queryset's order, until the transaction ends."""
    return list(queryset.select_for_update(no_key=True, of=("self",)))
