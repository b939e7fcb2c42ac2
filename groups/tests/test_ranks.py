"""Ranks: who gives them, the admin that a group always has, and the grants that follow."""

import pytest
from django.core.management import CommandError, call_command
from guardian.shortcuts import assign_perm, remove_perm

from groups import grants, rules
from groups.events import Event, Verb
from groups.models import Group, GroupPermission, Membership
from groups.ranks import GRANTS, Kind, Rank
from ticketsite.kit.refusals import Refused


def held(user, group):
    rows = GroupPermission.objects.filter(user=user, content_object=group)
    return set(rows.values_list("permission__codename", flat=True))


@pytest.mark.parametrize("rank", Rank)
def test_grants_are_those_of_the_rank_in_a_team(facilities, gil, tom, rank):
    facilities.give_rank(tom, rank, by=gil)

    assert held(tom, facilities) == GRANTS[Kind.TEAM][rank]


@pytest.mark.parametrize("rank", Rank)
def test_grants_are_those_of_the_rank_at_a_desk(it_desk, dora, tess, rank):
    it_desk.give_rank(tess, rank, by=dora)

    assert held(tess, it_desk) == GRANTS[Kind.DESK][rank]


def test_a_given_rank_is_told_with_before_and_after(facilities, gil, tom):
    facilities.give_rank(tom, Rank.AUTHORISED, by=gil)
    facilities.give_rank(tom, Rank.AUTHORISED, by=gil)

    events = Event.objects.of(facilities).filter(verb=Verb.RANKED)
    assert [e.details for e in events] == [{"person": tom.pk, "before": "general", "after": "authorised"}]


@pytest.mark.parametrize("who", ("mia", "tom", "zoe"))
def test_only_admins_give_ranks_and_remove(facilities, ana, who, request):
    person = request.getfixturevalue(who)
    with pytest.raises(Refused, match="Only the admins of Facilities give ranks"):
        facilities.give_rank(ana, Rank.ADMIN, by=person)
    with pytest.raises(Refused, match="Only the admins of Facilities remove members"):
        facilities.remove(ana, by=person)


def test_nobody_raises_themselves(facilities, mia):
    with pytest.raises(Refused):
        facilities.give_rank(mia, Rank.ADMIN, by=mia)

    assert held(mia, facilities) == GRANTS[Kind.TEAM][Rank.AUTHORISED]


def test_the_only_admin_keeps_the_rank_even_against_an_admin_of_the_site(facilities, gil, ada):
    for by in (gil, ada):
        with pytest.raises(Refused, match="needs an admin"):
            facilities.give_rank(gil, Rank.GENERAL, by=by)
    with pytest.raises(Refused, match="only admin of Facilities"):
        facilities.remove(gil, by=ada)


def test_a_removed_member_holds_nothing_there_any_more(facilities, gil, tom, open_ticket):
    ticket = open_ticket()
    ticket.claim(by=tom)

    facilities.remove(tom, by=gil)

    ticket.refresh_from_db()
    assert (held(tom, facilities), ticket.assignee) == (set(), None)
    assert Event.objects.of(facilities).filter(verb=Verb.REMOVED).get().details == {"person": tom.pk}


def test_handing_over_makes_the_other_admin_and_oneself_authorised(facilities, gil, tom):
    facilities.hand_over(to=tom, by=gil)

    ranks = {m.user: m.rank for m in facilities.memberships.filter(user__in=[gil, tom])}
    assert ranks == {tom: Rank.ADMIN, gil: Rank.AUTHORISED}
    assert held(gil, facilities) == GRANTS[Kind.TEAM][Rank.AUTHORISED]
    assert [e.details for e in Event.objects.of(facilities).filter(verb=Verb.GROUP_HANDED_OVER)] == [
        {"to": tom.pk}
    ]


def test_only_an_admin_of_the_group_hands_it_over_and_only_to_another_member(facilities, gil, mia, zoe, ada):
    for by in (mia, zoe, ada):
        with pytest.raises(Refused, match="Only an admin of Facilities"):
            facilities.hand_over(to=mia, by=by)
    with pytest.raises(Refused, match="You have it already"):
        facilities.hand_over(to=gil, by=gil)
    with pytest.raises(Refused, match="Zoe is not a member"):
        facilities.hand_over(to=zoe, by=gil)


@pytest.mark.parametrize(
    "permission",
    ("view_group", "see_tickets", "work_tickets", "moderate_tickets", "assign_tickets", "run_group"),
)
def test_granting_answers_as_the_rule_does_for_everybody(
    facilities, it_desk, everyone, permission, gil, mia, tom, zoe, tess, sam, dora, ida, ada, hugo
):
    for user in (gil, mia, tom, zoe, tess, sam, dora, ida, ada, hugo):
        listed = set(Group.objects.granting(user, permission))
        assert listed == {g for g in (facilities, it_desk, everyone) if rules.allows(user, permission, g)}


def test_a_deactivated_person_is_granted_nothing(facilities, everyone, tom):
    tom.is_active = False
    grants.forget(tom)

    assert not rules.allows(tom, "view_group", facilities)
    assert not rules.allows(tom, "view_group", everyone)
    assert not Group.objects.visible_to(tom).exists()


def test_repair_reports_drift_and_puts_it_right(facilities, tom, zoe, mia, capsys):
    assign_perm("run_group", tom, facilities)
    assign_perm("view_group", zoe, facilities)
    remove_perm("moderate_tickets", mia, facilities)

    with pytest.raises(CommandError, match="3 places differ"):
        call_command("repair_grants", "--check")
    assert held(zoe, facilities) == {"view_group"}
    call_command("repair_grants")

    told = capsys.readouterr().out.splitlines()[3:]
    assert sorted(told) == [
        "mia in Facilities: missing moderate_tickets",
        "tom in Facilities: surplus run_group",
        "zoe in Facilities: surplus view_group",
    ]
    assert held(tom, facilities) == GRANTS[Kind.TEAM][Rank.GENERAL]
    call_command("repair_grants", "--check")


def test_the_daily_life_of_groups_leaves_no_drift(facilities, it_desk, gil, tom, mia):
    facilities.hand_over(to=mia, by=gil)
    facilities.give_rank(tom, Rank.AUTHORISED, by=mia)
    facilities.leave(by=gil)

    assert list(grants.drift(GroupPermission, Membership.objects.all())) == []
