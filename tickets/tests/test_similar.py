"""Similar tickets while a new one is typed: those one sees, the likest first, and "me too" in place of a duplicate."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from groups.events import Event, Verb
from notifications.models import Notification
from tickets.history import History
from tickets.models import Ticket
from tickets.search.similar import similar
from tickets.visibility import reasons
from ticketsite.kit.refusals import Refused


def titles(found):
    return [ticket.title for ticket in found]


def test_the_likest_comes_first_and_others_do_not_come(open_ticket, tom):
    for title in ("Printer on the second floor is jammed", "Printer jammed", "Lamp is dark", "Imprimante"):
        open_ticket(title=title)

    assert titles(similar(tom, "the PRINTER jammed")) == [
        "Printer jammed",
        "Printer on the second floor is jammed",
    ]
    assert similar(tom, "") == similar(tom, "a b") == similar(tom, "'\" -") == []


def test_accents_and_case_are_folded(open_ticket, tom):
    open_ticket(title="Caténaire coupée à Évry")

    assert titles(similar(tom, "catenaire COUPEE a Evry")) == ["Caténaire coupée à Évry"]


def test_only_open_tickets_that_one_sees(open_ticket, tom, ana, zoe):
    done = open_ticket(title="Printer jammed")
    done.resolve(by=tom, solution="")
    kept = open_ticket(title="Printer jammed again")

    assert [ticket.pk for ticket in similar(ana, "Printer jammed")] == [kept.pk]
    assert similar(zoe, "Printer jammed") == []


@pytest.mark.parametrize("number", (1, 4))
def test_looking_runs_a_fixed_number_of_queries(open_ticket, tom, number, django_assert_num_queries):
    for _ in range(number):
        open_ticket(title="Printer jammed")
    list(Ticket.objects.visible_to(tom))  # reads the grants

    with django_assert_num_queries(2):
        found = similar(tom, "Printer jammed")

    assert len(found) == number


def test_me_too_follows_counts_once_and_is_told_of_the_end(
    client, open_ticket, ana, tom, ben, django_capture_on_commit_callbacks
):
    ticket = open_ticket(by=ana, title="Printer jammed")
    client.force_login(ben)

    for _ in range(2):
        response = client.post(reverse("tickets:me_too", args=[ticket.pk]))

    assert response.url == ticket.get_absolute_url()
    assert client.get(response.url).context["affected"] == 2
    assert [ticket.affected for ticket in similar(ben, "Printer jammed")] == [2]
    lines = History(ticket, ben).lines
    assert [line.sentence for line in lines if line.event.verb == Verb.FOLLOWED] == [
        "has the same trouble and follows the ticket"
    ]

    with django_capture_on_commit_callbacks(execute=True):
        ticket.refresh_from_db()
        ticket.resolve(by=tom, solution="Paper out.")

    resolved = Event.objects.of(ticket).get(verb=Verb.RESOLVED)
    told = Notification.objects.filter(event=resolved).values_list("person", flat=True)
    assert set(told) == {ana.pk, ben.pk}


def test_a_follower_may_say_so_later_and_unfollowing_takes_it_back(open_ticket, ben):
    ticket = open_ticket()
    ticket.follow(by=ben)
    ticket.say_me_too(by=ben)
    assert [follow.is_affected for follow in ticket.follows.all()] == [True]

    ticket.unfollow(by=ben)

    assert ticket.follows.count() == 0


@pytest.mark.parametrize("follows_before", (False, True))
def test_a_technician_who_joins_sees_it_after_a_colleague_took_it(it_desk, ana, tess, theo, follows_before):
    joined, other = (Ticket.objects.open(by=ana, group=it_desk, title="No network") for _ in range(2))
    if follows_before:
        joined.follow(by=tess)
    joined.say_me_too(by=tess)
    other.follow(by=tess)
    for ticket in (joined, other):
        ticket.claim(by=theo)

    assert list(Ticket.objects.visible_to(tess)) == [joined]
    assert reasons(tess, joined) == ["you follow it"]

    joined.unfollow(by=tess)

    assert not Ticket.objects.visible_to(tess).exists()


def test_who_leaves_a_team_no_longer_sees_what_they_joined(open_ticket, facilities, ana, ben):
    ticket = open_ticket(by=ana)
    ticket.say_me_too(by=ben)
    facilities.leave(by=ben)

    assert not Ticket.objects.visible_to(ben).filter(pk=ticket.pk).exists()


def test_neither_the_requester_nor_after_the_end(open_ticket, ana, ben, tom):
    ticket = open_ticket(by=ana)
    with pytest.raises(Refused):
        ticket.say_me_too(by=ana)
    ticket.resolve(by=tom, solution="")
    with pytest.raises(Refused):
        ticket.say_me_too(by=ben)


def test_strangers_do_not_find_the_ticket(client, open_ticket, zoe):
    ticket = open_ticket(title="Printer jammed")
    client.force_login(zoe)

    assert client.post(reverse("tickets:me_too", args=[ticket.pk])).status_code == 404
    assert "Printer" not in client.get(reverse("tickets:similar"), {"title": "Printer jammed"}).text


def test_the_piece_of_the_page_offers_a_button(client, open_ticket, ben):
    ticket = open_ticket(title="Printer <b>jammed</b>")
    client.force_login(ben)

    page = client.get(reverse("tickets:similar"), {"title": "printer jammed\0"}).text

    assert f'formaction="{reverse("tickets:me_too", args=[ticket.pk])}"' in page
    assert "Printer &lt;b&gt;jammed&lt;/b&gt;" in page


def test_without_javascript_a_button_looks_and_everything_typed_stays(client, open_ticket, facilities, ben):
    ticket = open_ticket(title="Printer jammed")
    client.force_login(ben)
    typed = {
        "group": facilities.pk,
        "title": "The printer jammed",
        "description": "Since noon",
        "priority": 3,
    }

    response = client.post(reverse("tickets:new"), typed | {"similar": "1"})

    form = response.context["form"]
    assert [form[name].value() for name in ("title", "description", "priority")] == [
        *("The printer jammed", "Since noon", "3")
    ]
    assert [found.pk for found in response.context["similar"]] == [ticket.pk]
    assert Ticket.objects.count() == 1

    nothing = client.post(reverse("tickets:new"), typed | {"similar": "1", "title": "Lamp"}).text
    assert "No open ticket that you see has a title like this." in nothing


@pytest.mark.parametrize("asked", ({"similar": "1"}, {"again": "1"}, {"title": ""}))
def test_a_page_shown_again_says_that_files_are_lost(client, open_ticket, facilities, ben, asked):
    client.force_login(ben)
    typed = {"group": facilities.pk, "title": "The printer jammed", "priority": 3} | asked
    words = "Please choose the files again: browsers do not keep them."

    assert words not in client.post(reverse("tickets:new"), typed).text
    with_file = typed | {"files": SimpleUploadedFile("photo.txt", b"jam")}
    assert words in client.post(reverse("tickets:new"), with_file).text
