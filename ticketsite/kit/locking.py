"""Rows read again under a lock, so that a verb decides on what is true now."""

from django.db import router, transaction

from ticketsite.kit.planned import Planned


class Relied(Planned):
    """Rows that stay as they are until the transaction ends, for as many at once as rely on them.

    Built to be held by one alone; for many the word is FOR SHARE, which Django does not know.
    """

    def _written(self, arguments, stand_ins=()):
        statement = super()._written(arguments, stand_ins)
        statement.sql = statement.sql.replace("FOR NO KEY UPDATE", "FOR SHARE")
        return statement


def _row(model, relations, key):
    rows = model._base_manager.filter(pk=key).select_related(*relations or [None])
    return rows.select_for_update(no_key=True, of=("self",))


HELD, RELIED = Planned(_row), Relied(_row)


class _Rows:
    """What `refresh_from_db` asks of a queryset, answered by a prepared query."""

    def __init__(self, prepared, model, relations):
        self.prepared, self.shape = prepared, (model, relations)

    def using(self, database):
        return self

    def filter(self, pk):
        self.key = pk
        return self

    def only(self, *fields):
        return self

    def get(self):
        found = self.prepared.instances(self.shape, [self.key], lambda given: (*self.shape, *given))
        if not found:
            raise self.shape[0].DoesNotExist
        return found[0]


def lock(instance, *relations):
    """Hold this row until the transaction ends and refresh the instance, these relations too; `DoesNotExist` if it
    is gone.

    SQLite has no row locks: there a transaction that may write is alone from its BEGIN IMMEDIATE on.
    """
    return _refresh(instance, HELD, relations)


def rely_on(instance, *relations):
    """The same beside others who do not change it either."""
    return _refresh(instance, RELIED, relations)


def _refresh(instance, prepared, relations):
    using = instance._state.db or router.db_for_write(type(instance), instance=instance)
    if not transaction.get_connection(using).in_atomic_block:
        raise transaction.TransactionManagementError("A lock outside a transaction holds nothing.")
    instance.refresh_from_db(from_queryset=_Rows(prepared, type(instance), relations))
    return instance


def lock_all(queryset):
    """Hold these rows, in the queryset's order, until the transaction ends."""
    return list(queryset.select_for_update(no_key=True, of=("self",)))
