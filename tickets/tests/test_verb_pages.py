"""The verbs through their addresses: done, refused with a reason, and nothing typed is lost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Absence
from groups.models import Group, Membership, Project
from tickets.models import Category, Ticket
from tickets.statuses import Status


@pytest.fixture
def do(client):
    """do(person, verb, ticket, ...): the verb's form sent; the page it leads to."""

    def post(by, verb, ticket, **typed):
        client.force_login(by)
        response = client.post(reverse(f"tickets:{verb}", args=[ticket.pk]), typed, follow=True)
        Ticket.objects.filter(pk=ticket.pk).exists() and ticket.refresh_from_db()
        return response

    return post


def said(response):
    """Messages, and what a form says above its fields."""
    form = response.context.get("form") if response.context else None
    refusals = form.non_field_errors() if form is not None and form.is_bound else []
    return [*map(str, response.context["messages"]), *refusals]


def test_the_slower_of_two_claims_is_told_who_was_faster(do, open_ticket, tom, ben):
    ticket = open_ticket()

    assert said(do(tom, "claim", ticket)) == ["The ticket is yours."]
    assert said(do(ben, "claim", ticket)) == ["Tom was faster: this ticket is taken."]
    assert ticket.assignee == tom


def test_dropping_takes_a_reason_that_everybody_reads(do, open_ticket, ana, tom):
    ticket = open_ticket()
    ticket.claim(by=tom)

    response = do(tom, "drop", ticket, reason="I am ill.")

    assert ticket.status == Status.OPEN
    assert "I am ill." in response.text


def test_releasing_needs_a_reason_and_a_leader(do, open_ticket, tom, ben, gil):
    ticket = open_ticket()
    ticket.claim(by=tom)

    assert do(gil, "release", ticket, reason=" ").context["form"].errors == {
        "reason": ["This field is required."]
    }
    response = do(ben, "release", ticket, reason="mine now")
    assert said(response) == ["Only those who lead the group release somebody's ticket."]
    assert response.context["form"]["reason"].value() == "mine now"
    do(gil, "release", ticket, reason="Holidays")
    assert ticket.assignee is None


def test_a_colleague_asks_once(do, open_ticket, tom, ben):
    ticket = open_ticket()
    ticket.claim(by=tom)

    assert said(do(ben, "ask_takeover", ticket, reason="I know it")) == ["You asked for the ticket."]
    assert said(do(ben, "ask_takeover", ticket)) == ["You have asked already."]


def test_those_who_may_hold_it_are_offered_with_what_they_hold(do, client, open_ticket, tom, ben, gil, zoe):
    ticket, other = open_ticket(), open_ticket()
    ticket.claim(by=tom)
    other.claim(by=ben)
    client.force_login(tom)

    form = client.get(reverse("tickets:hand_over", args=[ticket.pk])).context["form"]

    assert [label for _value, label in form.fields["to"].choices] == [
        "Choose a person",
        "Ana (works on 0)",
        "Ben (works on 1)",
        "Gil (works on 0)",
        "Mia (works on 0)",
    ]
    do(tom, "hand_over", ticket, to="ben")
    assert ticket.assignee == ben
    assert "to" in do(ben, "hand_over", ticket, to="zoe").context["form"].errors


def test_who_is_away_is_said_beside_what_they_hold(client, open_ticket, gil, ben, mia):
    today = timezone.localdate()
    last = today + timedelta(days=3)
    Absence.objects.announce(ben, mia, today, last, by=ben)
    Absence.objects.announce(mia, ben, last, last, by=mia)
    client.force_login(gil)

    form = client.get(reverse("tickets:assign", args=[open_ticket().pk])).context["form"]

    labels = [label for _value, label in form.fields["to"].choices]
    assert f"Ben (works on 0, away until {date_format(last)})" in labels
    assert "Mia (works on 0)" in labels


def test_assigning_is_for_those_who_lead(do, open_ticket, tom, ben, gil):
    ticket = open_ticket()

    assert said(do(tom, "assign", ticket, to="ben")) == ["Only those who lead the group assign its tickets."]
    assert said(do(gil, "assign", ticket, to="ben")) == ["The ticket is assigned."]
    assert ticket.assignee == ben


def test_in_the_group_of_everybody_people_are_found_by_name(do, open_ticket, everyone, make_user, ana, ada):
    make_user("luca", name="Luca Bianchi")
    make_user("luis", name="Luis Bianchi")
    ticket = open_ticket(group=everyone)

    errors = [
        do(ada, "assign", ticket, to=words).context["form"].errors["to"][0]
        for words in ("bianchi", "nobody here", "luca@example.org")
    ]
    assert errors == [
        "Several people have this name: Luca Bianchi (luca), Luis Bianchi (luis). Type the username.",
        "Nobody of this name was found.",
        "Nobody of this name was found.",
    ]
    do(ada, "assign", ticket, to="Luca B")
    assert ticket.assignee.username == "luca"


def test_asking_the_requester_waits_and_the_answer_goes_on(do, open_ticket, ana, tom):
    ticket = open_ticket()
    ticket.claim(by=tom)

    do(tom, "wait", ticket, question="Which room?")
    assert (ticket.status, ticket.comments.get().body) == (Status.WAITING, "Which room?")
    do(ana, "comment", ticket, body="214")
    assert ticket.status == Status.IN_PROGRESS


def test_resuming_is_for_the_holder(do, open_ticket, tom, ben):
    ticket = open_ticket()
    ticket.claim(by=tom)
    ticket.set_waiting(by=tom)

    assert said(do(ben, "resume", ticket)) == ["Only whoever works on the ticket resumes it."]
    do(tom, "resume", ticket)
    assert ticket.status == Status.IN_PROGRESS


def test_a_solution_typed_by_somebody_who_lost_the_ticket_is_kept(do, open_ticket, tom, gil, ben):
    ticket = open_ticket()
    ticket.claim(by=tom)
    ticket.assign(ben, by=gil)

    response = do(tom, "resolve", ticket, solution="A long story")

    assert said(response) == ["Only whoever works on the ticket resolves it."]
    assert response.context["form"]["solution"].value() == "A long story"


def test_resolved_then_reopened_then_confirmed(do, open_ticket, ana, tom):
    ticket = open_ticket()
    ticket.claim(by=tom)
    do(tom, "resolve", ticket, solution="Done")
    assert ticket.status == Status.RESOLVED

    do(ana, "reopen", ticket, reason="Still dark")
    assert (ticket.status, ticket.assignee) == (Status.IN_PROGRESS, tom)
    ticket.resolve(by=tom)
    assert said(do(ana, "confirm", ticket)) == ["Thank you. The ticket is closed."]
    assert ticket.status == Status.CLOSED


def test_a_moderator_closes(do, open_ticket, tom, mia):
    ticket = open_ticket()
    ticket.resolve(by=tom)

    do(mia, "close", ticket)

    assert ticket.status == Status.CLOSED


def test_withdrawn_and_taken_up_again(do, open_ticket, ana):
    ticket = open_ticket()

    do(ana, "withdraw", ticket)
    assert ticket.status == Status.WITHDRAWN
    do(ana, "take_up", ticket)
    assert ticket.status == Status.OPEN


def test_moving_offers_the_groups_one_may_raise_in(do, client, open_ticket, facilities, it_desk, ana, gil):
    ticket = open_ticket()
    client.force_login(ana)

    form = client.get(reverse("tickets:move", args=[ticket.pk])).context["form"]

    offered = [(str(kind), [name for _pk, name in rows]) for kind, rows in form.fields["to"].choices]
    assert offered == [("Team", ["Everyone"]), ("Service desk", ["IT desk"])]
    do(ana, "move", ticket, to=it_desk.pk)
    assert ticket.group == it_desk


def test_requesters_are_not_offered_desks_that_ask_what_it_is_about(client, open_ticket, it_desk, ana, gil):
    ticket = open_ticket()
    Category.objects.create(group=it_desk, name="Hardware")

    def offered(person):
        client.force_login(person)
        form = client.get(reverse("tickets:move", args=[ticket.pk])).context["form"]
        return {name for _kind, rows in form.fields["to"].choices for _pk, name in rows}

    assert "IT desk" not in offered(ana)
    assert "IT desk" in offered(gil)


def test_one_who_no_longer_sees_it_after_the_act_goes_home(do, open_ticket, facilities, tom, gil):
    other = Group.objects.start(by=gil, name="Other", is_open=False)
    ticket = open_ticket()

    response = do(gil, "move", ticket, to=other.pk)
    assert response.redirect_chain == [(ticket.get_absolute_url(), 302)]

    Membership.objects.enrol(other, tom)
    moved = open_ticket(by=tom, group=other)
    moved.move(facilities, by=tom)
    response = do(gil, "delete", moved)
    assert response.redirect_chain == [("/", 302)]


def test_the_project_the_priority_and_the_day_change(do, open_ticket, facilities, tom, gil):
    ticket = open_ticket()
    project = Project.objects.start(by=gil, group=facilities, name="Lamps")

    do(tom, "place", ticket, project=project.pk)
    do(tom, "priority", ticket, priority=0)
    do(tom, "due", ticket, due_on="2030-05-17")
    assert (ticket.project, ticket.priority, ticket.due_on) == (project, 0, date(2030, 5, 17))

    do(tom, "place", ticket, project="")
    do(tom, "due", ticket, due_on="")
    assert (ticket.project, ticket.due_on) == (None, None)
    response = do(tom, "due", ticket, due_on="yesterday")
    assert response.context["form"].errors == {"due_on": ["Enter a valid date."]}
    assert response.context["form"]["due_on"].value() == "yesterday"


def test_the_requester_of_a_desk_sets_no_priority(do, open_ticket, it_desk, ana):
    ticket = open_ticket(group=it_desk)

    assert said(do(ana, "priority", ticket, priority=0)) == [
        "Only those who work on the ticket set its priority."
    ]


def test_following_and_letting_somebody_in(do, open_ticket, tom, zoe, ana):
    ticket = open_ticket()

    do(tom, "follow", ticket)
    do(tom, "add_follower", ticket, person="zoe")
    assert sorted(str(follow.user) for follow in ticket.follows.all()) == ["Tom", "Zoe"]
    assert ticket.is_visible_to(zoe)

    do(tom, "remove_follower", ticket, person="zoe")
    do(tom, "unfollow", ticket)
    assert not ticket.follows.exists()
    assert not ticket.is_visible_to(zoe)


def test_who_does_not_work_on_it_lets_nobody_in(do, open_ticket, it_desk, ana, zoe):
    ticket = open_ticket(group=it_desk)

    response = do(ana, "add_follower", ticket, person="zoe")

    assert said(response) == ["Zoe may not see this ticket, and you cannot let them in."]
    assert response.context["form"]["person"].value() == "zoe"


def test_deleted_and_brought_back(do, open_ticket, ana, tom, mia):
    ticket = open_ticket()

    assert said(do(tom, "delete", ticket)) == [
        "Only the requester of an unclaimed ticket and moderators delete it."
    ]
    do(ana, "delete", ticket)
    assert ticket.is_deleted
    assert do(tom, "restore", ticket).status_code == 404
    response = do(mia, "restore", ticket)
    assert response.redirect_chain == [(ticket.get_absolute_url(), 302)]
    assert not ticket.is_deleted


def test_back_goes_only_to_this_site(client, open_ticket, tom):
    ticket = open_ticket()
    client.force_login(tom)
    url = reverse("tickets:follow", args=[ticket.pk])

    goals = [
        client.post(url, {"next": goal})["Location"] for goal in ("/work/", "https://example.org/", "//x.y")
    ]

    assert goals == ["/work/", ticket.get_absolute_url(), ticket.get_absolute_url()]
