"""The frame round every page: theme, current place, who is offered the back office, error pages."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

pytestmark = pytest.mark.django_db


def page(client, name):
    return client.get(reverse(name)).content.decode()


@pytest.mark.parametrize(
    "cookie, attribute",
    (("dark", 'data-bs-theme="dark"'), ("light", 'data-bs-theme="light"'), ('"><b>', None), (None, None)),
)
def test_the_page_wears_the_theme_of_the_cookie_and_nothing_else(client, cookie, attribute):
    if cookie:
        client.cookies["theme"] = cookie

    opening = re.search(r"<html[^>]*>", page(client, "account_login")).group()

    assert ("data-bs-theme" in opening) == (attribute is not None)
    assert attribute is None or attribute in opening


def test_the_side_bar_marks_the_page_that_is_shown(client, ana):
    client.force_login(ana)

    marked = re.findall(r'href="([^"]+)"[^>]*aria-current="page"', page(client, "tickets:mine"))

    assert marked == [reverse("tickets:mine")]


def test_only_staff_are_offered_the_back_office(client, ana, ada):
    client.force_login(ana)
    assert reverse("admin:index") not in page(client, "accounts:profile")

    client.force_login(ada)
    assert reverse("admin:index") in page(client, "accounts:profile")


def test_a_language_in_the_profile_leaves_no_idle_switch_in_the_menu(client, ana):
    client.force_login(ana)
    assert 'name="language" value="fr"' in page(client, "accounts:profile")

    ana.language = "en"
    ana.save(update_fields=["language"])
    assert 'name="language" value="fr"' not in page(client, "accounts:profile")


def test_an_address_without_a_page_gets_a_kind_404(client):
    response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert "There is nothing here for you" in response.content.decode()


def test_the_page_for_a_broken_site_needs_no_context():
    html = render_to_string("500.html")

    assert "Something broke on our side" in html
    assert "{" not in html
