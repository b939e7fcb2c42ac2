"""Days as the reader counts them."""

from datetime import datetime, time

from django.utils import timezone


def start_of(day):
    """The first moment of a day where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))
