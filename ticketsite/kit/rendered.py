"""A column for HTML that `kit.markdown.render` made: it comes back ready to show."""

from django.db import models
from django.utils.safestring import SafeString


class RenderedField(models.TextField):
    """Write only what `render` returned: whatever stands here is shown as it is."""

    def get_prep_value(self, value):
        if value and not isinstance(value, SafeString):
            raise TypeError("Only rendered HTML is stored here.")
        return super().get_prep_value(value)

    def from_db_value(self, value, expression, connection):
        return SafeString(value) if value is not None else None
