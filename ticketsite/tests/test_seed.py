"""The demo organisation: built once, the same for the same number, alive, and gone without a trace."""

import stat
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts.models import Department, Role, User
from groups import grants
from groups.events import Event
from groups.models import Group, GroupPermission, Membership
from notifications.deliver import sweep
from notifications.models import Notification
from tickets import rules
from tickets.demo import building, stories
from tickets.models import Attachment, Ticket
from tickets.statuses import Status
from tickets.tidying import close_after_silence, empty_bin
from ticketsite.kit.refusals import Refused

UNTIL = datetime(2026, 5, 20, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "files"


def seed(*arguments, **options):
    out = StringIO()
    call_command("seed", *arguments, stdout=out, **options)
    return out.getvalue()


def counts():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


def test_seed_builds_an_organisation_of_sixty_with_a_head_in_each_department(everyone):
    said = seed(tickets=40)

    people = User.objects.filter(is_demo=True)
    assert (people.count(), Group.objects.filter(is_demo=True).count(), Ticket.objects.count()) == (
        60,
        12,
        40,
    )
    assert {d.name: d.heads.count() for d in Department.objects.all()} == dict.fromkeys(
        ("Finance", "Ressources humaines", "Operations", "Sales", "Communications", "IT"), 1
    )
    assert {role: people.filter(role=role).count() for role in Role} == {
        Role.USER: 42,
        Role.TECHNICIAN: 8,
        Role.HOD: 6,
        Role.IT_HEAD: 2,
        Role.ADMIN: 2,
    }
    assert list(grants.drift(GroupPermission, Membership.objects.all())) == []
    assert all(group.admins.exists() for group in Group.objects.filter(is_demo=True))
    assert "60 people, 12 groups, 40 tickets" in said


def test_the_printed_passwords_let_six_people_in_and_are_kept_for_the_owner_only(everyone, client):
    said = seed(tickets=5)

    path = building.sign_ins_path()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = [line.split(maxsplit=2) for line in path.read_text().splitlines()[1:]]
    assert len(rows) == 6
    assert path.read_text() in said
    for username, password, _purpose in rows:
        person = User.objects.get(username=username)
        assert person.check_password(password)
        assert person.emailaddress_set.filter(verified=True).exists()
    technician = User.objects.get(username=rows[1][0])
    assert [str(seat.rank) for seat in technician.memberships.filter(group__name="IT desk")] == ["general"]
    others = User.objects.exclude(username__in=[row[0] for row in rows])
    assert not any(person.has_usable_password() for person in others)


def test_a_second_seed_changes_nothing_and_says_so(everyone):
    seed(tickets=5)
    before = counts()

    assert seed(tickets=5) == "The demo organisation is here already: nothing changed.\n"
    assert counts() == before


@pytest.mark.parametrize("somebody", ("ana", "open_ticket"))
def test_seed_if_empty_leaves_a_site_in_use_alone(somebody, request, everyone):
    found = request.getfixturevalue(somebody)
    if somebody == "open_ticket":
        found()
    before = counts()

    assert seed("--if-empty") == "The site is in use already: nothing changed.\n"
    assert counts() == before


def test_seed_if_empty_fills_a_site_that_has_an_admin_only(everyone, ada):
    assert "5 tickets" in seed("--if-empty", tickets=5)


def told():
    """All tickets with their histories, without keys."""
    return [
        (t.title, str(t.requester), str(t.assignee), list(Event.objects.of(t).values_list("verb", "at")))
        for t in Ticket.objects.select_related("requester", "assignee").order_by("pk")
    ]


def test_the_same_random_seed_makes_the_same_organisation(everyone, ada):
    building.build(7, 30, UNTIL)
    first = told()
    seed("--remove")
    building.build(7, 30, UNTIL)
    second = told()
    seed("--remove")
    building.build(8, 30, UNTIL)

    assert first == second
    assert told() != first


def test_the_history_is_alive(everyone):
    building.build(1, 150, UNTIL)
    tickets = Ticket.objects.all()

    assert {Status.OPEN, Status.IN_PROGRESS, Status.RESOLVED, Status.CLOSED} <= set(
        tickets.values_list("status", flat=True)
    )
    assert not tickets.filter(updated_at__gt=UNTIL).exists()
    assert (UNTIL - tickets.earliest("opened_at").opened_at).days > 150
    assert (UNTIL - tickets.latest("opened_at").opened_at).days < 4
    assert all(t.opened_at.weekday() < 5 and 7 <= t.opened_at.hour <= 18 for t in tickets)
    assert {"en", "fr"} == {story.lang for story in stories.load()}


def test_the_first_round_of_the_worker_takes_nothing_of_the_demo(everyone):
    building.build(1, 200)

    assert Ticket.objects.filter(status=Status.WITHDRAWN).exists()
    assert (close_after_silence(), empty_bin()) == (0, 0)


def test_whoever_acts_in_the_demo_may_see_the_ticket_and_hold_it(everyone):
    building.build(1, 150, UNTIL)

    for ticket in Ticket.objects.kept().select_related("requester", "assignee", "group"):
        actors = User.objects.filter(acts__in=Event.objects.of(ticket)).distinct()
        workers = actors.filter(acts__verb="claimed", acts__target_id=ticket.pk, acts__target_kind="ticket")
        assert ticket.is_visible_to(ticket.requester)
        assert all(rules.may_hold(person, ticket.group) for person in workers)
        if not ticket.group.is_desk:
            assert all(ticket.is_visible_to(person) for person in actors)


def test_removing_leaves_every_table_as_it_was(everyone, ada):
    before = counts()
    seed(tickets=40)

    assert seed("--remove") == "Removed: 60 people, 12 groups, 40 tickets.\n"
    assert counts() == before
    assert seed("--remove") == "There is no demo organisation here: nothing changed.\n"


def test_removing_takes_the_bytes_of_files_along(everyone, ada, settings, django_capture_on_commit_callbacks):
    seed(tickets=120)
    stored = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(stored) == Attachment.objects.count() > 0

    with django_capture_on_commit_callbacks(execute=True):
        seed("--remove")

    assert not any(path.exists() for path in stored)
    assert not building.sign_ins_path().exists()


def test_removing_refuses_while_the_demo_holds_the_only_admins(everyone):
    seed(tickets=5)

    with pytest.raises(CommandError, match="create_admin"):
        seed("--remove")

    assert User.objects.count() == 60


def test_removing_names_the_tickets_of_real_people_and_removes_nothing(everyone, ada, zoe):
    seed(tickets=5)
    desk = Group.objects.get(name="IT desk")
    about = desk.categories.first()
    ticket = Ticket.objects.open(by=zoe, group=desk, category=about, title="My own screen")
    before = counts()

    with pytest.raises(CommandError, match=rf"#{ticket.pk} My own screen \(IT desk\)"):
        seed("--remove")

    assert counts() == before


def test_force_keeps_the_groups_in_which_real_people_have_tickets(everyone, ada, zoe):
    seed(tickets=30)
    desk = Group.objects.get(name="IT desk")
    about = desk.categories.first()
    ticket = Ticket.objects.open(by=zoe, group=desk, category=about, title="My own screen")

    said = seed("--remove", "--force")

    assert "Kept for the tickets of real people: IT desk." in said
    assert list(Ticket.objects.all()) == [ticket]
    assert list(Group.objects.exclude(is_universal=True)) == [desk]
    assert not Group.objects.filter(is_demo=True).exists()


def test_demo_people_who_took_part_elsewhere_are_deactivated_and_keep_their_names(
    everyone, ada, facilities, open_ticket
):
    seed(tickets=5)
    helper = User.objects.filter(is_demo=True, role=Role.USER).first()
    ticket = open_ticket()
    Membership.objects.enrol(facilities, helper)
    ticket.claim(by=helper)

    said = seed("--remove")

    helper.refresh_from_db()
    ticket.refresh_from_db()
    assert f"Deactivated, having taken part elsewhere: {helper.name}." in said
    assert (helper.is_active, helper.is_demo) == (False, False)
    assert (ticket.status, ticket.assignee) == (Status.OPEN, None)
    with pytest.raises(Refused):
        ticket.claim(by=helper)


def test_the_demo_is_news_to_nobody(everyone):
    seed(tickets=40)

    assert sweep() == 0
    assert not Notification.objects.exists()
