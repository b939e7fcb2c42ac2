"""Counts for badges: exact up to a cap, so that they cost the same however many rows there are."""

from django.contrib.auth import get_user_model
from django.db.models import IntegerField, Subquery


class CappedCount(Subquery):
    """How many rows a queryset has, at most `cap`; several of them fit into one query.

    What it counts are the rows themselves, or what its `values` tell apart.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, queryset, cap=100):
        queryset = queryset.order_by()
        super().__init__((queryset if queryset._fields else queryset.values("pk"))[:cap])

    def get_db_converters(self, connection):
        """None: a whole number comes as one."""
        return []


def together(user, counts):
    """Several counts as the columns of one row; it hangs on the row of the person who asks."""
    columns = {f"count_{name}": count for name, count in counts.items()}
    return get_user_model().objects.filter(pk=user.pk).annotate(**columns).values_list(*columns)
