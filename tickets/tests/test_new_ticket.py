"""Raising a ticket: one form, one ticket, and nothing typed is lost."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from groups.models import Event, Group, Project
from tickets.models import Category, Ticket
from ticketsite.testing import at_once


@pytest.fixture
def send(client, ana, facilities):
    """send(title=..., ...): ana fills the form in for Facilities and sends it."""
    client.force_login(ana)

    def post(**typed):
        typed = {"group": facilities.pk, "title": "Lamp", "description": "dark", "priority": 2} | typed
        return client.post(reverse("tickets:new"), typed)

    return post


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_the_groups_offered_are_those_one_may_raise_in(client, ana, facilities, it_desk, gil, zoe):
    Group.objects.start(by=zoe, name="Open to all")
    closed = Group.objects.start(by=ana, name="Closed one")
    closed.close(by=ana)
    client.force_login(ana)

    shelves = client.get(reverse("tickets:new")).context["shelves"]

    assert [(shelf.name, [place.name for place in shelf.places]) for shelf in shelves] == [
        ("Service desks", ["IT desk"]),
        ("Teams", ["Everyone", "Facilities"]),
    ]


@pytest.mark.parametrize("groups", (1, 3))
def test_the_form_runs_a_fixed_number_of_queries(
    client, facilities, ana, gil, groups, django_assert_num_queries
):
    for number in range(groups):
        Group.objects.start(by=ana, name=f"Group {number}")
        Project.objects.start(by=gil, group=facilities, name=f"Project {number}")
    client.force_login(ana)
    url = reverse("tickets:new")

    with django_assert_num_queries(9):
        response = client.get(url, {"group": facilities.pk})

    assert len(response.context["form"]["project"].field.queryset) == groups


@pytest.mark.parametrize("number", ("x", "0", "999999999999999999999", "²", "-1"))
def test_a_group_or_project_that_is_none_gives_the_choice(client, ana, facilities, number):
    client.force_login(ana)

    for name in ("group", "project"):
        assert "shelves" in client.get(reverse("tickets:new"), {name: number}).context


def test_a_stranger_to_the_group_cannot_raise_there(client, facilities, it_desk, zoe):
    client.force_login(zoe)

    response = client.post(reverse("tickets:new"), {"group": facilities.pk, "title": "Lamp", "priority": 2})

    assert "Facilities" not in response.text
    assert not Ticket.objects.exists()


def test_a_project_brings_its_group(client, facilities, ana, gil):
    project = Project.objects.start(by=gil, group=facilities, name="Lamps")
    client.force_login(ana)

    context = client.get(reverse("tickets:new"), {"project": project.pk}).context

    assert (context["place"].group, context["form"]["project"].value()) == (facilities, project.pk)


def test_a_desk_keeps_its_projects_from_those_who_are_not_in_it(client, it_desk, dora, ana):
    Project.objects.start(by=dora, group=it_desk, name="Secret project")
    Category.objects.create(group=it_desk, name="Laptops")
    client.force_login(ana)

    response = client.get(reverse("tickets:new"), {"group": it_desk.pk})

    assert "Secret project" not in response.text
    assert "Laptops" in response.text


def test_place_priority_and_files_arrive(send, facilities, ana, gil):
    project = Project.objects.start(by=gil, group=facilities, name="Lamps")
    category = Category.objects.create(group=facilities, name="Light")

    send(
        project=project.pk,
        category=category.pk,
        priority=0,
        files=[SimpleUploadedFile("a.txt", b"1"), SimpleUploadedFile("b.txt", b"2")],
    )

    ticket = Ticket.objects.get()
    assert (ticket.project, ticket.category, ticket.priority, ticket.requester) == (project, category, 0, ana)
    assert sorted(ticket.files.values_list("name", flat=True)) == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    "typed, field, sentence",
    (
        ({"title": " "}, "title", "This field is required."),
        (
            {"title": "a\0b"},
            "title",
            "This text contains a character that cannot be stored. Please remove it.",
        ),
        ({"title": "x" * 201}, "title", "This text has 201 characters; at most 200 characters are possible."),
        (
            {"description": "x" * 1_000_000},
            "description",
            "This text has 1,000,000 characters; at most 65,536 characters are possible.",
        ),
        ({"priority": "9"}, "priority", "Select a valid choice. 9 is not one of the available choices."),
    ),
)
def test_what_is_wrong_stands_beside_its_field_and_all_words_stay(send, typed, field, sentence):
    typed = {"title": "Lamp", "description": "It is dark here."} | typed

    response = send(**typed)

    assert errors(response) == {field: [sentence]}
    assert response.context["form"]["title"].value() == typed["title"]
    assert response.context["form"]["description"].value() == typed["description"]
    assert sentence in response.text
    assert not Ticket.objects.exists()


def test_the_same_form_sent_twice_opens_one_ticket(send):
    key = uuid.uuid4()

    first = send(key=key, files=[SimpleUploadedFile("a.txt", b"1")])
    second = send(key=key, files=[SimpleUploadedFile("a.txt", b"1")])

    assert first["Location"] == second["Location"]
    assert Ticket.objects.get().files.count() == 1


def test_other_words_in_the_same_form_are_another_ticket(send):
    key = uuid.uuid4()
    send(key=key)
    send(key=key, title="Door")

    assert sorted(Ticket.objects.values_list("title", flat=True)) == ["Door", "Lamp"]


def test_two_people_with_the_same_key_have_a_ticket_each(client, send, facilities, tom):
    key = uuid.uuid4()
    send(key=key)
    client.force_login(tom)
    send(key=key)

    assert Ticket.objects.count() == 2


def test_each_form_has_a_key_of_its_own_that_errors_keep(client, send, facilities):
    url = reverse("tickets:new") + f"?group={facilities.pk}"
    keys = [client.get(url).context["form"]["key"].value() for _ in range(2)]
    assert keys[0] != keys[1]

    response = send(key=keys[0], title="")
    assert response.context["form"]["key"].value() == str(keys[0])


@pytest.mark.parametrize("button", ({"again": "1"}, {}))
def test_another_place_keeps_everything_typed_and_opens_nothing(send, it_desk, button):
    laptops = Category.objects.create(group=it_desk, name="Laptops")
    elsewhere = f"category-{laptops.pk}"

    response = send(elsewhere=elsewhere, title="My laptop", description="is hot", priority=0, **button)

    form = response.context["form"]
    assert [form[name].value() for name in ("title", "description", "priority", "elsewhere")] == [
        "My laptop",
        "is hot",
        "0",
        elsewhere,
    ]
    assert (response.context["place"].category, form.is_bound) == (laptops, False)
    assert not Ticket.objects.exists()


def test_a_place_that_is_gone_keeps_everything_typed(send, client, it_desk, facilities):
    laptops = Category.objects.create(group=it_desk, name="Laptops", is_offered=False)
    Category.objects.create(group=it_desk, name="Screens")

    for gone in ({"group": it_desk.pk, "category": laptops.pk}, {"group": it_desk.pk}, {"group": 987654}):
        response = send(title="My laptop", description="is hot", **gone)

        assert errors(response) == {"elsewhere": ["Choose what it is about."]}
        assert response.context["form"]["title"].value() == "My laptop"
        assert "is hot" in response.text
    assert not Ticket.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_many_times_at_once_opens_one_ticket(facilities, ana):
    once = uuid.uuid4()

    def open_it():
        person = User.objects.get(pk=ana.pk)
        return Ticket.objects.open(by=person, group=Group.objects.get(pk=facilities.pk), title="L", once=once)

    opened = at_once(*[open_it] * 8)

    assert {ticket.pk for ticket in opened} == {Ticket.objects.get().pk}
    assert Event.objects.of(opened[0]).count() == 1
