"""What a mail says and where it leads: each piece with its reason, in heads and HTML that no title breaks."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail as sent_mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups.models import Membership
from notifications.deliver import sweep
from notifications.mailing import digest, send
from notifications.models import Choice, Mail, MailSettings
from notifications.models.mail import State
from notifications.topics import Speed, Topic
from tickets.models import Approver, Category, Route, Step, Ticket

HOSTILE = '</a><script>alert(1)</script>\r\nBcc: zoe@example.org\n\n"><img src=x onerror=alert(1)> \x00 é'
TOO_LONG = "x" * 1_000_000


@pytest.fixture
def mail():
    """mail(): the one mail that is due, as the server gets it."""

    def sent():
        sweep()
        Mail.objects.filter(state=State.QUEUED).update(due_at=timezone.now())
        assert send.drain() == 1
        (message,) = sent_mail.outbox
        sent_mail.outbox.clear()
        return message_from_bytes(message.message().as_bytes(), policy=policy.default)

    return sent


def parts_of(message):
    return [message.get_body((kind,)).get_content() for kind in ("plain", "html")]


def unsubscribe(message):
    address = message["List-Unsubscribe"].strip(" <>")
    assert Client().post(address, {"List-Unsubscribe": "One-Click"}).status_code == 204


@pytest.mark.parametrize("title", (HOSTILE, TOO_LONG))
def test_no_title_breaks_a_mail(open_ticket, tom, ana, mail, title, raw_title):
    ticket = open_ticket(description="words")
    raw_title(ticket, title)
    ticket.claim(by=tom)

    message = mail()

    assert message["To"] == "ana@example.org"
    assert message["Bcc"] is None
    assert message["Subject"].strip().startswith(f"[#{ticket.pk}] ")
    assert "\x00" not in message["Subject"]
    _text, html = parts_of(message)
    assert re.findall(r"<(?:script|img)|<[^>]+ onerror", html) == []


@pytest.fixture
def raw_title():
    """A title as no form lets it in: for a mail it must make no difference how it came."""

    def write(ticket, title):
        kept = title if connection.vendor == "sqlite" else title.replace("\x00", "")[:200]
        Ticket.objects.filter(pk=ticket.pk).update(title=kept)

    return write


def test_a_mail_of_one_reason_says_it_once_and_one_of_several_beside_each(open_ticket, tom, ana, ben, mail):
    ticket = open_ticket()
    ticket.claim(by=tom)
    ticket.comment(by=tom, body="Which room?")
    for part in parts_of(mail()):
        assert part.count("You get this because you raised it.") == 1

    Choice.objects.choose(ana, Topic.MENTION, in_site=True, mail=Speed.SOON)
    ticket.comment(by=tom, body="And you, @ana?")
    ticket.comment(by=tom, body="Nobody?")
    message = mail()
    for part in parts_of(message):
        assert part.count("You get this because somebody mentions you.") == 1
        assert part.count("You get this because you raised it.") == 1

    before = Choice.objects.of(ana)
    unsubscribe(message)
    muted = dict.fromkeys((Topic.MENTION, Topic.COMMENT), (True, Speed.OFF))
    assert Choice.objects.of(ana) == before | muted


def test_the_way_out_names_no_rule_of_what_the_mail_no_longer_says(
    it_desk, open_ticket, tess, sam, dora, mail
):
    ticket = open_ticket(group=it_desk)
    ticket.follow(by=sam)
    ticket.claim(by=tess)
    Mail.objects.all().delete()
    ticket.comment(by=tess, body="psst", is_internal=True)
    ticket.resolve(by=tess, solution="A new lamp")
    sweep()
    Mail.objects.exclude(person=sam).delete()
    ticket.follows.filter(user=sam).update(let_in_by=dora)
    Membership.objects.get(user=sam, group=it_desk).end()

    message = mail()

    assert ["psst" in part for part in parts_of(message)] == [False, False]
    assert ["A new lamp" in part for part in parts_of(message)] == [True, True]
    before = Choice.objects.of(sam)
    unsubscribe(message)
    assert Choice.objects.of(sam) == before | {Topic.PROGRESS: (True, Speed.OFF)}


def test_a_digest_has_reasons_and_a_way_out_too(open_ticket, tom, ana, mail):
    Choice.objects.choose(ana, Topic.COMMENT, in_site=True, mail=Speed.DIGEST)
    Choice.objects.choose(ana, Topic.PROGRESS, in_site=True, mail=Speed.OFF)
    for _ in range(2):
        open_ticket().comment(by=tom, body="Hm")
    sweep()
    MailSettings.objects.create(person=ana, last_digest_at=timezone.now() - timedelta(days=2))
    assert digest.send_due_digests() == 1

    message = mail()

    for part in parts_of(message):
        assert "This digest gathers what you chose to hear so" in part
        assert part.count("You get this because you raised it.") == 1
    unsubscribe(message)
    assert Choice.objects.of(ana)[Topic.COMMENT] == (True, Speed.OFF)


def test_a_request_for_a_decision_leads_to_where_it_is_taken_and_says_when_it_changed_since(
    client, it_desk, open_ticket, ana, hugo, mail
):
    route = Route.objects.create(name="Head")
    Step.objects.create(route=route, position=1, approver=Approver.HOD)
    category = Category.objects.create(group=it_desk, name="Purchase", route=route)
    ticket = open_ticket(group=it_desk, category=category, title="A screen")

    text, html = parts_of(mail())

    address = re.search(r"http\S+seen=\w+", text)[0]
    assert address.partition("?")[0].endswith(reverse("approvals:decide", args=[ticket.pk]))
    assert address in html
    client.force_login(hugo)
    assert client.get(address).context["changed_since_link"] is False
    ticket.edit(by=ana, revision=1, title="Two screens", description="")
    assert client.get(address).context["changed_since_link"] is True
