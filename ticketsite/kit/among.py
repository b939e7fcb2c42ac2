"""`Q(Among("pk", keys))`: rows whose column is among the keys of a query, which is asked before the rows are read."""

from django.db.models import BooleanField, Func, Subquery


class Keys(Subquery):
    empty_result_set_value = NotImplemented  # of no keys nothing is among: the condition is false


class Among(Func):
    """Inside an OR PostgreSQL believes that `IN (SELECT …)` holds for every second row, and walks a whole table
    in its order to find a page of them. An array it takes for a few keys, and looks those up in the index.
    """

    template = "%(expressions)s"
    arg_joiner = " IN "
    output_field = BooleanField()

    def __init__(self, column, keys):
        super().__init__(column, Keys(keys))

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY", **context
        )
