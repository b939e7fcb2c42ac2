"""Choosing a member of the group by the beginning of the name: a short list with a button each."""

from groups.forms import SearchForm

SHOWN = 20


class PickerMixin:
    @property
    def left_out(self):
        """The number of the person who is no choice."""
        return self.request.user.pk

    def get_context_data(self, **kwargs):
        """`people` to choose from, higher ranks first; `more` when some are not shown."""
        search = SearchForm(self.request.GET)
        people = self.group.people.none() if search.words is None else self.group.people.search(search.words)
        found = people.exclude(pk=self.left_out).active().order_by("standing", "known_as", "pk")
        found = list(found[: SHOWN + 1])
        return super().get_context_data(
            search=search, people=found[:SHOWN], more=len(found) > SHOWN, **kwargs
        )
