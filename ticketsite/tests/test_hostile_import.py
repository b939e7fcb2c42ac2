"""Tickets full of script, from the open web: wherever the site shows them they are words, and it stays quick."""

import csv
import io
import json
import re
import time
import zipfile
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from groups.models import Group, Membership
from notifications.deliver import sweep
from notifications.mailing import send
from notifications.models import Mail
from notifications.models.mail import State
from tickets.models import Ticket

SECONDS = 5  # of computing, for a page or a file, on a slow machine
LOADED = {"img", "iframe", "embed", "video", "audio", "source", "script", "object", "link", "form", "base"}
ADDRESSES = ("src", "href", "data", "action", "formaction", "srcdoc", "poster")
OWN = re.compile(r"(?:/(?!/)|#|\?|$|http://testserver/)")
ACTIVE = re.compile(r"[\s\x00-\x1f]*(?:javascript|vbscript|data):", re.I)


class Live(HTMLParser):
    """Collects what a browser would run, or load from elsewhere."""

    def __init__(self, markup):
        super().__init__()
        self.found = []
        self.feed(markup)

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        wrong = [name for name in values if name.startswith("on")]
        wrong += [name for name in ADDRESSES if ACTIVE.match(values.get(name, ""))]
        if tag in LOADED:
            wrong += [name for name in ADDRESSES if name in values and not OWN.match(values[name])]
        if tag in ("iframe", "object", "embed", "base") or (tag == "script" and "src" not in values):
            wrong += [] if values.get("type") == "application/json" else [tag]
        if wrong:
            self.found.append((tag, wrong, values))


@pytest.fixture
def look(client, ada):
    """look(address): the page as the Admin gets it, without anything live, in normal time."""
    client.force_login(ada)

    def get(address, **query):
        begun = time.process_time()
        response = client.get(address, query)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert (response.status_code, time.process_time() - begun < SECONDS) == (200, True), address
        if response["Content-Type"].startswith("text/html"):
            assert Live(content.decode()).found == [], address
        return content

    return get


def test_the_search_for_live_markup_finds_it():
    bad = (
        "<script>1</script>",
        '<script src="//elsewhere.example/x.js"></script>',
        '<img src="https://elsewhere.example/x.png">',
        '<p onclick="x()">',
        '<a href=" java&#115;cript:x()">x</a>',
        '<form action="https://elsewhere.example/">',
        "<iframe></iframe>",
    )

    assert [len(Live(markup).found) for markup in bad] == [1] * len(bad)
    assert Live('<a href="https://elsewhere.example/">x</a><img src="/static/x.svg">').found == []


@pytest.mark.shared_data
def test_tickets_full_of_script_are_words_wherever_they_show(
    shared_data, everyone, ada, zoe, look, settings, tmp_path
):
    settings.MEDIA_ROOT, settings.MAILS_PER_HOUR = tmp_path, 1000
    out, err = io.StringIO(), io.StringIO()
    call_command("import_tickets", str(shared_data / "sumo_edge_cases.csv.gz"), stdout=out, stderr=err)
    call_command("import_tickets", str(shared_data / "sumo_edge_cases.csv.gz"), stdout=out, stderr=err)
    tickets = list(Ticket.objects.order_by("pk"))

    said = [line for line in out.getvalue().splitlines() if line.startswith("Imported")]
    assert (len(tickets), err.getvalue()) == (109, "")
    assert said == [
        "Imported: 109 tickets, 0 comments. Here already: 0 tickets. Left out: 0 lines.",
        "Imported: 0 tickets, 0 comments. Here already: 109 tickets. Left out: 0 lines.",
    ]
    for ticket in tickets:
        look(ticket.get_absolute_url())
    look_at_lists(look, tickets)
    look_at_files(look, tickets)
    look_at_mails(tickets[:20], ada, zoe)


def look_at_lists(look, tickets):
    for name in ("home", "list", "archive"):
        look(reverse(f"tickets:{name}"))
    for words in ("javascript", "<script>alert", "onerror", '"><img'):
        look(reverse("tickets:list"), q=words)
    look(reverse("tickets:group", args=[tickets[0].group_id]))
    look(reverse("admin:tickets_ticket_changelist"))
    look(reverse("admin:tickets_ticket_changelist"), q="script")
    for ticket in tickets[:10]:
        look(reverse("tickets:history", args=[ticket.pk]))
        look(reverse("admin:tickets_ticket_change", args=[ticket.pk]))


def look_at_files(look, tickets):
    """In tables no cell is a formula or a link, and the lines hold every word."""
    address = reverse("tickets:list")
    rows = list(csv.reader(io.StringIO(look(address, **{"as": "csv"}).decode("utf-8-sig"))))
    assert len(rows) == len(tickets) + 1
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    book = zipfile.ZipFile(io.BytesIO(look(address, **{"as": "xlsx"})))
    sheet = book.read("xl/worksheets/sheet1.xml")
    assert (sheet.count(b"<row "), b"<f>" in sheet, b"<hyperlink" in sheet) == (
        len(tickets) + 1,
        False,
        False,
    )
    lines = [json.loads(line) for line in look(address, **{"as": "jsonl"}).splitlines()]
    titles = sorted(line["title"] for line in lines if line["line"] == "ticket")
    assert titles == sorted(ticket.title for ticket in tickets)


def look_at_mails(tickets, by, reader):
    """A comment in their own words, to somebody who follows them."""
    Membership.objects.enrol(Group.objects.get(pk=tickets[0].group_id), reader)
    for ticket in tickets:
        ticket.follow(by=reader)
        ticket.comment(by=by, body=ticket.description[:60_000] or ticket.title)
    sweep()
    Mail.objects.filter(state=State.QUEUED).update(due_at=timezone.now())
    send.drain()

    assert {message.subject.partition("]")[0] for message in mail.outbox} == {f"[#{t.pk}" for t in tickets}
    for message in mail.outbox:
        assert Live(message.alternatives[0][0]).found == []
        assert "\n" not in message.subject
