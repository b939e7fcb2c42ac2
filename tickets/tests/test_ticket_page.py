"""The ticket's page: what stands on it for whom, and what it costs."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from groups.models import Project
from tickets.models import Ticket

EVIL = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


def page(client, person, ticket, **params):
    client.force_login(person)
    return client.get(ticket.get_absolute_url(), params)


def offers(response, *names):
    """Which of these verbs the page leads to."""
    ticket = response.context["ticket"]
    return [name for name in names if f'"{reverse(f"tickets:{name}", args=[ticket.pk])}"' in response.text]


def test_the_first_walk_new_show_comment_claim_resolve(client, facilities, ana, tom):
    client.force_login(ana)
    response = client.post(
        reverse("tickets:new"),
        {"group": facilities.pk, "title": "Lamp", "description": "It **flickers**.", "priority": 1},
    )
    ticket = Ticket.objects.get()
    assert response["Location"] == ticket.get_absolute_url()
    assert "It <strong>flickers</strong>." in client.get(ticket.get_absolute_url()).text

    client.force_login(tom)
    client.post(reverse("tickets:claim", args=[ticket.pk]))
    client.post(reverse("tickets:comment", args=[ticket.pk]), {"body": "On my way."})
    client.post(reverse("tickets:resolve", args=[ticket.pk]), {"solution": "New bulb."})

    ticket.refresh_from_db()
    assert (ticket.status, ticket.resolved_by) == ("resolved", tom)
    text = page(client, ana, ticket).text
    assert "On my way." in text
    assert "<b>Tom</b> resolved this, under 1 min after it was opened" in text
    assert "New bulb." in text


def test_the_resolution_says_in_the_readers_tongue_who_and_how_long(client, open_ticket, ana, tom):
    ticket = open_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(opened_at=ticket.opened_at - timedelta(hours=3, minutes=20))
    ticket.claim(by=tom)
    ticket.resolve(by=tom, solution="New bulb.")

    assert "<b>Tom</b> resolved this, 3 h 20 min after it was opened" in page(client, ana, ticket).text


@pytest.mark.parametrize("rows", (1, 3))
def test_the_page_runs_a_fixed_number_of_queries(
    client, open_ticket, facilities, ana, tom, ben, mia, gil, ada, rows, django_assert_num_queries
):
    ticket = open_ticket()
    ticket.claim(by=tom)
    people = [ben, mia, gil]
    for number in range(rows):
        upload = SimpleUploadedFile(f"{number}.txt", b"words")
        ticket.comment(by=tom, body=f"comment {number}", files=[upload])
        ticket.add_follower(people[number], by=tom)
        ticket.hand_over(people[number], by=ticket.assignee)
        ticket.set_priority(number, by=tom)
    ticket.put_in_project(Project.objects.start(by=gil, group=facilities, name="Lamps"), by=gil)
    ticket.add_follower(ada, by=gil)
    page(client, tom, ticket)

    with django_assert_num_queries(10):
        response = client.get(ticket.get_absolute_url())

    assert len([entry for entry in response.context["timeline"].entries if entry.comment]) == rows
    assert len(response.context["timeline"].files) == rows
    assert len(response.context["follows"]) == rows + 1


def test_each_state_offers_its_verbs_to_the_right_person(client, open_ticket, ana, tom, ben, gil):
    ticket = open_ticket()
    verbs = ("claim", "resolve", "wait", "resume", "drop", "hand_over", "ask_takeover", "confirm", "reopen")
    assert offers(page(client, tom, ticket), *verbs) == ["claim", "resolve"]

    ticket.claim(by=tom)
    assert offers(page(client, tom, ticket), *verbs) == ["resolve", "wait", "drop", "hand_over"]
    assert offers(page(client, ben, ticket), *verbs) == ["ask_takeover"]
    assert offers(page(client, gil, ticket), "release", "assign") == ["release", "assign"]

    ticket.set_waiting(by=tom, question="Which room?")
    assert offers(page(client, tom, ticket), *verbs) == ["resolve", "resume", "drop", "hand_over"]
    assert "Tom waits for your answer" in page(client, ana, ticket).text

    ticket.resolve(by=tom)
    assert offers(page(client, ana, ticket), *verbs) == ["confirm", "reopen"]
    assert offers(page(client, ben, ticket), *verbs) == []


def test_the_holder_sees_who_asks_and_hands_over_in_one_click(client, open_ticket, tom, ben):
    ticket = open_ticket()
    ticket.claim(by=tom)
    ticket.ask_takeover(by=ben, reason="I have the key.")

    text = page(client, tom, ticket).text
    assert "Ben asks to take over. I have the key." in " ".join(text.split())
    assert '<input type="hidden" name="to" value="ben">' in text
    assert "You asked to take over." in page(client, ben, ticket).text

    client.force_login(tom)
    client.post(reverse("tickets:hand_over", args=[ticket.pk]), {"to": "ben"})
    ticket.refresh_from_db()
    assert ticket.assignee == ben


def test_internal_notes_and_their_files_are_for_those_who_may_work(client, it_desk, open_ticket, ana, tess):
    ticket = open_ticket(group=it_desk)
    ticket.claim(by=tess)
    secret = SimpleUploadedFile("secret-plan.txt", b"words")
    note = ticket.comment(by=tess, body="quiet words", is_internal=True, files=[secret])
    file = note.files.get()

    for name in ("ticket", "history"):
        client.force_login(tess)
        assert "secret-plan.txt" in client.get(reverse(f"tickets:{name}", args=[ticket.pk])).text
        client.force_login(ana)
        text = client.get(reverse(f"tickets:{name}", args=[ticket.pk])).text
        assert [word for word in ("quiet words", "secret-plan", "Internal") if word in text] == []

    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get(reverse("tickets:comment_edit", args=[note.pk])).status_code == 404
    assert client.post(reverse("tickets:comment_delete", args=[note.pk])).status_code == 404
    assert client.post(reverse("tickets:file_remove", args=[file.pk])).status_code == 404
    assert 'name="is_internal"' not in client.get(ticket.get_absolute_url()).text


def test_a_deleted_comment_leaves_its_place_and_who_removed_it(client, open_ticket, ana, tom, mia):
    ticket = open_ticket()
    ticket.comment(by=tom, body="rude words").remove(by=mia)

    text = page(client, ana, ticket).text

    assert "A comment of <b>Tom</b> was deleted by <b>Mia</b>." in text
    assert "rude words" not in text


def test_nothing_that_people_type_runs(client, open_ticket, tom, make_user, facilities, gil):
    tom.name = EVIL
    tom.save()
    ticket = open_ticket(by=tom, title=EVIL, description=EVIL)
    ticket.claim(by=tom)
    ticket.comment(by=tom, body=EVIL, files=[SimpleUploadedFile(f"{EVIL}.txt", b"x")])
    ticket.edit(by=gil, revision=1, title=f"{EVIL}!", description=f"{EVIL}?")
    ticket.drop(by=tom, reason=EVIL)

    for name in ("ticket", "history", "edit", "who", "comment", "priority"):
        client.force_login(gil)
        text = client.get(reverse(f"tickets:{name}", args=[ticket.pk])).text
        assert EVIL not in text
        assert ESCAPED in text


def test_the_page_says_why_one_sees_it(client, open_ticket, it_desk, ana, hugo):
    ticket = open_ticket(group=it_desk)

    assert page(client, ana, ticket).context["reasons"] == ["you raised it"]
    assert page(client, hugo, ticket).context["reasons"] == ["it was raised from the department you head"]


def test_who_can_see_it_is_for_those_who_work_or_lead(client, it_desk, open_ticket, ana, tess, hugo):
    ticket = open_ticket(group=it_desk)
    url = reverse("tickets:who", args=[ticket.pk])

    client.force_login(ana)
    assert client.get(url).status_code == 404
    for person in (tess, hugo):
        client.force_login(person)
        rows = [
            (str(words), [str(p) for p in some]) for words, some, _ in client.get(url).context["audience"]
        ]
        assert ("Raised it", ["Ana"]) in rows
        assert ("Heads of its department", ["Hugo"]) in rows


def test_a_long_group_is_summarised(client, open_ticket, everyone, ana, make_user):
    ticket = open_ticket(group=everyone)
    for number in range(30):
        make_user(f"person{number}")
    client.force_login(ana)

    audience = client.get(reverse("tickets:who", args=[ticket.pk])).context["audience"]

    assert [(len(some), more) for _words, some, more in audience if more] == [(25, 10)]


def test_a_long_story_is_cut_and_can_be_seen_whole(client, open_ticket, ana):
    ticket = open_ticket()
    for number in range(152):
        ticket.comment(by=ana, body=f"word-{number}-")

    text = page(client, ana, ticket).text
    assert ("word-1-" in text, "word-2-" in text, "word-151-" in text) == (False, True, True)
    assert 'href="?all"' in text
    assert "word-0-" in page(client, ana, ticket, all="").text
