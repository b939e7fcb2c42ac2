"""Filters of the back office by groups, categories and departments: hundreds of names, asked by a prepared query."""

from groups.standing import PersonQuery
from ticketsite.kit.admin import ScopedRelatedFilter


def _named(user, *, model, order):
    return model.objects.visible_to(user).order_by(*order).values_list("pk", "name")


NAMED = PersonQuery(_named)


class NamedFilter(ScopedRelatedFilter):
    """For what is called by its `name`, and stands in the back office to all who may see it."""

    def field_choices(self, field, request, model_admin):
        model = field.remote_field.model
        if not model_admin.admin_site.is_registered(model):
            return []
        order = tuple(self.field_admin_ordering(field, request, model_admin))
        return NAMED.rows(request.user, model=model, order=order)
