"""What tests of signing in need: a cache without the attempts of the test before."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_attempts_yet(request):
    """On PostgreSQL the cache is a table, so only tests that use the database have anything to forget."""
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
    elif marker or "db" in request.fixturenames:
        request.getfixturevalue("db")
    else:
        return
    cache.clear()
