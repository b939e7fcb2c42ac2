"""Starting, changing, closing and deleting groups."""

import pytest

from groups.events import Event, Verb
from groups.models import Group, GroupPermission, Invitation, Project
from groups.ranks import Kind, Rank
from ticketsite.kit.refusals import Refused


def verbs_of(target):
    return [event.verb for event in Event.objects.of(target)]


def test_whoever_starts_a_group_is_its_admin(zoe):
    group = Group.objects.start(by=zoe, name="Choir")

    assert [(m.user, m.rank) for m in group.memberships.all()] == [(zoe, Rank.ADMIN)]
    assert verbs_of(group) == [Verb.GROUP_STARTED]
    assert Group.objects.granting(zoe, "run_group").get(is_universal=False) == group


@pytest.mark.parametrize("who", ("ana", "tess", "hugo"))
def test_only_admins_and_it_heads_start_a_desk(who, request):
    with pytest.raises(Refused, match="Only Admins and IT Heads"):
        Group.objects.start(by=request.getfixturevalue(who), name="Desk", kind=Kind.DESK)


def test_an_it_head_starts_a_desk(ida):
    assert Group.objects.start(by=ida, name="Desk", kind=Kind.DESK).is_desk


def test_a_name_is_given_once_whatever_its_case(facilities, zoe):
    with pytest.raises(Refused, match="There is a group of this name already"):
        Group.objects.start(by=zoe, name="FACILITIES")

    assert Group.objects.filter(name="FACILITIES").count() == 0


def test_an_edit_to_a_taken_name_is_refused_and_changes_nothing(facilities, it_desk, gil):
    with pytest.raises(Refused, match="There is a group of this name already"):
        facilities.edit(by=gil, name="IT desk", description="New words")

    facilities.refresh_from_db()
    assert (facilities.name, facilities.description) == ("Facilities", "")


def test_an_edit_records_what_changed_and_nothing_when_nothing_did(facilities, gil):
    facilities.edit(by=gil, name="Facilities", description="Lamps and doors")
    facilities.edit(by=gil, name="Facilities", description="Lamps and doors")

    edits = Event.objects.of(facilities).filter(verb=Verb.GROUP_EDITED)
    assert [event.details for event in edits] == [{"fields": ["description"]}]


@pytest.mark.parametrize("who", ("mia", "ana", "zoe"))
def test_only_admins_of_the_group_edit_close_and_delete(facilities, who, request):
    person = request.getfixturevalue(who)
    for act in (facilities.edit, facilities.close, facilities.reopen, facilities.remove_empty):
        with pytest.raises(Refused, match="Only the admins of Facilities"):
            act(by=person)


def test_the_universal_group_cannot_be_closed_deleted_or_made_by_invitation(everyone, ada):
    for act in (everyone.close, everyone.remove_empty):
        with pytest.raises(Refused):
            act(by=ada)
    with pytest.raises(Refused, match="cannot be by invitation"):
        everyone.edit(by=ada, is_open=False)


def test_closing_keeps_people_out_until_it_is_reopened(gil, zoe):
    group = Group.objects.start(by=gil, name="Choir")
    group.close(by=gil)

    with pytest.raises(Refused, match="not open for joining"):
        group.join(by=zoe)
    with pytest.raises(Refused, match="closed already"):
        group.close(by=gil)
    group.reopen(by=gil)
    group.join(by=zoe)

    assert verbs_of(group) == [Verb.GROUP_STARTED, Verb.GROUP_CLOSED, Verb.GROUP_REOPENED, Verb.JOINED]
    with pytest.raises(Refused, match="not closed"):
        group.reopen(by=gil)


def test_a_group_with_tickets_is_not_deleted_even_when_they_are_in_the_bin(facilities, gil, open_ticket):
    open_ticket().bin(by=gil)

    with pytest.raises(Refused, match="can be closed, not deleted"):
        facilities.remove_empty(by=gil)


def test_a_deleted_group_leaves_its_events_and_nothing_else(facilities, gil, ana, zoe):
    pk = facilities.pk
    Project.objects.start(by=ana, group=facilities, name="Doors")
    Invitation.objects.invite(facilities, zoe, by=gil)

    facilities.remove_empty(by=gil)

    last = Event.objects.order_by("-pk").first()
    assert (last.verb, last.target_id, last.group, last.details) == (
        Verb.GROUP_DELETED,
        pk,
        None,
        {"name": "Facilities"},
    )
    assert not GroupPermission.objects.exists()
    assert not Project.objects.exists()
