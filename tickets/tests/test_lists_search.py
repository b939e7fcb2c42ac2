"""Words in title, description and readable comments; a number goes straight to its ticket."""

import pytest
from django.urls import reverse

from tickets.models import Ticket
from tickets.search import number_in, search


@pytest.fixture
def found(client):
    """found(tom, "lamp"): titles on the page of all tickets."""

    def titles(user, words, name="list"):
        client.force_login(user)
        response = client.get(reverse(f"tickets:{name}"), {"q": words})
        assert response.status_code == 200
        return [ticket.title for ticket in response.context["tickets"]]

    return titles


def test_every_word_is_found_anywhere(found, open_ticket, tom, ben):
    ticket = open_ticket(title="Lamp", description="It flickers at night")
    ticket.comment(by=ben, body="I bought a bulb")
    open_ticket(title="Lamp of the hall")

    assert found(tom, "lamp") == ["Lamp of the hall", "Lamp"]
    assert found(tom, "bulb NIGHT lamp") == ["Lamp"]
    assert found(tom, "bulb hall") == []


def test_words_mean_themselves(found, open_ticket, tom):
    open_ticket(title="100% sure")
    open_ticket(title="1000 sure")
    open_ticket(title="a_b")

    assert found(tom, "100%") == ["100% sure"]
    assert found(tom, "a_b") == ["a_b"]
    assert found(tom, "' OR 1=1 --") == []


def test_internal_notes_are_searched_only_by_those_who_read_them(found, it_desk, ana, tess, sam):
    ticket = Ticket.objects.open(by=ana, group=it_desk, title="Screen")
    ticket.comment(by=tess, body="She dropped it", is_internal=True)

    assert found(tess, "dropped") == found(sam, "dropped") == ["Screen"]
    assert found(ana, "dropped") == []


def test_a_deleted_comment_is_not_found(found, open_ticket, tom, ben):
    open_ticket(title="Lamp").comment(by=ben, body="A secret").remove(by=ben)

    assert found(tom, "secret") == []


def test_search_keeps_to_the_given_tickets(open_ticket, tom, zoe):
    open_ticket(title="Lamp")

    assert not search(Ticket.objects.visible_to(zoe), zoe, "lamp").exists()
    assert search(Ticket.objects.visible_to(tom), tom, "lamp").exists()


@pytest.mark.parametrize("name", ("home", "mine", "waiting", "work", "archive", "list", "bin"))
@pytest.mark.parametrize("words", ("#{}", "{}", " # {} "))
def test_a_number_goes_to_its_ticket_from_every_list(client, open_ticket, tom, name, words):
    ticket = open_ticket()
    client.force_login(tom)

    response = client.get(reverse(f"tickets:{name}"), {"q": words.format(ticket.pk)})

    assert response.status_code == 302
    assert response["Location"] == ticket.get_absolute_url()


def test_a_number_that_may_not_be_seen_is_as_unknown_as_one_that_is_not(client, open_ticket, zoe):
    ticket = open_ticket()
    client.force_login(zoe)

    hidden = client.get(reverse("tickets:list"), {"q": f"#{ticket.pk}"})
    unknown = client.get(reverse("tickets:list"), {"q": "#999999"})

    assert f"No ticket #{ticket.pk} that you may see" in hidden.content.decode()
    assert "No ticket #999999 that you may see" in unknown.content.decode()
    assert hidden.status_code == unknown.status_code == 200


def test_a_number_without_a_ticket_is_searched_as_a_word(found, open_ticket, tom):
    open_ticket(title="Room 4711 is cold")

    assert found(tom, "4711") == ["Room 4711 is cold"]


@pytest.mark.parametrize(
    "words", ("9" * 18, "9" * 19, "9" * 180, "#" * 50, "１２", "1２", "٣", "#٣", "-1", "#0", "1e3")
)
def test_odd_numbers_are_only_words(found, open_ticket, tom, words):
    open_ticket()

    assert found(tom, words) == []


def test_a_number_is_read_in_plain_digits():
    assert [number_in(words) for words in ("12", "#12", " #12 ", "# 12", "12a", "١٢", "")] == [
        *(12, 12, 12, 12),
        *(None, None, None),
    ]
