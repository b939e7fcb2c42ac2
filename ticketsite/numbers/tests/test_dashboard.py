"""Dashboards: whose is whose, which period, what a technician does not see, what they ask of the database."""

import json
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import Project
from tickets.figures.scopes import Number
from tickets.models import Ticket
from ticketsite.templatetags.numbers import number_rows
from ticketsite.testing import assert_accessible

HOME = reverse("numbers:home")


def tabs_of(response):
    return [tab["label"] for tab in response.context["tabs"]]


@pytest.mark.parametrize(
    "name, title",
    (
        ("ana", "What I raised"),
        ("tess", "My work"),
        ("hugo", "Finance"),
        ("ida", "Service desks"),
        ("ada", "Everything"),
        ("gil", "Facilities"),
        ("dora", "IT desk"),
    ),
)
def test_each_role_begins_with_its_own(client, cast, facilities, it_desk, name, title):
    client.force_login(cast[name])

    assert str(client.get(HOME).context["scope"].title) == title


def test_a_project_manager_begins_with_the_project(client, facilities, tom):
    Project.objects.start(by=tom, group=facilities, name="Lamps")
    client.force_login(tom)

    assert client.get(HOME).context["scope"].title == "Lamps"


def test_a_person_is_offered_their_own_only(client, hugo, tess, it_desk):
    client.force_login(hugo)
    assert tabs_of(client.get(HOME)) == ["Finance", "My work", "What I raised"]
    client.force_login(tess)
    assert tabs_of(client.get(HOME)) == ["My work", "What I raised"]
    assert client.get(reverse("numbers:own", args=["desks"])).status_code == 404


def test_a_technician_sees_no_figures_of_colleagues(client, it_desk, ana, tess, theo, sam):
    mine, theirs, waiting = (Ticket.objects.open(by=ana, group=it_desk, title=f"No. {n}") for n in range(3))
    mine.resolve(by=tess)
    theirs.resolve(by=theo)
    address = reverse("numbers:group", args=[it_desk.pk])

    client.force_login(tess)
    numbers = client.get(address).context["numbers"]
    assert (numbers.flow.total.opened.count, numbers.flow.total.done.count) == (2, 1)
    assert "person" not in [one.name for one in numbers.breakdowns]

    client.force_login(sam)
    numbers = client.get(address).context["numbers"]
    assert (numbers.flow.total.opened.count, numbers.flow.total.done.count) == (3, 2)
    assert [(row.label, row.done.count) for row in numbers.breakdown["rows"]] == [("Tess", 1), ("Theo", 1)]


def at(ticket, **columns):
    Ticket.objects.filter(pk=ticket.pk).update(**columns)


def test_times_are_halves_and_nine_in_ten_of_what_was_resolved(client, facilities, open_ticket, ana, tom):
    noon = timezone.now() - timedelta(days=20)
    for hours in (1, 2, 3, 4, 11):
        ticket = open_ticket()
        ticket.resolve(by=tom)
        spent = {"queue_seconds": 900 * hours, "work_seconds": 2700 * hours}
        at(ticket, opened_at=noon, ended_at=noon + timedelta(hours=hours), **spent)
    client.force_login(ana)

    times = client.get(reverse("numbers:group", args=[facilities.pk])).context["numbers"].times

    assert (times.ways[-1].half, times.ways[-1].most) == (timedelta(hours=3), timedelta(hours=8.2))
    assert [(str(part.phase), part.percent) for part in times.parts] == [("queue", 25), ("work", 75)]


def test_the_period_before_is_as_long_and_right_before(client, open_ticket, ana):
    for days in (1, 8, 9, 15):
        at(open_ticket(), opened_at=timezone.now() - timedelta(days=days))
    client.force_login(ana)
    today = timezone.localdate()
    asked = {"since": today - timedelta(days=6), "until": today}

    numbers = client.get(reverse("numbers:own", args=["raised"]), asked).context["numbers"]

    assert (numbers.flow.total.opened.count, numbers.flow.before.opened.count) == (1, 2)


def test_days_are_those_of_the_reader(client, open_ticket, ana):
    at(open_ticket(), opened_at="2031-03-01T23:30Z")
    ana.time_zone = "Asia/Tokyo"
    ana.save()
    client.force_login(ana)
    asked = {"since": "2031-03-01", "until": "2031-03-03"}

    numbers = client.get(reverse("numbers:own", args=["raised"]), asked).context["numbers"]

    assert [row.opened.count for row in numbers.flow.rows] == [0, 1, 0]


@pytest.mark.parametrize(
    "asked, sentence",
    (
        ({"since": "2026-03-01"}, "Choose this day, too."),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "This day lies before the first one."),
        ({"since": "2001-03-02", "until": "2026-03-01"}, "Choose a period of at most ten years."),
        ({"since": "yesterday", "until": "2026-03-01"}, "Enter a valid date."),
    ),
)
def test_a_wrong_period_says_so_and_shows_no_numbers(client, ana, asked, sentence):
    client.force_login(ana)

    page = client.get(HOME, asked)

    assert page.context["numbers"] is None
    assert sentence in page.content.decode()
    assert f'value="{asked["since"]}"' in page.content.decode()


def test_charts_read_what_the_tables_say(client, open_ticket, ana, tom):
    open_ticket().resolve(by=tom)
    client.force_login(ana)

    page = client.get(reverse("numbers:own", args=["raised"])).content.decode()
    data = json.loads(
        re.search(r'<script id="chart-flow" type="application/json">(.*?)</script>', page).group(1)
    )

    assert [sum(one["values"]) for one in data["series"]] == [1, 1]
    assert len(data["labels"]) == 30


@pytest.mark.parametrize(
    "name, expected", (("ana", 11), ("tess", 11), ("hugo", 12), ("ida", 11), ("ada", 11))
)
def test_a_dashboard_runs_a_fixed_number_of_queries(
    client, cast, past, name, expected, django_assert_num_queries
):
    client.force_login(cast[name])
    client.get(HOME)

    with django_assert_num_queries(expected):
        client.get(HOME)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_charts_are_drawn_under_the_content_policy_and_are_accessible(page_for, open_ticket, ana, tom):
    open_ticket().resolve(by=tom)
    page, examined = page_for(ana), page_for(ana, bypass_csp=True)  # axe brings a style of its own
    for window in (page, examined):
        window.goto(reverse("numbers:own", args=["raised"]))

    assert page.locator("number-chart canvas[role=img]").count() == 3
    assert (
        page.evaluate("Chart.getChart(document.querySelector('number-chart canvas')).data.labels.length") == 5
    )
    for scheme in ("light", "dark"):
        examined.emulate_media(color_scheme=scheme)
        assert_accessible(examined)


def test_rows_of_numbers_are_links_and_escape_names():
    rows = [("<b>", (Number(1234, "/tickets/?a=1&b=2"), "–"))]

    assert number_rows(rows) == (
        '<tr><th scope="row">&lt;b&gt;</th>'
        '<td class="num"><a class="number" href="/tickets/?a=1&amp;b=2">1,234</a></td>'
        '<td class="num">–</td></tr>'
    )


def test_steps_of_a_period():
    from tickets.figures.periods import Period, Step

    period = Period(date(2026, 1, 29), date(2026, 2, 10))

    assert [(part.first.day, part.last.day) for part in period.steps(Step.WEEK)] == [(29, 1), (2, 8), (9, 10)]
    assert [(part.first.day, part.last.day) for part in period.steps(Step.MONTH)] == [(29, 31), (1, 10)]
    assert len(period.steps(Step.DAY)) == 13
