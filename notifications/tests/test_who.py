"""Who is told: one test for each rule of the table that is not plain."""

import inspect
import re

import pytest
from django.utils import translation

from accounts.models import Role
from groups.events import Event, Verb
from groups.models import Invitation, Membership, Project
from notifications import deliver
from notifications.audience import AUDIENCE
from notifications.models import Choice, GroupChoice, Mute, Notification
from notifications.models.choices import Volume
from notifications.topics import Preset, Reason, Speed, Topic, preset_of
from tickets.models import Category, Ticket


@pytest.mark.parametrize("people", (1, 10))
def test_telling_a_whole_group_runs_a_fixed_number_of_queries(
    open_ticket, facilities, make_user, people, django_assert_num_queries
):
    for number in range(people):
        Membership.objects.enrol(facilities, make_user(f"worker{number}"))
    ticket = open_ticket()
    event = Event.objects.of(ticket).get()

    with django_assert_num_queries(8):
        assert len(deliver.tell(event)) == people + 4


def test_the_holder_of_a_withdrawn_ticket_is_told(open_ticket, ana, tom, told):
    ticket = open_ticket()
    ticket.claim(by=tom)
    ticket.withdraw(by=ana)

    assert told(tom, Verb.WITHDRAWN) == [Reason.RELEASED]


def test_another_project_is_no_new_ticket_and_another_group_is(
    open_ticket, facilities, it_desk, gil, ben, tess, told
):
    ticket = open_ticket()
    ticket.put_in_project(Project.objects.start(by=gil, group=facilities, name="Roof"), by=gil)
    assert told(ben, Verb.MOVED) == []

    ticket.move(it_desk, by=gil)
    assert told(tess, Verb.MOVED) == [Reason.WORKER]


def test_another_category_of_no_route_is_no_new_ticket(open_ticket, it_desk, dora, tess, told):
    printer, phone = (Category.objects.create(group=it_desk, name=name) for name in ("Printer", "Phone"))
    ticket = open_ticket(group=it_desk, category=printer)
    ticket.recategorise(phone, by=dora)

    assert told(tess, Verb.RECATEGORISED) == []


def test_whoever_is_removed_hears_that_and_nothing_more_of_the_group(
    facilities, gil, tom, ben, told, open_ticket
):
    Choice.objects.choose(tom, Topic.NEW, in_site=True, mail=Speed.NOW)
    open_ticket()
    assert told(tom) == [Reason.WORKER]
    facilities.remove(tom, by=gil)
    open_ticket()

    assert told(tom, Verb.OPENED) == [Reason.WORKER]
    visible = Notification.objects.in_site_of(tom)
    assert [news.event.verb for news in visible] == [Verb.REMOVED]


def test_a_description_tells_those_it_names_and_an_edit_only_the_new_ones(open_ticket, ana, ben, mia, told):
    ticket = open_ticket(description="Ask @ben. `@mia`")
    ticket.edit(by=ana, revision=1, title=ticket.title, description="Ask @ben or @mia.")

    assert told(ben) == [Reason.MENTIONED]
    assert told(mia, Verb.EDITED) == [Reason.MENTIONED]


def test_an_edited_comment_tells_the_newly_named(open_ticket, ana, tom, ben, told):
    comment = open_ticket().comment(by=tom, body="Hm, @mia?")
    comment.edit("Hm, @mia and @ben?", by=tom)

    assert told(ben, Verb.COMMENT_EDITED) == [Reason.MENTIONED]
    assert told(ana, Verb.COMMENT_EDITED) == []


def test_whoever_writes_has_read_what_came_before(open_ticket, ana, tom, told):
    ticket = open_ticket()
    ticket.claim(by=tom)
    told(ana)
    ticket.comment(by=ana, body="Thank you.")
    ticket.comment(by=tom, body="Not yet.")
    told(ana)

    assert [news.event.verb for news in Notification.objects.filter(person=ana).unread()] == [Verb.COMMENTED]


def test_an_answered_invitation_is_no_news(facilities, gil, zoe, told):
    invitation = Invitation.objects.invite(facilities, zoe, by=gil)
    assert told(zoe) == [Reason.INVITED]
    assert Notification.objects.in_site_of(zoe).unread().count() == 1
    invitation.accept(by=zoe)

    assert told(gil, Verb.INVITATION_ACCEPTED) == [Reason.GROUP_ADMIN]
    assert Notification.objects.filter(person=zoe).unread().count() == 0


@pytest.mark.parametrize(
    "volume, reasons",
    ((None, [Reason.FOLLOWER, Reason.WORKER]), (Volume.MINE, [Reason.FOLLOWER]), (Volume.NOTHING, [])),
)
def test_a_group_is_as_loud_as_one_turns_it(open_ticket, facilities, ana, ben, tom, volume, reasons, told):
    GroupChoice.objects.turn(ben, facilities, volume)
    ticket = open_ticket()
    told(ben)
    ticket.follow(by=ben)
    ticket.claim(by=tom)

    assert sorted(told(ben)) == reasons


def test_a_muted_ticket_is_quiet_but_for_mentions_until_one_follows_it(open_ticket, ana, tom, told):
    ticket = open_ticket()
    Mute.objects.mute(ana, ticket)
    ticket.claim(by=tom)
    ticket.comment(by=tom, body="Look, @ana")
    assert told(ana) == [Reason.MENTIONED]

    ticket.follow(by=ana)
    told(ana)
    assert not Mute.objects.exists()


def test_one_event_that_cannot_be_told_does_not_hold_up_the_others(open_ticket, tom, ana, told, caplog):
    ticket = open_ticket()
    ticket.claim(by=tom)
    Event.objects.create(
        verb=Verb.COMMENTED, target_kind="ticket", target_id=ticket.pk, details={"mentions": ["nonsense"]}
    )
    ticket.comment(by=tom, body="Hello")

    assert told(ana, Verb.CLAIMED) == [Reason.REQUESTER]
    assert told(ana, Verb.COMMENTED) == [Reason.REQUESTER]
    assert "could not be told" in caplog.text


def test_what_an_import_wrote_is_no_news(open_ticket, ana, tom, told):
    ticket = open_ticket()
    ticket.claim(by=tom)
    Event.objects.create(verb=Verb.IMPORTED, target_kind="ticket", target_id=ticket.pk)
    ticket.comment(by=tom, body="Since then")

    assert told(ana) == [Reason.REQUESTER]
    assert Notification.objects.get(person=ana).event.verb == Verb.COMMENTED


def test_what_is_usual_depends_on_the_role_and_needs_no_row(ana, tess):
    assert Choice.objects.of(ana)[Topic.NEW] == (True, Speed.OFF)
    assert Choice.objects.of(tess)[Topic.NEW] == (True, Speed.DIGEST)
    tess.role = Role.USER
    assert Choice.objects.of(tess)[Topic.NEW] == (True, Speed.OFF)


@pytest.mark.parametrize(
    "preset, comment, decision",
    (
        (Preset.ALL, (True, Speed.SOON), (True, Speed.NOW)),
        (Preset.MINE, (True, Speed.SOON), (True, Speed.NOW)),
        (Preset.DECISIONS, (False, Speed.OFF), (True, Speed.NOW)),
    ),
)
def test_a_preset_has_all_rows(ana, preset, comment, decision):
    rows = preset_of(ana, preset)

    assert {*rows} == {*Topic}
    assert (rows[Topic.COMMENT], rows[Topic.DECISION]) == (comment, decision)


def test_a_deleted_ticket_tells_nobody(open_ticket, ana, tom, told):
    ticket = open_ticket()
    ticket.claim(by=tom)
    Ticket.objects.filter(pk=ticket.pk).update(deleted_at=ticket.opened_at)

    assert told(ana) == []


def test_every_reason_is_said_in_english_and_in_french():
    named = {
        name.split(".")[1]
        for rules in AUDIENCE.values()
        for _topic, entries in rules
        for rule in entries
        for name in re.findall(r"Reason\.\w+", inspect.getsource(rule))
    }
    said = {}
    for language in ("en", "fr"):
        with translation.override(language):
            said[language] = {reason.name: str(reason.label) for reason in Reason}

    assert named | {"MENTIONED"} == {reason.name for reason in Reason}
    assert [name for name, words in said["en"].items() if not words or words == said["fr"][name]] == []
