"""Instances of models from rows of a query, as `ModelIterable` makes them, without the way through `Model.__init__`:
it asks each field of a model whether it was given, which takes most of the time of a page of rows in the ORM."""

from django.db.models import prefetch_related_objects
from django.db.models.base import ModelState
from django.db.models.query import get_related_populators


class Shortcut:
    """Stands for a model where Django's populators call its `from_db`. Fields not given are deferred."""

    def __init__(self, model):
        self.model = model

    def from_db(self, db, names, values):
        row = self.model.__new__(self.model)
        row._state = state = ModelState()
        state.adding, state.db = False, db
        row.__dict__.update(zip(names, values, strict=True))
        return row


def _shorten(populators):
    for populator in populators:
        populator.model_cls = Shortcut(populator.model_cls)
        _shorten(populator.related_populators)
    return populators


class Maker:
    """`made(rows)`: the instances of a queryset that `compiler` has compiled, with all that is joined and annotated."""

    def __init__(self, queryset, compiler):
        select, info = compiler.select, compiler.klass_info
        self.db, self.prefetched = queryset.db, queryset._prefetch_related_lookups
        self.model = Shortcut(info["model"])
        self.start, self.end = info["select_fields"][0], info["select_fields"][-1] + 1
        self.names = [column.target.attname for column, *_rest in select[self.start : self.end]]
        self.populators = _shorten(get_related_populators(info, select, self.db))
        self.annotated = [*(compiler.annotation_col_map or {}).items()]

    def made(self, rows):
        found = [self._made(row) for row in rows]
        if self.prefetched:
            prefetch_related_objects(found, *self.prefetched)
        return found

    def _made(self, row):
        made = self.model.from_db(self.db, self.names, row[self.start : self.end])
        for populator in self.populators:
            populator.populate(row, made)
        for name, place in self.annotated:
            setattr(made, name, row[place])
        return made
