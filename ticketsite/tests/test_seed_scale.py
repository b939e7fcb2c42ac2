"""`seed --scale`: many tickets whose rows are those that the verbs would have left."""

import re
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Role, User
from approvals.chronicle import RoutedChronicle
from groups import grants
from groups.events import Event, Verb
from groups.models import Group, GroupPermission, Membership
from groups.ranks import Kind
from notifications.deliver import sweep
from tickets import lists, rules
from tickets.models import Comment, Follow, Ticket
from tickets.models.comment import Kind as CommentKind
from tickets.statuses import Status
from ticketsite.kit.markdown import render
from ticketsite.scale import cast, filling, people, words

UNTIL = datetime(2026, 5, 20, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _small_and_apart(settings, tmp_path, monkeypatch):
    """A twentieth of the people; a sign-in file of its own."""
    settings.VAR_DIR = tmp_path
    small = {Role.ADMIN: 1, Role.IT_HEAD: 2, Role.HOD: 5, Role.TECHNICIAN: 12, Role.USER: 120}
    for name, value in {"DEPARTMENTS": 5, "TEAMS": 12, "DESKS": 4, "STAFF": small, "LONERS": 5}.items():
        monkeypatch.setattr(people, name, value)
    monkeypatch.setattr(filling, "BATCH", 100)
    monkeypatch.setattr(words, "PHRASES", 500)


def seed(*arguments):
    out = StringIO()
    call_command("seed", *arguments, stdout=out)
    return out.getvalue()


def row(ticket):
    own = {"id", "opened_once"}
    return {f.attname: getattr(ticket, f.attname) for f in Ticket._meta.concrete_fields if f.name not in own}


def replayed(ticket):
    """The same life, told to a chronicle act by act."""
    chronicle = RoutedChronicle.open(
        ticket.requester,
        ticket.group,
        ticket.title,
        ticket.description,
        at=ticket.opened_at,
        project=ticket.project,
        category=ticket.category,
        priority=ticket.priority,
    )
    events = list(Event.objects.of(ticket).select_related("actor"))
    for event in events[1:]:
        tell(chronicle, event)
    chronicle.seal()
    chronicle.ticket.is_unresolved = ticket.is_unresolved  # the database's own
    assert [(act.verb, act.actor_id, act.at, act.is_internal) for act in chronicle.acts] == [
        (e.verb, e.actor_id, e.at, e.is_internal) for e in events
    ]
    return chronicle


def tell(chronicle, event):
    by, at, facts = event.actor, event.at, event.details
    comment = Comment.objects.filter(pk=facts.get("comment")).first() if event.verb != Verb.DECIDED else None
    if event.verb == Verb.COMMENTED and comment.kind == CommentKind.PLAIN:
        chronicle.comment(by, comment.body, at, is_internal=comment.is_internal)
    elif event.verb == Verb.SET_WAITING:
        chronicle.set_waiting(by, at)
    elif event.verb == Verb.RESOLVED:
        chronicle.resolve(by, at, comment.body)
    elif event.verb == Verb.DECIDED:
        {"approve": chronicle.approve, "reject": chronicle.reject}[facts["verdict"]](by, at, facts["comment"])
    elif event.verb in (Verb.CLAIMED, Verb.CONFIRMED, Verb.CLOSED, Verb.WITHDRAWN):
        verbs = {Verb.CLAIMED: "claim", Verb.CONFIRMED: "confirm", Verb.CLOSED: "close"}
        getattr(chronicle, verbs.get(event.verb, "withdraw"))(by, at)


def test_every_life_is_one_that_the_verbs_could_have_led(everyone):
    filling.fill(400, 1, UNTIL)

    for ticket in Ticket.objects.select_related("requester", "group", "project", "category__route"):
        chronicle = replayed(ticket)

        assert row(chronicle.ticket) == row(ticket)
        assert [(c.author_id, c.body, c.body_html, c.kind, c.created_at) for c in chronicle.comments] == list(
            ticket.comments.order_by("pk").values_list("author", "body", "body_html", "kind", "created_at")
        )
        assert [(f.user_id, f.let_in_by_id, f.since) for f in chronicle.follows] == list(
            Follow.objects.filter(ticket=ticket).order_by("pk").values_list("user", "let_in_by", "since")
        )
        assert [(d.by_id, d.verdict, d.content_hash, d.approver) for d in chronicle.further] == list(
            ticket.decisions.order_by("pk").values_list("by", "verdict", "content_hash", "approver")
        )
        assert ticket.requester_id in Membership.objects.filter(group=ticket.group).values_list(
            "user", flat=True
        ) or (ticket.group.is_desk or ticket.group.is_universal)
        assert ticket.assignee is None or rules.may_hold(ticket.assignee, ticket.group)
    assert set(Ticket.objects.values_list("status", flat=True)) == {*map(str, Status)}
    assert Event.objects.filter(target_kind="ticket").count() + Comment.objects.count() >= 5 * 400
    assert not Event.objects.filter(at__gt=UNTIL).exists()


def test_grants_follow_the_ranks_and_nobody_hears_of_the_past(everyone):
    said = seed("--scale", "50")

    assert Group.objects.filter(kind=Kind.DESK).count() == 4
    assert Group.objects.count() == 17
    assert list(grants.drift(GroupPermission, Membership.objects.all())) == []
    assert sweep() == 0
    assert re.match(r"50 tickets of 140 people in \d+ s\.\n", said)
    username, password = re.search(r"^(\S+) +(\S+) +loner$", said, re.M).groups()
    loner = User.objects.get(username=username)
    assert loner.check_password(password)
    assert not loner.memberships.exists()


def test_the_keys_go_on_behind_those_written(everyone, ada):
    filling.fill(20, 1, UNTIL)
    loner = User.objects.filter(role=Role.USER).first()

    ticket = Ticket.objects.open(by=loner, group=Group.objects.universal(), title="One more")

    assert ticket.pk == 21
    assert Event.objects.of(ticket).get().pk == Event.objects.latest("pk").pk


def told():
    return list(
        Ticket.objects.order_by("pk").values_list("title", "requester__username", "status", "ended_at")
    )


def test_the_same_seed_tells_the_same_lives(everyone):
    lives = []
    for random_seed in (3, 3, 4):
        point = transaction.savepoint()
        filling.fill(40, random_seed, UNTIL)
        lives.append(told())
        transaction.savepoint_rollback(point)

    assert lives[0] == lives[1] != lives[2]


@pytest.mark.parametrize("somebody", ("ana", "facilities"))
def test_a_database_with_anything_in_it_is_left_alone(somebody, request, everyone):
    request.getfixturevalue(somebody)

    with pytest.raises(CommandError, match="not empty"):
        seed("--scale", "5")

    assert not Ticket.objects.exists()


def test_nought_tickets_are_no_number(everyone):
    with pytest.raises(CommandError, match="1 or more"):
        seed("--scale", "0")


def test_texts_are_rendered_as_the_renderer_would(everyone):
    filling.fill(60, 2, UNTIL)

    assert all(ticket.description_html == render(ticket.description) for ticket in Ticket.objects.all())


def test_whoever_is_measured_has_a_full_page_of_every_list(everyone):
    shown = cast.cast(filling.fill(1_000, 1, UNTIL))
    short = [
        (name, wanted.title, found)
        for wanted, names in (
            (lists.HOME, shown),
            (lists.ARCHIVE, ("user", "loner", "technician", "HOD", "Admin")),
            (lists.WAITING, ("technician", "desk head")),
            (lists.WORK, ("technician",)),
        )
        for name in names
        if (found := wanted.tickets(shown[name]).count()) < cast.PAGE
    ]

    assert short == []
