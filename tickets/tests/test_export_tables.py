"""Lists as CSV and as a workbook: exactly what the page shows, on all its pages, and nothing that runs."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from accounts.models import User
from tickets.exports import formats, tables
from tickets.exports.tables import harmless
from tickets.models import Ticket
from ticketsite.kit.paging import walk

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HEAD = ["Number", "Title", "Status", "Priority", "Group", "Project", "Category", "Requester", "Department"]


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def cells_of(content):
    """[[text of each cell] of each row] of every sheet of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        sheets = [ElementTree.fromstring(book.read(name)) for name in names]
    return [
        [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{SHEET}row")] for sheet in sheets
    ]


def titles(rows):
    return [row[1] for row in rows[1:]]


@pytest.fixture
def many(open_ticket):
    return [open_ticket(title=f"Lamp {number}", priority=number % 4) for number in range(7)]


def test_the_csv_holds_what_the_list_shows_in_its_order(client, many, tom, monkeypatch):
    monkeypatch.setattr(formats, "TABLE_CHUNK", 2)
    client.force_login(tom)
    for query in ("", "?sort=newest", "?sort=calm", "?priority=0&priority=3", "?q=lamp+3"):
        shown = client.get(reverse("tickets:home") + query).context["tickets"]

        answer = client.get(reverse("tickets:home") + query + ("&" if query else "?") + "as=csv")

        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert titles(rows_of(answer)) == [ticket.title for ticket in shown] != []


def test_the_csv_goes_past_the_first_page(client, open_ticket, tom):
    for _number in range(52):
        open_ticket()
    client.force_login(tom)

    assert len(client.get(reverse("tickets:home")).context["tickets"]) == 25
    assert len(rows_of(client.get(reverse("tickets:home"), {"as": "csv"}))) == 53


@pytest.mark.parametrize("name", ("home", "mine", "waiting", "work", "archive", "bin", "list"))
def test_every_list_is_taken_out_in_every_format(client, facilities, resolved_ticket, open_ticket, gil, name):
    open_ticket(by=gil)
    open_ticket(by=gil).claim(by=gil)
    resolved_ticket()
    open_ticket().bin(by=gil)
    client.force_login(gil)
    shown = [ticket.pk for ticket in client.get(reverse(f"tickets:{name}")).context["tickets"]]

    found = {
        kind: client.get(reverse(f"tickets:{name}"), {"as": kind}).getvalue() for kind in formats.FORMATS
    }

    assert [int(row[0]) for row in csv.reader(found["csv"].decode().splitlines()[1:])] == shown != []
    assert [int(row[0]) for row in cells_of(found["xlsx"])[0][1:]] == shown
    assert [
        line.split(b",")[1] for line in found["jsonl"].splitlines() if line.startswith(b'{"line":"ticket"')
    ] == [f'"id":{pk}'.encode() for pk in shown]


def test_a_group_and_its_past_are_taken_out(client, facilities, open_ticket, resolved_ticket, tom):
    active, past = open_ticket(), resolved_ticket()
    client.force_login(tom)
    here = facilities.get_absolute_url()

    assert titles(rows_of(client.get(here, {"as": "csv"}))) == [active.title]
    assert titles(rows_of(client.get(here, {"as": "csv", "tab": "past"}))) == [past.title]


@pytest.mark.parametrize("kept", (0, 50_000))
def test_a_row_says_what_the_pages_say_in_the_words_of_the_reader(
    client, facilities, open_ticket, tom, ana, kept, monkeypatch
):
    monkeypatch.setattr(tables, "NAMES_KEPT", kept)
    monkeypatch.setattr(formats, "TABLE_CHUNK", 1)
    User.objects.filter(pk=tom.pk).update(language="fr", time_zone="Asia/Tokyo")
    ticket, other = open_ticket(title="Lamp"), open_ticket(title="Lamp")
    for one in (ticket, other):
        one.claim(by=tom)
        one.schedule(date(2026, 4, 1), by=tom)
        one.resolve(by=tom)
    at = datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC)
    Ticket.objects.update(opened_at=at, resolved_at=at)
    client.force_login(tom)

    row, same = rows_of(client.get(reverse("tickets:archive"), {"as": "csv"}))[1:]

    people = [str(tom), "2026-04-01", "2026-03-03 08:59", "2026-03-03 08:59", str(tom)]
    places = [facilities.name, "", "", str(ana), str(ana.department or "")]
    assert row == [str(other.pk), "Lamp", "Résolu", "Souhaitable", *places, *people]
    assert same[1:] == row[1:]


def test_strangers_take_out_nothing(client, many, zoe):
    client.force_login(zoe)

    assert rows_of(client.get(reverse("tickets:list"), {"as": "csv"}))[1:] == []
    assert client.get(many[0].group.get_absolute_url(), {"as": "csv"}).status_code == 404


def test_a_wrong_filter_or_format_shows_the_page(client, many, tom):
    client.force_login(tom)

    wrong = client.get(reverse("tickets:home"), {"as": "csv", "opened_from": "yesterday"})

    assert "opened_from" in wrong.context["filter"].form.errors
    assert client.get(reverse("tickets:home"), {"as": "exe"}).headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("text", ("=1+1", "+1", "-1", "@x", "\t=1", "  =1", "＝1", "\r=1"))
def test_a_formula_is_only_text(text):
    assert harmless(text) == f"'{text}"


def test_plain_text_stays_as_it_is():
    assert [harmless(text) for text in ("a=1", "", None, 7)] == ["a=1", "", "", "7"]


def test_a_workbook_holds_no_formula_and_no_link(client, open_ticket, tom):
    open_ticket(title='=HYPERLINK("http://example.org")')
    open_ticket(title="http://example.org")
    client.force_login(tom)

    content = client.get(reverse("tickets:home"), {"as": "xlsx"}).getvalue()

    assert titles(cells_of(content)[0]) == ['\'=HYPERLINK("http://example.org")', "http://example.org"]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"<hyperlink" not in sheet


def test_a_full_sheet_is_followed_by_another(many, monkeypatch):
    monkeypatch.setattr(tables, "ROWS_OF_A_SHEET", 4)
    monkeypatch.setattr(formats, "TABLE_CHUNK", 2)
    file = io.BytesIO()

    formats.write(file, Ticket.objects.all(), ("pk",), formats.XLSX, whole=True)

    sheets = cells_of(file.getvalue())
    assert [len(sheet) for sheet in sheets] == [4, 4, 2]
    assert all(sheet[0][:9] == HEAD for sheet in sheets)
    assert [title for sheet in sheets for title in titles(sheet)] == [ticket.title for ticket in many]


def test_an_empty_workbook_has_its_head(db):
    file = io.BytesIO()

    tables.write_workbook(file, [])

    assert [row[:9] for row in cells_of(file.getvalue())[0]] == [HEAD]


@pytest.mark.parametrize("rows", (1, 3))
def test_a_csv_asks_a_fixed_number_of_questions(client, open_ticket, tom, rows, django_assert_num_queries):
    for _number in range(rows):
        open_ticket()
    client.force_login(tom)
    client.get(reverse("tickets:home"))

    # session with user and grants, what the filter offers, the rows, and what they name: group, requester, department
    with django_assert_num_queries(6):
        assert len(rows_of(client.get(reverse("tickets:home"), {"as": "csv"}))) == rows + 1


def test_walking_gives_every_row_once_in_both_directions(many):
    for order in (("priority", "opened_at", "pk"), ("-priority", "-opened_at", "-pk"), ("pk",)):
        whole = list(Ticket.objects.order_by(*order))
        for size in (1, 2, 3, 7, 8):
            assert [ticket for chunk in walk(Ticket.objects.all(), order, size) for ticket in chunk] == whole


def test_the_menu_keeps_filter_and_tab_and_drops_the_page(client, facilities, many, tom):
    client.force_login(tom)
    page = client.get(facilities.get_absolute_url() + "?sort=newest&q=lamp&after=abc")

    assert 'href="?sort=newest&amp;q=lamp&amp;as=csv" download' in page.text
