"""A period in days of the reader, the one before it, and the steps it is told in."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DAY = timedelta(days=1)


class Step(TextChoices):
    DAY = "day", _("per day")
    WEEK = "week", _("per week")
    MONTH = "month", _("per month")

    @property
    def head(self):
        return {Step.DAY: _("Day"), Step.WEEK: _("Week of"), Step.MONTH: _("Month")}[self]

    def begin(self, day):
        """The first day of the step in which a day lies."""
        if self == Step.WEEK:
            return day - DAY * day.weekday()
        return day.replace(day=1) if self == Step.MONTH else day


MOST = {Step.DAY: 100, Step.WEEK: 740, Step.MONTH: 3700}  # days that are told in such steps

COARSE = {Step.DAY: 31, Step.WEEK: 217}


def start_of(day):
    """The first moment of a day where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class Period:
    """Whole days, both ends within."""

    first: date
    last: date

    @classmethod
    def of_days(cls, days):
        """The last so many days, today among them."""
        today = timezone.localdate()
        return cls(today - DAY * (days - 1), today)

    @classmethod
    def since(cls, first):
        """From that day, but of the last ten years, until today."""
        today = timezone.localdate()
        return cls(min(max(first, today - DAY * (MOST[Step.MONTH] - 1)), today), today)

    @property
    def days(self):
        return (self.last - self.first).days + 1

    @cached_property
    def start(self):
        return start_of(self.first)

    @cached_property
    def end(self):
        """The first moment after it."""
        return start_of(self.last + DAY)

    @cached_property
    def before(self):
        """As many days right before."""
        return Period(self.first - DAY * self.days, self.first - DAY)

    def query(self, what):
        """As filters of a list."""
        return {f"{what}_from": self.first.isoformat(), f"{what}_to": self.last.isoformat()}

    @property
    def steps_offered(self):
        return [
            step
            for step, most in MOST.items()
            if self.days <= most and (step != Step.MONTH or self.days > 45)
        ]

    @property
    def coarse_step(self):
        """For paper: some thirty bars at most in the first two years."""
        return next((step for step, most in COARSE.items() if self.days <= most), Step.MONTH)

    @cached_property
    def _cut(self):
        return {}

    def steps(self, step):
        """The period cut into days, weeks or months; the first and the last may be cut short."""
        if step not in self._cut:
            self._cut[step] = self._steps(step)
        return self._cut[step]

    def _steps(self, step):
        found, first = [], self.first
        while first <= self.last:
            following = step.begin(
                step.begin(first) + DAY * {Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 31}[step]
            )
            found.append(Period(first, min(following - DAY, self.last)))
            first = following
        return found
