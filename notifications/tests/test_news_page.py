"""The page of news: folded, with reasons, for its person only."""

import re

import pytest
from django.urls import reverse

from groups.models import Invitation, Membership
from notifications.deliver import sweep
from notifications.models import Mute, Notification
from tickets.models import Ticket

LIST = reverse("notifications:list")


@pytest.fixture
def page(client):
    def get(person, **query):
        sweep()
        client.force_login(person)
        return client.get(LIST, query)

    return get


def bell(response):
    return re.search(r'bell__count"[^>]*>([^<]*)<', response.text)[1]


@pytest.fixture
def busy(open_ticket, ana, tom, ben):
    """A ticket of ana's that tom took and ben and tom wrote on."""
    ticket = open_ticket()
    ticket.claim(by=tom)
    ticket.comment(by=tom, body="Which *room*?")
    ticket.comment(by=ben, body="Mine too")
    return ticket


def test_several_updates_of_a_ticket_are_one_line_with_names_words_and_reasons(
    page, busy, open_ticket, ana, tom
):
    open_ticket().claim(by=tom)

    response = page(ana)

    single, folded = response.context["folds"]
    assert (single.summary, folded.summary) == ("", "3 updates by Ben and Tom")
    assert [line.sentence for line in folded.lines] == ["commented", "commented", "took the ticket"]
    assert "Which *room*?" in response.text
    assert response.text.count("You get this because you raised it.") == 4
    assert bell(response) == "2"


def test_many_updates_show_the_newest_and_say_that_there_are_others(page, open_ticket, ana, tom):
    ticket = open_ticket()
    for number in range(12):
        ticket.comment(by=tom, body=str(number))

    (fold,) = page(ana).context["folds"]

    assert (fold.summary, len(fold.lines)) == ("12 updates by Tom and others", 10)


def test_each_reason_leads_to_what_changes_exactly_that(page, open_ticket, facilities, ana, tom, ben):
    ticket = open_ticket()
    sweep()
    ticket.follow(by=ben)
    ticket.claim(by=tom)
    ticket.comment(by=tom, body="@ben!")

    (fold,) = page(ben).context["folds"]

    choices = reverse("notifications:choices")
    assert [(str(line.why), line.remedy.url) for line in fold.lines] == [
        ("You get this because somebody mentions you.", f"{choices}#topic-mention"),
        ("You get this because you follow it.", reverse("tickets:unfollow", args=[ticket.pk])),
        ("You get this because it came in where you work.", f"{choices}#group-{facilities.pk}"),
    ]
    (fold,) = page(ana).context["folds"]
    assert fold.lines[0].remedy.url == reverse("notifications:mute", args=[ticket.pk])


def test_reading_one_reading_all_and_counting_one_as_news_again(page, client, busy, open_ticket, ana, tom):
    other = open_ticket()
    other.claim(by=tom)
    first, second = page(ana).context["folds"]
    client.post(reverse("notifications:read", args=[second.last.pk]))
    assert bell(page(ana)) == "1"
    assert [fold.is_unread for fold in page(ana).context["folds"]] == [True, False]
    assert len(page(ana, unread="").context["folds"]) == 1

    client.post(reverse("notifications:unread", args=[second.last.pk]))
    assert bell(page(ana)) == "2"

    up_to = page(ana).context["page"].items[0].pk
    other.comment(by=tom, body="Since then")
    sweep()
    client.post(reverse("notifications:read_all"), {"up_to": up_to})
    response = page(ana)
    assert bell(response) == "1"
    assert [fold.last.ticket for fold in response.context["folds"] if fold.is_unread] == [other]


def test_news_of_what_one_may_no_longer_see_is_gone_from_the_list_and_the_bell(
    page, client, busy, facilities, it_desk, open_ticket, gil, ben, dora, tess, ana
):
    ticket = open_ticket(group=it_desk)
    sweep()
    assert [fold.last.ticket for fold in page(tess).context["folds"]] == [ticket]
    ticket.claim(by=dora)

    response = page(tess)

    assert (response.context["folds"], bell(response)) == ([], "")
    hidden = Notification.objects.filter(person=tess, ticket=ticket).first()
    assert client.post(reverse("notifications:read", args=[hidden.pk])).status_code == 404


def test_an_internal_note_leaves_the_list_with_the_right_to_read_it(
    page, it_desk, open_ticket, ana, tess, sam, dora
):
    ticket = open_ticket(group=it_desk)
    sweep()
    ticket.claim(by=tess)
    ticket.follow(by=sam)
    ticket.comment(by=tess, body="psst", is_internal=True)
    assert "psst" in page(sam).text

    ticket.follows.filter(user=sam).update(let_in_by=dora)
    membership = Membership.objects.get(user=sam, group=it_desk)
    membership.end()

    assert "psst" not in page(sam).text


def test_strangers_and_get_change_nothing(client, page, busy, ana, zoe):
    news = page(ana).context["page"].items[0]
    for name, args in (("read_all", []), ("read", [news.pk]), ("unread", [news.pk])):
        assert client.get(reverse(f"notifications:{name}", args=args)).status_code == 405
    client.force_login(zoe)
    for name in ("read", "unread"):
        assert client.post(reverse(f"notifications:{name}", args=[news.pk])).status_code == 404
    for name in ("read_ticket", "mute", "unmute"):
        assert client.post(reverse(f"notifications:{name}", args=[busy.pk])).status_code == 404
    client.post(reverse("notifications:read_all"), {"up_to": news.pk})
    assert not Notification.objects.exclude(read_at=None).exists()
    client.logout()
    for name in ("list", "choices", "poll"):
        assert client.get(reverse(f"notifications:{name}")).status_code == 302


@pytest.mark.parametrize("up_to", ("", "x", "9" * 40, "-1", "\0", "١"))
def test_a_wrong_number_reads_nothing(client, page, busy, ana, up_to):
    page(ana)
    client.post(reverse("notifications:read_all"), {"up_to": up_to})
    client.post(reverse("notifications:read_ticket", args=[busy.pk]), {"up_to": up_to})

    assert bell(page(ana)) == "1"


def test_an_invitation_leads_to_where_it_is_answered(page, facilities, gil, zoe):
    Invitation.objects.invite(facilities, zoe, by=gil)

    (fold,) = page(zoe).context["folds"]

    assert (fold.title, fold.lines[0].sentence) == ("Facilities", "invites you to the group")
    assert fold.url == reverse("groups:invitations")


@pytest.mark.parametrize("rows", (1, 4))
def test_the_page_runs_a_fixed_number_of_queries(
    page, open_ticket, client, ana, tom, ben, rows, django_assert_num_queries
):
    for _ in range(rows):
        ticket = open_ticket()
        ticket.claim(by=tom)
        ticket.hand_over(ben, by=tom)
        ticket.comment(by=tom, body="words")
    page(ana)

    with django_assert_num_queries(7):
        response = client.get(LIST)

    assert len(response.context["folds"]) == rows


def test_a_long_list_comes_in_pages(page, client, open_ticket, ana, tom):
    for _ in range(26):
        open_ticket().claim(by=tom)

    first = page(ana)
    second = client.get(LIST + first.context["page"].next_url)

    assert (len(first.context["folds"]), len(second.context["folds"])) == (25, 1)


def test_muting_from_the_ticket_and_back(client, open_ticket, ana):
    ticket = open_ticket()
    client.force_login(ana)
    for name, button in (("mute", "Unmute"), ("unmute", "Mute")):
        response = client.post(reverse(f"notifications:{name}", args=[ticket.pk]), follow=True)
        assert f"</svg> {button}</button>" in response.text
        assert Mute.objects.exists() == (name == "mute")


def test_the_page_of_a_ticket_reads_its_news_up_to_what_it_showed(client, page, busy, ana, tom):
    page(ana)
    shown = client.get(busy.get_absolute_url()).text
    up_to = re.search(r'name="up_to" value="(\d+)"', shown)[1]
    busy.comment(by=tom, body="Since then")
    sweep()
    url = reverse("notifications:read_ticket", args=[busy.pk])
    client.post(url, {"up_to": up_to})
    assert [news.event.verb for news in Notification.objects.filter(person=ana).unread()] == ["commented"]

    answer = client.post(url, {"up_to": 10**9}, headers={"Accept": "application/json"})
    assert answer.json()["count"] == ""
    assert 'name="up_to" value=""' in client.get(busy.get_absolute_url()).text


def test_approvals_stand_in_the_side_bar_of_those_who_may_be_asked(client, ana, hugo):
    for person, shown in ((ana, False), (hugo, True)):
        client.force_login(person)
        assert (f'href="{reverse("approvals:inbox")}"' in client.get(LIST).text) == shown


def test_the_bell_counts_tickets_up_to_ninety_nine(page, open_ticket, ana, tom):
    Ticket.objects.bulk_create(
        Ticket(title="x", group=t.group, requester=ana, content_hash="") for t in [open_ticket()] * 101
    )
    for ticket in Ticket.objects.all():
        ticket.claim(by=tom)

    assert bell(page(ana)) == "99+"
