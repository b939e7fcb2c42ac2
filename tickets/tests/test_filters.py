"""Filters in the address: each narrows, and a wrong value shows no rows and says which field is wrong."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from groups.models import Project
from tickets import lists
from tickets.filters import TicketFilter
from tickets.models import Category, Ticket
from tickets.statuses import Priority

HUGE = "9" * 400


@pytest.fixture
def ask(client):
    """ask(tom, q="lamp"): the page of all tickets with that in its address."""

    def get(user, name="list", **query):
        client.force_login(user)
        return client.get(f"{reverse(f'tickets:{name}')}?{urlencode(query, doseq=True)}")

    return get


@pytest.fixture
def titles(ask):
    def of(user, **query):
        response = ask(user, **query)
        assert response.context["filter"].form.errors == {}
        return [ticket.title for ticket in response.context["tickets"]]

    return of


@pytest.fixture
def roof(facilities, tom):
    return Project.objects.start(by=tom, group=facilities, name="Roof")


@pytest.fixture
def lights(facilities):
    return Category.objects.create(group=facilities, name="Lights")


def test_group_project_and_category_narrow(titles, open_ticket, everyone, facilities, roof, lights, tom):
    open_ticket(title="Roof", project=roof)
    open_ticket(title="Lights", category=lights)
    Ticket.objects.open(by=tom, group=everyone, title="Elsewhere")

    assert titles(tom, group=facilities.pk) == ["Lights", "Roof"]
    assert titles(tom, project=roof.pk) == ["Roof"]
    assert titles(tom, category=lights.pk) == ["Lights"]
    assert titles(tom, group=facilities.pk, project="", category=lights.pk) == ["Lights"]


def test_status_and_priority_take_several(titles, open_ticket, tom):
    open_ticket(title="Open", priority=Priority.WHENEVER)
    open_ticket(title="Held", priority=Priority.CRITICAL).claim(by=tom)
    open_ticket(title="Solved").resolve(by=tom)

    assert titles(tom, status="open") == ["Open"]
    assert titles(tom, status=["open", "resolved", "open"]) == ["Solved", "Open"]
    assert titles(tom, priority=[0, 3]) == ["Held", "Open"]


def test_people_are_named_by_username_or_me(titles, open_ticket, ana, tom, ben):
    open_ticket(title="Ana's").claim(by=ben)
    open_ticket(title="Tom's", by=tom)

    assert titles(tom, requester="ANA") == ["Ana's"]
    assert titles(tom, requester="me") == ["Tom's"]
    assert titles(ben, assignee="me") == ["Ana's"]
    assert titles(tom, assignee="ben") == ["Ana's"]


def test_days_are_those_of_the_reader(titles, open_ticket, ana):
    ticket = open_ticket(title="Late in the evening")
    opened = datetime(2031, 3, 1, 23, 30, tzinfo=UTC)
    Ticket.objects.filter(pk=ticket.pk).update(opened_at=opened)

    with timezone.override("UTC"):
        assert titles(ana, opened_from="2031-03-01", opened_to="2031-03-01") == ["Late in the evening"]
        assert titles(ana, opened_from="2031-03-02") == []
    ana.time_zone = "Asia/Tokyo"
    ana.save()
    assert titles(ana, opened_from="2031-03-02", opened_to="2031-03-02") == ["Late in the evening"]
    assert titles(ana, opened_to="2031-03-01") == []


def test_the_day_of_the_end_narrows(titles, open_ticket, tom):
    open_ticket(title="Open")
    open_ticket(title="Solved").resolve(by=tom)
    today = timezone.localdate().isoformat()

    assert titles(tom, ended_from=today, ended_to=today) == ["Solved"]


@pytest.mark.parametrize(
    "sort, wanted",
    (
        ("newest", ["Third", "Second", "First"]),
        ("oldest", ["First", "Second", "Third"]),
        ("urgency", ["Second", "First", "Third"]),
        ("calm", ["Third", "First", "Second"]),
    ),
)
def test_the_order_is_chosen_from_a_list(titles, open_ticket, tom, sort, wanted):
    open_ticket(title="First", priority=Priority.IMPORTANT)
    open_ticket(title="Second", priority=Priority.CRITICAL)
    open_ticket(title="Third", priority=Priority.WHENEVER)

    assert titles(tom, sort=sort) == wanted


@pytest.mark.parametrize(
    "field, value",
    (
        ("q", "nul\x00byte"),
        ("q", "x" * 1_000_000),
        ("q", "a b c d e f g h i j k l m"),
        ("group", "garbage"),
        ("group", HUGE),
        ("group", "999999"),
        ("group", "\x00"),
        ("project", "-1"),
        ("category", "1.5"),
        ("status", "garbage"),
        ("status", "\x00"),
        ("priority", "7"),
        ("priority", HUGE),
        ("requester", "nobody-of-this-name"),
        ("requester", "\x00"),
        ("assignee", "x" * 1_000_000),
        ("opened_from", "garbage"),
        ("opened_from", "0001-01-01"),
        ("opened_to", "9999-12-31"),
        ("ended_from", "2031-13-01"),
        ("ended_to", "\x00"),
        ("sort", "requester__password"),
        ("sort", "-pk"),
    ),
)
@pytest.mark.parametrize("other", ({}, {"requester": "ana"}))
def test_a_wrong_value_shows_no_rows_and_is_told_beside_its_field(ask, open_ticket, tom, field, value, other):
    open_ticket()

    response = ask(tom, **(other | {field: value}))

    form = response.context["filter"].form
    assert response.status_code == 200
    assert list(form.errors) == [field]
    assert list(response.context["tickets"]) == []
    assert f'id="{form[field].auto_id}_error"' in response.content.decode()
    assert form["requester"].value() == (value if field == "requester" else other.get("requester"))


def test_crossed_days_are_told_at_the_later_one(ask, open_ticket, tom):
    open_ticket()

    response = ask(tom, opened_from="2031-03-02", opened_to="2031-03-01")

    assert list(response.context["filter"].form.errors) == ["opened_to"]
    assert list(response.context["tickets"]) == []


def test_a_place_that_may_not_be_seen_is_as_unknown_as_one_that_is_not(ask, facilities, roof, lights, zoe):
    for field, hidden in (("group", facilities), ("project", roof), ("category", lights)):
        there = ask(zoe, **{field: hidden.pk}).context["filter"].form.errors[field]
        nowhere = ask(zoe, **{field: 999_999}).context["filter"].form.errors[field]

        assert there == nowhere


def test_only_visible_places_are_offered(ask, facilities, roof, lights, tom, zoe):
    assert all(name in ask(tom).content.decode() for name in ("Facilities", "Roof", "Lights"))
    assert not any(name in ask(zoe).content.decode() for name in ("Facilities", "Roof", "Lights"))


def test_a_chosen_group_offers_its_projects(ask, roof, ada, everyone):
    Project.objects.start(by=ada, group=everyone, name="Party")

    page = ask(ada, group=roof.group_id).content.decode()

    assert "Roof (Facilities)" in page
    assert "Party" not in page


def test_what_was_chosen_stays_chosen(ask, roof, tom):
    page = ask(tom, project=roof.pk, status="open", opened_from="2031-03-01", q="lamp").content.decode()

    assert f'<option value="{roof.pk}" selected>' in page
    assert 'value="2031-03-01"' in page
    assert 'name="q" value="lamp"' in page


def test_a_list_does_not_ask_what_is_settled(ana, facilities, roof):
    waiting = TicketFilter({}, user=ana, shown=lists.WAITING)
    place = TicketFilter({}, user=ana, shown=lists.PAST_HERE, project=roof)

    assert {"status", "assignee", "ended_from"}.isdisjoint(waiting.form.fields)
    assert {"group", "project"}.isdisjoint(place.form.fields)


def test_a_person_outside_the_settled_values_cannot_widen_a_group_page(client, open_ticket, everyone, tom):
    open_ticket(title="Elsewhere")
    client.force_login(tom)

    response = client.get(f"{everyone.get_absolute_url()}?group={Ticket.objects.get().group_id}")

    assert list(response.context["tickets"]) == []


def test_refusals_are_translated_with_the_page(ana):
    with translation.override("fr"):
        form = TicketFilter({"opened_from": "hier"}, user=ana, shown=lists.ALL).form

        assert form.errors["opened_from"] != ["Enter a valid date."]


def test_an_empty_result_says_that_filters_made_it_so(ask, open_ticket, tom):
    open_ticket()

    assert "No ticket fits." in ask(tom, status="rejected").content.decode()
    assert "You hold no ticket." in ask(tom, name="work").content.decode()


def test_the_first_ended_begin_with_those_opened_since_the_day(ask, open_ticket, time_machine, ana, tom):
    for day, title in ((1, "Before"), (2, "At once"), (2, "Later")):
        time_machine.move_to(datetime(2031, 3, day, 12, tzinfo=UTC), tick=False)
        ticket = open_ticket(title=title)
        if title == "Later":
            time_machine.move_to(datetime(2031, 3, 9, tzinfo=UTC), tick=False)
        ticket.resolve(by=tom)

    def shown(**query):
        return [t.title for t in ask(ana, "archive", sort="ended_first", **query).context["tickets"]]

    assert shown() == ["Before", "At once", "Later"]
    assert shown(opened_from="2031-03-02") == ["At once", "Later"]
    assert shown(opened_from="2031-03-02", ended_from="2031-03-09") == ["Later"]
    assert ask(ana, "archive", sort="ended_first", opened_from="0001-01-01").status_code == 200
    assert ask(ana, "archive", sort="ended_first", opened_from="1000-01-01").status_code == 200
