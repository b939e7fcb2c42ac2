"""Naming people in a comment with @."""

import pytest
from django.urls import reverse

from groups.events import Event, Verb
from tickets.mentions import Unseen
from tickets.models import Comment


@pytest.fixture
def write(client):
    def post(ticket, person, **typed):
        client.force_login(person)
        return client.post(reverse("tickets:comment", args=[ticket.pk]), typed)

    return post


@pytest.fixture
def complete(client):
    """complete(ticket, person, "b"): the usernames offered after "@b"."""

    def get(ticket, person, words=""):
        client.force_login(person)
        response = client.get(reverse("tickets:mentionable", args=[ticket.pk]), {"q": words})
        return (
            [each["username"] for each in response.json()["people"]] if response.status_code == 200 else None
        )

    return get


def test_the_event_of_a_comment_names_those_it_names(open_ticket, ana, ben, tom):
    open_ticket().comment(by=tom, body="@Ana and @ben, not `@mia` or @nobody: see @tom.")

    event = Event.objects.get(verb=Verb.COMMENTED)
    assert sorted(event.details["mentions"]) == sorted([ana.pk, ben.pk, tom.pk])


def test_naming_who_may_not_see_it_is_refused_with_the_choice_to_let_them_in(write, open_ticket, tom, zoe):
    ticket = open_ticket()

    response = write(ticket, tom, body="Ask @zoe")
    assert response.context["form"].non_field_errors() == [
        "These people may not see this ticket: Zoe (@zoe)."
    ]
    assert 'name="let_in"' in response.text
    assert "Ask @zoe</textarea>" in response.text
    assert not Comment.objects.exists()

    write(ticket, tom, body="Ask @zoe", let_in="on")
    assert Comment.objects.count() == 1
    assert ticket.is_visible_to(zoe)
    assert ticket.follows.get(user=zoe).let_in_by == tom


def test_who_may_not_let_in_is_not_offered_it_and_cannot_force_it(write, it_desk, open_ticket, ana, zoe):
    ticket = open_ticket(group=it_desk)

    response = write(ticket, ana, body="Ask @zoe")
    assert "You cannot let them in" in response.text
    assert 'name="let_in"' not in response.text

    write(ticket, ana, body="Ask @zoe", let_in="on")
    assert not Comment.objects.exists()
    assert not ticket.is_visible_to(zoe)


def test_an_internal_note_names_only_its_readers(it_desk, open_ticket, ana, tess, sam):
    ticket = open_ticket(group=it_desk)
    ticket.claim(by=tess)
    ticket.comment(by=tess, body="@sam?", is_internal=True)

    with pytest.raises(Unseen, match="may not read internal notes here: Ana") as refusal:
        ticket.comment(by=tess, body="@ana?", is_internal=True, let_in=True)

    assert not refusal.value.may_let_in


def test_an_edit_is_refused_for_new_names_only(open_ticket, ana, gil, tom, zoe, everyone):
    ticket = open_ticket()
    ticket.add_follower(zoe, by=gil)
    comment = ticket.comment(by=tom, body="@zoe")
    ticket.remove_follower(zoe, by=gil)
    comment.edit("@zoe please", by=tom)
    other = ticket.comment(by=tom, body="Hm")

    with pytest.raises(Unseen):
        other.edit("@zoe", by=tom)


def test_completion_offers_only_those_who_see_the_ticket(complete, open_ticket, ana, tom, zoe, ben):
    ticket = open_ticket()

    assert complete(ticket, tom, "b") == ["ben"]
    assert complete(ticket, tom, "zo") == []
    assert complete(ticket, tom) == ["ana", "ben", "gil", "mia", "tom"]
    assert complete(ticket, tom, "b\0" + "x" * 5000) == []
    assert complete(ticket, zoe) is None


def test_completion_gives_eight_names_without_addresses(client, everyone, open_ticket, make_user, ana):
    for number in range(10):
        make_user(f"person{number}")
    ticket = open_ticket(group=everyone)
    client.force_login(ana)

    response = client.get(reverse("tickets:mentionable", args=[ticket.pk]), {"q": "pers"})

    assert [set(each) for each in response.json()["people"]] == [{"username", "name"}] * 8


def test_a_mention_leads_to_the_person(client, ana, tom):
    client.force_login(ana)

    response = client.get("/me/people/by-name/Tom/")
    assert response["Location"] == tom.get_absolute_url()
    assert client.get("/me/people/by-name/nobody/").status_code == 404
