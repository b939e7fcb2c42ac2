"""The list of groups: mine, those open to me, invitations, and for Admins those that nobody is in."""

import pytest
from django.urls import reverse

from groups.models import Group, Invitation

LIST = "/groups/"


def names(rows):
    return [str(row) for row in rows]


def test_it_shows_what_is_mine_and_what_is_open_and_hides_the_rest(client, facilities, it_desk, tom, zoe):
    Group.objects.start(by=zoe, name="Choir")
    Group.objects.start(by=zoe, name="Board", is_open=False)
    client.force_login(tom)

    page = client.get(LIST)

    assert str(page.context["universal"]) == "Everyone"
    assert [(str(p.group), p.rank) for p in page.context["places"]] == [("Facilities", "general")]
    assert names(page.context["group_list"]) == ["IT desk", "Choir"]
    assert list(page.context["abandoned"]) == []
    assert "Board" not in page.text


def test_an_admin_sees_every_group_and_takes_over_those_that_nobody_is_in(client, facilities, ada, zoe):
    empty = Group.objects.start(by=zoe, name="Board", is_open=False)
    empty.leave(by=zoe)
    client.force_login(ada)

    page = client.get(LIST)

    assert names(page.context["abandoned"]) == ["Board"]
    assert names(page.context["group_list"]) == ["Facilities"]
    client.post(reverse("groups:adopt", args=[empty.pk]))
    assert empty.admins.get().user == ada


def test_closed_groups_stand_last_among_mine_and_not_among_the_others(client, gil, zoe):
    for name in ("Alpha", "Beta"):
        group = Group.objects.start(by=gil, name=name)
        group.join(by=zoe)
    Group.objects.get(name="Alpha").close(by=gil)
    client.force_login(zoe)
    assert names(p.group for p in client.get(LIST).context["places"]) == ["Beta", "Alpha"]

    Group.objects.get(name="Alpha").leave(by=zoe)
    assert names(client.get(LIST).context["group_list"]) == []


def test_an_invitation_waits_on_top_with_its_two_answers(client, facilities, gil, zoe):
    invitation = Invitation.objects.invite(facilities, zoe, by=gil)
    client.force_login(zoe)

    page = client.get(LIST)

    assert list(page.context["invitations"]) == [invitation]
    assert f'action="/groups/invitations/{invitation.pk}/accept/"' in page.text
    assert f'action="/groups/invitations/{invitation.pk}/decline/"' in page.text


def test_search_narrows_every_part_by_name(client, facilities, tom, zoe):
    Group.objects.start(by=zoe, name="Choir")
    Group.objects.start(by=zoe, name="Chess")
    client.force_login(tom)

    page = client.get(LIST, {"q": "cho"})
    assert (names(page.context["group_list"]), list(page.context["places"])) == (["Choir"], [])
    page = client.get(LIST, {"q": "FACIL"})
    assert names(p.group for p in page.context["places"]) == ["Facilities"]


@pytest.mark.parametrize("words", ("a\x00b", "x" * 101, "\ud800"))
def test_words_that_cannot_be_looked_for_are_explained_and_kept(client, facilities, tom, words):
    client.force_login(tom)

    page = client.get("/groups/", {"q": words.encode("utf-8", "surrogatepass")})

    assert page.status_code == 200
    assert list(page.context["group_list"]) == []
    assert page.context["search"].errors == {} or 'id="id_q_error"' in page.text


def test_beyond_fifty_there_are_pages_and_mine_stands_only_on_the_first(client, gil, tom, facilities):
    for number in range(51):
        Group.objects.start(by=gil, name=f"Circle {number:02}")
    client.force_login(tom)

    first = client.get(LIST)
    second = client.get(LIST + first.context["page"].next_url)

    assert len(first.context["group_list"]) == 50
    assert names(second.context["group_list"]) == ["Circle 50"]
    assert "places" not in second.context
    assert client.get(LIST, {"after": "garbage"}).context["page"].previous_url is None


def test_names_are_words_never_markup(client, tom, make_user):
    eve = make_user("eve", name="<script>alert(1)</script>")
    group = Group.objects.start(by=eve, name="<img src=x onerror=alert(1)>", description="<b>bold</b>")
    Invitation.objects.invite(group, tom, by=eve)
    client.force_login(tom)

    text = client.get(LIST).text

    assert "<img src=x" not in text
    assert "<script>alert" not in text
    assert "<b>bold" not in text
    assert "&lt;img src=x" in text


@pytest.mark.parametrize("rows", (1, 3))
@pytest.mark.parametrize("who,queries", (("tom", 7), ("ada", 8)))
def test_the_list_runs_a_fixed_number_of_queries(
    client, facilities, gil, ada, tom, rows, who, queries, request, django_assert_num_queries
):
    person = request.getfixturevalue(who)
    for number in range(rows):
        group = Group.objects.start(by=gil, name=f"Circle {number}")
        Group.objects.start(by=person, name=f"Mine {number}")
        Group.objects.start(by=gil, name=f"Empty {number}", is_open=False).leave(by=gil)
        Invitation.objects.invite(group, person, by=gil)
    client.force_login(person)
    client.get(LIST)

    with django_assert_num_queries(queries):
        page = client.get(LIST)

    assert len(page.context["invitations"]) == rows
