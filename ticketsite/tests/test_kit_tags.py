"""The template tags of the shared pieces."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from ticketsite.kit import pieces
from ticketsite.templatetags import kit


class ListForm(forms.Form):
    q = forms.CharField(required=False)
    status = forms.MultipleChoiceField(choices=[("open", "Open"), ("waiting", "Waiting")], required=False)
    group = forms.ChoiceField(choices=[("", "Any"), ("7", "Facilities")], required=False)
    since = forms.DateField(required=False, label="Opened since")
    mine = forms.BooleanField(required=False)


def chips(query):
    request = RequestFactory().get(f"/{query}")
    return kit.filter_chips({"request": request}, ListForm(request.GET))


@pytest.mark.parametrize(
    "name, letters",
    (
        ("Ana Maria Ruiz", "AR"),
        ("Li", "L"),
        ("élodie durand", "ÉD"),
        ("Zoé (guest) Martin", "ZM"),
        ("  ", "?"),
        ("", "?"),
        (None, "?"),
        ("<script>", "?"),
    ),
)
def test_initials_take_the_first_and_the_last_word(name, letters):
    assert pieces.initials(name) == letters


def test_a_name_keeps_its_tint():
    assert [pieces.tint("Ana"), pieces.tint("Ana"), pieces.tint(SimpleNamespace())] == [
        pieces.tint("Ana"),
        pieces.tint("Ana"),
        pieces.tint(SimpleNamespace()),
    ]
    assert {pieces.tint(f"person {number}") for number in range(200)} == set(range(12))


@pytest.mark.parametrize(
    "delta, words",
    (
        (timedelta(seconds=30), "under 1 min"),
        (timedelta(minutes=20), "20 min"),
        (timedelta(hours=3, minutes=20, seconds=59), "3 h 20 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=2, hours=3, minutes=9), "2 days 3 h"),
        (timedelta(days=2, minutes=9), "2 days"),
        (None, ""),
    ),
)
def test_a_length_of_time_has_its_two_largest_units(delta, words):
    assert pieces.duration(delta) == words


@time_machine.travel("2026-03-10 12:00:00+00:00", tick=False)
@pytest.mark.parametrize(
    "passed, words",
    (
        (timedelta(seconds=10), "just now"),
        (timedelta(hours=3, minutes=20), "3 h ago"),
        (timedelta(days=2, hours=5), "2 days ago"),
        (timedelta(days=-1), "in 1 day"),
        (timedelta(days=40), "29 Jan 2026"),
    ),
)
def test_ago_speaks_in_one_unit_and_falls_back_to_the_date(passed, words):
    with translation.override("en"):
        assert pieces.ago(timezone.now() - passed) == words


def test_an_icon_is_hidden_from_screen_readers_and_escapes_its_name():
    html = Template('{% load kit %}{% icon "lock" %}{% icon bad %}').render(Context({"bad": '"><b>'}))

    assert html.count('aria-hidden="true"') == 2
    assert "img/icons.svg#lock" in html
    assert "<b>" not in html


def test_chips_name_the_filters_in_force_and_lead_to_the_list_without_each():
    with translation.override("en"):
        shown = chips("?q=vpn&status=open&status=waiting&group=7&since=2026-03-10&after=cursor")

    assert [(chip["label"], chip["value"], chip["url"]) for chip in shown] == [
        ("Status", "Open, Waiting", "?q=vpn&group=7&since=2026-03-10"),
        ("Group", "Facilities", "?q=vpn&status=open&status=waiting&since=2026-03-10"),
        ("Opened since", "10 Mar 2026", "?q=vpn&status=open&status=waiting&group=7"),
    ]


def test_a_form_without_filters_has_no_chips():
    assert chips("") == []
    assert chips("?q=vpn&group=") == []
    assert chips("?since=yesterday") == []


def test_a_range_of_dates_is_one_chip():
    with translation.override("en"):
        assert kit.words_of(slice(date(2026, 3, 1), None)) == "1 Mar 2026"
        assert kit.words_of(slice(date(2026, 3, 1), date(2026, 3, 9))) == "1 Mar 2026 – 9 Mar 2026"
    assert kit.words_of(slice(None, None)) == ""
