"""One dashboard put together: the numbers of a scope over a period, as tables and as data for charts."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext

from approvals.figures import approvals
from tickets.figures import breakdowns, counts
from tickets.figures.periods import Period, Step
from tickets.figures.times import times
from tickets.statuses import Status

QUICK = (7, 30, 90, 365)


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
        """(age, a number for each status, all) from the youngest on."""
        columns = [row.ages for row in self.standing.rows]
        return zip(self.ages, zip(*columns, strict=True), self.standing.ages, strict=True)

    @property
    def resolved(self):
        return self.times.ways[-1]

    @cached_property
    def flow(self):
        return counts.flow(self.scope, self.user, self.period, self.step)

    @cached_property
    def times(self):
        return times(self.scope, self.user, self.period)

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

    def step_name(self, part):
        """A day with its weekday, the first day of a week, or a month."""
        # Translators: letters of Django's date filter, for a short day, the day a week begins, and a month.
        formats = {Step.DAY: gettext("D j M"), Step.WEEK: gettext("j M Y"), Step.MONTH: gettext("F Y")}
        return date_format(part.first, formats[self.step])

    @property
    def flow_rows(self):
        return [(self.step_name(row.period), row) for row in self.flow.rows]

    @property
    def flow_chart(self):
        rows = self.flow.rows
        return {
            "labels": [self.step_name(row.period) for row in rows],
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
