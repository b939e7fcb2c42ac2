"""Which of the two indexes this site has; both modules offer the same functions."""

from django.db import connection

from tickets.search import postgres, sqlite


def backend():
    return postgres if connection.vendor == "postgresql" else sqlite
