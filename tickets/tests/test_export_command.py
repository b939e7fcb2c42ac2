"""`export_tickets`: what it takes, in which format, and what it says of a wrong word."""

import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from groups.models import Group, Project
from tickets.models import Ticket
from tickets.tests.test_export_tables import cells_of


def taken(**options):
    out = StringIO()
    call_command("export_tickets", stdout=out, **options)
    return [row[1] for row in csv.reader(StringIO(out.getvalue()[1:]))][1:]


@pytest.fixture
def some(open_ticket, facilities, it_desk, tom):
    roof = Project.objects.start(by=tom, group=facilities, name="Roof")
    open_ticket(title="Tile", project=roof)
    open_ticket(title="Screen", group=it_desk)
    open_ticket(title="Lamp").claim(by=tom)


def test_everything_is_taken_oldest_first(some):
    assert taken() == ["Tile", "Screen", "Lamp"]


@pytest.mark.parametrize(
    "options, titles",
    (
        ({"group": "facilities"}, ["Tile", "Lamp"]),
        ({"project": "Roof"}, ["Tile"]),
        ({"group": "Facilities", "project": "roof"}, ["Tile"]),
        ({"status": ["in_progress"]}, ["Lamp"]),
        ({"status": ["in_progress", "open"], "group": "IT desk"}, ["Screen"]),
        ({"since": "2000-01-01"}, ["Tile", "Screen", "Lamp"]),
        ({"since": "2100-01-01"}, []),
    ),
)
def test_it_is_narrowed(some, options, titles):
    assert taken(**options) == titles


@pytest.mark.parametrize(
    "options, why",
    (
        ({"group": "Nowhere"}, "There is no group called 'Nowhere'."),
        ({"project": "Nowhere"}, "There is no project called 'Nowhere'."),
        ({"since": "soon"}, "--since: a day like 2026-01-31 is wanted, not 'soon'."),
        ({"since": "2026-02-31"}, "--since: a day like 2026-01-31 is wanted, not '2026-02-31'."),
        ({"format": "xlsx"}, "A workbook needs a file: -o FILE"),
    ),
)
def test_a_wrong_word_is_told(some, options, why):
    with pytest.raises(CommandError) as refusal:
        taken(**options)

    assert str(refusal.value) == why


def test_a_project_name_of_two_groups_needs_the_group(some, tom):
    yard = Group.objects.start(by=tom, name="Yard")
    Project.objects.start(by=tom, group=yard, name="Roof")

    with pytest.raises(CommandError, match="There are several project called 'Roof'"):
        taken(project="Roof")

    assert taken(project="Roof", group="Yard") == []


def test_the_ending_of_the_file_says_the_format(some, tmp_path):
    for ending in ("csv", "xlsx", "jsonl"):
        call_command("export_tickets", output=tmp_path / f"all.{ending}")

    with (tmp_path / "all.csv").open(encoding="utf-8-sig") as table:
        assert [row[1] for row in csv.reader(table)][1:] == ["Tile", "Screen", "Lamp"]
    assert [row[1] for row in cells_of((tmp_path / "all.xlsx").read_bytes())[0][1:]] == [
        "Tile",
        "Screen",
        "Lamp",
    ]
    rows = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert [row["title"] for row in rows if row["line"] == "ticket"] == ["Tile", "Screen", "Lamp"]
    assert rows[0]["complete"] is True


def test_a_folder_that_is_not_there_is_told(some, tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("export_tickets", output=tmp_path / "no" / "all.csv")


def test_the_bin_is_in_the_whole_export_only(open_ticket, gil, tmp_path):
    open_ticket(title="Mud").bin(by=gil)

    call_command("export_tickets", output=tmp_path / "all.jsonl")

    assert taken() == []
    assert '"title":"Mud"' in (tmp_path / "all.jsonl").read_text()
    assert Ticket.objects.count() == 1
