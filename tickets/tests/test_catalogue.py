"""The catalogue: what is offered to whom, found by words, and what choosing from it brings."""

import pytest
from django.urls import reverse

from groups.models import Group, Project
from tickets.models import Approver, Category, Route, Step, Ticket
from ticketsite.kit.refusals import Refused


@pytest.fixture
def purchase(it_desk):
    """A category of the IT desk that heads of department and IT Heads approve."""
    route = Route.objects.create(name="Both")
    for position, approver in enumerate((Approver.HOD, Approver.IT_HEAD), 1):
        Step.objects.create(route=route, position=position, approver=approver)
    return Category.objects.create(
        group=it_desk, name="Purchase", sentence="Something new to buy.", icon="cart", route=route
    )


@pytest.fixture
def hardware(it_desk):
    return Category.objects.create(
        group=it_desk, name="Hardware", sentence="Écrans, keyboards and mice.", icon="laptop"
    )


def look(client, person, **params):
    client.force_login(person)
    return client.get(reverse("tickets:new"), params)


def on_shelves(response):
    return {
        shelf.name: [place.name for place in shelf.places] + (["..."] if shelf.rest else [])
        for shelf in response.context["shelves"]
    }


def test_it_shows_categories_by_desk_and_team(client, ana, facilities, purchase, hardware, zoe, gil):
    Category.objects.create(group=facilities, name="Light")
    Category.objects.create(group=purchase.group, name="Of old", is_offered=False)
    Category.objects.create(group=Group.objects.start(by=zoe, name="Elsewhere"), name="Foreign")

    response = look(client, ana)

    assert on_shelves(response) == {
        "IT desk": ["Hardware", "Purchase"],
        "Facilities": ["Light", "..."],
        "Teams": ["Everyone"],
    }
    assert "Something new to buy." in response.text
    assert f'href="?category={purchase.pk}"' in response.text
    assert f'href="?group={facilities.pk}&amp;category=none"' in response.text


@pytest.mark.parametrize(
    "words, found",
    (
        ("BUY", {"IT desk": ["Purchase"]}),
        ("ecrans", {"IT desk": ["Hardware"]}),
        ("desk keyb", {"IT desk": ["Hardware"]}),
        ("it desk", {"IT desk": ["Hardware", "Purchase"]}),
        ("nothing like it", {}),
        ("a\0b", {}),
        ("x" * 5_000, {}),
    ),
)
def test_words_narrow_it_down_without_a_script(client, ana, purchase, hardware, words, found):
    response = look(client, ana, q=words)

    assert on_shelves(response) == found
    assert ("Nothing of these words was found." in response.text.split('role="status">')[1][:80]) == (
        not found
    )
    assert f'value="{words[:200]}"' in response.text


def test_a_group_shows_its_own_and_a_project_stays_chosen(client, ana, gil, facilities, purchase):
    light = Category.objects.create(group=facilities, name="Light")
    project = Project.objects.start(by=gil, group=facilities, name="Lamps")

    response = look(client, ana, group=facilities.pk, project=project.pk)
    assert on_shelves(response) == {"Facilities": ["Light", "..."]}
    assert f"?project={project.pk}&amp;category={light.pk}" in response.text

    form = look(client, ana, category=light.pk, project=project.pk).context["form"]
    assert form["project"].value() == project.pk


@pytest.mark.parametrize("categories", (1, 3))
def test_it_runs_a_fixed_number_of_queries(
    client, ana, it_desk, facilities, categories, django_assert_num_queries
):
    for group in (it_desk, facilities):
        for number in range(categories):
            Category.objects.create(group=group, name=f"Category {number}")
    look(client, ana)

    with django_assert_num_queries(5):
        response = look_again(client)

    assert len(on_shelves(response)["IT desk"]) == categories


def look_again(client, **params):
    return client.get(reverse("tickets:new"), params)


def test_the_form_says_who_must_approve_and_what_happens_then(client, ana, hugo, ida, purchase, hardware):
    text = " ".join(look(client, ana, category=purchase.pk).text.split())
    assert "Before anybody works on it, this must be approved:" in text
    assert text.index("(Hugo)") < text.index("(Ida)")
    assert "Then it waits for a technician of IT desk." in text

    text = look(client, ana, category=hardware.pk).text
    assert "It needs no approval and waits for a technician of IT desk at once." in text


@pytest.mark.parametrize("people", (1, 3))
def test_the_form_of_a_category_runs_a_fixed_number_of_queries(
    client, ana, hugo, ida, purchase, make_user, finance, people, django_assert_num_queries
):
    for number in range(people - 1):
        make_user(f"head{number}", role="hod", department=finance)
    look(client, ana, category=purchase.pk)

    with django_assert_num_queries(12):
        look_again(client, category=purchase.pk)


def test_the_defaults_of_a_category_are_chosen(client, ana, it_desk, dora):
    project = Project.objects.start(by=dora, group=it_desk, name="New laptops")
    swap = Category.objects.create(group=it_desk, name="Swap", default_priority=1, default_project=project)

    response = look(client, ana, category=swap.pk)
    assert response.context["form"]["priority"].value() == 1
    assert "New laptops" not in response.text
    client.post(reverse("tickets:new"), {"category": swap.pk, "title": "Mine is old", "priority": 1})
    ticket = Ticket.objects.get()
    assert (ticket.group, ticket.category, ticket.project, ticket.priority) == (it_desk, swap, project, 1)

    form = look(client, dora, category=swap.pk).context["form"]
    assert form["project"].value() == project.pk


def test_a_closed_default_project_stops_nobody(client, ana, it_desk, dora):
    project = Project.objects.start(by=dora, group=it_desk, name="New laptops")
    swap = Category.objects.create(group=it_desk, name="Swap", default_project=project)
    project.close(by=dora)
    client.force_login(ana)

    client.post(reverse("tickets:new"), {"category": swap.pk, "title": "Mine is old", "priority": 1})

    assert Ticket.objects.get().project is None


def test_a_ticket_with_a_route_is_sent_and_pending(client, ana, hugo, purchase):
    client.force_login(ana)

    response = client.post(
        reverse("tickets:new"), {"category": purchase.pk, "title": "A chair", "priority": 2}, follow=True
    )

    assert Ticket.objects.get().status == "pending"
    assert "is sent and waits for approval." in response.text


def test_a_desk_with_a_catalogue_takes_nothing_past_it(client, ana, it_desk, hardware):
    with pytest.raises(Refused, match="Choose what it is about."):
        Ticket.objects.open(by=ana, group=it_desk, title="A chair")

    look(client, ana, group=it_desk.pk, category="none")
    response = client.post(
        reverse("tickets:new"), {"group": it_desk.pk, "category": "none", "title": "A chair", "priority": 2}
    )
    assert response.context["form"].errors["elsewhere"] == ["Choose what it is about."]
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("number", ("x", "0", "99999999999999999999", "²", "-1"))
def test_a_category_that_is_none_gives_the_catalogue(client, ana, hardware, number):
    assert "shelves" in look(client, ana, category=number).context


def test_what_a_stranger_may_not_ask_for_has_no_form(client, zoe, facilities):
    lamps = Category.objects.create(group=facilities, name="Lamps")

    response = look(client, zoe, category=lamps.pk)

    assert "Lamps" not in response.text
    client.post(reverse("tickets:new"), {"category": lamps.pk, "title": "Mine", "priority": 2})
    assert not Ticket.objects.exists()


def test_nothing_in_a_category_runs(client, ana, it_desk):
    evil = "<script>alert(1)</script>"
    category = Category.objects.create(group=it_desk, name=evil, sentence=evil, icon="tag")

    for params in ({}, {"category": category.pk}):
        assert "<script>alert" not in look(client, ana, **params).text
