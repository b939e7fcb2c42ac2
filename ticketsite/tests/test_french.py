"""The French of the site: every word has one, well set, and no page shows a word of English."""

import ast
import gettext
import html
import re
import shutil
import subprocess
import sys
from pathlib import Path

import allauth
import django
import pytest
from django.urls import reverse

from accounts.models import Role
from groups.models import Group, Membership
from groups.ranks import Kind, Rank
from tickets.models import Approver, Category, Route, Step, Ticket

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("accounts", "groups", "tickets", "approvals", "notifications", "ticketsite", "templates")
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
OTHERS = (
    Path(django.__file__).parent / "conf",
    Path(django.__file__).parent / "contrib" / "admin",
    Path(django.__file__).parent / "contrib" / "auth",
    Path(allauth.__file__).parent,
)
PART = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:".*"\n)+)', re.MULTILINE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
SKIPPED = re.compile(r"(?s)<(script|style|svg|textarea)\b.*?</\1>")
ATTRIBUTES = re.compile(r'\s(?:placeholder|aria-label|title|alt|data-question|data-one|data-many)="([^"]*)"')
PUBLIC = ("account_login", "account_signup", "account_reset_password", "account_email_verification_sent")


def entries(path):
    """The words of a catalogue, each as {part: text}; the first one, its header, left out."""
    for block in path.read_text().split("\n\n")[1:]:
        parts = PART.findall(block.rstrip("\n") + "\n")
        if parts:
            yield {name: "".join(map(ast.literal_eval, text.splitlines())) for name, text in parts}


def translations(entry):
    return [text for name, text in entry.items() if name.startswith("msgstr")]


def test_every_word_has_a_french_one():
    empty = [entry["msgid"] for entry in entries(CATALOGUE) if not all(translations(entry))]

    assert empty == [], "give them a French word, then run `make messages`"
    assert re.findall(r"^#(?:,.*\bfuzzy|~).*", CATALOGUE.read_text(), re.MULTILINE) == []


def test_french_sentences_name_the_same_things():
    def things(text):
        return {*PLACEHOLDER.findall(text)}

    differing = [
        text
        for entry in entries(CATALOGUE)
        for text in translations(entry)
        if things(text) != things(entry["msgid"] + entry.get("msgid_plural", ""))
    ]

    assert differing == []


def test_french_is_set_as_the_french_set_it():
    """No break before : ; ! ? and inside « », and curly apostrophes."""
    ill_set = [
        text
        for entry in entries(CATALOGUE)
        for text in translations(entry)
        if re.search(r" [:;!?»]|« |\w'\w", text)
    ]

    assert ill_set == []


def test_the_catalogue_has_every_word_of_the_code(tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed")
    for name in SOURCES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("tests", "*.pyc"))
    (tmp_path / "locale").mkdir()
    collect = [sys.executable, "-m", "django", "makemessages", "--locale", "fr", "--no-wrap", "-v0"]
    subprocess.run(collect, cwd=tmp_path, check=True)

    def keys(path):
        return {(entry.get("msgctxt"), entry["msgid"]) for entry in entries(path)}

    missing = keys(tmp_path / CATALOGUE.relative_to(ROOT)) - keys(CATALOGUE)
    assert missing == set(), "run `make messages` and translate them"


@pytest.fixture(scope="module")
def english():
    """What is English when a French page shows it: sentences, and longer pieces between placeholders."""
    words = {entry["msgid"]: translations(entry)[0] for entry in entries(CATALOGUE)}
    for folder in OTHERS:
        with (folder / "locale" / "fr" / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
            catalogue = gettext.GNUTranslations(compiled)._catalog
        words |= {key: text for key, text in catalogue.items() if isinstance(key, str)}
    found = set()
    for msgid, french in words.items():
        pieces = [piece.strip(" \n.,:") for piece in re.split(r"%\(\w+\)[sd]|%[sd]|</?\w+>|\n", msgid)]
        shortest = 2 if len(pieces) == 1 else 3
        found |= {
            piece
            for piece in pieces
            if len(piece.split()) >= shortest and piece not in french and piece[0].isalpha()
        }
    return found


def shown(response):
    """The text of a page as its reader gets it, in one line."""
    source = SKIPPED.sub(" ", response.content.decode())
    spoken = " | ".join(ATTRIBUTES.findall(source))
    return " ".join(html.unescape(f"{re.sub('<[^>]+>', ' | ', source)} | {spoken}").split())


def leftovers(response, english):
    text = shown(response)
    return sorted(
        piece for piece in english if piece in text and re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", text)
    )


def walk(client, start):
    """(address, response) of every kind of page that links lead to, one of each."""
    waiting, seen = [start], set()
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "7", address.split("?")[0])
        if kind in seen or kind.startswith(("/static/", "/files/", "/accounts/logout")):
            continue
        seen.add(kind)
        response = client.get(address, follow=True)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        yield address, response
        links = map(html.unescape, re.findall(r'href="(/[^"#]*)"', response.content.decode()))
        waiting.extend(links)


@pytest.fixture
def lea(make_user, finance):
    """An Admin who reads French, runs a team and a desk, and to whom most things have happened once."""
    Route.objects.all().delete()  # what migrations put there is named in English
    Group.objects.filter(is_universal=True).update(description="Tout le monde.")
    lea = make_user("lea", name="Léa Roux", role=Role.ADMIN, department=finance, language="fr")
    team = Group.objects.start(by=lea, name="Locaux", is_open=True)
    desk = Group.objects.start(by=lea, name="Informatique", kind=Kind.DESK)
    other = make_user("paul", name="Paul Petit", department=finance, language="fr")
    Membership.objects.enrol(team, other, Rank.GENERAL)
    route = Route.objects.create(name="Achats")
    Step.objects.create(route=route, position=1, approver=Approver.IT_HEAD)
    bought = Category.objects.create(group=desk, name="Matériel", sentence="Pour acheter.", route=route)
    Ticket.objects.open(by=other, group=desk, category=bought, title="Un écran", description="Merci.")
    claimed = Ticket.objects.open(by=other, group=team, title="Une lampe", description="Cassée.")
    claimed.claim(by=lea)
    claimed.comment(by=lea, body="Je regarde.")
    solved = Ticket.objects.open(by=lea, group=team, title="Une porte")
    solved.claim(by=other)
    solved.resolve(by=other, solution="Réparée.")
    Ticket.objects.open(by=other, group=team, title="Une clé")
    return lea


@pytest.mark.django_db
def test_a_french_reader_finds_no_english_on_any_page(client, lea, ida, english):
    client.force_login(lea)

    pages = dict(walk(client, reverse("tickets:home")))
    found = {address: left for address, page in pages.items() if (left := leftovers(page, english))}

    assert found == {}
    assert len(pages) > 60
    assert {reverse("tickets:mine"), reverse("groups:list"), reverse("admin:index")} <= pages.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC)
def test_visitors_whose_browser_says_french_find_no_english(client, english, name):
    response = client.get(reverse(name), headers={"accept-language": "fr"})

    assert leftovers(response, english) == []
    assert '<html lang="fr"' in response.content.decode()


@pytest.mark.django_db
def test_refusals_and_errors_speak_french(client, lea, english):
    client.force_login(lea)
    new = reverse("tickets:new", query={"group": Group.objects.get(name="Locaux").pk})

    refused = client.post(reverse("tickets:next"), follow=True)
    answers = (client.get("/nowhere/"), client.post(new, {"title": ""}), refused)

    assert [leftovers(answer, english) for answer in answers] == [[], [], []]


@pytest.mark.django_db
def test_an_english_page_would_be_found_out(client, ana, english):
    client.force_login(ana)

    assert "Waiting list" in leftovers(client.get(reverse("tickets:home")), english)
