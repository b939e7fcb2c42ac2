"""Instances made without `Model.__init__`: the same as Django's, down to what is deferred and joined."""

import pytest
from django.db.models import Count, F

from accounts.models import User
from tickets.models import Ticket
from ticketsite.kit.prepared import Prepared


def everything(row, depth=2):
    """All that an instance holds, its joined rows too."""
    columns = {name: value for name, value in row.__dict__.items() if not name.startswith("_")}
    joined = {
        name: everything(other, depth - 1) if other is not None and depth else other
        for name, other in row._state.fields_cache.items()
    }
    return type(row), columns, row._state.adding, row._state.db, row.get_deferred_fields(), joined


QUERIES = {
    "plain": lambda: Ticket.objects.order_by("pk"),
    "joined": lambda: Ticket.objects.for_page().order_by("pk"),
    "a row of a list": lambda: Ticket.objects.for_row().order_by("pk"),
    "deferred": lambda: Ticket.objects.for_list().order_by("pk"),
    "annotated": lambda: User.objects.annotate(number=Count("raised_tickets"), twice=F("pk") * 2).order_by(
        "pk"
    ),
    "prefetched": lambda: User.objects.prefetch_related("raised_tickets__group").order_by("pk"),
}


@pytest.mark.parametrize("name", QUERIES)
def test_the_same_comes_out_as_of_django(name, open_ticket, ana, mia):
    open_ticket()
    open_ticket().claim(by=mia)
    build = QUERIES[name]

    made, wanted = Prepared(build).instances((), []), list(build())

    assert len(made) > 1
    assert list(map(everything, made)) == list(map(everything, wanted))


def test_what_is_deferred_is_read_when_it_is_asked_for(open_ticket, django_assert_num_queries):
    ticket = open_ticket()
    (made,) = Prepared(Ticket.objects.for_row).instances((), [])

    with django_assert_num_queries(1):
        assert made.description == ticket.description
    assert made == ticket
    made.title = "Another"
    made.save(update_fields=["title"])
    assert Ticket.objects.get().title == "Another"


def test_what_is_prefetched_is_asked_for_once(open_ticket, django_assert_num_queries):
    open_ticket()
    prepared = Prepared(QUERIES["prefetched"])

    with django_assert_num_queries(3):
        people = prepared.instances((), [])
        assert sum(len(person.raised_tickets.all()) for person in people) == 1
