"""Reports: all tickets with their updates, within what the reader sees, on a page and in a file."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from groups.models import Group, Project
from tickets.models import Ticket
from ticketsite.testing import assert_accessible


@pytest.fixture
def lamps(facilities, tom):
    return Project.objects.start(by=tom, group=facilities, name="Lamps")


@pytest.fixture
def told(open_ticket, lamps, tom, mia):
    """A ticket that was spoken of, worked on and resolved."""
    ticket = open_ticket(project=lamps, title="Dark <b>cellar</b>")
    ticket.claim(by=tom)
    ticket.comment(by=tom, body="The **fuse** is gone.")
    ticket.comment(by=mia, body="He forgot it again.", is_internal=True)
    ticket.resolve(by=tom, solution="A new fuse.")
    return ticket


def test_a_report_tells_each_ticket_with_its_updates(client, told, open_ticket, lamps, ana):
    open_ticket(title="Elsewhere")
    client.force_login(ana)

    page = client.get(reverse("numbers:project_report", args=[lamps.pk]))
    text = page.content.decode()

    assert [chapter.ticket for chapter in page.context["chapters"]] == [told]
    assert "The <strong>fuse</strong> is gone." in text
    assert "A new fuse." in text
    assert "Dark &lt;b&gt;cellar&lt;/b&gt;" in text
    assert "forgot" not in text
    assert page.context["numbers"].flow.total.done.count == 1


def test_a_report_leaves_out_what_ended_before_it(client, told, lamps, ana):
    old = timezone.now() - timedelta(days=90)
    Ticket.objects.filter(pk=told.pk).update(opened_at=old, ended_at=old)
    client.force_login(ana)
    address = reverse("numbers:project_report", args=[lamps.pk])
    long_ago = {"since": (old - timedelta(days=1)).date(), "until": (old + timedelta(days=1)).date()}

    assert client.get(address).context["chapters"] == []
    assert len(client.get(address, long_ago).context["chapters"]) == 1


def test_a_technician_reports_only_what_they_see(client, it_desk, ana, tess, theo):
    for by in (tess, theo):
        Ticket.objects.open(by=ana, group=it_desk, title=f"For {by}").resolve(by=by)
    client.force_login(tess)

    page = client.get(reverse("numbers:group_report", args=[it_desk.pk]))

    assert [chapter.ticket.title for chapter in page.context["chapters"]] == ["For Tess"]
    assert page.context["numbers"].flow.total.done.count == 1


def test_a_department_is_reported_to_its_head_and_those_above(client, cast, finance, it_desk):
    Ticket.objects.open(by=cast["ana"], group=it_desk, title="A screen")
    address = reverse("numbers:department_report", args=[finance.pk])
    seen = {}
    for name, person in cast.items():
        client.force_login(person)
        seen[name] = client.get(address).status_code

    assert {name for name, status in seen.items() if status == 200} == {"hugo", "ida", "ada"}
    assert {*seen.values()} == {200, 404}
    assert Department.objects.count() == 1


@pytest.mark.parametrize("number", (1, 4))
def test_a_report_runs_a_fixed_number_of_queries(
    client, open_ticket, lamps, ana, tom, number, django_assert_num_queries
):
    for _ticket in range(number):
        open_ticket(project=lamps).resolve(by=tom, solution="Done.")
    client.force_login(ana)

    with django_assert_num_queries(14):
        page = client.get(reverse("numbers:project_report", args=[lamps.pk]))

    assert len(page.context["chapters"]) == number


def test_the_file_needs_nothing_beside_it(told, lamps, tmp_path, settings, capsys):
    settings.SITE_URL = "https://tickets.example.org"
    call_command("project_report", "lamps", output=tmp_path / "lamps.html")

    page = (tmp_path / "lamps.html").read_text()

    assert "A new fuse." in page
    assert "forgot" not in page
    assert '<base href="https://tickets.example.org/">' in page
    assert re.findall(r"<link|<script|@import|url\(", page) == []


def test_the_file_shows_what_its_reader_sees(told, lamps, zoe, ana, capsys):
    with pytest.raises(CommandError, match="zoe does not see this project"):
        call_command("project_report", "Lamps", reader="zoe")

    call_command("project_report", "Lamps", reader="ana")
    assert "A new fuse." in capsys.readouterr().out


def test_a_name_of_several_projects_asks_for_the_group(lamps, gil, capsys):
    Project.objects.start(by=gil, group=Group.objects.start(by=gil, name="Garden"), name="Lamps")

    with pytest.raises(CommandError, match="Facilities, Garden"):
        call_command("project_report", "Lamps")
    with pytest.raises(CommandError, match="no project 'Lemps'"):
        call_command("project_report", "Lemps")
    call_command("project_report", "Lamps", group="garden")
    assert "<h1>" in capsys.readouterr().out


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_report_is_accessible(page_for, told, lamps, ana):
    page = page_for(ana, bypass_csp=True)  # axe brings a style of its own
    page.goto(reverse("numbers:project_report", args=[lamps.pk]))

    assert_accessible(page)
