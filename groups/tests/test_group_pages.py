"""The pages of one group: new, edit, join, leave, hand over, close, reopen, delete."""

import pytest
from django.urls import reverse

from groups.models import Group, Project
from groups.ranks import Rank

PAGES = (
    "edit",
    "leave",
    "hand_over",
    "close",
    "reopen",
    "delete",
    "invite",
    "people",
    "projects",
    "project_new",
)
POSTS = ("join", "adopt")


def at(name, group):
    return reverse(f"groups:{name}", args=[group.pk])


@pytest.fixture
def as_(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def told(page):
    return [str(message) for message in page.context["messages"]]


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_finds_no_page_of_a_group_by_invitation(as_, facilities, zoe, name):
    assert as_(zoe).get(at(name, facilities)).status_code == 404
    assert as_(zoe).post(at(name, facilities)).status_code in (404, 405)


@pytest.mark.parametrize("name", POSTS)
def test_verbs_without_a_page_take_only_posts(as_, facilities, gil, zoe, name):
    assert as_(gil).get(at(name, facilities)).status_code == 405
    assert as_(zoe).post(at(name, facilities)).status_code == 404


@pytest.mark.parametrize("name", ("edit", "hand_over", "close", "reopen", "delete", "invite"))
@pytest.mark.parametrize("method", ("get", "post"))
def test_a_member_without_the_rank_is_told_why_and_sent_back(as_, facilities, mia, name, method):
    page = getattr(as_(mia), method)(at(name, facilities), follow=True)

    assert page.redirect_chain == [(facilities.get_absolute_url(), 302)]
    assert told(page) == ["Only the admins of this group do that."]


@pytest.mark.parametrize("name", PAGES)
def test_looking_at_a_page_changes_nothing(as_, facilities, gil, name):
    before = list(facilities.memberships.values_list("user", "rank"))

    as_(gil).get(at(name, facilities))

    facilities.refresh_from_db()
    assert list(facilities.memberships.values_list("user", "rank")) == before
    assert not facilities.is_closed


def test_anybody_starts_a_team(as_, zoe):
    page = as_(zoe).get(reverse("groups:new"))
    assert "kind" not in page.context["form"].fields

    as_(zoe).post(
        reverse("groups:new"), {"name": "  The   choir ", "description": "We *sing*", "kind": "desk"}
    )

    group = Group.objects.get(name="The choir")
    assert (group.kind, group.is_open, group.admins.get().user) == ("team", False, zoe)


def test_an_it_head_chooses_between_team_and_desk(as_, ida):
    as_(ida).post(reverse("groups:new"), {"name": "IT desk", "kind": "desk", "is_open": "on"})

    assert Group.objects.get(name="IT desk").is_desk


@pytest.mark.parametrize(
    "name,sentence",
    (
        ("facilities", "There is a group of this name already."),
        ("", "This field is required."),
        ("x" * 121, "This text has 121 characters; at most 120 characters are possible."),
        ("a\x00b", "This text contains a character that cannot be stored. Please remove it."),
    ),
)
def test_a_wrong_name_is_explained_beside_it_and_all_that_was_typed_is_kept(
    as_, facilities, zoe, name, sentence
):
    page = as_(zoe).post(reverse("groups:new"), {"name": name, "description": "Kept words"})

    assert page.status_code == 200
    assert page.context["form"].errors == {"name": [sentence]}
    assert "Kept words" in page.text
    assert Group.objects.filter(is_universal=False).count() == 1


def test_an_admin_edits_and_a_group_keeps_its_own_name(as_, facilities, gil):
    assert 'value="Facilities"' in as_(gil).get(at("edit", facilities)).text

    page = as_(gil).post(at("edit", facilities), {"name": "facilities", "is_open": "on"}, follow=True)

    facilities.refresh_from_db()
    assert (facilities.name, facilities.is_open) == ("facilities", True)
    assert told(page) == ["The group is changed."]


def test_the_universal_group_has_no_choice_of_who_comes_in(as_, everyone, ada):
    page = as_(ada).get(at("edit", everyone))
    assert list(page.context["form"].fields) == ["name", "description"]

    as_(ada).post(at("edit", everyone), {"name": "All of us"})

    everyone.refresh_from_db()
    assert (everyone.name, everyone.is_open) == ("All of us", True)


def test_joining_leads_to_the_group_and_a_refusal_says_why(as_, gil, zoe):
    group = Group.objects.start(by=gil, name="Choir")

    first = as_(zoe).post(at("join", group), follow=True)
    second = as_(zoe).post(at("join", group), follow=True)

    assert (first.redirect_chain, told(first)) == ([(group.get_absolute_url(), 302)], ["You are in."])
    assert told(second) == ["Zoe is in Choir already."]


def test_the_page_says_what_leaving_means_and_then_one_is_out(as_, facilities, tom, gil):
    Project.objects.start(by=tom, group=facilities, name="Doors")

    page = as_(tom).get(at("leave", facilities))
    assert "You can come back only by invitation." in page.text
    form = page.context["form"]
    assert [(holding.label, holding.heir) for holding in page.context["departure"].holdings] == [
        ("Facilities / Doors", gil.pk)
    ]
    page = as_(tom).post(at("leave", facilities), {"shown": form.seal} | form_of(form), follow=True)

    assert page.redirect_chain == [("/groups/", 302)]
    assert not facilities.memberships.filter(user=tom).exists()


def form_of(form):
    """What a browser sends when nobody changes anything."""
    return {name: field.initial for name, field in form.fields.items()}


def test_the_only_admin_names_the_next_one_on_the_page_of_leaving(as_, facilities, gil, mia, tom):
    page = as_(gil).get(at("leave", facilities))
    form = page.context["form"]
    rank = form.fields[f"rank-{facilities.pk}"]
    assert [label for _value, label in rank.choices] == [
        "Mia (Authorised)",
        "Ana (General)",
        "Tom (General)",
        "Ben (General)",
    ]
    blank = as_(gil).post(at("leave", facilities))
    assert "New since this page was shown: say who gets it." in blank.text
    assert facilities.memberships.get(rank=Rank.ADMIN).user == gil

    as_(gil).post(at("leave", facilities), {"shown": form.seal, f"rank-{facilities.pk}": str(tom.pk)})

    assert facilities.memberships.get(rank=Rank.ADMIN).user == tom


@pytest.mark.parametrize(
    "is_open,sentence",
    (
        (True, "whoever joins next becomes its admin"),
        (False, "the group falls to the Admins of this site"),
    ),
)
def test_the_last_member_is_told_who_gets_the_group(as_, zoe, is_open, sentence):
    group = Group.objects.start(by=zoe, name="Choir", is_open=is_open)

    assert sentence in as_(zoe).get(at("leave", group)).text


@pytest.mark.parametrize("person", ("", "0", "abc", "99999999999999999999", "zoe"))
def test_handing_over_to_nobody_or_a_stranger_is_refused_with_a_sentence(as_, facilities, gil, zoe, person):
    page = as_(gil).post(at("hand_over", facilities), {"person": zoe.pk if person == "zoe" else person})

    sentence = "Zoe is not a member of Facilities." if person == "zoe" else "Choose a person."
    assert (page.status_code, sentence in page.text) == (200, True)
    assert facilities.memberships.get(rank=Rank.ADMIN).user == gil


def test_people_to_choose_from_are_found_by_the_beginning_of_the_name(as_, facilities, gil):
    page = as_(gil).get(at("hand_over", facilities), {"q": "to"})
    assert [str(p) for p in page.context["people"]] == ["Tom"]

    page = as_(gil).get(at("hand_over", facilities), {"q": "a\x00"})
    assert (page.status_code, page.context["people"]) == (200, [])


def test_closing_and_reopening_ask_first(as_, facilities, gil):
    assert "nobody joins" in as_(gil).get(at("close", facilities)).text
    as_(gil).post(at("close", facilities))
    facilities.refresh_from_db()
    assert facilities.is_closed
    assert "closed already" in as_(gil).post(at("close", facilities)).text

    as_(gil).post(at("reopen", facilities))
    facilities.refresh_from_db()
    assert not facilities.is_closed


def test_a_group_with_tickets_offers_closing_instead_of_deleting(as_, facilities, gil, open_ticket):
    open_ticket()

    assert "Close it instead" in as_(gil).get(at("delete", facilities)).text
    assert "can be closed, not deleted" in as_(gil).post(at("delete", facilities)).text


def test_an_empty_group_is_deleted_and_one_lands_on_the_list(as_, facilities, gil):
    page = as_(gil).post(at("delete", facilities), follow=True)

    assert page.redirect_chain == [("/groups/", 302)]
    assert not Group.objects.filter(pk=facilities.pk).exists()


@pytest.mark.parametrize("number", (0, 10**30))
@pytest.mark.parametrize("name", (*PAGES, *POSTS))
def test_numbers_of_no_group_are_404(as_, ada, name, number):
    address = reverse(f"groups:{name}", args=[number])

    assert as_(ada).post(address).status_code in (404, 405)


@pytest.mark.parametrize("rows", (1, 3))
@pytest.mark.parametrize("name,queries", (("leave", 17), ("hand_over", 6), ("edit", 4), ("delete", 5)))
def test_the_pages_run_a_fixed_number_of_queries(
    as_, gil, make_user, name, rows, queries, django_assert_num_queries
):
    group = Group.objects.start(by=gil, name="Choir")
    for number in range(rows):
        group.join(by=make_user(f"singer{number}"))
        Project.objects.start(by=gil, group=group, name=f"Concert {number}")
    client = as_(gil)
    client.get(at(name, group))

    with django_assert_num_queries(queries):
        client.get(at(name, group))
