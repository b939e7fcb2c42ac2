"""The rules asked about people and tickets that were never stored."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from accounts.models import Role, User
from groups import grants
from groups.models import Group
from groups.ranks import GRANTS, Kind, Rank
from tickets import rules
from tickets.models import Ticket
from tickets.statuses import ENDED, HELD, STEPS, UNRESOLVED, Status

GROUP_ID = 5
RANKS = (None, *Rank)


def person(pk, rank=None, kind=Kind.TEAM, role=Role.USER, **fields):
    """Somebody with the grants of a rank in the group."""
    user = User(pk=pk, username=f"p{pk}", name=f"P{pk}", role=role, **fields)
    permissions = GRANTS[kind][rank] if rank else ()
    user.__dict__[grants._MEMO] = {permission: {GROUP_ID} for permission in permissions}
    return user


def ticket(status=Status.OPEN, kind=Kind.TEAM, requester=1, holder=None, closed=False, **fields):
    group = Group(pk=GROUP_ID, name="G", kind=kind, closed_at=timezone.now() if closed else None)
    if status in HELD and holder is None:
        holder = 2
    if status in ENDED:
        fields.setdefault("ended_at", timezone.now())
    return Ticket(pk=9, group=group, status=status, requester_id=requester, assignee_id=holder, **fields)


def ranks_that(rule, kind=Kind.TEAM, **fields):
    """The ranks whose holders, neither requester nor holder, may."""
    return [rank for rank in RANKS if rule(person(7, rank, kind), ticket(kind=kind, **fields))]


LED = [Rank.ADMIN]
MODERATED = [Rank.AUTHORISED, Rank.ADMIN]
WORKED = [Rank.GENERAL, Rank.AUTHORISED, Rank.ADMIN]


@pytest.mark.parametrize(
    "rule, status, team, desk",
    (
        (rules.may_work, Status.OPEN, WORKED, WORKED),
        (rules.may_work, Status.IN_PROGRESS, WORKED, MODERATED),
        (rules.may_work, Status.RESOLVED, WORKED, MODERATED),
        (rules.may_work, Status.PENDING, WORKED, MODERATED),
        (rules.may_claim, Status.OPEN, WORKED, WORKED),
        (rules.may_claim, Status.IN_PROGRESS, [], []),
        (rules.may_claim, Status.PENDING, [], []),
        (rules.may_resolve, Status.OPEN, WORKED, WORKED),
        (rules.may_resolve, Status.IN_PROGRESS, [], []),
        (rules.may_release, Status.IN_PROGRESS, LED, MODERATED),
        (rules.may_release, Status.OPEN, [], []),
        (rules.may_assign, Status.OPEN, LED, MODERATED),
        (rules.may_assign, Status.WAITING, LED, MODERATED),
        (rules.may_assign, Status.PENDING, [], []),
        (rules.may_assign, Status.RESOLVED, [], []),
        (rules.may_ask_takeover, Status.IN_PROGRESS, WORKED, MODERATED),
        (rules.may_moderate, Status.CLOSED, MODERATED, MODERATED),
        (rules.may_delete, Status.CLOSED, MODERATED, MODERATED),
        (rules.may_delete, Status.OPEN, MODERATED, MODERATED),
        (rules.may_close, Status.RESOLVED, MODERATED, MODERATED),
        (rules.may_close, Status.CLOSED, [], []),
        (rules.may_reopen, Status.RESOLVED, MODERATED, MODERATED),
        (rules.may_prioritise, Status.IN_PROGRESS, WORKED, MODERATED),
        (rules.may_prioritise, Status.CLOSED, [], []),
        (rules.may_move_out, Status.OPEN, LED, MODERATED),
        (rules.may_edit, Status.IN_PROGRESS, MODERATED, MODERATED),
        (rules.may_edit, Status.RESOLVED, [], []),
        (rules.may_confirm, Status.RESOLVED, [], []),
        (rules.may_withdraw, Status.OPEN, [], []),
        (rules.holds, Status.IN_PROGRESS, [], []),
    ),
)
def test_each_rank_may_what_the_table_says(rule, status, team, desk):
    assert ranks_that(rule, Kind.TEAM, status=status) == team
    assert ranks_that(rule, Kind.DESK, status=status) == desk


@pytest.mark.parametrize(
    "rule, statuses",
    (
        (rules.may_withdraw, UNRESOLVED),
        (rules.may_edit, (Status.PENDING, Status.OPEN, Status.REJECTED, Status.WITHDRAWN)),
        (rules.may_delete, (*UNRESOLVED, Status.REJECTED, Status.WITHDRAWN)),
        (rules.may_confirm, (Status.RESOLVED,)),
        (rules.may_reopen, (Status.RESOLVED,)),
        (rules.may_ask_again, (Status.REJECTED, Status.WITHDRAWN)),
        (rules.may_comment, tuple(Status)),
        (rules.may_work, ()),
        (rules.may_release, ()),
    ),
)
def test_a_desks_requester_may_what_the_table_says(rule, statuses):
    requester = person(1)

    assert {s for s in Status if rule(requester, ticket(s, kind=Kind.DESK))} == {*statuses}


@pytest.mark.parametrize("rule", (rules.holds, rules.may_resolve, rules.may_move_out))
def test_the_holder_works_on(rule):
    holder = person(2, Rank.GENERAL, Kind.DESK)

    assert {s for s in HELD if rule(holder, ticket(s, kind=Kind.DESK))} == {*HELD}
    assert not rules.may_release(holder, ticket(Status.IN_PROGRESS, kind=Kind.DESK))
    assert not rules.may_ask_takeover(holder, ticket(Status.IN_PROGRESS, kind=Kind.DESK))


def test_the_requester_deletes_only_what_was_never_claimed():
    requester = person(1)

    assert rules.may_delete(requester, ticket())
    assert not rules.may_delete(requester, ticket(first_claimed_at=timezone.now()))


def test_reopening_ends_after_14_days_for_everybody():
    late = ticket(Status.RESOLVED, holder=2, ended_at=timezone.now() - timedelta(days=14, minutes=1))

    for user in (person(1), person(2, Rank.GENERAL), person(7, Rank.ADMIN), person(8, role=Role.ADMIN)):
        assert not rules.may_reopen(user, late)


def test_whoever_did_the_work_reopens_only_while_they_work_here():
    done = ticket(Status.RESOLVED, holder=2)

    assert rules.may_reopen(person(2, Rank.GENERAL), done)
    assert not rules.may_reopen(person(2), done)


def test_it_heads_stand_over_desks_and_not_over_teams():
    ida = person(7, role=Role.IT_HEAD)

    for rule in (rules.may_work, rules.may_moderate, rules.may_claim, rules.may_assign):
        assert rule(ida, ticket(kind=Kind.DESK))
        assert not rule(ida, ticket(kind=Kind.TEAM))


@pytest.mark.parametrize("role", (Role.USER, Role.TECHNICIAN, Role.HOD))
def test_other_roles_alone_let_nobody_work(role):
    assert not any(rules.may_work(person(7, role=role), ticket(kind=kind)) for kind in Kind)


def test_anybody_raises_at_a_desk_and_members_in_a_team_but_nobody_where_it_is_closed():
    stranger, member, admin = person(7), person(7, Rank.GENERAL), person(8, role=Role.ADMIN)

    assert rules.may_raise(stranger, ticket(kind=Kind.DESK).group)
    assert [rules.may_raise(user, ticket().group) for user in (stranger, member, admin)] == [
        False,
        True,
        True,
    ]
    for kind, user in product(Kind, (stranger, member, admin)):
        assert not rules.may_raise(user, ticket(kind=kind, closed=True).group)


EVERY_RULE = (
    *(rules.may_work, rules.may_moderate, rules.may_assign, rules.may_claim, rules.holds, rules.may_release),
    *(rules.may_ask_takeover, rules.may_resolve, rules.may_resume, rules.is_requester, rules.may_confirm),
    *(rules.may_reopen, rules.may_close, rules.may_edit, rules.may_ask_again, rules.may_withdraw),
    *(rules.may_delete, rules.may_restore, rules.may_prioritise, rules.may_move_out, rules.may_place),
    *(rules.may_comment, rules.may_comment_internally, rules.may_let_in),
)


@pytest.mark.parametrize(
    "role, rank, status", tuple(product((Role.USER, Role.IT_HEAD, Role.ADMIN), RANKS, Status))
)
def test_the_switched_off_may_nothing(role, rank, status):
    for kind in Kind:
        gone = person(1, rank, kind, role=role, is_active=False)
        thing = ticket(status, kind=kind, requester=1, holder=1)
        assert not any(rule(gone, thing) for rule in EVERY_RULE)
        assert not rules.may_raise(gone, thing.group)


def test_nothing_leads_out_of_closed_and_every_status_is_reached():
    assert STEPS[Status.CLOSED] == set()
    assert set().union(*STEPS.values()) == {*Status}
    assert {*STEPS} == {*Status}
