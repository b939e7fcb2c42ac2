"""Invitations: asked by admins, answered by one person, valid for 14 days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groups.events import Event, Verb
from groups.models import Group, Invitation
from groups.ranks import Rank
from ticketsite.kit.refusals import Refused


@pytest.fixture
def invitation(facilities, gil, zoe):
    return Invitation.objects.invite(facilities, zoe, by=gil)


def let_pass(invitation, **time):
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=invitation.expires_at - timedelta(**time))


def test_accepting_makes_a_general_member(invitation, facilities, zoe):
    assert Group.objects.visible_to(zoe).filter(pk=facilities.pk).exists()

    invitation.accept(by=zoe)

    assert facilities.memberships.get(user=zoe).rank == Rank.GENERAL
    assert [e.verb for e in Event.objects.of(facilities)][-2:] == [Verb.INVITED, Verb.INVITATION_ACCEPTED]
    with pytest.raises(Refused, match="withdrawn, answered or has expired"):
        invitation.accept(by=zoe)


def test_declining_hides_the_group_again(invitation, facilities, zoe):
    invitation.decline(by=zoe)

    assert not Group.objects.visible_to(zoe).filter(pk=facilities.pk).exists()
    with pytest.raises(Refused):
        invitation.accept(by=zoe)


def test_nobody_answers_for_somebody_else(invitation, tom, ada, gil):
    for by in (tom, ada, gil):
        with pytest.raises(Refused, match="for somebody else"):
            invitation.accept(by=by)
        with pytest.raises(Refused, match="for somebody else"):
            invitation.decline(by=by)


def test_a_withdrawn_invitation_cannot_be_accepted(invitation, facilities, gil, mia, zoe):
    with pytest.raises(Refused, match="Only the admins of Facilities withdraw"):
        invitation.withdraw(by=mia)
    invitation.withdraw(by=gil)

    with pytest.raises(Refused, match="withdrawn"):
        invitation.accept(by=zoe)
    with pytest.raises(Refused, match="answered or has expired"):
        invitation.withdraw(by=gil)
    assert not facilities.memberships.filter(user=zoe).exists()


def test_after_fourteen_days_it_has_expired_and_can_be_sent_anew(invitation, facilities, gil, zoe):
    assert invitation.expires_at - invitation.created_at == timedelta(days=14)
    let_pass(invitation, days=15)

    with pytest.raises(Refused, match="has expired"):
        Invitation.objects.get(pk=invitation.pk).accept(by=zoe)
    assert not Group.objects.visible_to(zoe).filter(pk=facilities.pk).exists()
    again = Invitation.objects.invite(facilities, zoe, by=gil)

    invitation.refresh_from_db()
    assert (invitation.answer, again.answer) == ("expired", "pending")


def test_expire_marks_what_is_overdue_and_only_that(invitation, facilities, gil, tom, make_user):
    other = Invitation.objects.invite(facilities, make_user("yan"), by=gil)
    let_pass(invitation, days=15)

    assert Invitation.objects.expire() == 1
    assert Invitation.objects.expire() == 0
    assert list(Invitation.objects.pending()) == [other]


def test_who_is_in_or_asked_or_inactive_is_not_invited(invitation, facilities, gil, tom, zoe, make_user):
    with pytest.raises(Refused, match="Tom is in Facilities already"):
        Invitation.objects.invite(facilities, tom, by=gil)
    with pytest.raises(Refused, match="Zoe has been invited already"):
        Invitation.objects.invite(facilities, zoe, by=gil)
    with pytest.raises(Refused, match="no active account"):
        Invitation.objects.invite(facilities, make_user("yan", is_active=False), by=gil)


def test_only_admins_invite_and_never_into_the_universal_or_a_closed_group(
    facilities, everyone, mia, gil, zoe, ada
):
    with pytest.raises(Refused, match="Only the admins of Facilities invite"):
        Invitation.objects.invite(facilities, zoe, by=mia)
    with pytest.raises(Refused, match="Only the admins of Everyone"):
        Invitation.objects.invite(everyone, zoe, by=ada)
    facilities.close(by=gil)
    with pytest.raises(Refused, match="Facilities is closed"):
        Invitation.objects.invite(facilities, zoe, by=gil)


def test_an_invitation_to_a_group_closed_meanwhile_is_refused(invitation, facilities, gil, zoe):
    facilities.close(by=gil)

    with pytest.raises(Refused, match="closed meanwhile"):
        invitation.accept(by=zoe)


def test_nobody_is_invited_into_an_abandoned_group(gil, ada, zoe):
    group = Group.objects.start(by=gil, name="Board", is_open=False)
    group.leave(by=gil)

    with pytest.raises(Refused, match="take it over first"):
        Invitation.objects.invite(group, zoe, by=ada)


def test_an_invitation_whose_group_was_deleted_is_gone(invitation, facilities, gil, zoe):
    stale = Invitation.objects.select_related("group").get(pk=invitation.pk)
    facilities.remove_empty(by=gil)

    with pytest.raises(Invitation.DoesNotExist):
        stale.accept(by=zoe)


def test_candidates_are_found_by_name_and_username_never_by_e_mail(facilities, gil, zoe, make_user):
    make_user("xavier", name="Élodie Quint")
    Invitation.objects.invite(facilities, zoe, by=gil)

    found = {p.username: (p.is_in, p.is_asked) for p in facilities.candidates("")}
    assert (found["tom"], found["zoe"], found["xavier"]) == ((True, False), (False, True), (False, False))
    assert [p.username for p in facilities.candidates("elo")] == ["xavier"]
    assert [p.username for p in facilities.candidates("xav")] == ["xavier"]
    assert not facilities.candidates("example").exists()
    assert timezone.now() < Invitation.objects.get().expires_at
