"""Mail: composed when sent, once each, threaded, and never what its reader may not see."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from time import sleep
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as sent_mail
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groups.events import Event, Verb
from groups.models import Membership
from notifications import outbox
from notifications.deliver import sweep
from notifications.mailing import digest, send
from notifications.models import Choice, Mail, MailSettings, Notification
from notifications.models.mail import Kind, State
from notifications.topics import Speed, Topic


@pytest.fixture
def due_now():
    """Make every waiting mail due."""
    return lambda: Mail.objects.filter(state=State.QUEUED).update(due_at=timezone.now())


def test_a_days_work_on_a_ticket_is_one_mail_in_the_readers_language(open_ticket, tom, ana, due_now):
    ana.language = "fr"
    ana.save()
    ticket = open_ticket(title="La lampe clignote")
    ticket.claim(by=tom)
    ticket.comment(by=tom, body="Quelle salle ?")
    sweep()
    due_now()

    assert send.drain() == 1

    (message,) = sent_mail.outbox
    assert (message.to, message.subject) == (["ana@example.org"], f"[#{ticket.pk}] La lampe clignote")
    assert "Quelle salle ?" in message.body
    html = message.alternatives[0][0]
    assert "Quelle salle ?" in html
    assert "<style" not in html
    assert message.extra_headers["Message-ID"] == Mail.objects.get(person=ana).message_id
    assert message.extra_headers["In-Reply-To"] == outbox.thread_id(ticket)
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_was_read_in_the_site_is_not_mailed(open_ticket, tom, ana, due_now):
    open_ticket().claim(by=tom)
    sweep()
    Notification.objects.filter(person=ana).update(read_at=timezone.now())
    due_now()

    assert send.drain() == 0
    assert Mail.objects.get(person=ana).state == State.CANCELLED


def test_whoever_was_removed_meanwhile_gets_nothing(open_ticket, tom, ben, gil, facilities, due_now):
    ticket = open_ticket()
    ticket.follow(by=ben)
    ticket.comment(by=tom, body="The door code is 1234.")
    sweep()
    assert Mail.objects.filter(person=ben).exists()

    facilities.remove(ben, by=gil)
    due_now()
    send.drain()

    assert [message.to for message in sent_mail.outbox if "1234" in message.body] == [["ana@example.org"]]
    assert not Membership.objects.filter(user=ben).exists()


class DeadServer:
    def __init__(self, *args, **kwargs):
        pass

    def open(self):
        raise ConnectionRefusedError("nobody there")


def test_a_dead_server_delays_mail_and_loses_none(open_ticket, tom, ana, due_now, settings):
    open_ticket().claim(by=tom)
    sweep()
    due_now()
    working, settings.MAIL_SENDER = settings.MAIL_SENDER, f"{__name__}.DeadServer"
    assert send.drain() == 0
    mail = Mail.objects.get(person=ana)
    assert (mail.state, mail.attempts) == (State.QUEUED, 1)
    assert "nobody there" in mail.last_error

    settings.MAIL_SENDER = working
    due_now()
    assert send.drain() == 1


class PickyServer:
    def __init__(self, *args, **kwargs):
        pass

    def open(self):
        pass

    close = open

    def send_messages(self, messages):
        if messages[0].to == ["ana@example.org"]:
            raise smtplib.SMTPRecipientsRefused({"ana@example.org": (550, b"no such user")})
        return len(messages)


def test_a_refused_address_concerns_nobody_else(open_ticket, tom, ben, ana, due_now, settings):
    ticket = open_ticket()
    ticket.follow(by=ben)
    ticket.claim(by=tom)
    sweep()
    due_now()
    settings.MAIL_SENDER = f"{__name__}.PickyServer"

    assert send.drain() == 1
    assert {mail.person: mail.state for mail in Mail.objects.all()} == {ana: State.FAILED, ben: State.SENT}


def test_a_mail_taken_by_a_worker_that_died_goes_again_under_its_name(open_ticket, tom, ana, due_now):
    open_ticket().claim(by=tom)
    sweep()
    due_now()
    mail = Mail.objects.get(person=ana)
    assert Mail.objects.take(mail)
    assert not Mail.objects.take(mail)
    assert send.drain() == 0

    Mail.objects.update(taken_at=timezone.now() - timedelta(minutes=6))
    assert send.drain() == 1
    assert sent_mail.outbox[0].extra_headers["Message-ID"] == mail.message_id


def test_more_than_the_cap_waits_for_the_digest(open_ticket, tom, ana, settings, due_now):
    settings.MAILS_PER_HOUR = 1
    Choice.objects.choose(ana, Topic.COMMENT, in_site=True, mail=Speed.NOW)
    ticket = open_ticket()
    for word in ("one", "two", "three"):
        ticket.comment(by=tom, body=word)
    sweep()

    assert Mail.objects.filter(person=ana).count() == 1
    tomorrow = timezone.now() + timedelta(days=1)
    assert digest.send_due_digests(tomorrow) == 1
    due_now()
    send.drain()
    assert [("two" in m.body, "three" in m.body) for m in sent_mail.outbox] == [(False, False), (True, True)]
    assert digest.send_due_digests(tomorrow) == 0


def test_a_backlog_older_than_a_day_goes_as_one_digest(open_ticket, tom, ana):
    for ticket in (open_ticket(), open_ticket()):
        ticket.claim(by=tom)
    sweep()
    Mail.objects.update(due_at=timezone.now() - timedelta(days=2))

    digest.join_late_mail()

    assert sorted(Mail.objects.values_list("kind", "state")) == [
        (Kind.DIGEST, State.QUEUED),
        (Kind.NEWS, State.CANCELLED),
        (Kind.NEWS, State.CANCELLED),
    ]
    assert send.drain() == 1
    assert Event.objects.filter(verb=Verb.CLAIMED).count() == 2


def test_a_zone_that_no_longer_exists_holds_up_no_mail_and_nobody_elses_digest(
    open_ticket, tom, ana, gil, due_now
):
    type(ana).objects.filter(pk=ana.pk).update(time_zone="Mars/Base")
    MailSettings.objects.create(person=ana, quiet_from=time(0), quiet_to=time(0, 1))
    for person in (ana, gil):
        Choice.objects.choose(person, Topic.COMMENT, in_site=True, mail=Speed.DIGEST)
    ticket = open_ticket()
    ticket.follow(by=gil)
    ticket.comment(by=tom, body="Hm")
    ticket.claim(by=tom)
    sweep()

    assert digest.send_due_digests(timezone.now() + timedelta(days=1)) == 2
    due_now()
    assert send.drain() == 4


class StumblingServer(PickyServer):
    def send_messages(self, messages):
        if messages[0].to == ["ana@example.org"]:
            raise UnicodeEncodeError("ascii", "é@example.org", 0, 1, "not for this server")
        return 1


def test_a_mail_that_cannot_be_handed_over_waits_alone(open_ticket, tom, ben, ana, due_now, settings):
    ticket = open_ticket()
    ticket.follow(by=ben)
    ticket.claim(by=tom)
    sweep()
    due_now()
    settings.MAIL_SENDER = f"{__name__}.StumblingServer"

    assert send.drain() == 1
    assert {mail.person: mail.state for mail in Mail.objects.all()} == {ana: State.QUEUED, ben: State.SENT}


class SlowServer(DeadServer):
    def open(self):
        raise TimeoutError("nothing for ten seconds")


def test_a_slow_server_is_waited_for_once_a_round_and_pages_never_wait(
    client, open_ticket, tom, ana, ben, due_now, settings
):
    settings.MAIL_SENDER = f"{__name__}.SlowServer"
    ticket = open_ticket()
    ticket.follow(by=ben)
    client.force_login(tom)
    assert client.post(reverse("tickets:claim", args=[ticket.pk])).status_code == 302
    sweep()
    due_now()

    assert send.drain() == 0
    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 1]


PARIS = ZoneInfo("Europe/Paris")
FRIDAY_NOON = datetime(2026, 11, 20, 12, tzinfo=PARIS)


@pytest.mark.parametrize(
    "wishes, last, now, is_due",
    (
        ({}, None, FRIDAY_NOON + timedelta(minutes=5), False),
        ({}, None, datetime(2026, 11, 21, 7, 59, tzinfo=PARIS), False),
        ({}, None, datetime(2026, 11, 21, 8, 0, 1, tzinfo=PARIS), True),
        ({"hour": 13}, None, datetime(2026, 11, 20, 13, 1, tzinfo=PARIS), True),
        (
            {"hour": 13},
            datetime(2026, 11, 20, 13, 1, tzinfo=PARIS),
            datetime(2026, 11, 21, 12, tzinfo=PARIS),
            False,
        ),
        ({"digest": "weekly", "weekday": 0}, None, datetime(2026, 11, 22, 23, tzinfo=PARIS), False),
        ({"digest": "weekly", "weekday": 0}, None, datetime(2026, 11, 23, 8, 1, tzinfo=PARIS), True),
        (
            {"digest": "weekly", "weekday": 4, "hour": 11},
            None,
            datetime(2026, 11, 26, 12, tzinfo=PARIS),
            False,
        ),
        (
            {"digest": "weekly", "weekday": 4, "hour": 11},
            None,
            datetime(2026, 11, 27, 12, tzinfo=PARIS),
            True,
        ),
    ),
)
def test_a_digest_comes_at_the_hour_one_chose_by_ones_own_clock(wishes, last, now, is_due):
    person = User(time_zone="Europe/Paris")
    person.mail_settings = MailSettings(person=person, last_digest_at=last, **wishes)

    assert digest.is_due(person, FRIDAY_NOON, now) is is_due


def test_a_server_that_is_away_for_days_loses_no_mail_and_then_everybody_gets_one_digest(
    open_ticket, tom, ana, settings, time_machine
):
    start = timezone.now()
    working, settings.MAIL_SENDER = settings.MAIL_SENDER, f"{__name__}.DeadServer"
    for _ in range(3):
        open_ticket().claim(by=tom)
    sweep()
    for hour in range(1, 97, 5):
        time_machine.move_to(start + timedelta(hours=hour), tick=False)
        send.drain()
        digest.join_late_mail()
        assert Mail.objects.backlog().exists()

    settings.MAIL_SENDER = working
    time_machine.shift(timedelta(minutes=16))
    assert send.drain() == 1
    assert sorted(Mail.objects.values_list("kind", "state")) == [
        (Kind.DIGEST, State.SENT),
        *[(Kind.NEWS, State.CANCELLED)] * 3,
    ]


@pytest.mark.parametrize(
    "trouble, is_of_the_server",
    (
        (smtplib.SMTPServerDisconnected("gone"), True),
        (smtplib.SMTPConnectError(421, b"busy"), True),
        (smtplib.SMTPAuthenticationError(535, b"who?"), True),
        (smtplib.SMTPDataError(452, b"no room"), True),
        (smtplib.SMTPDataError(554, b"spam"), False),
        (smtplib.SMTPNotSupportedError("no such letters"), False),
        (ValueError("a newline"), False),
    ),
)
def test_what_is_the_servers_fault_and_what_the_mails(trouble, is_of_the_server):
    assert send.is_of_the_server(trouble) is is_of_the_server


class SpamFilter(PickyServer):
    def send_messages(self, messages):
        if messages[0].to == ["ana@example.org"]:
            raise smtplib.SMTPDataError(554, b"looks like spam")
        return 1


def test_a_mail_whose_words_are_refused_is_given_up_after_two_days(
    open_ticket, tom, ben, ana, settings, time_machine
):
    ticket = open_ticket()
    ticket.follow(by=ben)
    ticket.claim(by=tom)
    sweep()
    settings.MAIL_SENDER = f"{__name__}.SpamFilter"
    start = timezone.now()
    states = []
    for hour in range(1, 60):
        time_machine.move_to(start + timedelta(hours=hour), tick=False)
        send.drain()
        states.append(Mail.objects.get(person=ana).state)

    assert Mail.objects.get(person=ben).state == State.SENT
    assert 40 < states.index(State.FAILED) < 60


def test_behind_a_slow_server_a_round_ends_after_a_while(open_ticket, tom, ana, due_now, monkeypatch):
    for _ in range(3):
        open_ticket().claim(by=tom)
    sweep()
    due_now()
    monkeypatch.setattr(send, "LONGEST", -1)
    assert send.drain() == 0

    monkeypatch.undo()
    assert send.drain() == 3


def test_what_joins_a_mail_that_waits_is_no_mail_more(open_ticket, tom, ana, settings):
    settings.MAILS_PER_HOUR = 1
    ticket = open_ticket()
    ticket.claim(by=tom)
    ticket.comment(by=tom, body="Which room?")
    sweep()

    assert Mail.objects.get(person=ana).news.count() == 2
    assert not Notification.objects.filter(in_digest=True).exists()


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_not_taken_while_news_is_being_put_into_it(open_ticket, tom, ana):
    ticket = open_ticket()
    ticket.claim(by=tom)
    mail = Mail.objects.get(person=ana)
    later = Event.objects.get(verb=Verb.CLAIMED)
    later.pk, later._state.adding = None, True
    later.save()
    news = Notification(person=ana, event=later, ticket=ticket, topic=Topic.PROGRESS, reason="requester")
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            news.save()
            outbox.enclose([(news, Speed.SOON)])
            assert news.mails.get() == mail
            taking = thread.submit(take, mail)
            sleep(0.3)
            assert not taking.done()
        assert taking.result() == [True, 2]


def take(mail):
    """Whether another connection takes it, and how much news it finds in it then."""
    try:
        return [Mail.objects.take(mail), mail.news.count()]
    finally:
        connection.close()
