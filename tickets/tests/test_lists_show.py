"""What each list shows, in its own order, and that none shows more than `visible_to` says."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import Group, Project
from tickets import lists
from tickets.admin import TicketAdmin
from tickets.models import Ticket
from tickets.statuses import Priority
from ticketsite.kit.counting import together

NAMES = ("home", "mine", "waiting", "work", "archive", "bin", "list")
CAST = ("ana", "tom", "ben", "mia", "gil", "zoe", "hugo", "ida", "ada", "tess", "theo", "sam", "dora")


@pytest.fixture
def see(client):
    """see(tom, "home"): the titles on that page, in order."""

    def titles(user, name, query="", **kwargs):
        client.force_login(user)
        response = client.get(reverse(f"tickets:{name}", kwargs=kwargs) + query)
        assert response.status_code == 200
        return [ticket.title for ticket in response.context["tickets"]]

    return titles


@pytest.fixture
def aged(open_ticket):
    """aged("Lamp", days=3): a ticket opened that long ago."""

    def make(title, days=0, due_on=None, **fields):
        ticket = open_ticket(title=title, **fields)
        opened = timezone.now() - timedelta(days=days)
        Ticket.objects.filter(pk=ticket.pk).update(opened_at=opened, due_on=due_on)
        return ticket

    return make


def test_home_shows_the_most_urgent_first_then_the_oldest(see, aged, tom):
    aged("Young", 1, priority=Priority.NICE)
    aged("Old", 5, priority=Priority.NICE)
    aged("Fire", 0, priority=Priority.CRITICAL)
    aged("Some day", 9, priority=Priority.WHENEVER)

    assert see(tom, "home") == ["Fire", "Old", "Young", "Some day"]


def test_home_leaves_out_what_is_resolved_and_what_is_elsewhere(see, open_ticket, tom, ana, zoe, everyone):
    open_ticket(title="Solved").resolve(by=tom)
    open_ticket(title="Here")
    Group.objects.start(by=zoe, name="Elsewhere")
    Ticket.objects.open(by=zoe, group=Group.objects.get(name="Elsewhere"), title="There")
    Ticket.objects.open(by=zoe, group=everyone, title="For all")

    assert see(tom, "home") == ["Here", "For all"]
    assert see(zoe, "home") == ["There", "For all"]


def test_home_of_an_admin_shows_their_own_groups_only(see, open_ticket, ada):
    open_ticket(title="Not in Ada's groups")

    assert see(ada, "home") == []
    assert see(ada, "list") == ["Not in Ada's groups"]


def test_my_tickets_show_the_unresolved_first_and_the_newest_of_each(see, aged, ana, tom):
    aged("Solved long ago", 9).resolve(by=tom)
    aged("Solved lately", 1).resolve(by=tom)
    aged("Old", 7)
    aged("New", 2)
    aged("Ben's", 1, by=tom)

    assert see(ana, "mine") == ["New", "Old", "Solved lately", "Solved long ago"]


def test_the_waiting_list_shows_what_nobody_holds(see, aged, tom, ben):
    aged("Taken", 9).claim(by=ben)
    aged("Old", 5)
    aged("Urgent", 1, priority=Priority.CRITICAL)

    assert see(tom, "waiting") == ["Urgent", "Old"]


def test_the_waiting_list_of_a_desk_is_for_those_who_work_there(see, it_desk, ana, tess, theo):
    Ticket.objects.open(by=ana, group=it_desk, title="My screen is dark")

    assert see(tess, "waiting") == ["My screen is dark"]
    assert see(ana, "waiting") == []
    assert see(ana, "mine") == ["My screen is dark"]

    Ticket.objects.get().claim(by=theo)

    assert see(tess, "waiting") == see(tess, "home") == see(tess, "list") == []


def test_my_work_shows_what_is_due_first_and_what_has_no_date_last(see, aged, tom, ben):
    for title, fields in {
        "No date": {},
        "No date, urgent": {"priority": Priority.CRITICAL},
        "Later": {"due_on": date(2031, 5, 1)},
        "Sooner": {"due_on": date(2031, 4, 1)},
    }.items():
        aged(title, **fields).claim(by=tom)
    aged("Ben's").claim(by=ben)

    assert see(tom, "work") == ["Sooner", "Later", "No date, urgent", "No date"]


def test_the_archive_shows_the_last_resolved_first_and_no_withdrawn(see, open_ticket, tom, ana):
    first, second, third = (open_ticket(title=title) for title in ("First", "Second", "Third"))
    second.resolve(by=tom)
    first.resolve(by=tom)
    third.withdraw(by=ana)

    assert see(tom, "archive") == ["First", "Second"]


def test_the_archive_says_who_did_it_and_how_long_it_took(client, aged, tom, ana):
    ticket = aged("Lamp", days=2)
    ticket.refresh_from_db()
    ticket.resolve(by=tom)
    client.force_login(ana)

    page = client.get(reverse("tickets:archive")).content.decode()

    assert "2 days" in page
    assert page.count("Tom") == 1 + page.count('title="Tom"') + page.count('aria-label="Tom"')


def test_the_bin_is_for_moderators(see, open_ticket, mia, tom):
    open_ticket(title="Rubbish").bin(by=mia)

    assert see(mia, "bin") == ["Rubbish"]
    assert see(tom, "bin") == []
    assert see(mia, "list") == []


def test_the_bin_offers_to_restore_and_links_to_no_page(client, open_ticket, mia):
    ticket = open_ticket(title="Rubbish")
    ticket.bin(by=mia)
    client.force_login(mia)

    page = client.get(reverse("tickets:bin")).content.decode()

    assert f'action="{reverse("tickets:restore", args=[ticket.pk])}"' in page
    assert f'href="{ticket.get_absolute_url()}"' not in page


def test_a_group_shows_its_active_and_its_past(see, open_ticket, facilities, everyone, tom, ana):
    open_ticket(title="Solved").resolve(by=tom)
    open_ticket(title="Withdrawn").withdraw(by=ana)
    open_ticket(title="Open")
    Ticket.objects.open(by=tom, group=everyone, title="Elsewhere")

    assert see(tom, "group", pk=facilities.pk) == ["Open"]
    assert see(tom, "group", "?tab=past", pk=facilities.pk) == ["Withdrawn", "Solved"]


def test_a_project_shows_its_own_tickets(see, open_ticket, facilities, tom, ana):
    roof = Project.objects.start(by=tom, group=facilities, name="Roof")
    open_ticket(title="In it", project=roof)
    open_ticket(title="Not in it")
    open_ticket(title="Solved", project=roof).resolve(by=tom)

    assert see(ana, "project", pk=roof.pk) == ["In it"]
    assert see(ana, "project", "?tab=past", pk=roof.pk) == ["Solved"]


def test_a_stranger_finds_no_such_group_or_project(client, facilities, tom, zoe):
    roof = Project.objects.start(by=tom, group=facilities, name="Roof")
    client.force_login(zoe)

    assert client.get(reverse("tickets:group", args=[facilities.pk])).status_code == 404
    assert client.get(reverse("tickets:project", args=[roof.pk])).status_code == 404


def test_an_open_team_is_friendly_to_those_outside_and_shows_no_ticket(client, gil, zoe):
    garden = Group.objects.start(by=gil, name="Garden")
    Ticket.objects.open(by=gil, group=garden, title="The hedge is high")
    client.force_login(zoe)

    response = client.get(reverse("tickets:group", args=[garden.pk]))

    assert list(response.context["tickets"]) == []
    assert "You are not in Garden." in response.content.decode()
    assert f'action="{reverse("groups:join", args=[garden.pk])}"' in response.content.decode()
    assert "The hedge is high" not in response.content.decode()


@pytest.fixture
def busy_site(facilities, it_desk, everyone, finance, ana, tom, mia, tess, zoe):
    """A ticket in every state that changes who sees it."""
    places = ((facilities, ana, tom), (it_desk, ana, tess), (it_desk, zoe, tess), (everyone, zoe, tom))
    for group, requester, worker in places:
        waiting, held, solved, binned, withdrawn = (
            Ticket.objects.open(by=requester, group=group, title=f"{group} {state}")
            for state in ("waiting", "held", "solved", "binned", "withdrawn")
        )
        held.claim(by=worker)
        solved.resolve(by=worker)
        binned.bin(by=requester)
        withdrawn.withdraw(by=requester)


@pytest.mark.parametrize("who", CAST)
def test_no_list_shows_more_than_its_person_may_see(request, client, busy_site, who):
    user = request.getfixturevalue(who)
    client.force_login(user)
    visible = set(Ticket.objects.visible_to(user).values_list("pk", flat=True))
    binned = set(Ticket.objects.in_bin_of(user).values_list("pk", flat=True))

    shown = {
        name: {ticket.pk for ticket in client.get(reverse(f"tickets:{name}")).context["tickets"]}
        for name in NAMES
    }

    assert shown["list"] == visible
    assert shown["bin"] == binned
    assert shown["archive"] == {t.pk for t in Ticket.objects.visible_to(user) if t.is_done}
    assert shown["home"] <= visible
    assert shown["mine"] | shown["waiting"] | shown["work"] <= visible
    for group in Group.objects.visible_to(user):
        for query in ("", "?tab=past"):
            response = client.get(group.get_absolute_url() + query)
            assert {ticket.pk for ticket in response.context["tickets"]} <= visible


@pytest.mark.parametrize("query", ("", "?o=-1", "?priority__exact=2"))
@pytest.mark.parametrize("who", CAST)
def test_the_back_office_lists_what_its_person_may_see(request, client, busy_site, monkeypatch, who, query):
    """A list that fits on one page is asked for otherwise, so this one does not."""
    monkeypatch.setattr(TicketAdmin, "list_per_page", 4)
    user = request.getfixturevalue(who)
    client.force_login(user)
    response = client.get(reverse("admin:tickets_ticket_changelist") + query)

    if not user.is_staff:
        assert response.status_code == 404
        return
    newest = Ticket.objects.visible_to(user).order_by("-opened_at", "-pk")[:4]
    assert [ticket.pk for ticket in response.context["cl"].result_list] == [ticket.pk for ticket in newest]


@pytest.mark.parametrize("who", CAST)
def test_the_counts_beside_the_lists_are_those_of_the_lists(request, client, busy_site, who):
    user = request.getfixturevalue(who)
    client.force_login(user)

    for name, count in zip(lists.BADGES, together(user, lists.badges(user)).get(), strict=True):
        tickets = client.get(reverse(f"tickets:{name}")).context["tickets"]
        assert count == len([ticket for ticket in tickets if ticket.is_unresolved])


def test_a_count_stops_at_a_hundred(client, facilities, ana, tom):
    Ticket.objects.bulk_create(
        Ticket(title=f"Lamp {number}", group=facilities, requester=ana) for number in range(101)
    )
    client.force_login(tom)

    nav = client.get(reverse("tickets:home")).context["nav"]

    assert nav.counts == {"home": "99+", "mine": "", "waiting": "99+", "work": "", "news": ""}


def test_pages_follow_each_other_without_gap_or_repetition(client, facilities, ana, tom):
    Ticket.objects.bulk_create(
        Ticket(title=f"Lamp {number}", group=facilities, requester=ana, priority=number % 4)
        for number in range(120)
    )
    client.force_login(tom)
    seen, query = [], ""
    while query is not None:
        page = client.get(reverse("tickets:home") + query).context["page"]
        seen += [ticket.pk for ticket in page]
        query = page.next_url

    assert seen == list(Ticket.objects.by_urgency().values_list("pk", flat=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_spoilt_cursor_gives_the_first_page(see, open_ticket, tom, name):
    open_ticket(title="Lamp")

    assert see(tom, name, "?after=%00garbage") == see(tom, name)
    assert see(tom, name, "?before=W10") == see(tom, name)


def test_a_project_names_its_manager_and_offers_what_its_reader_may_do(client, facilities, tom, ana, gil):
    roof = Project.objects.start(by=tom, group=facilities, name="Roof")
    addresses = {
        name: reverse(f"groups:project_{name}", args=[roof.pk]) for name in ("join", "leave", "edit")
    }

    def offered(person):
        client.force_login(person)
        page = client.get(roof.get_absolute_url()).content.decode()
        assert "Manager" in page
        return {name for name, address in addresses.items() if f'"{address}"' in page}

    assert offered(ana) == {"join"}
    assert offered(tom) == {"edit"}
    assert offered(gil) == {"join", "edit"}
    roof.join(by=ana)
    assert offered(ana) == {"leave"}


@pytest.mark.parametrize("name", ("home", "mine", "waiting", "list", "bin"))
def test_what_people_typed_is_shown_as_typed(client, open_ticket, everyone, mia, name):
    attack = "<script>alert(1)</script>"
    mia.name = attack
    mia.save()
    ticket = Ticket.objects.open(by=mia, group=everyone, title=attack)
    if name == "bin":
        ticket.bin(by=mia)
    client.force_login(mia)

    page = client.get(reverse(f"tickets:{name}"), {"q": attack}).content.decode()

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") >= 2


@pytest.mark.parametrize(
    "name, sentence, goal",
    (
        ("home", "Nothing is unresolved in your groups.", "groups:list"),
        ("mine", "You have raised no ticket yet.", "tickets:new"),
        ("waiting", "Nothing waits to be picked up.", "tickets:home"),
        ("work", "You hold no ticket.", "tickets:waiting"),
        ("archive", "Nothing has been resolved yet.", "tickets:home"),
        ("bin", "The bin is empty.", "tickets:home"),
        ("list", "There is no ticket that you may see.", "tickets:new"),
    ),
)
def test_an_empty_list_says_what_to_do_next(client, zoe, name, sentence, goal):
    client.force_login(zoe)

    page = client.get(reverse(f"tickets:{name}")).content.decode()

    assert sentence in page
    assert f'class="btn btn-secondary" href="{reverse(goal)}"' in page[page.index(sentence) :]
