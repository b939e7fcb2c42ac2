"""What a page of a list asks of the database does not grow with its rows."""

import pytest
from django.urls import reverse

from groups.models import Project
from tickets.models import Ticket

FIXED = {"home": 5, "mine": 5, "waiting": 5, "work": 5, "archive": 5, "bin": 5, "list": 5}


@pytest.fixture
def crowd(facilities, tom, mia):
    """crowd(3): that many tickets for each list of mia."""

    def fill(count):
        for _number in range(count):
            roof = Project.objects.start(by=mia, group=facilities, name=f"Roof {_number}")
            waiting, held, solved, binned = (
                Ticket.objects.open(by=mia, group=facilities, title="Lamp", project=roof)
                for _copy in range(4)
            )
            held.claim(by=mia)
            solved.resolve(by=mia)
            binned.bin(by=mia)

    return fill


@pytest.mark.parametrize("rows", (1, 3))
@pytest.mark.parametrize("name", FIXED)
def test_a_list_runs_a_fixed_number_of_queries(client, crowd, mia, name, rows, django_assert_num_queries):
    crowd(rows)
    client.force_login(mia)

    with django_assert_num_queries(FIXED[name]):
        response = client.get(reverse(f"tickets:{name}"))

    assert len(response.context["tickets"]) >= rows


@pytest.mark.parametrize("rows", (1, 3))
def test_a_group_runs_a_fixed_number_of_queries(
    client, crowd, facilities, mia, rows, django_assert_num_queries
):
    crowd(rows)
    client.force_login(mia)

    with django_assert_num_queries(7):
        response = client.get(facilities.get_absolute_url())

    assert len(response.context["tickets"]) == 2 * rows


@pytest.mark.parametrize("rows", (1, 3))
def test_a_project_runs_a_fixed_number_of_queries(client, crowd, mia, rows, django_assert_num_queries):
    crowd(rows)
    client.force_login(mia)

    with django_assert_num_queries(9):
        response = client.get(Project.objects.first().get_absolute_url())

    assert len(response.context["tickets"]) == 2
