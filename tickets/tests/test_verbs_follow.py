"""Following, adding and removing followers."""

import pytest

from groups.events import Event, Verb
from ticketsite.kit.refusals import Refused


def test_following_twice_is_once_and_unfollowing_ends_it(open_ticket, tom):
    ticket = open_ticket()
    for _ in range(2):
        ticket.follow(by=tom)
    assert [follow.user for follow in ticket.follows.all()] == [tom]

    for _ in range(2):
        ticket.unfollow(by=tom)

    verbs = [event.verb for event in Event.objects.of(ticket)]
    assert verbs == [Verb.OPENED, Verb.FOLLOWED, Verb.UNFOLLOWED]


def test_a_member_lets_a_stranger_in_and_out_again(open_ticket, zoe, ben, last_event):
    ticket = open_ticket()

    ticket.add_follower(zoe, by=ben)
    assert ticket.is_visible_to(zoe)
    assert last_event(ticket) == (Verb.FOLLOWED, ben, {"person": zoe.pk, "let_in": True})

    ticket.remove_follower(zoe, by=ben)
    assert not ticket.is_visible_to(zoe)


def test_a_desks_requester_lets_nobody_in_but_adds_who_sees_it_anyway(open_ticket, it_desk, ana, zoe, ida):
    ticket = open_ticket(group=it_desk)
    with pytest.raises(Refused, match="you cannot let them in"):
        ticket.add_follower(zoe, by=ana)

    ticket.add_follower(ida, by=ana)

    assert ticket.follows.get().let_in_by is None


def test_a_follower_who_sees_it_is_added_once_and_the_switched_off_never(open_ticket, ben, tom, zoe, ada):
    ticket = open_ticket()
    ticket.follow(by=ben)
    with pytest.raises(Refused, match="Ben follows this ticket already"):
        ticket.add_follower(ben, by=tom)

    zoe.deactivate(by=ada)
    with pytest.raises(Refused, match="no active account"):
        ticket.add_follower(zoe, by=tom)


def test_a_desks_requester_removes_only_themselves(open_ticket, it_desk, ana, ida):
    ticket = open_ticket(group=it_desk)
    ticket.follow(by=ana)
    ticket.follow(by=ida)
    with pytest.raises(Refused, match="remove followers"):
        ticket.remove_follower(ida, by=ana)

    ticket.remove_follower(ana, by=ana)

    assert ticket.follows.get().user == ida


def test_leaving_the_group_ends_following_there(open_ticket, facilities, tom, everyone):
    here, elsewhere = open_ticket(), open_ticket(group=everyone)
    here.follow(by=tom)
    elsewhere.follow(by=tom)

    facilities.leave(by=tom)

    assert [follow.ticket for follow in tom.follows.all()] == [elsewhere]
