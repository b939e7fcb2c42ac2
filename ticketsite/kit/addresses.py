"""Addresses that differ by one key: worked out once for each view, where a page shows dozens of them."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

STAND_IN = 2**62  # no key is as large


def address(view, pk):
    """`reverse(view, args=[pk])`."""
    before, after = _around_key(view, get_script_prefix())
    return f"{before}{pk}{after}"


@lru_cache
def _around_key(view, prefix):
    """Below this prefix, which is in force."""
    before, _key, after = reverse(view, args=[STAND_IN]).partition(str(STAND_IN))
    return before, after
