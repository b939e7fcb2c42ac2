"""The main job, walked in a browser: from signing up to the archive; also without scripts, and by keyboard alone."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from groups.models import Event, Group
from tickets.models import Attachment, Ticket
from tickets.urls import acts, pages, parts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECRET = "seven quiet radiators"
PAPER = {"name": "reading.txt", "mimeType": "text/plain", "buffer": b"21 degrees at noon"}


@pytest.fixture
def repairs(make_user):
    """An open team: olga started it, otto and paul work in it."""
    olga = make_user("olga")
    group = Group.objects.start(by=olga, name="Repairs", description="What is broken in the house")
    for name in ("otto", "paul"):
        group.join(by=make_user(name))
    return group


@pytest.fixture
def window_of(page_for):
    """window_of("otto"): a window of this person, always the same one."""
    windows = {}

    def find(name):
        if name not in windows:
            windows[name] = page_for(User.objects.get(username=name))
        return windows[name]

    return find


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()


def unfold_and_send(page, words, label, text, told):
    """Open the form behind a button, write into it, send it, and read what the site says."""
    page.locator("summary", has_text=words).click()
    page.get_by_label(label).fill(text)
    press(page, words)
    expect(page.get_by_text(told)).to_be_visible()


def comment(page, text):
    page.get_by_label("Write a comment").fill(text)
    press(page, "Comment")
    expect(page.locator(".comment__body").get_by_text(text)).to_be_visible()


def sign_up(page, settings):
    page.goto("/")
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Name", exact=True).fill("Nina Roy")
    page.get_by_label("Username").fill("nina")
    page.get_by_label("E-mail").fill("nina@example.org")
    page.get_by_label("Password*", exact=True).fill(SECRET)
    page.get_by_label("Password, again").fill(SECRET)
    press(page, "Make an account")
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()

    link = re.search(r"http://\S+", mail.outbox[0].body)[0]
    page.goto(link.removeprefix(settings.SITE_URL))
    press(page, "Yes, confirm")
    expect(page.get_by_role("button", name="Menu of Nina Roy")).to_be_visible()


def join(page, group):
    page.get_by_role("link", name="Find a group").click()
    page.get_by_role("listitem").filter(has_text=group).get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name=group)).to_be_visible()


def drop_file(page, name, text):
    """Let go of a file over the place that takes them."""
    carried = page.evaluate_handle(
        "([name, text]) => { const carried = new DataTransfer();"
        " carried.items.add(new File([text], name, {type: 'text/plain'})); return carried }",
        [name, text],
    )
    place = page.locator("file-attachment")
    for moment in ("dragenter", "dragover", "drop"):
        place.dispatch_event(moment, {"dataTransfer": carried})
    expect(page.locator("file-drop .files__item")).to_contain_text(name)


def raise_ticket(page, title):
    page.locator("main").get_by_role("link", name="New ticket").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Description").fill("It is **cold**.")
    drop_file(page, "reading.txt", "21 degrees at noon")
    press(page, "Open the ticket")
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def read_file(page):
    with page.expect_download() as download:
        page.locator(".page__aside .files__item a").click()
    return download.value.path().read_bytes()


def every_address(ticket):
    """(name, address) of each page, verb, comment and file of a ticket."""
    of = {"comment_": ticket.comments.first().pk, "file": Attachment.objects.get(ticket=ticket).pk}
    for pattern in (*pages, *acts, *parts):
        if pattern.name != "new":
            pk = next((pk for start, pk in of.items() if pattern.name.startswith(start)), ticket.pk)
            yield pattern.name, reverse(f"tickets:{pattern.name}", args=[pk])


def answers(page, addresses):
    """name: the codes with which reading and sending at its address are answered."""
    page.goto("/")
    token = {"X-CSRFToken": page.locator("[name=csrfmiddlewaretoken]").first.input_value()}
    return {
        name: (page.request.get(address).status, page.request.post(address, headers=token).status)
        for name, address in addresses
    }


def claim_before_paul(otto, paul):
    for member in (otto, paul):
        member.goto("/")
        member.get_by_role("link", name="The radiator stays cold").click()
    assert read_file(otto) == b"21 degrees at noon"
    press(otto, "Claim")
    expect(otto.get_by_text("The ticket is yours.")).to_be_visible()
    press(paul, "Claim")
    expect(paul.get_by_text("Otto was faster: this ticket is taken.")).to_be_visible()
    expect(paul.get_by_role("button", name="Claim")).to_have_count(0)


def ask_answer_resolve(nina, otto):
    unfold_and_send(
        otto, "Ask the requester", "Question", "Which room is it?", "The ticket waits for the requester."
    )
    nina.goto("/mine/")
    expect(nina.locator(".ticket-row")).to_contain_text("Waiting")
    nina.get_by_role("link", name="The radiator stays cold").click()
    expect(nina.get_by_text("Otto waits for your answer.")).to_be_visible()
    comment(nina, "Room 12.")

    otto.goto("/work/")
    expect(otto.locator(".ticket-row")).to_contain_text("In progress")
    otto.get_by_role("link", name="The radiator stays cold").click()
    expect(otto.get_by_text("Room 12.")).to_be_visible()
    unfold_and_send(otto, "Resolve", "What solved it", "A new valve.", "The ticket is resolved.")


def find_in_archive(nina):
    nina.reload()
    told = nina.locator(".timeline__comment--resolution")
    expect(told).to_contain_text(re.compile(r"Otto resolved this, .+ after it was opened"))
    expect(told).to_contain_text("A new valve.")
    nina.goto("/")
    expect(nina.get_by_role("link", name="The radiator stays cold")).to_have_count(0)
    nina.get_by_role("link", name="Archive").click()
    kept = nina.locator(".ticket-row")
    expect(kept).to_contain_text("Resolved")
    expect(kept).to_contain_text("Otto")
    expect(kept.locator(".duration")).to_contain_text(re.compile(r"\d+ min"))


def test_a_new_person_gets_the_radiator_repaired(page_for, window_of, repairs, zoe, settings):
    nina, otto, paul = page_for(None), window_of("otto"), window_of("paul")
    sign_up(nina, settings)
    join(nina, "Repairs")
    raise_ticket(nina, "The radiator stays cold")
    claim_before_paul(otto, paul)
    ask_answer_resolve(nina, otto)
    find_in_archive(nina)

    before = Event.objects.count()
    found = answers(page_for(zoe), every_address(Ticket.objects.get()))
    assert {"ticket", "edit", "history", "who", "file", "claim", "comment", "comment_edit"} <= set(found)
    assert {name: codes for name, codes in found.items() if not set(codes) <= {404, 405}} == {}
    assert [name for name, codes in found.items() if 404 not in codes] == []
    assert Event.objects.count() == before


def test_the_main_job_needs_no_script(page_for, repairs, ana):
    people = (User.objects.get(username="otto"), ana)
    otto, ana = (page_for(person, java_script_enabled=False) for person in people)
    ana.goto("/")
    join(ana, "Repairs")
    ana.locator("main").get_by_role("link", name="New ticket").click()
    ana.get_by_label("Title").fill("The tap drips")
    ana.locator("input[type=file]").set_input_files([PAPER])
    press(ana, "Open the ticket")
    expect(ana.locator(".page__aside .files__item")).to_contain_text("reading.txt")

    otto.goto("/waiting/")
    otto.get_by_role("link", name="The tap drips").click()
    press(otto, "Claim")
    expect(otto.get_by_text("The ticket is yours.")).to_be_visible()
    unfold_and_send(
        otto, "Ask the requester", "Question", "The hot one?", "The ticket waits for the requester."
    )
    ana.reload()
    comment(ana, "Yes, the hot one.")
    otto.reload()
    expect(otto.get_by_text("Yes, the hot one.")).to_be_visible()
    unfold_and_send(otto, "Resolve", "What solved it", "A new seal.", "The ticket is resolved.")

    ana.reload()
    press(ana, "Confirm")
    expect(ana.get_by_text("Thank you. The ticket is closed.")).to_be_visible()
    ana.get_by_role("link", name="Archive").click()
    expect(ana.locator(".ticket-row")).to_contain_text("Closed")


def tab_to(page, words):
    """Press Tab until the thing of this name has the focus, as somebody without a mouse does."""
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(({labels, ariaLabel, textContent}) => ariaLabel || labels?.[0]?.textContent || textContent)"
            "(document.activeElement)"
        )
        if focused.strip() == words:
            return
    raise AssertionError(f"Tab never reaches “{words}”.")


def test_claiming_commenting_and_resolving_by_keyboard_alone(window_of, repairs):
    ticket = Ticket.objects.open(by=User.objects.get(username="olga"), group=repairs, title="The door jams")
    page = window_of("otto")
    page.goto("/")
    page.keyboard.type("gw")
    page.wait_for_url("**/waiting/")
    tab_to(page, "The door jams")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{ticket.pk}/")
    tab_to(page, "Claim")
    page.keyboard.press("Space")
    expect(page.get_by_text("The ticket is yours.")).to_be_visible()

    tab_to(page, "Write a comment")
    page.keyboard.type("I bring the plane.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".timeline__comment").get_by_text("I bring the plane.")).to_be_visible()

    tab_to(page, "Resolve")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What solved it")).to_be_focused()
    page.keyboard.type("Planed it.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline__comment--resolution")).to_contain_text("Planed it.")
    assert Ticket.objects.get().resolved_by.username == "otto"
