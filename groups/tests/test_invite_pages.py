"""Inviting people from a page, and answering on one's own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import Invitation


def at(name, number=None):
    return reverse(f"groups:{name}", args=[number] if number else [])


def told(page):
    return [str(message) for message in page.context["messages"]]


@pytest.fixture
def invitation(facilities, gil, zoe):
    return Invitation.objects.invite(facilities, zoe, by=gil)


def test_people_are_found_by_name_and_marked_when_in_or_invited(
    client, facilities, gil, invitation, make_user
):
    make_user("zora")
    make_user("zack", is_active=False)
    client.force_login(gil)

    page = client.get(at("invite", facilities.pk), {"q": "z"})

    assert [(str(p), p.is_in, p.is_asked) for p in page.context["people"]] == [
        ("Zoe", False, True),
        ("Zora", False, False),
    ]
    assert client.get(at("invite", facilities.pk)).context["people"] == []
    assert client.get(at("invite", facilities.pk), {"q": "tom"}).context["people"][0].is_in


def test_an_e_mail_neither_finds_anybody_nor_is_shown(client, facilities, gil, zoe, make_user):
    make_user("yan", name="Yan")
    client.force_login(gil)

    assert client.get(at("invite", facilities.pk), {"q": "yan@example.org"}).context["people"] == []
    assert client.get(at("invite", facilities.pk), {"q": "example"}).context["people"] == []
    assert "yan@" not in client.get(at("invite", facilities.pk), {"q": "yan"}).text


def test_more_than_twenty_say_that_there_are_more(client, facilities, gil, make_user):
    for number in range(21):
        make_user(f"zed{number:02}")
    client.force_login(gil)

    page = client.get(at("invite", facilities.pk), {"q": "zed"})

    assert len(page.context["people"]) == 20
    assert "More people have such a name" in page.text


def test_one_press_invites_and_keeps_the_search(client, facilities, gil, zoe):
    client.force_login(gil)
    here = at("invite", facilities.pk) + "?q=zo"

    page = client.post(at("invite", facilities.pk), {"person": zoe.pk, "next": here}, follow=True)
    again = client.post(at("invite", facilities.pk), {"person": zoe.pk, "next": here}, follow=True)

    assert (page.redirect_chain, told(page)) == ([(here, 302)], ["Zoe is invited."])
    assert told(again) == ["Zoe has been invited already."]
    assert Invitation.objects.get().person == zoe


@pytest.mark.parametrize("person", ("", "abc", "0", "9" * 30, "a\x00"))
def test_a_person_who_does_not_exist_is_refused_with_a_sentence(client, facilities, gil, person):
    client.force_login(gil)

    page = client.post(at("invite", facilities.pk), {"person": person}, follow=True)

    assert told(page) == ["Choose a person."]


@pytest.mark.parametrize("words", ("a\x00b", "x" * 101))
def test_words_that_cannot_be_looked_for_are_explained(client, facilities, gil, words):
    client.force_login(gil)

    page = client.get(at("invite", facilities.pk), {"q": words})

    assert (page.status_code, page.context["people"]) == (200, [])
    assert 'id="id_q_error"' in page.text


def test_accepting_leads_into_the_group(client, invitation, facilities, zoe):
    client.force_login(zoe)

    page = client.post(at("accept", invitation.pk), follow=True)

    assert (page.redirect_chain, told(page)) == ([(facilities.get_absolute_url(), 302)], ["You are in."])


def test_declining_leads_back_to_the_invitations(client, invitation, facilities, zoe):
    client.force_login(zoe)

    page = client.post(at("decline", invitation.pk), follow=True)

    assert page.redirect_chain == [("/groups/invitations/", 302)]
    assert "Declined" in page.text
    assert client.get(at("people", facilities.pk)).status_code == 404


def test_an_expired_invitation_says_so_and_is_refused(client, invitation, facilities, zoe):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    client.force_login(zoe)

    assert "Ask Gil for a new one" in client.get(at("invitations")).text
    page = client.post(at("accept", invitation.pk), follow=True)

    assert told(page) == ["This invitation has been withdrawn, answered or has expired."]
    assert not facilities.memberships.filter(user=zoe).exists()


def test_an_admin_withdraws_on_the_page_of_people(client, invitation, facilities, gil):
    client.force_login(gil)
    here = at("people", facilities.pk)

    page = client.post(at("withdraw", invitation.pk), {"next": here}, follow=True)

    assert (page.redirect_chain, told(page)) == ([(here, 302)], ["The invitation is withdrawn."])


@pytest.mark.parametrize("name", ("accept", "decline", "withdraw"))
def test_answers_are_posts_and_strangers_find_none(client, invitation, facilities, zoe, tom, name):
    client.force_login(zoe)
    assert client.get(at(name, invitation.pk)).status_code == 405
    for person in (tom,):
        client.force_login(person)
        assert client.post(at(name, invitation.pk)).status_code == 404
    invitation.refresh_from_db()
    assert invitation.answer == "pending"


def test_one_sees_only_invitations_to_oneself(client, invitation, gil, ada):
    for person in (gil, ada):
        client.force_login(person)
        assert list(client.get(at("invitations")).context["invitations"]) == []


@pytest.mark.parametrize("rows", (1, 3))
def test_the_pages_run_a_fixed_number_of_queries(
    client, facilities, gil, make_user, finance, rows, django_assert_num_queries
):
    for number in range(rows):
        Invitation.objects.invite(facilities, make_user(f"zed{number}", department=finance), by=gil)
    client.force_login(gil)
    address = at("invite", facilities.pk) + "?q=zed"
    client.get(address)

    with django_assert_num_queries(6):
        page = client.get(address)

    assert len(page.context["people"]) == rows
