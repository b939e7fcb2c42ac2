"""What a write asks of the database, the telling of it included, does not grow with those who are told."""

import pytest
from django.urls import reverse

from groups.models import Membership
from notifications.models import Notification

pytestmark = pytest.mark.django_db(transaction=True)

RAISING, COMMENTING, CLAIMING = 18, 22, 24  # BEGIN and COMMIT of two transactions among them


@pytest.fixture
def post(client, django_assert_num_queries):
    def post(person, queries, name, *args, **form):
        client.force_login(person)
        with django_assert_num_queries(queries):
            answer = client.post(reverse(f"tickets:{name}", args=args), form)
        assert answer.status_code == 302

    return post


@pytest.mark.parametrize("people", (1, 5))
def test_a_write_runs_a_fixed_number_of_queries(post, facilities, open_ticket, make_user, ana, tom, people):
    for number in range(people):
        Membership.objects.enrol(facilities, make_user(f"worker{number}"))
    listeners = Membership.objects.filter(group=facilities).exclude(user__in=(ana, tom))
    tickets = [open_ticket(), open_ticket()]
    for ticket in tickets:
        for listener in listeners:
            ticket.follow(by=listener.user)
    Notification.objects.all().delete()

    form = {"group": facilities.pk, "category": "none", "title": "Lamp", "priority": "2"}
    post(ana, RAISING, "new", **form)
    assert Notification.objects.count() == listeners.count() + 1
    post(tom, COMMENTING, "comment", tickets[0].pk, body="Which room?")
    post(tom, CLAIMING, "claim", tickets[1].pk)

    assert Notification.objects.count() == 3 * (listeners.count() + 1)
