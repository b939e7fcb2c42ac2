"""Routes: the classic ones that every site has, and finding one by its steps."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import translation

from tickets.models import Approver, Category, Route

classic_routes = import_module("tickets.migrations.0007_classic_routes")


@pytest.fixture
def _classic(db):
    Route.objects.all().delete()
    classic_routes.make(apps, None)


@pytest.mark.usefixtures("_classic")
def test_a_new_site_has_the_four_classic_routes():
    assert {route.name: [step.approver for step in route.steps.all()] for route in Route.objects.all()} == {
        "Direct": [],
        "Head of department": ["hod"],
        "IT Head": ["it_head"],
        "Head of department, then IT Head": ["hod", "it_head"],
    }


@pytest.mark.usefixtures("_classic")
def test_a_route_is_found_by_exactly_its_steps(ana):
    assert Route.objects.over().name == "Direct"
    assert Route.objects.over(Approver.HOD, Approver.IT_HEAD).name == "Head of department, then IT Head"
    assert Route.objects.over(Approver.IT_HEAD, Approver.HOD) is None

    laid = Route.objects.lay("Backwards", Approver.IT_HEAD, Approver.HOD)
    assert Route.objects.over(Approver.IT_HEAD, Approver.HOD) == laid


@pytest.mark.usefixtures("_classic")
def test_taking_the_classic_routes_back_leaves_what_is_used(facilities):
    used = Route.objects.get(name="IT Head")
    Category.objects.create(group=facilities, name="Access", route=used)
    own = Route.objects.lay("Our own", Approver.HOD)

    classic_routes.remove(apps, None)

    assert set(Route.objects.all()) == {used, own}


def test_classic_routes_speak_the_language_of_the_reader():
    classic, own = Route(name="Head of department"), Route(name="By the head")
    with translation.override("fr"):
        assert (str(classic), str(own)) == ("Chef de service", "By the head")
