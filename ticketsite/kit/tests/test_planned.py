"""Queries whose plan PostgreSQL keeps: they answer the same, whatever varies and whatever else the SQL holds."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Value
from django.utils import timezone

from ticketsite.kit import planned as planned_queries
from ticketsite.kit.planned import USES_BEFORE, Planned
from ticketsite.kit.prepared import Ago, Today

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def asked_of(django_assert_num_queries, ask):
    with django_assert_num_queries(1) as queries:
        found = ask()
    return found, queries[0]["sql"]


def named_100_percent(word, *keys):
    people = get_user_model().objects.filter(pk__in=keys, date_joined__gt=Ago(dt.timedelta(days=1)))
    return people.order_by("pk").values_list("username", Value("100 %"), Value(word), Today())


def test_the_same_comes_of_a_plan_that_is_kept(ana, ben, tom, django_assert_num_queries):
    planned = Planned(named_100_percent)
    for _use in range(USES_BEFORE):
        planned.rows(2, ["once", ana.pk, ben.pk])

    for word, people in (("it's", [ana, ben]), ("%s", [ben, tom])):
        values = [word, *(person.pk for person in people)]
        rows, sql = asked_of(django_assert_num_queries, lambda values=values: planned.rows(2, values))
        today = timezone.localdate()
        assert [row[:3] for row in rows] == [(person.username, "100 %", word) for person in people]
        assert {str(row[3]) for row in rows} == {str(today)}
        assert sql.startswith("EXECUTE planned_")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_database_ended_is_left_for_one_that_plans_anew(ana):
    planned = Planned(lambda key: get_user_model().objects.filter(pk=key).select_related("department"))
    for _use in range(USES_BEFORE + 1):
        assert planned.instances((), [ana.pk])[0].department == ana.department
    connection.connection.close()
    connection.health_check_enabled, connection.health_check_done = True, False  # as a new request has it

    assert planned.instances((), [ana.pk]) == [ana]


def test_a_connection_keeps_the_plans_that_were_used_last(ana, monkeypatch):
    monkeypatch.setattr(planned_queries, "MOST", 3)
    planned = Planned(lambda number: get_user_model().objects.filter(pk=ana.pk).values_list(Value(number)))

    def ask(number):
        for _use in range(USES_BEFORE + 1):
            assert planned.rows(number, [], lambda _given: [number]) == [(number,)]

    def kept():
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
            return [row[0].partition("SELECT ")[2].partition(" ")[0] for row in cursor.fetchall()]

    planned_queries._known.pop(connection.connection, None)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    for number in (1, 2, 3, 1, 4):
        ask(number)

    assert kept() == ["1", "3", "4"]
    ask(2)
    assert kept() == ["1", "4", "2"]


def test_connections_that_end_with_the_request_keep_none(ana, monkeypatch, django_assert_num_queries):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    planned = Planned(lambda key: get_user_model().objects.filter(pk=key).values_list("username"))
    for _use in range(USES_BEFORE):
        planned.rows((), [ana.pk])

    rows, sql = asked_of(django_assert_num_queries, lambda: planned.rows((), [ana.pk]))

    assert rows == [("ana",)]
    assert sql.startswith("SELECT")
