"""The schedule: when each periodic job is next due, and when a worker was last seen."""

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PeriodicQuerySet(models.QuerySet):
    def claim_due(self, name, every):
        """Whether this worker is the one that runs the job now: of several machines exactly one is."""
        now = timezone.now()
        _row, is_new = self.get_or_create(name=name, defaults={"next_at": now + every})
        if is_new:
            return True
        return bool(self.filter(name=name, next_at__lte=now).update(next_at=now + every, runs=F("runs") + 1))


class Periodic(models.Model):
    name = models.CharField(_("job"), max_length=60, primary_key=True)
    next_at = models.DateTimeField(_("next"))
    runs = models.PositiveIntegerField(_("runs"), default=1)

    objects = PeriodicQuerySet.as_manager()

    class Meta:
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")

    def __str__(self):
        return self.name


class Worker(models.Model):
    """A process behind the pages, by the name it gave itself, and when it last went round."""

    class Kind(models.TextChoices):
        WORK = "work", _("Worker")
        STREAM = "stream", _("Live stream")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.WORK)
    name = models.CharField(_("worker"), max_length=120, primary_key=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    seen_at = models.DateTimeField(_("seen"), default=timezone.now)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self):
        return self.name
