"""The page of the search: what was found with its sentence, its remarks, its cost, and completing what is typed."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from tickets.models import Ticket
from tickets.search.found import FoundPage

QUERIES = {"postgresql": 7, "sqlite": 8}  # FTS5 ranks in a query of its own


@pytest.fixture
def ask(client):
    """ask(tom, "lamp"): the page of what tom finds."""

    def get(user, line, **more):
        client.force_login(user)
        return client.get(reverse("tickets:search"), {"q": line, **more})

    return get


def titles(response):
    return [ticket.title for ticket in response.context["tickets"]]


def test_the_word_is_shown_in_its_sentence(ask, open_ticket, tom, ben):
    ticket = open_ticket(title="The <b>Lámp</b>", description="Nothing")
    ticket.comment(by=ben, body=f"{'Long words before. ' * 20} It is the *caténaire* <i>again</i>.")

    html = ask(tom, "lamp catenaire").content.decode()

    assert "The &lt;b&gt;<mark>Lámp</mark>&lt;/b&gt;" in html
    assert "It is the <mark>caténaire</mark> &lt;i&gt;again&lt;/i&gt;." in html
    assert "… " in html


def test_a_note_is_quoted_only_to_those_who_read_it(ask, it_desk, ana, tess, hugo):
    ticket = Ticket.objects.open(by=ana, group=it_desk, title="Screen", description="Broken")
    files = [SimpleUploadedFile("dropped.txt", b"1")]
    ticket.comment(by=tess, body="She dropped the screen", is_internal=True, files=files)

    assert "<mark>dropped</mark> the <mark>screen</mark>" in ask(tess, "screen dropped").content.decode()
    for person in (ana, hugo):
        assert titles(ask(person, "screen dropped")) == []
        assert "dropped the" not in ask(person, "screen").content.decode()


def test_nothing_asked_for_shows_how_to_ask(ask, open_ticket, tom):
    open_ticket(title="Lamp")

    response = ask(tom, "")

    assert titles(response) == []
    assert "is:open" in response.content.decode()


def test_words_sort_and_filters_go_together(ask, open_ticket, facilities, everyone, tom):
    open_ticket(title="Lamp one", description="lamp lamp")
    open_ticket(title="Lamp two", priority=0)
    Ticket.objects.open(by=tom, group=everyone, title="Lamp three")
    for _number in range(5):
        open_ticket(title="Door").resolve(by=tom)
    open_ticket(title="Door", description="Behind the lamp").resolve(by=tom)

    assert titles(ask(tom, "lamp"))[-1] == "Door"
    assert titles(ask(tom, "lamp", sort="newest")) == ["Door", "Lamp three", "Lamp two", "Lamp one"]
    assert titles(ask(tom, "lamp", sort="urgency"))[0] == "Lamp two"
    assert titles(ask(tom, "lamp group:facilities", priority=0)) == ["Lamp two"]
    assert titles(ask(tom, "", group=everyone.pk)) == ["Lamp three"]
    assert titles(ask(tom, "is:open")) == ["Lamp three", "Lamp two", "Lamp one"]
    assert titles(ask(tom, "lamp", sort="urgency", status="open"))[0] == "Lamp two"


def test_the_next_page_goes_on_where_the_first_ended(ask, open_ticket, tom):
    for _number in range(27):
        open_ticket(title="Lamp")

    first = ask(tom, "lamp")
    second = ask(tom, "lamp", after=first.context["page"].next_cursor)

    assert len(titles(first)) == 25
    assert len({ticket.pk for page in (first, second) for ticket in page.context["tickets"]}) == 27


def test_pages_of_what_was_found_there_and_back(open_ticket):
    keys = [open_ticket().pk for _number in range(5)]

    def shown(**at):
        return [ticket.pk for ticket in FoundPage(keys, at, 2)]

    first = FoundPage(keys, {}, 2)
    second = FoundPage(keys, {"after": first.next_cursor}, 2)
    assert shown() == shown(before=second.previous_cursor) == keys[:2]
    assert shown(after=first.next_cursor) == keys[2:4]
    assert shown(after=second.next_cursor) == keys[4:]
    for nowhere in (-1, 2**62):
        assert shown(after=first._encode(SimpleNamespace(place=nowhere))) == keys[:2]


def test_it_says_that_more_may_match_than_were_ranked(ask, open_ticket, tom, monkeypatch):
    monkeypatch.setattr("tickets.search.RANKED", 2)
    monkeypatch.setattr("tickets.filters.RANKED", 2)
    open_ticket(title="Lamp")
    assert "Many tickets" not in ask(tom, "lamp").content.decode()

    for _number in range(2):
        open_ticket(title="Lamp")
    assert "here are the newest 2, the best first" in ask(tom, "lamp").content.decode()


def test_the_box_holds_what_this_person_typed(ask, open_ticket, tom):
    open_ticket(title="Lamp")

    for typed, shown in (("lamp", "lamp"), ('"lamp" <b>', "&quot;lamp&quot; &lt;b&gt;"), ("", "")):
        assert f'name="q" value="{shown}"' in ask(tom, typed).content.decode()


def test_a_wrong_operator_is_said_beside_the_field_with_what_was_typed(ask, open_ticket, tom):
    open_ticket(title="Lamp")

    response = ask(tom, "lamp is:blue")
    html = response.content.decode()

    assert (response.status_code, titles(response)) == (200, [])
    assert "is:blue – there is no such status." in html
    assert 'value="lamp is:blue"' in html


def test_a_misspelt_word_brings_a_better_one(ask, open_ticket, tom, zoe):
    open_ticket(title="Imprimante du troisième")

    assert ask(tom, "imprimnate").context["suggestion"] == "imprimante"
    assert "?q=imprimante" in ask(tom, "imprimnate").content.decode()
    assert ask(zoe, "imprimnate").context["suggestion"] == ""


def test_a_number_goes_to_its_ticket(ask, open_ticket, tom):
    ticket = open_ticket()

    assert ask(tom, f"#{ticket.pk}").url == ticket.get_absolute_url()


@pytest.mark.parametrize("rows", (1, 3))
def test_it_asks_the_database_a_fixed_number_of_times(
    client, open_ticket, tom, ben, rows, django_assert_num_queries
):
    for _number in range(rows):
        open_ticket(title="Lamp").comment(by=ben, body="A hall and a bulb")
    client.force_login(tom)

    with django_assert_num_queries(QUERIES[connection.vendor]):
        response = client.get(reverse("tickets:search"), {"q": "lamp bulb"})

    assert len(titles(response)) == rows


@pytest.mark.parametrize(
    "line, options",
    (
        ("lamp pri", ["lamp priority:"]),
        ("is:pend", ['is:"Pending approval"']),
        ("priority:im", ["priority:Important"]),
        ("lamp group:fac", ["lamp group:Facilities"]),
        ("by:be", ["by:ben"]),
        ("to:no", ["to:nobody"]),
        ("foo:bar", []),
        ("", []),
        ("\x00", []),
    ),
)
def test_completing(client, facilities, tom, ben, line, options):
    client.force_login(tom)

    response = client.get(reverse("tickets:complete"), {"q": line})

    assert response.json() == {"options": options}


def test_completing_names_nothing_hidden(client, facilities, zoe):
    client.force_login(zoe)

    assert client.get(reverse("tickets:complete"), {"q": "group:fac"}).json() == {"options": []}
