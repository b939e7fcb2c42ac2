"""Whoever runs a group is reminded of what nobody takes."""

from datetime import timedelta

from django.utils import timezone

from groups.events import Event, Verb
from notifications.deliver import sweep
from notifications.models import Notification
from notifications.reminding import remind
from notifications.sentences import lines_of
from tickets.models import Ticket


def age(ticket, days):
    Ticket.objects.filter(pk=ticket.pk).update(opened_at=timezone.now() - timedelta(days=days))


def test_the_admin_of_a_group_is_reminded_once_a_week_while_tickets_wait(open_ticket, gil, tom):
    old, older, taken = open_ticket(), open_ticket(), open_ticket()
    for ticket in (old, older, taken):
        age(ticket, 4)
    taken.claim(by=tom)
    open_ticket()

    assert (remind(), remind()) == (1, 0)
    sweep()
    news = Notification.objects.filter(event__verb=Verb.REMINDED)
    assert [each.person for each in news] == [gil]
    assert lines_of(list(news), gil)[0].sentence == "reminds: 2 tickets wait and nobody takes them"

    Event.objects.filter(verb=Verb.REMINDED).delete()
    older.claim(by=tom)
    old.claim(by=tom)
    assert remind() == 0


def test_nobody_is_reminded_of_what_belongs_to_everybody(open_ticket, everyone):
    age(open_ticket(group=everyone), 30)

    assert remind() == 0
