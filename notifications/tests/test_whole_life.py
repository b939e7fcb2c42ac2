"""The whole life of a ticket, as the mail server sees it: person by event, and nobody else."""

import re
import socket
from collections import defaultdict
from datetime import timedelta
from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from accounts.models import Absence
from approvals.models import Decision
from groups.events import Verb
from notifications import reminding
from notifications.deliver import sweep
from notifications.mailing import digest, send
from notifications.models import Choice, Mail, Notification
from notifications.models.mail import State
from notifications.topics import Speed, Topic
from tickets import tidying
from tickets.models import Approver, Category, Route, Step, Ticket

LINE = re.compile(r"^(.+), \d{1,2} \w{3} \d{4}, \d\d:\d\d\r?$", re.MULTILINE)


class Sink:
    """Takes every mail, as a server would."""

    def __init__(self):
        self.got = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.got += [(address, message) for address in envelope.rcpt_tos]
        return "250 taken"

    def take(self):
        got, self.got = self.got, []
        return got


@pytest.fixture
def sink(settings):
    handler = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAIL_SENDER = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    controller.stop()


@pytest.fixture
def mails(sink):
    """mails(): {who: what each of their mails says} of all that is due once ten minutes have passed."""

    def after_ten_minutes():
        got = defaultdict(list)
        for address, text in texts():
            got[address.partition("@")[0]].append("; ".join(LINE.findall(text)))
        return dict(got)

    def texts():
        sweep()
        Mail.objects.filter(state=State.QUEUED).update(due_at=timezone.now())
        send.drain()
        assert not Mail.objects.exclude(state__in=(State.SENT, State.CANCELLED)).exists()
        return [(address, message.get_body(("plain",)).get_content()) for address, message in sink.take()]

    after_ten_minutes.texts = lambda: [text for _address, text in texts()]
    return after_ten_minutes


def tomorrow():
    return timezone.now() + timedelta(days=1)


def read_all(person):
    sweep()
    Notification.objects.filter(person=person).mark_read()


def rows_of(story, mails, things):
    """{what happened: who got which mails by it}, done one after the other."""
    return {name: (act(things), mails())[1] for name, act, _expected in story}


def expected(story):
    return {name: {who: said.split(" / ") for who, said in got.items()} for name, _act, got in story}


# What happens, and who gets which mails by it: " / " between two mails, "; " between lines that one mail joins.
# ana raises, tom and ben work, mia follows, gil runs the group, zoe is let in. Nobody else gets anything.
IN_A_TEAM = (
    (
        "she raises it and names ben",
        lambda it: it.open(by=it.ana, group=it.facilities, title="The lamp flickers", description="@ben?"),
        {"ben": "Ana opened the ticket"},
    ),
    ("mia follows it", lambda it: it.ticket.follow(by=it.mia), {}),
    (
        "tom takes it and writes",
        lambda it: [it.ticket.claim(by=it.tom), it.ticket.comment(by=it.tom, body="I look at it.")],
        {"ana": "Tom took the ticket; Tom commented", "mia": "Tom took the ticket; Tom commented"},
    ),
    (
        "he asks her something",
        lambda it: it.ticket.set_waiting(by=it.tom, question="Which room?"),
        {"ana": "Tom waits for the requester", "mia": "Tom waits for the requester"},
    ),
    (
        "she answers; mia reads it in the site",
        lambda it: [it.ticket.comment(by=it.ana, body="Room 7"), read_all(it.mia)],
        {"tom": "Ana commented; Ana answered, and work goes on"},
    ),
    (
        "somebody asks him to let go",
        lambda it: it.ticket.ask_takeover(by=it.ben, reason="I am there anyway."),
        {"tom": "Ben asked to take over"},
    ),
    (
        "gil gives it to ben",
        lambda it: it.ticket.assign(it.ben, by=it.gil),
        dict.fromkeys(("ana", "ben", "mia", "tom"), "Gil gave the ticket to Ben"),
    ),
    (
        "gil lets zoe in",
        lambda it: it.ticket.add_follower(it.zoe, by=it.gil),
        {"zoe": "Gil let Zoe see and follow the ticket"},
    ),
    (
        "ben writes an internal note; it is for members",
        lambda it: it.ticket.comment(by=it.ben, body="Third time this year.", is_internal=True),
        {"ana": "Ben commented", "mia": "Ben commented"},
    ),
    (
        "gil removes mia from the group while a mail waits for her",
        lambda it: [
            it.ticket.comment(by=it.ben, body="Bulb ordered."),
            it.facilities.remove(it.mia, by=it.gil),
        ],
        {"ana": "Ben commented", "zoe": "Ben commented"},
    ),
    (
        "ben resolves it",
        lambda it: it.ticket.resolve(by=it.ben, solution="New bulb"),
        {"ana": "Ben resolved the ticket", "zoe": "Ben resolved the ticket"},
    ),
    (
        "it is dark again",
        lambda it: it.ticket.reopen(by=it.ana, reason="Dark again"),
        {
            "ben": "Ana reopened the ticket; Ben works on it again",
            "zoe": "Ana reopened the ticket; Ben works on it again",
        },
    ),
    (
        "ben resolves it for good, and she confirms",
        lambda it: [it.ticket.resolve(by=it.ben, solution="New lamp"), it.ticket.confirm(by=it.ana)],
        {
            "ben": "Ana confirmed the solution",
            "zoe": "Ben resolved the ticket; Ana confirmed the solution",
        },
    ),
)

HEAD = "(Head of the requester's department)"

# hugo heads her department and is away, sue stands in for him; ida is the IT Head; tess, theo, sam and dora
# work at the desk: sam and dora see all of it, theo only what waits.
AT_A_DESK = (
    (
        "she asks for a screen",
        lambda it: it.open(by=it.ana, group=it.it_desk, category=it.purchase, title="A second screen"),
        {"hugo": "Ana opened the ticket", "sue": "Ana opened the ticket"},
    ),
    (
        "the substitute asks back",
        lambda it: it.decide("ask", it.sue, "Why?"),
        dict.fromkeys(("ana", "hugo"), f"Sue for Hugo asked for more before deciding {HEAD}"),
    ),
    (
        "she answers",
        lambda it: it.ticket.comment(by=it.ana, body="I draw maps."),
        {"hugo": "Ana commented", "sue": "Ana commented"},
    ),
    (
        "the substitute approves; the next step is asked of ida",
        lambda it: it.decide("approve", it.sue, "Fine"),
        dict.fromkeys(("ana", "ida"), f"Sue for Hugo approved it {HEAD}"),
    ),
    (
        "ida approves; the desk hears in its digest",
        lambda it: it.decide("approve", it.ida, ""),
        {
            "ana": "Ida approved it (IT Head); Ida sent the ticket to the waiting list: it is approved",
            "sue": "Ida approved it (IT Head); Ida sent the ticket to the waiting list: it is approved",
        },
    ),
    (
        "tess takes it before the digests go: theo may not see it any more",
        lambda it: [it.ticket.claim(by=it.tess), digest.send_due_digests(tomorrow())],
        {
            "ana": "Tess took the ticket",
            "ida": "Tess took the ticket",
            "sue": "Tess took the ticket",
            "sam": "Ida sent the ticket to the waiting list: it is approved",
            "dora": "Ida sent the ticket to the waiting list: it is approved",
        },
    ),
    (
        "tess asks sam in an internal note; ida stands over the desk",
        lambda it: it.ticket.comment(by=it.tess, body="@sam do we have one?", is_internal=True),
        {"sam": "Tess commented", "ida": "Tess commented"},
    ),
    (
        "tess resolves it",
        lambda it: it.ticket.resolve(by=it.tess, solution="It stands on your desk."),
        dict.fromkeys(("ana", "ida", "sue"), "Tess resolved the ticket"),
    ),
    (
        "it closes by itself after two weeks",
        lambda it: it.pass_two_weeks(),
        dict.fromkeys(("ana", "ida", "sue", "tess"), "Tickets closed: nobody reopened it in time"),
    ),
)


class Things(SimpleNamespace):
    """The people and places of a story, and the one ticket it is about."""

    def open(self, **words):
        self.ticket = Ticket.objects.open(**words)

    def decide(self, verb, by, words):
        getattr(Decision.objects, verb)(self.ticket, by=by, seen=self.ticket.content_hash, comment=words)
        self.ticket.refresh_from_db()

    def pass_two_weeks(self):
        Ticket.objects.filter(pk=self.ticket.pk).update(ended_at=timezone.now() - timedelta(days=15))
        assert tidying.close_after_silence() == 1


def test_in_a_team(mails, cast_of_a_team):
    assert rows_of(IN_A_TEAM, mails, cast_of_a_team) == expected(IN_A_TEAM)


def test_at_a_desk(mails, cast_of_a_desk):
    assert rows_of(AT_A_DESK, mails, cast_of_a_desk) == expected(AT_A_DESK)


def test_what_nobody_takes_reminds_whoever_runs_the_group(mails, open_ticket, gil, mia):
    for person in (gil, mia):
        Choice.objects.choose(person, Topic.NEW, in_site=True, mail=Speed.SOON)
    ticket = open_ticket(by=mia)
    assert mails() == {"gil": ["Mia opened the ticket"]}

    Ticket.objects.filter(pk=ticket.pk).update(opened_at=timezone.now() - timedelta(days=4))
    assert reminding.remind() == 1
    assert mails() == {"gil": ["Tickets reminds: 1 ticket waits and nobody takes it"]}


@pytest.fixture
def cast_of_a_team(facilities, ana, ben, mia, gil, tom, zoe, hugo, ida, ada):
    return Things(facilities=facilities, ana=ana, ben=ben, mia=mia, gil=gil, tom=tom, zoe=zoe)


@pytest.fixture
def cast_of_a_desk(it_desk, ana, hugo, ida, ada, tess, theo, sam, dora, zoe, make_user):
    sue, today = make_user("sue"), timezone.localdate()
    Absence.objects.create(person=hugo, substitute=sue, starts_on=today, ends_on=today + timedelta(days=3))
    route = Route.objects.create(name="Both")
    for position, approver in enumerate((Approver.HOD, Approver.IT_HEAD), 1):
        Step.objects.create(route=route, position=position, approver=approver)
    purchase = Category.objects.create(group=it_desk, name="Purchase", route=route)
    return Things(it_desk=it_desk, purchase=purchase, ana=ana, hugo=hugo, sue=sue, ida=ida, tess=tess)


WORDS = (
    (Verb.OPENED, "Ask @ben about it"),
    (Verb.SET_WAITING, "Which room?"),
    (Verb.RESOLVED, "New bulb"),
    (Verb.REOPENED, "Dark again"),
)


def test_a_mail_says_what_was_said_once(mails, sink, facilities, ana, tom, ben):
    ticket = Ticket.objects.open(by=ana, group=facilities, title="Lamp", description="Ask @ben about it")
    texts = mails.texts()
    ticket.claim(by=tom)
    ticket.set_waiting(by=tom, question="Which room?")
    texts += mails.texts()
    ticket.resolve(by=tom, solution="New bulb")
    texts += mails.texts()
    ticket.reopen(by=ana, reason="Dark again")
    texts += mails.texts()

    assert [sum(words in text for text in texts) for _verb, words in WORDS] == [1, 1, 1, 1]
    assert [text.count(words) for text in texts for _verb, words in WORDS if words in text] == [1, 1, 1, 1]
