"""Prepared queries: the SQL is written once for each shape, values go where they stood, and lies are noticed."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.db.models import Value
from django.utils import timezone

from ticketsite.kit.prepared import Ago, Prepared, PreparedByKey, Today

pytestmark = pytest.mark.django_db


def people(*values):
    return get_user_model().objects.filter(pk__in=values).order_by("pk").values_list("username", flat=False)


def test_values_go_where_their_stand_ins_stood(ana, ben, tom):
    prepared = Prepared(people)

    for given in ([ana.pk, ben.pk], [ben.pk, tom.pk], [tom.pk, ana.pk]):
        names = [name for (name,) in prepared.rows(2, given, lambda values: values)]
        assert names == [name for (name,) in people(*given)]
    assert len(prepared.kept.things) == 1


def test_texts_and_times_go_there_too(ana):
    moment, word = timezone.now() - dt.timedelta(days=900), "ana's"
    prepared = Prepared(
        lambda word, moment: (
            get_user_model()
            .objects.filter(pk=ana.pk, date_joined__gt=moment)
            .values_list(Value(word), "username")
        )
    )
    prepared.rows((), ["another", timezone.now()], lambda values: values)

    assert prepared.rows((), [word, moment], lambda values: values) == [(word, ana.username)]


def test_a_moment_is_that_of_asking_not_that_of_preparing(ana, time_machine):
    joined = ana.date_joined
    prepared = Prepared(
        lambda: get_user_model().objects.filter(date_joined__gt=Ago(dt.timedelta(hours=1))).values_list("pk")
    )

    time_machine.move_to(joined + dt.timedelta(minutes=59))
    assert (ana.pk,) in prepared.rows((), [], lambda values: values)
    time_machine.move_to(joined + dt.timedelta(minutes=61))
    assert (ana.pk,) not in prepared.rows((), [], lambda values: values)


def test_today_is_the_day_of_asking(ana, time_machine):
    prepared = Prepared(lambda: get_user_model().objects.filter(pk=ana.pk).values_list(Today()))

    for day in ("2026-03-01", "2026-03-02"):
        time_machine.move_to(f"{day}T12:00:00+00:00")
        ((said,),) = prepared.rows((), [], lambda values: values)
        assert str(said) == day


def test_a_shape_that_leaves_something_out_is_noticed(ana):
    others = [ana.pk + 1]
    prepared = Prepared(lambda number: people(number, *others))
    prepared.rows((), [ana.pk], lambda values: values)

    others.append(ana.pk + 2)
    with pytest.raises(AssertionError, match="leaves out"):
        prepared.rows((), [ana.pk], lambda values: values)


def test_rows_by_key_are_instances(ana, ben, django_assert_num_queries):
    prepared = PreparedByKey(get_user_model().objects.all)

    with django_assert_num_queries(1):
        found = prepared.of([ana.pk, ben.pk])

    assert found == {ana.pk: ana, ben.pk: ben}
    assert prepared.of([]) == {}
