"""One dashboard put together: the numbers of a scope over a period, as tables and as data for charts."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, pgettext

from approvals.figures import approvals
from tickets.figures import breakdowns, counts
from tickets.figures.periods import Period, Step
from tickets.figures.times import times
from tickets.statuses import Status
from ticketsite.kit.pieces import duration

QUICK = (7, 30, 90, 365)


@lru_cache(maxsize=4096)
def day_in_words(day, letters, language):
    """In the language in force, which is said for the sake of what is kept."""
    return date_format(day, letters)


@dataclass
class Dashboard:
    """Each part is asked for once, when a page first shows it."""

    scope: object
    user: object
    period: Period
    step: Step
    by: str

    @classmethod
    def asked(cls, scope, user, period, query):
        """What the address asks for, as far as this scope and period offer it."""
        steps, by = period.steps_offered, query.get("by")
        step = next((step for step in steps if step == query.get("per")), steps[0])
        return cls(scope, user, period, step, by if by in scope.breakdowns else scope.breakdowns[0])

    @cached_property
    def standing(self):
        return counts.standing(self.scope, self.user)

    @cached_property
    def ages(self):
        return [label for label, _fewest, _most in counts.AGES]

    @property
    def age_rows(self):
        """(age, a number for each status and of all) from the youngest on."""
        columns = [*(row.ages for row in self.standing.rows), self.standing.ages]
        return zip(self.ages, zip(*columns, strict=True), strict=True)

    @property
    def resolved(self):
        return self.times.ways[-1]

    @cached_property
    def ended(self):
        return counts.ended(self.scope, self.user, self.period, self.step)

    @cached_property
    def flow(self):
        return counts.flow(self.scope, self.user, self.period, self.step, self.ended)

    @cached_property
    def times(self):
        return times(self.scope, self.user, self.period, self.ended)

    @cached_property
    def approvals(self):
        pending = next(row.total for row in self.standing.rows if row.status == Status.PENDING)
        return approvals(self.scope, self.user, self.period, pending, self.flow.rejected)

    @cached_property
    def breakdown(self):
        rows, has_more = breakdowns.breakdown(self.scope, self.user, self.period, self.by)
        return {"rows": rows, "has_more": has_more, "kind": breakdowns.ALL[self.by], "shown": breakdowns.ROWS}

    @property
    def breakdowns(self):
        return [breakdowns.ALL[name] for name in self.scope.breakdowns]

    @property
    def breakdown_rows(self):
        for row in self.breakdown["rows"]:
            took = [duration(length) or "–" for length in (row.half, row.most)]
            more = () if self.breakdown["kind"].is_clock else (row.done, *took, row.back, row.unresolved)
            yield row.label, (row.opened, *more)

    @cached_property
    def step_names(self):
        """A day with its weekday, the first day of a week, or a month."""
        # Translators: letters of Django's date filter, for a short day, the day a week begins, and a month.
        formats = {Step.DAY: gettext("D j M"), Step.WEEK: gettext("j M Y"), Step.MONTH: gettext("F Y")}
        language = get_language()
        return [day_in_words(row.period.first, formats[self.step], language) for row in self.flow.rows]

    @property
    def flow_rows(self):
        rows = [(row.opened, row.done, row.dropped) for row in self.flow.rows]
        return zip(self.step_names, rows, strict=True)

    @property
    def flow_chart(self):
        rows = self.flow.rows
        return {
            "labels": self.step_names,
            "series": [
                series(pgettext("tickets", "Opened"), "accent", [row.opened for row in rows]),
                series(pgettext("tickets", "Resolved"), "success", [row.done for row in rows]),
            ],
        }

    @property
    def standing_chart(self):
        tones = {"pending": "pending", "open": "info", "in_progress": "success", "waiting": "waiting"}
        return {
            "stacked": True,
            "labels": [str(label) for label in self.ages],
            "series": [series(str(row.label), tones[row.status], row.ages) for row in self.standing.rows],
        }

    @property
    def breakdown_chart(self):
        rows = self.breakdown["rows"]
        if self.breakdown["kind"].is_clock:
            found = [series(pgettext("tickets", "Opened"), "accent", [row.opened for row in rows])]
        else:
            found = [
                series(pgettext("tickets", "Resolved"), "success", [row.done for row in rows]),
                series(gettext("Unresolved now"), "info", [row.unresolved for row in rows]),
            ]
        return {
            "lying": not self.breakdown["kind"].is_clock,
            "labels": [row.label for row in rows],
            "series": found,
        }


def series(label, tone, numbers):
    return {
        "label": label,
        "tone": tone,
        "values": [number.count for number in numbers],
        "urls": [number.url for number in numbers],
    }
