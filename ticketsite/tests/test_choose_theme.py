"""POST theme/: light or dark in a cookie, without an account."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_chosen_theme_is_kept_in_a_cookie_and_leads_back(client):
    response = client.post(reverse("theme"), {"theme": "dark", "next": "/accounts/login/"})

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/")
    assert response.cookies["theme"].value == "dark"


def test_the_systems_way_forgets_the_choice(client):
    client.cookies["theme"] = "dark"

    response = client.post(reverse("theme"), {"theme": "system"})

    assert response.cookies["theme"]["max-age"] == 0


def test_a_theme_that_does_not_exist_is_not_kept(client):
    response = client.post(reverse("theme"), {"theme": '"><script>'})

    assert response.cookies["theme"].value == ""


def test_another_site_is_not_gone_to(client):
    response = client.post(reverse("theme"), {"theme": "dark", "next": "https://elsewhere.example/"})

    assert response["Location"] == "/"


def test_looking_changes_nothing(client):
    assert client.get(reverse("theme")).status_code == 405
