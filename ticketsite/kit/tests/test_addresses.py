"""Addresses that are put together are those that Django works out."""

import pytest
from django.urls import reverse, set_script_prefix

from ticketsite.kit.addresses import address


@pytest.mark.parametrize("prefix", ("/", "/desk/"))
def test_an_address_is_that_of_its_view(prefix):
    set_script_prefix(prefix)
    try:
        for pk in (1, 147, 2**40):
            assert address("tickets:ticket", pk) == reverse("tickets:ticket", args=[pk])
            assert address("tickets:comment", pk) == reverse("tickets:comment", args=[pk])
    finally:
        set_script_prefix("/")
