"""Who sees a ticket: each row of design section 3."""

from tickets import visibility
from tickets.models import Ticket


def sees(user, ticket):
    """The three faces of the one rule, which must agree."""
    found = Ticket.objects.visible_to(user).filter(pk=ticket.pk).exists()
    assert bool(visibility.reasons(user, ticket)) == found
    assert visibility.viewers(ticket).filter(pk=user.pk).exists() == found
    return found


def test_members_of_a_team_see_its_tickets_and_strangers_do_not(open_ticket, ana, tom, zoe, ida, hugo, ada):
    ticket = open_ticket()

    assert [sees(user, ticket) for user in (ana, tom, ada)] == [True, True, True]
    assert [sees(user, ticket) for user in (zoe, ida, hugo)] == [False, False, False]


def test_a_technician_sees_what_waits_and_not_what_a_colleague_has(
    it_desk, open_ticket, ana, tess, theo, sam, dora
):
    ticket = open_ticket(group=it_desk)
    assert [sees(user, ticket) for user in (ana, tess, theo, sam, dora)] == [True] * 5

    ticket.claim(by=tess)

    assert [sees(user, ticket) for user in (ana, tess, theo, sam, dora)] == [True, True, False, True, True]


def test_heads_see_the_desks_tickets_of_their_reach(it_desk, open_ticket, hugo, ida, zoe, tom):
    from_finance = open_ticket(group=it_desk)
    from_elsewhere = open_ticket(group=it_desk, by=tom)

    assert [sees(user, from_finance) for user in (hugo, ida, zoe)] == [True, True, False]
    assert [sees(user, from_elsewhere) for user in (hugo, ida, zoe)] == [False, True, False]


def test_following_lets_nobody_in_but_being_added_does(open_ticket, zoe, tom):
    ticket = open_ticket()
    ticket.follow(by=zoe)
    assert not sees(zoe, ticket)

    ticket.add_follower(zoe, by=tom)
    assert sees(zoe, ticket)


def test_everybody_sees_the_universal_group_except_the_inactive(everyone, open_ticket, zoe):
    ticket = open_ticket(group=everyone)
    assert sees(zoe, ticket)

    zoe.is_active = False
    zoe.save()
    assert not sees(zoe, ticket)


def test_a_deleted_ticket_is_seen_by_nobody(open_ticket, ana, ada):
    ticket = open_ticket()
    ticket.bin(by=ana)

    assert [sees(user, ticket) for user in (ana, ada)] == [False, False]
