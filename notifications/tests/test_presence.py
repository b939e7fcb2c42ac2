"""Who else is at a ticket: told to those who may work on it, of those who may see it, and soon forgotten."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from groups.models import Membership
from notifications.jobs import forget_presence
from notifications.models import Presence
from notifications.models.presence import FORGOTTEN_AFTER, NOTED_EVERY
from notifications.polling import numbers

SENTENCES = (
    ((), None, None),
    ((("ben", False),), "Ben is looking", "Ben consulte ce ticket"),
    ((("ben", True),), "Ben is writing", "Ben écrit"),
    (
        (("ben", True), ("gil", False), ("mia", False)),
        "Ben is writing · Gil and Mia are looking",
        "Ben écrit · Gil et Mia consultent ce ticket",
    ),
)


@pytest.fixture
def present(open_ticket, tom):
    """present(): what tom reads of who else is at a ticket of Facilities."""
    ticket = open_ticket()

    def sentence(reader=tom, at=ticket):
        return numbers(reader, [at.pk])["present"].get(str(at.pk))

    sentence.ticket = ticket
    return sentence


@pytest.fixture
def here(client):
    def post(person, ticket, **facts):
        client.force_login(person)
        return client.post(reverse("notifications:here", args=[ticket.pk]), facts)

    return post


@pytest.mark.parametrize("people, english, french", SENTENCES)
def test_it_is_said_in_a_sentence(present, ben, gil, mia, people, english, french):
    cast = {"ben": ben, "gil": gil, "mia": mia}
    for name, is_writing in people:
        Presence.objects.note(cast[name], present.ticket, is_writing=is_writing)

    assert present() == english
    with translation.override("fr"):
        assert present() == french


def test_of_many_three_are_named(present, facilities, make_user):
    for name in ("cleo", "dan", "eve", "fay"):
        Membership.objects.enrol(facilities, make_user(name))
        Presence.objects.note(facilities.memberships.get(user__username=name).user, present.ticket)

    assert present() == "Cleo, Dan, Eve and others are looking"


def test_only_those_who_may_work_on_it_are_told(
    here, present, it_desk, open_ticket, ana, tess, sam, zoe, hugo
):
    ticket = open_ticket(group=it_desk)
    ticket.claim(by=tess)
    for person in (ana, tess, sam):
        assert here(person, ticket).status_code == 204

    assert present(tess, ticket) == "Ana and Sam are looking"
    assert present(sam, ticket) == "Ana and Tess are looking"
    assert [present(person, ticket) for person in (ana, hugo, zoe)] == [None, None, None]


def test_strangers_cannot_say_that_they_are_there(here, present, zoe):
    assert here(zoe, present.ticket).status_code == 404
    assert not Presence.objects.exists()


def test_who_may_no_longer_see_it_is_not_shown(present, facilities, ben):
    Presence.objects.note(ben, present.ticket)
    assert present() == "Ben is looking"

    facilities.leave(by=ben)

    assert present() is None


def test_who_closes_the_page_or_falls_silent_is_forgotten(here, present, ben, gil, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    here(ben, present.ticket)
    here(gil, present.ticket, writing="1")
    assert present() == "Gil is writing · Ben is looking"

    here(gil, present.ticket, gone="1")
    assert present() == "Ben is looking"
    time_machine.shift(FORGOTTEN_AFTER)
    assert present() is None
    here(gil, present.ticket)
    forget_presence.call()
    assert [row.person for row in Presence.objects.all()] == [gil]


def test_a_page_that_says_it_often_is_written_down_seldom(present, ben, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    Presence.objects.note(ben, present.ticket)
    time_machine.shift(NOTED_EVERY - timedelta(seconds=1))

    Presence.objects.note(ben, present.ticket)
    assert Presence.objects.get().seen_at == start
    Presence.objects.note(ben, present.ticket, is_writing=True)
    assert present() == "Ben is writing"
    time_machine.shift(NOTED_EVERY)
    Presence.objects.note(ben, present.ticket, is_writing=True)
    assert Presence.objects.get().seen_at == timezone.now()


@pytest.mark.parametrize("people", (1, 3))
def test_asking_costs_two_queries_more_where_somebody_is(
    client, present, ben, gil, mia, tom, people, django_assert_num_queries
):
    for person in (ben, gil, mia)[:people]:
        Presence.objects.note(person, present.ticket)
    client.force_login(tom)
    address = f"{reverse('notifications:poll')}?ticket={present.ticket.pk}"
    client.get(address)

    with django_assert_num_queries(4):
        assert client.get(address).json()["present"]


def test_saying_it_runs_a_fixed_number_of_queries(client, here, present, ben, django_assert_num_queries):
    here(ben, present.ticket)
    address = reverse("notifications:here", args=[present.ticket.pk])

    with django_assert_num_queries(3):  # the session with its person, the ticket, what is known
        assert client.post(address).status_code == 204
