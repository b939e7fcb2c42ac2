"""The pages of projects: list, new, join, leave, edit, hand over, close, people."""

import pytest
from django.urls import reverse

from groups.models import Project

PAGES = ("project_edit", "project_hand_over", "project_close", "project_people")
POSTS = ("project_join", "project_leave", "project_reopen")


def at(name, thing):
    return reverse(f"groups:{name}", args=[thing.pk])


def told(page):
    return [str(message) for message in page.context["messages"]]


@pytest.fixture
def doors(facilities, ana):
    """A project in Facilities that ana manages."""
    return Project.objects.start(by=ana, group=facilities, name="Doors")


@pytest.fixture
def as_(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.mark.parametrize("name", (*PAGES, *POSTS))
def test_a_stranger_finds_nothing_of_a_project(as_, doors, zoe, name):
    assert as_(zoe).post(at(name, doors)).status_code in (404, 405)
    assert as_(zoe).get(at(name, doors)).status_code in (404, 405)


@pytest.mark.parametrize("name", POSTS)
def test_verbs_without_a_page_take_only_posts(as_, doors, ana, name):
    assert as_(ana).get(at(name, doors)).status_code == 405


@pytest.mark.parametrize("name", ("project_edit", "project_hand_over", "project_close"))
@pytest.mark.parametrize("method", ("get", "post"))
def test_a_member_who_does_not_run_it_is_told_why_and_sent_back(as_, doors, tom, name, method):
    page = getattr(as_(tom), method)(at(name, doors), follow=True)

    assert page.redirect_chain == [(doors.get_absolute_url(), 302)]
    assert told(page) == ["Only the manager of this project and the admins of its group do that."]


def test_the_list_shows_open_ones_first_and_what_one_has_joined(as_, doors, facilities, tom, ana):
    Project.objects.start(by=tom, group=facilities, name="Attic").close(by=tom)
    doors.join(by=tom)

    page = as_(tom).get(at("projects", facilities))

    assert [(str(p), p.is_joined) for p in page.context["projects"]] == [("Doors", True), ("Attic", True)]
    assert f'action="{at("project_leave", doors)}"' in page.text


def test_who_may_come_in_but_is_not_in_sees_no_projects(as_, facilities, gil, zoe, doors):
    facilities.edit(by=gil, is_open=True)

    page = as_(zoe).get(at("projects", facilities), follow=True)

    assert page.redirect_chain == [(facilities.get_absolute_url(), 302)]
    assert told(page) == ["Its members see the projects of a group."]


def test_a_member_starts_a_project_from_the_page(as_, facilities, tom):
    page = as_(tom).post(
        at("project_new", facilities), {"name": "Windows", "description": "All"}, follow=True
    )

    project = Project.objects.get()
    assert (project.manager, project.group) == (tom, facilities)
    assert page.redirect_chain == [(project.get_absolute_url(), 302)]


@pytest.mark.parametrize(
    "name,sentence",
    (
        ("DOORS", "This group has a project of this name already."),
        ("", "This field is required."),
        ("a\x00", "This text contains a character that cannot be stored. Please remove it."),
    ),
)
def test_a_wrong_name_is_explained_and_the_rest_is_kept(as_, doors, facilities, tom, name, sentence):
    page = as_(tom).post(at("project_new", facilities), {"name": name, "description": "Kept words"})

    assert page.context["form"].errors == {"name": [sentence]}
    assert "Kept words" in page.text


def test_joining_and_leaving_go_back_to_where_one_was(as_, doors, facilities, tom):
    here = at("projects", facilities)

    joined = as_(tom).post(at("project_join", doors), {"next": here}, follow=True)
    assert (joined.redirect_chain, told(joined)) == ([(here, 302)], ["You are in the project."])
    left = as_(tom).post(at("project_leave", doors), {"next": here}, follow=True)
    assert told(left) == ["You have left the project."]


def test_the_manager_edits_and_keeps_the_name(as_, doors, ana):
    as_(ana).post(at("project_edit", doors), {"name": "doors", "description": "All of them"})

    doors.refresh_from_db()
    assert (doors.name, doors.description) == ("doors", "All of them")


def test_the_manager_chooses_another_and_then_may_leave(as_, doors, ana, tom, zoe):
    page = as_(ana).get(at("project_hand_over", doors), {"q": "t"})
    assert [str(p) for p in page.context["people"]] == ["Tom"]
    assert "Zoe is not a member" in as_(ana).post(at("project_hand_over", doors), {"person": zoe.pk}).text

    as_(ana).post(at("project_hand_over", doors), {"person": tom.pk})
    as_(ana).post(at("project_leave", doors))

    doors.refresh_from_db()
    assert (doors.manager, list(doors.people)) == (tom, [tom])


def test_an_admin_of_the_group_may_take_a_project_over(as_, doors, gil):
    assert gil in as_(gil).get(at("project_hand_over", doors)).context["people"]

    as_(gil).post(at("project_hand_over", doors), {"person": gil.pk})

    doors.refresh_from_db()
    assert doors.manager == gil


def test_closing_asks_first_and_reopening_is_one_press(as_, doors, ana):
    assert "No new tickets" in as_(ana).get(at("project_close", doors)).text
    as_(ana).post(at("project_close", doors))
    doors.refresh_from_db()
    assert doors.is_closed

    as_(ana).post(at("project_reopen", doors))
    doors.refresh_from_db()
    assert not doors.is_closed


def test_names_are_words_never_markup(as_, facilities, tom):
    project = Project.objects.start(by=tom, group=facilities, name="<img src=x onerror=alert(1)>")

    for address in (at("projects", facilities), at("project_people", project), at("project_edit", project)):
        text = as_(tom).get(address).text
        assert "<img src=x" not in text
        assert "&lt;img src=x" in text


@pytest.mark.parametrize("rows", (1, 3))
def test_the_list_runs_a_fixed_number_of_queries(as_, facilities, tom, rows, django_assert_num_queries):
    for number in range(rows):
        Project.objects.start(by=tom, group=facilities, name=f"Room {number}")
    client = as_(tom)
    client.get(at("projects", facilities))

    with django_assert_num_queries(6):
        page = client.get(at("projects", facilities))

    assert len(page.context["projects"]) == rows


@pytest.mark.parametrize("rows", (1, 3))
def test_the_people_of_a_project_run_a_fixed_number_of_queries(
    as_, doors, tom, ben, mia, rows, django_assert_num_queries
):
    for person in (tom, ben, mia)[:rows]:
        doors.join(by=person)
    client = as_(tom)
    client.get(at("project_people", doors))

    with django_assert_num_queries(6):
        page = client.get(at("project_people", doors))

    assert len(page.context["people"]) == rows + 1
