import base64
import datetime as dt
import json

import pytest
from django.db import connection, models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.test import RequestFactory
from django.views.generic import ListView
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ticketsite.kit.paging import KeysetListMixin, KeysetPage

pytestmark = pytest.mark.django_db(transaction=True)

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ORDER = ("rank", "seen_at", "day", "name", "pk")


class Parcel(models.Model):  # noqa: DJ008 - never shown to anybody
    """A table only these tests have: ties in every column but the last."""

    rank = models.SmallIntegerField()
    seen_at = models.DateTimeField()
    day = models.DateField(null=True)
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "paging_tests"


PARCELS = Parcel.objects.annotate(shown_on=Coalesce("day", dt.date(9999, 12, 31)))


@pytest.fixture
def table(transactional_db):
    with connection.schema_editor() as editor:
        editor.create_model(Parcel)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Parcel)


def fill(count=7):
    Parcel.objects.bulk_create(
        Parcel(rank=n % 2, seen_at=START, day=START.date(), name="") for n in range(count)
    )


def page_at(params="", order=("-rank", "-pk"), size=3):
    return KeysetPage(Parcel.objects.all(), order, QueryDict(params.lstrip("?")), size)


def walk(queryset, order, size):
    """All rows from the first page to the last, and back again from the last to the first."""
    page = KeysetPage(queryset, order, QueryDict(), size)
    forward = list(page)
    last = page
    while page.next_url:
        page = last = KeysetPage(queryset, order, QueryDict(page.next_url[1:]), size)
        forward += page
    backward = list(last)
    while page.previous_url:
        page = KeysetPage(queryset, order, QueryDict(page.previous_url[1:]), size)
        backward = [*page, *backward]
    return forward, backward


rows = st.lists(
    st.builds(
        Parcel,
        rank=st.integers(0, 1),
        seen_at=st.sampled_from([0, 1, 1_000_000]).map(lambda n: START + dt.timedelta(microseconds=n)),
        day=st.none() | st.sampled_from([dt.date(2026, 1, 1), dt.date(2026, 1, 2)]),
        name=st.sampled_from(["", "a", "É", "é", "a b", "😀"]),
    ),
    max_size=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows, size=st.integers(1, 5), descending=st.booleans())
def test_a_walk_forward_and_back_meets_every_row_once(table, rows, size, descending):
    Parcel.objects.all().delete()
    Parcel.objects.bulk_create(Parcel(rank=r.rank, seen_at=r.seen_at, day=r.day, name=r.name) for r in rows)
    order = [("-" if descending else "") + name.replace("day", "shown_on") for name in ORDER]

    forward, backward = walk(PARCELS, order, size)

    assert forward == list(PARCELS.order_by(*order))
    assert backward == forward


def test_a_page_is_one_query_without_count_and_offset(table, django_assert_num_queries):
    fill()
    url = page_at().next_url

    with django_assert_num_queries(1) as queries:
        page_at(url)

    sql = queries[0]["sql"]
    assert "COUNT" not in sql
    assert "OFFSET" not in sql
    assert " OR " not in sql


def test_the_first_and_the_last_page_know_it(table):
    fill(4)
    first = page_at()
    last = page_at(first.next_url)

    assert (first.previous_url, first.first_url, len(first)) == (None, None, 3)
    assert (last.next_url, last.first_url, len(last)) == (None, "?", 1)


def test_a_row_that_goes_does_not_shift_the_next_page(table):
    fill()
    first = page_at()
    expected = page_at(first.next_url).items
    first.items[1].delete()

    assert page_at(first.next_url).items == expected


def test_nothing_behind_the_cursor_gives_the_first_page(table):
    fill(4)
    url = page_at().next_url
    Parcel.objects.filter(pk__lt=page_at().items[-1].pk, rank=0).delete()

    assert page_at(url).items == page_at().items


def test_other_parameters_stay_in_the_links(table):
    fill()
    page = page_at("?q=a%26b&status=1&status=2&before=x")

    assert page.next_url == f"?q=a%26b&status=1&status=2&after={page.next_cursor}"


def cursor(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


GARBAGE = (
    *("x", "\x00", "é", "====", "W10", "null", "e30", "\ud800", "x" * 100_000),
    base64.urlsafe_b64encode(b"[" * 2_900).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    cursor(),
    cursor(1),
    cursor(1, 2, 3),
    cursor("1", "2"),
    cursor(True, 1),
    cursor(1.5, 1),
    cursor(None, 1),
    cursor([1], 1),
    cursor({}, 1),
    cursor(2**63, 1),
    cursor(float("nan"), 1),
)


@pytest.mark.parametrize("key", ("after", "before"))
@pytest.mark.parametrize("garbage", GARBAGE)
def test_a_cursor_not_made_here_gives_the_first_page(table, key, garbage):
    fill()
    params = QueryDict(mutable=True)
    params[key] = garbage

    page = KeysetPage(Parcel.objects.all(), ("-rank", "-pk"), params, 3)

    assert page.items == page_at().items


@pytest.mark.parametrize(
    "values",
    (
        ("2026-01-01T00:00:00", "2026-01-01", "a", 1),
        ("0001-01-01T00:00:00+14:00", "2026-01-01", "a", 1),
        ("9999-12-31T23:59:59-14:00", "2026-01-01", "a", 1),
        ("2026-13-01T00:00:00+00:00", "2026-01-01", "a", 1),
        ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00", "a", 1),
        ("2026-01-01T00:00:00+00:00", 5, "a", 1),
        ("2026-01-01T00:00:00+00:00", "2026-01-01", "a\x00", 1),
        ("2026-01-01T00:00:00+00:00", "2026-01-01", "\ud800", 1),
        ("2026-01-01T00:00:00+00:00", "2026-01-01", 5, 1),
    ),
)
def test_a_cursor_with_a_wrong_time_date_or_text_gives_the_first_page(table, values):
    fill()
    order = ("seen_at", "day", "name", "pk")

    page = KeysetPage(Parcel.objects.all(), order, QueryDict(f"after={cursor(*values)}"), 3)

    assert page.items == list(Parcel.objects.order_by("pk")[:3])


def test_the_extreme_numbers_of_a_column_are_possible(table):
    fill()

    assert page_at(f"?after={cursor(2**63 - 1, -(2**63) + 1)}").items == page_at().items


def test_an_order_of_two_directions_is_refused():
    with pytest.raises(ValueError, match="one direction"):
        KeysetPage(Parcel.objects.all(), ("rank", "-pk"), QueryDict())


class ParcelList(KeysetListMixin, ListView):
    queryset = Parcel.objects.annotate(twice=F("rank") * 2)
    order = ("twice", "pk")
    page_size = 2


def test_a_list_view_has_the_page_and_its_rows_under_the_usual_names(table):
    fill()
    view = ParcelList()
    view.setup(RequestFactory().get("/", {"q": "x"}))
    view.object_list = view.get_queryset()

    context = view.get_context_data()

    assert [parcel.rank for parcel in context["page"]] == [0, 0]
    assert context["parcel_list"] == context["object_list"] == context["page"].items
    assert context["page"].next_url.startswith("?q=x&after=")


def test_dressed_rows_are_those_of_the_page_and_no_others(table, django_assert_num_queries):
    fill(7)
    plain = page_at("?", size=3)
    dressed = Parcel.objects.annotate(shown_on=Coalesce("day", dt.date(9999, 12, 31)))

    with django_assert_num_queries(1):
        page = KeysetPage(Parcel.objects.filter(rank=1), ("-rank", "-pk"), QueryDict(), 2, dressed)

    assert [row.pk for row in page] == [row.pk for row in plain][:2]
    assert [row.shown_on for row in page] == [START.date()] * 2
    follower = KeysetPage(
        Parcel.objects.filter(rank=1), ("-rank", "-pk"), QueryDict(page.next_url[1:]), 2, dressed
    )
    assert [row.pk for row in follower] == [row.pk for row in plain][2:]
    assert (
        list(KeysetPage(follower.queryset, follower.order.names, QueryDict(), 9, Parcel.objects.none())) == []
    )
