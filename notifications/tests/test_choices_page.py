"""The page of choices."""

from datetime import time

import pytest
from django.urls import reverse

from notifications.models import Choice, GroupChoice, MailSettings, Mute
from notifications.topics import Speed, Topic

CHOICES = reverse("notifications:choices")


@pytest.fixture
def save(client):
    """save(ana, ...): the form as the page shows it, with some fields changed; None takes a tick away."""

    def post(person, **changed):
        client.force_login(person)
        form = client.get(CHOICES).context["form"]
        shown = {field.html_name: field.value() for field in form}
        sent = {
            name: value
            for name, value in (shown | changed).items()
            if value is not None and value is not False
        }
        return client.post(CHOICES, sent)

    return post


def test_the_form_as_shown_changes_nothing(save, ana, facilities):
    assert save(ana).status_code == 302

    assert not Choice.objects.exists()
    assert not GroupChoice.objects.exists()


def test_topics_groups_and_mutes_are_kept(save, ana, facilities, open_ticket):
    loud, quiet = open_ticket(), open_ticket()
    for ticket in (loud, quiet):
        Mute.objects.mute(ana, ticket)
    save(
        ana,
        site_change=None,
        mail_change="digest",
        **{f"muted_{loud.pk}": None, f"group_{facilities.pk}": "mine"},
    )

    assert Choice.objects.of(ana)[Topic.CHANGE] == (False, Speed.DIGEST)
    assert Choice.objects.count() == 1
    assert [mute.ticket for mute in Mute.objects.all()] == [quiet]
    assert [(c.group, c.volume) for c in GroupChoice.objects.all()] == [(facilities, "mine")]
    save(ana, **{f"group_{facilities.pk}": ""})
    assert not GroupChoice.objects.exists()


def test_a_decision_cannot_be_silenced(client, save, ana):
    response = save(ana, site_decision=None, mail_decision="off")

    assert response.context["form"].errors["mail_decision"]
    save(ana, site_decision=None, mail_decision="digest")
    assert Choice.objects.of(ana)[Topic.DECISION] == (True, Speed.DIGEST)
    assert "Always by mail, at once" in client.get(CHOICES).text


def test_a_preset_is_one_click(save, ana):
    save(ana, preset="decisions")
    assert Choice.objects.of(ana)[Topic.COMMENT] == (False, Speed.OFF)
    save(ana, preset="mine")
    assert not Choice.objects.exists()


def test_a_preset_keeps_what_else_was_changed_on_the_page(save, ana, facilities):
    save(
        ana,
        preset="all",
        mail_comment="off",
        quiet_from="22:00",
        quiet_to="06:00",
        **{f"group_{facilities.pk}": "mine"},
    )

    assert Choice.objects.of(ana)[Topic.COMMENT] == (True, Speed.SOON)
    assert MailSettings.objects.get().quiet_from == time(22)
    assert GroupChoice.objects.get().volume == "mine"


def test_a_preset_beside_a_mistake_saves_nothing_and_keeps_what_was_typed(save, ana):
    response = save(ana, preset="decisions", quiet_from="22:00")

    form = response.context["form"]
    assert set(form.errors) == {"quiet_to"}
    assert (form["quiet_from"].value(), form["mail_comment"].value()) == ("22:00", "off")
    assert not Choice.objects.exists()


def test_mail_comes_when_one_says(save, ana):
    save(ana, digest="weekly", hour="6", weekday="4", quiet_from="22:00", quiet_to="06:30")

    settings = MailSettings.objects.get(person=ana)
    assert (settings.digest, settings.hour, settings.weekday) == ("weekly", 6, 4)
    assert (settings.quiet_from, settings.quiet_to) == (time(22), time(6, 30))


@pytest.mark.parametrize(
    "changed, field",
    (
        ({"quiet_from": "22:00"}, "quiet_to"),
        ({"quiet_to": "22:00"}, "quiet_from"),
        ({"quiet_from": "soon", "quiet_to": "06:00"}, "quiet_from"),
        ({"hour": "24"}, "hour"),
        ({"weekday": "7"}, "weekday"),
        ({"digest": "never"}, "digest"),
        ({"mail_new": "never"}, "mail_new"),
    ),
)
def test_wrong_input_is_told_beside_the_field_and_nothing_is_saved(save, ana, changed, field):
    response = save(ana, mail_change="digest", **changed)

    assert set(response.context["form"].errors) == {field}
    assert response.context["form"]["mail_change"].value() == "digest"
    assert not Choice.objects.exists()


def test_tickets_and_groups_of_others_are_not_offered(client, ana, zoe, open_ticket, facilities):
    Mute.objects.mute(zoe, open_ticket())
    client.force_login(zoe)

    text = client.get(CHOICES).text

    assert "flickers" not in text
    assert f"group_{facilities.pk}" not in text


@pytest.mark.parametrize("rows", (1, 3))
def test_the_page_runs_a_fixed_number_of_queries(client, ana, open_ticket, rows, django_assert_num_queries):
    for _ in range(rows):
        Mute.objects.mute(ana, open_ticket())
    client.force_login(ana)

    with django_assert_num_queries(8):
        response = client.get(CHOICES)

    assert len(response.context["form"].muted) == rows
