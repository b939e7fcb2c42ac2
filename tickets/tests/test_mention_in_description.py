"""Naming people with @ in the words of a ticket, before it is open and when it is edited."""

import pytest
from django.urls import reverse

from accounts.models import User
from groups.models import Membership
from tickets.mentions import Unseen
from tickets.models import Approver, Category, Route, Ticket

WORDS = {"title": "Lamp", "description": "Ask @zoe and @tom", "priority": 2}


@pytest.fixture
def complete(client):
    """complete(ana, "group-1", "b"): the usernames offered after "@b"; None where there is no such place."""

    def get(person, place, words=""):
        client.force_login(person)
        response = client.get(reverse("tickets:mentionable_in_new"), {"place": place, "q": words})
        if response.status_code == 404:
            return None
        return {each["username"] for each in response.json()["people"]}

    return get


@pytest.fixture
def send(client, ana, facilities):
    client.force_login(ana)
    return lambda **typed: client.post(reverse("tickets:new"), {"group": facilities.pk} | WORDS | typed)


def test_a_new_ticket_that_names_who_would_not_see_it_is_refused_with_the_choice(send, ana, zoe):
    response = send()

    assert response.context["form"].non_field_errors() == [
        "These people may not see this ticket: Zoe (@zoe)."
    ]
    assert 'name="let_in"' in response.text
    assert "Ask @zoe and @tom</textarea>" in response.text
    assert not Ticket.objects.exists()


def test_they_become_followers_where_one_wants_that(send, ana, zoe):
    send(let_in="on")

    ticket = Ticket.objects.get()
    assert ticket.is_visible_to(zoe)
    assert [follow.let_in_by for follow in ticket.follows.all()] == [ana]


def test_whoever_only_asks_a_desk_lets_nobody_in(client, it_desk, ana, zoe):
    client.force_login(ana)
    response = client.post(reverse("tickets:new"), WORDS | {"group": it_desk.pk})
    assert "You cannot let them in: write without the @." in response.text
    assert 'name="let_in"' not in response.text

    client.post(reverse("tickets:new"), WORDS | {"group": it_desk.pk, "let_in": "on"})
    assert not Ticket.objects.exists()


def test_an_edit_is_refused_for_new_names_only(client, open_ticket, ana, zoe, gil, ben):
    ticket = open_ticket(description="Ask @zoe", let_in=True)
    ticket.remove_follower(zoe, by=gil)
    ticket.edit(by=ana, revision=1, title="Lamp", description="Ask @zoe, please")

    User.objects.create_user("yves")
    with pytest.raises(Unseen, match="@yves"):
        ticket.edit(by=ana, revision=2, title="Lamp", description="Ask @zoe or @yves")

    client.force_login(ana)
    typed = {"title": "Lamp", "description": "@yves", "revision": 2}
    page = client.post(reverse("tickets:edit", args=[ticket.pk]), typed)
    assert 'name="let_in"' in page.text
    client.post(reverse("tickets:edit", args=[ticket.pk]), typed | {"let_in": "on"})
    assert ticket.follows.get().user.username == "yves"


def test_completion_offers_those_who_would_see_it(complete, facilities, it_desk, ana, zoe, tom, hugo, ida):
    team, desk = f"group-{facilities.pk}", f"group-{it_desk.pk}"

    assert complete(ana, team) == {"ada", "ana", "ben", "gil", "mia", "tom"}
    assert complete(ana, team, "b") == {"ben"}
    assert complete(ana, desk) == {"ana", "hugo", "ida", "dora", "sam", "tess", "theo"} | {"ada"}
    assert complete(zoe, desk, "hu") == set()
    assert complete(zoe, team) is None
    assert complete(ana, "") is None
    assert complete(ana, "group-999999999999999999999") is None


def test_where_somebody_decides_first_those_are_offered_who_see_it_while_it_waits(
    complete, it_desk, ana, hugo
):
    route = Route.objects.create(name="By the head")
    route.steps.create(position=1, approver=Approver.HOD)
    laptop = Category.objects.create(group=it_desk, name="Laptop", route=route)

    offered = complete(ana, f"category-{laptop.pk}")
    assert {"ana", "hugo", "sam", "dora"} <= offered
    assert "tess" not in offered


def test_the_form_names_its_place_for_the_completion(client, facilities, ana):
    client.force_login(ana)

    page = client.get(reverse("tickets:new"), {"group": facilities.pk}).text

    assert f'data-url="{reverse("tickets:mentionable_in_new")}" data-place="group-{facilities.pk}"' in page


@pytest.mark.parametrize("people", (1, 8))
def test_completion_runs_a_fixed_number_of_queries(
    client, facilities, ana, make_user, people, django_assert_num_queries
):
    for number in range(people):
        Membership.objects.enrol(facilities, make_user(f"worker{number}"))
    client.force_login(ana)

    with django_assert_num_queries(3):
        client.get(reverse("tickets:mentionable_in_new"), {"place": f"group-{facilities.pk}", "q": "worker"})
