"""Who is told of an event, why, and that each is told once."""

import pytest

from groups.events import Event, Verb, silence
from notifications.deliver import sweep, tell
from notifications.models import Choice, Mail, Notification
from notifications.topics import Reason, Speed, Topic
from ticketsite.testing import at_once


def told(verb):
    """{username: reason} of the last event with this verb."""
    event = Event.objects.filter(verb=verb).last()
    return {news.person.username: news.reason for news in Notification.objects.filter(event=event)}


def test_the_requester_is_told_why_and_the_actor_is_not(
    open_ticket, tom, ana, django_capture_on_commit_callbacks
):
    ticket = open_ticket()
    with django_capture_on_commit_callbacks(execute=True):
        ticket.claim(by=tom)
        ticket.comment(by=tom, body="Which room?")

    assert told(Verb.CLAIMED) == {"ana": Reason.REQUESTER}
    assert told(Verb.COMMENTED) == {"ana": Reason.REQUESTER}
    mail = Mail.objects.get(person=ana)
    assert mail.news.count() == 2


def test_an_event_is_told_once_whoever_rings(open_ticket, tom):
    ticket = open_ticket()
    ticket.claim(by=tom)
    event = Event.objects.of(ticket).get(verb=Verb.CLAIMED)

    assert len(tell(event)) == 1
    assert tell(event) == []
    other = open_ticket()
    assert sweep() == 2
    assert told(Verb.OPENED).keys() == {"tom", "ben", "mia", "gil"}
    assert sweep() == 0
    assert Event.objects.of(other).get().told


def test_an_internal_note_is_told_to_those_who_work_there_only(it_desk, open_ticket, ana, tess, dora):
    ticket = open_ticket(group=it_desk)
    ticket.claim(by=tess)
    ticket.follow(by=dora)
    ticket.comment(by=tess, body="She sounds cross.", is_internal=True)
    tell(Event.objects.get(verb=Verb.COMMENTED))

    assert told(Verb.COMMENTED) == {"dora": Reason.FOLLOWER}


def test_what_is_switched_off_does_not_come(open_ticket, tom, ana):
    Choice.objects.choose(ana, Topic.PROGRESS, in_site=False, mail=Speed.OFF)
    ticket = open_ticket()
    ticket.claim(by=tom)
    sweep()
    assert told(Verb.CLAIMED) == {}
    assert Choice.objects.choose(ana, Topic.DECISION, in_site=False, mail=Speed.OFF)[0].mail == Speed.DIGEST


@pytest.mark.django_db(transaction=True)
def test_events_of_one_ticket_that_are_told_at_once_go_into_one_mail(open_ticket, ana, ben, tom):
    with silence():
        ticket = open_ticket()
        ticket.follow(by=ben)
        for word in ("one", "two", "three", "four"):
            ticket.comment(by=tom, body=word)
    events = Event.objects.of(ticket).filter(verb=Verb.COMMENTED)

    told_people = at_once(*[lambda event=event: tell(event) for event in events for _twice in range(2)])

    assert sorted(len(people) for people in told_people) == [0] * 4 + [2] * 4
    assert {mail.person: mail.news.count() for mail in Mail.objects.all()} == {ana: 4, ben: 4}
