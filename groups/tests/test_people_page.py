"""The people of a group: ranks, since when, and what admins do there."""

import pytest
from django.urls import reverse

from groups.models import Group, Invitation
from groups.ranks import Rank


def at(name, *numbers):
    return reverse(f"groups:{name}", args=numbers)


def told(page):
    return [str(message) for message in page.context["messages"]]


def rank_of(person, group):
    return group.memberships.get(user=person).rank


def test_it_lists_admins_first_then_by_name(client, facilities, tom):
    client.force_login(tom)

    page = client.get(at("people", facilities.pk))

    assert [(str(p), p.rank) for p in page.context["people"]] == [
        ("Gil", "admin"),
        ("Mia", "authorised"),
        ("Ana", "general"),
        ("Ben", "general"),
        ("Tom", "general"),
    ]
    assert "/rank/" not in page.text


def test_who_may_join_sees_the_people_and_who_only_raises_at_a_desk_does_not(client, gil, it_desk, zoe):
    choir = Group.objects.start(by=gil, name="Choir")
    client.force_login(zoe)

    assert [str(p) for p in client.get(at("people", choir.pk)).context["people"]] == ["Gil"]
    page = client.get(at("people", it_desk.pk), follow=True)
    assert page.redirect_chain == [(it_desk.get_absolute_url(), 302)]
    assert told(page) == ["Only its own people see who works at this desk."]


def test_the_universal_group_lists_every_active_person_in_pages(client, everyone, zoe, make_user):
    for number in range(51):
        make_user(f"person{number:02}")
    make_user("gone", is_active=False)
    client.force_login(zoe)

    first = client.get(at("people", everyone.pk))
    second = client.get(at("people", everyone.pk) + first.context["page"].next_url)

    assert len(first.context["people"]) == 50
    assert [str(p) for p in second.context["people"]] == ["Person50", "Zoe"]
    found = client.get(at("people", everyone.pk), {"q": "zo"})
    assert [str(p) for p in found.context["people"]] == ["Zoe"]


def test_an_admin_changes_a_rank_and_stays_on_the_page(client, facilities, gil, tom):
    client.force_login(gil)
    here = at("people", facilities.pk)

    page = client.post(at("rank", facilities.pk, tom.pk), {"rank": "authorised", "next": here}, follow=True)

    assert (page.redirect_chain, told(page)) == ([(here, 302)], ["The rank is changed."])
    assert rank_of(tom, facilities) == Rank.AUTHORISED


@pytest.mark.parametrize("rank", ("", "king", "a\x00"))
def test_a_rank_that_does_not_exist_is_refused(client, facilities, gil, tom, rank):
    client.force_login(gil)

    page = client.post(at("rank", facilities.pk, tom.pk), {"rank": rank}, follow=True)

    assert told(page) == ["Choose a rank."]
    assert rank_of(tom, facilities) == Rank.GENERAL


def test_members_without_the_rank_change_nothing(client, facilities, mia, tom):
    client.force_login(mia)

    page = client.post(at("rank", facilities.pk, mia.pk), {"rank": "admin"}, follow=True)
    assert told(page) == ["Only the admins of Facilities give ranks."]
    page = client.post(at("remove", facilities.pk, tom.pk), follow=True)
    assert told(page) == ["Only the admins of Facilities remove members."]
    assert (rank_of(mia, facilities), rank_of(tom, facilities)) == (Rank.AUTHORISED, Rank.GENERAL)


def test_an_admin_removes_a_member(client, facilities, gil, tom):
    client.force_login(gil)

    client.post(at("remove", facilities.pk, tom.pk))

    assert not facilities.memberships.filter(user=tom).exists()
    assert client.post(at("remove", facilities.pk, tom.pk)).status_code == 404


@pytest.mark.parametrize("name", ("rank", "remove"))
def test_looking_changes_no_member_and_strangers_see_none(client, facilities, gil, tom, zoe, name):
    client.force_login(gil)
    assert client.get(at(name, facilities.pk, tom.pk)).status_code == {"rank": 405, "remove": 200}[name]
    assert facilities.memberships.filter(user=tom, rank=Rank.GENERAL).exists()
    assert client.post(at(name, facilities.pk, zoe.pk), {"rank": "admin"}).status_code == 404
    client.force_login(zoe)
    assert client.post(at(name, facilities.pk, tom.pk), {"rank": "admin"}).status_code == 404


def test_admins_see_who_was_invited_and_members_do_not(client, facilities, gil, tom, zoe):
    invitation = Invitation.objects.invite(facilities, zoe, by=gil)
    for person, seen in ((gil, [invitation]), (tom, [])):
        client.force_login(person)
        assert list(client.get(at("people", facilities.pk)).context["invitations"]) == seen


def test_no_e_mail_stands_on_the_page_and_names_are_never_markup(client, facilities, gil, make_user):
    make_user("eve", name="<script>alert(1)</script>")
    client.force_login(gil)

    for address in (at("people", facilities.pk), at("people", Group.objects.universal().pk)):
        text = client.get(address).text
        assert "@example.org" not in text.replace("gil@example.org", "")  # one's own, in the menu
        assert "<script>alert" not in text


@pytest.mark.parametrize("rows", (1, 3))
@pytest.mark.parametrize("who,queries", (("gil", 7), ("bea", 6)))
def test_the_page_runs_a_fixed_number_of_queries(
    client, gil, make_user, finance, rows, who, queries, django_assert_num_queries
):
    group = Group.objects.start(by=gil, name="Choir")
    bea = make_user("bea")
    group.join(by=bea)
    for number in range(rows):
        group.join(by=make_user(f"singer{number}", department=finance))
        Invitation.objects.invite(group, make_user(f"guest{number}"), by=gil)
    client.force_login({"gil": gil, "bea": bea}[who])
    client.get(at("people", group.pk))

    with django_assert_num_queries(queries):
        page = client.get(at("people", group.pk))

    assert len(page.context["people"]) == rows + 2
