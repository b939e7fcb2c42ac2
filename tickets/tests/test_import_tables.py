"""How files are opened: characters, separators, dates, and what is refused with a reason."""

import gzip
import json
import tracemalloc
from datetime import UTC, datetime

import pytest

from tickets.imports import decoding, grid
from tickets.imports.dates import DAY_FIRST, MONTH_FIRST, AmbiguousDates, Dates
from tickets.imports.decoding import encoding_of
from tickets.imports.grid import Grid
from tickets.imports.lines import UnreadableFile
from tickets.imports.products import Choices, beside, dump, read, recognise
from tickets.imports.reading import BadLine


def settled(*texts, **arguments):
    dates = Dates(**arguments)
    for text in texts:
        dates.see(text)
    dates.settle()
    return dates


@pytest.mark.parametrize(
    "text",
    (
        "2024-03-04 13:05:06",
        "2024-03-04T13:05:06Z",
        "2024-03-04T13:05:06.789+00:00",
        "2024-03-04 08:05:06 -0500",
        "2024/03/04 13:05:06",
        "04-03-2024 13:05:06",
        "4/3/24 1:05:06 PM",
        "04.03.2024 à 13:05:06",
        "4/Mar/24 1:05:06 PM",
        "4 mars 2024 13:05:06",
        "4-févr.-2024 13:05:06",
        "Mar 4, 2024 1:05:06 p.m.",
        "Mon Mar 4 13:05:06 2024",
        "Mon, 04 Mar 2024 13:05:06 +0000",
        "lun. 4 mars 2024 13:05:06",
    ),
)
def test_a_date_is_read_as_systems_write_it(text):
    month = 2 if "févr" in text else 3

    assert settled(order=DAY_FIRST).moment(text) == datetime(2024, month, 4, 13, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    (
        "31/02/2024",
        "2024-13-01",
        "00:00",
        "tomorrow",
        "2024-01-01 25:00",
        "1/1/0001",
        "2999-01-01",
        "4/Foo/24",
    ),
)
def test_an_impossible_date_is_told(text):
    with pytest.raises(BadLine, match="impossible date"):
        settled(order=DAY_FIRST).moment(text)


@pytest.mark.parametrize(
    "texts, order",
    (
        (("03/04/2024", "25/04/2024"), DAY_FIRST),
        (("03/04/2024", "04/25/2024"), MONTH_FIRST),
        (
            ("03/04/2024", *("25/04/2024",) * 11, "04/25/2024"),
            DAY_FIRST,
        ),  # one typing mistake decides nothing
    ),
)
def test_which_number_is_the_day_is_decided_over_the_whole_file(texts, order):
    assert settled(*texts).order == order


def test_what_no_date_decides_is_asked_unless_the_product_is_known_for_it():
    with pytest.raises(AmbiguousDates, match="such as 03/04/2024 has two meanings"):
        settled("03/04/2024", "05/05/2024")
    with pytest.raises(AmbiguousDates, match="Some of its dates have the day first and some the month"):
        settled("25/04/2024", "04/25/2024")

    assert settled("03/04/2024", usual=DAY_FIRST).order == DAY_FIRST
    assert settled("03/04/2024", order=MONTH_FIRST).moment("03/04/2024").month == 3


@pytest.fixture
def file_of(tmp_path):
    """file_of(text or bytes): a path with this in it."""

    def write(content, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.mark.parametrize(
    "encoding, written, told",
    (
        ("utf-8", "é’", "utf-8"),
        ("utf-8-sig", "é’", "utf-8-sig"),
        ("utf-16", "é’", "utf-16"),
        ("utf-16-le", "é’", "utf-16-le"),
        ("utf-16-be", "é’", "utf-16-be"),
        ("cp1252", "é’", "cp1252"),
        ("latin-1", "é\x81", "latin-1"),
    ),
)
def test_characters_are_recognised_even_where_the_first_accent_is_late(encoding, written, told, file_of):
    path = file_of("title,status\n" + "Gate,open\n" * 5 + f"Entr{written}e,open\n", encoding=encoding)

    assert encoding_of(path) == told
    assert [row["title"] for _line, row in Grid(path).rows()][-1] == f"Entr{written}e"


def test_one_broken_character_does_not_turn_a_file_into_another_encoding(file_of):
    path = file_of(b"title\n" + "é\n".encode() * 50 + b"caf\xe9\n")

    assert encoding_of(path) == "utf-8"
    assert [row["title"] for _line, row in Grid(path).rows()][-1] == "caf\ufffd"


@pytest.mark.parametrize("mark", (",", ";", "\t", "|"))
def test_the_separator_is_the_one_that_cuts_the_header(mark, file_of):
    path = file_of(f'"a,b;c"{mark}title{mark}status\n1{mark}Gate{mark}open\n')

    assert Grid(path).header == ["a,b;c", "title", "status"]


def test_a_table_may_name_its_separator_as_workbooks_do(file_of):
    path = file_of('sep=;\ntitle;status\n"Gate; big";open\n')

    assert [row["title"] for _line, row in Grid(path).rows()] == ["Gate; big"]


def test_rows_are_told_by_the_line_they_begin_in(file_of):
    path = file_of('title,status\n"Gate\nof\nthe yard",open\n\nbroken\n,\nLamp,open,more\n')

    rows = list(Grid(path).rows())

    assert [line for line, _row in rows] == [2, 6, 8]
    assert [row["title"] for _line, row in rows if not isinstance(row, BadLine)] == [
        "Gate\nof\nthe yard",
        "Lamp",
    ]
    assert str(rows[1][1]) == "it has 1 cell where the header has 2: broken off, or split over lines"
    assert rows[2][1].beyond == ["more"]


@pytest.mark.parametrize("mark", (",", ";", "\t"))
def test_quotes_that_do_not_close_harm_one_line_only(mark, file_of):
    rows = (
        "title,status",
        "Gate,open",
        '"Lamp,open',
        "Door,open",
        '"The "old" wall",open',
        '"Roof",open',
        '"Yard,open',
        "Hall,open",
    )
    path = file_of("\n".join(rows).replace(",", mark))

    found = list(Grid(path).rows())

    titles = {line: row["title"] for line, row in found if not isinstance(row, BadLine)}
    assert titles == {2: "Gate", 4: "Door", 5: 'The old" wall"', 6: "Roof", 8: "Hall"}
    assert [line for line, row in found if isinstance(row, BadLine)] == [3, 7]


def test_a_file_of_nothing_but_wrong_quotes_is_refused_and_of_sloppy_ones_is_not(file_of):
    with pytest.raises(UnreadableFile, match="line 202 cannot be read"):
        list(Grid(file_of("title,status\n" + '"Gate\n' * 401)).rows())

    sloppy = [
        row["title"] for _line, row in Grid(file_of("title,status\n" + '"The "gate,open\n' * 401)).rows()
    ]
    assert sloppy == ["The gate"] * 401


def test_nul_bytes_are_replaced(file_of):
    path = file_of(b"title,status\nGa\x00te,open\n")

    assert [row["title"] for _line, row in Grid(path).rows()] == ["Ga\ufffdte"]


def test_too_many_columns_are_refused_and_many_are_not(file_of):
    with pytest.raises(UnreadableFile, match="more than 5000 columns"):
        recognise(file_of(",".join(f"c{number}" for number in range(10_000))))
    many = file_of("title," + ",".join(["Comment"] * 4_000) + "\nGate," + ",".join(["x"] * 4_000) + "\n")

    ((_line, gate),) = read(many)
    assert len(gate.facts["Comment"]) == 4_000


def test_a_cell_of_fifty_megabytes_is_refused_without_being_held(file_of):
    cell = (b"word " * 1_000 + b"\n") * (50 * 1024 * 1024 // 5_000)
    path = file_of(b'title,description\nGate,ok\nLamp,"' + cell + b'"\n')
    tracemalloc.start()

    found, reason = [], ""
    try:
        for _line, reading in read(path):
            found.append(reading.title)
    except UnreadableFile as trouble:
        reason = str(trouble)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert reason.startswith("The row that begins in line 3 cannot be read: field larger than field limit")
    assert peak < 100 * 1024 * 1024


def test_one_line_of_fifty_megabytes_is_refused(file_of):
    with pytest.raises(UnreadableFile, match="more than 16 million characters"):
        list(read(file_of(b"title,description\nGate," + b"x" * 50 * 1024 * 1024)))


def test_a_packed_file_that_grows_without_end_is_refused(file_of, monkeypatch):
    monkeypatch.setattr(decoding, "SIZE_LIMIT", 3 * decoding.CHUNK)

    with pytest.raises(UnreadableFile, match="larger than 3 MB"):
        recognise(file_of(gzip.compress(b"title,status\n" + b"Gate,open\n" * 1_000_000)))


def test_a_row_of_many_large_cells_is_refused(file_of, monkeypatch):
    monkeypatch.setattr(grid, "ROW_LIMIT", 1024)

    with pytest.raises(UnreadableFile, match="line 3 cannot be read"):
        list(read(file_of("title,a,b\nGate,1,2\nLamp," + ",".join(['"' + "x\n" * 400 + '"'] * 2) + "\n")))


def test_a_body_of_a_megabyte_comes_in_whole(file_of):
    body = "word\n" * 210_000

    ((_line, gate),) = read(file_of(f'title,description\nGate,"{body}"\n'))

    assert gate.description == body.strip()


@pytest.mark.parametrize(
    "content, reason",
    (
        ('[{"number": 7, "title": "Ga', "not JSON: Unterminated string"),
        ("[" * 100_000, "nested too deeply"),
        ('{"tickets":\n [{"id": 7},\n', "not JSON: Expecting"),
        ("[1, 2, 3]", "not known which product"),
        ("[]", "not known which product"),
        ('[{"id": NaN}]', "not JSON: NaN"),
        (b"PK\x03\x04rest of a workbook", "a packed file or a workbook. Please export it as CSV or JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not known which product"),
        ("", "not known which product"),
        ("\n\n\n", "not known which product"),
        ("a,b\n1,2\n", "Its columns: a, b."),
        ('"title,status\n1,2\n' * 3, "not known which product"),
    ),
)
def test_what_cannot_be_read_is_refused_with_the_reason(content, reason, file_of):
    with pytest.raises(UnreadableFile, match=reason):
        list(read(file_of(content, "wrong.extension")))


def test_a_dump_beyond_the_limit_is_refused(file_of, monkeypatch):
    monkeypatch.setattr(dump, "DUMP_LIMIT", 2_000)

    with pytest.raises(UnreadableFile, match="Please export fewer tickets at a time"):
        recognise(file_of("[\n" + json.dumps({"number": 7, "title": "Gate" * 1_000}) + "]"))


def test_a_dump_with_rubbish_among_its_tickets_loses_only_that(file_of):
    issue = {
        "id": 7,
        "number": 7,
        "title": "Gate",
        "state": "open",
        "user": None,
        "labels": "x",
        "comments": {},
    }
    odd = issue | {"id": [8], "title": {"a": 1}, "labels": [7, None], "assignee": "olaf", "created_at": 12}

    readings = list(read(file_of(json.dumps([issue, "rubbish", 7, None, odd, issue | {"id": "9" * 200}]))))

    assert [line for line, reading in readings if isinstance(reading, BadLine)] == [2, 3, 4, 6]
    assert [reading.title for _line, reading in readings if not isinstance(reading, BadLine)] == [
        "Gate",
        "Without a title",
    ]


def test_a_product_that_does_not_exist_or_does_not_write_such_files_is_refused(file_of):
    path = file_of("title,status\nGate,open\n")

    with pytest.raises(UnreadableFile, match="“remedy” is no product"):
        recognise(path, "remedy")
    with pytest.raises(UnreadableFile, match="Trello does not write such files"):
        recognise(path, "trello")
    with pytest.raises(UnreadableFile, match="No column holds the titles"):
        list(read(path, "jira"))


def test_a_large_table_is_read_row_by_row(file_of):
    path = file_of("title,status,note\n" + ("Gate,open," + "x" * 10_000 + "\n") * 2_000)
    tracemalloc.start()

    count = sum(1 for _each in read(path))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 2_000
    assert peak < 10 * 1024 * 1024  # the file has 20 MB


MOVE = {
    "id": "a",
    "type": "updateCard",
    "date": "2024-03-04",
    "data": {"card": {"id": "c"}, "listAfter": {"name": "x"}},
}
PERSON = {"id": 7, "name": "Rita Moss", "login": "rita"}
SAMPLES = {
    "trello": {
        "lists": [{"id": "l", "name": "Done"}],
        "members": [{"id": "m"}],
        "actions": [MOVE, MOVE | {"type": "commentCard", "memberCreator": {"fullName": "Ida"}}],
        "cards": [{"id": "c", "idBoard": "b", "idList": "l", "name": "Gate", "desc": "", "idLabels": ["x"]}],
    },
    "zendesk": {
        "tickets": [
            {
                "subject": "Gate",
                "via": {},
                "requester_id": 7,
                "assignee_id": 7,
                "tags": ["a"],
                "custom_fields": [],
            }
        ],
        "users": [PERSON],
        "ticket_fields": [{"id": 1, "title": "x"}],
    },
    "freshdesk": [
        {"subject": "Gate", "status": 2, "priority": 1, "requester_id": 7, "responder_id": 7}
        | {"stats": {"closed_at": "2024-03-04"}, "custom_fields": {"a": 1}, "conversations": [{"user_id": 7}]}
        | {"requester": {"id": 7, "contact": {"name": "Rita"}}}
    ],
    "github": [
        {
            "number": 7,
            "title": "Gate",
            "state": "open",
            "user": PERSON,
            "labels": [{"name": "a"}],
            "comments": [{"id": 1}],
        }
        | {"milestone": {"title": "x"}, "assignee": PERSON, "created_at": "2024-03-04"}
    ],
}


def variants(value):
    """The same with one of its parts replaced by something that nobody would write there."""
    yield from (None, True, -1, 1.5, "x", "9" * 300, [], [1, None], {}, {"id": [1]})
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for place, part in list(places):
        for odd in variants(part):
            changed = value.copy()
            changed[place] = odd
            yield changed


@pytest.mark.parametrize("product", SAMPLES)
def test_no_odd_value_breaks_the_reading_of_a_dump(product, file_of):
    told = set()
    for odd in variants(SAMPLES[product]):
        path = file_of(json.dumps(odd), "dump.json")
        try:
            assert beside([path], choices := Choices()) in ([path], [])
            told |= {type(reading).__name__ for _line, reading in read(path, product, choices)}
        except UnreadableFile:
            told.add("refused")

    assert told >= {"Reading", "BadLine"}
