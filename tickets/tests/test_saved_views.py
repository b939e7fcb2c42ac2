"""Views: a filtered list under a name, and what becomes of it for each who opens it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from groups.models import Group, Project
from tickets import saved
from tickets.models import Category, SavedView, Start, Ticket
from tickets.models.saved_view import MOST
from tickets.statuses import Priority
from ticketsite.kit.refusals import Refused
from ticketsite.testing import assert_accessible, take_pictures

NEW = reverse("tickets:view_new")
VIEWS = reverse("tickets:views")


@pytest.fixture
def keep():
    """keep(ana, "Mine", page="mine"): a view; takes any argument of the verb."""

    def make(by, name="Urgent", page="list", query="priority=1", **facts):
        return SavedView.objects.keep(by, name, page=page, query=query, **facts)

    return make


@pytest.fixture
def side(client):
    """side(ana): {name: count} of the views in the side bar."""

    def look(person):
        client.force_login(person)
        return {view.name: view.count for view in client.get(VIEWS, {"side": "1"}).context["views"]}

    return look


def test_a_list_is_kept_as_it_is_filtered_and_opens_so(client, facilities, ana):
    client.force_login(ana)
    address = f"{facilities.get_absolute_url()}?tab=past&priority=1&priority=2&q=lamp&after=abc"
    page = client.get(address)
    assert "Save as a view" in page.text
    bar = page.context["view_bar"]
    typed = {"page": bar.page, "query": bar.query, "group": facilities.pk, "next": address}
    assert client.post(NEW, typed | {"asking": "1"}).context["form"].errors == {}

    client.post(NEW, typed | {"name": "Past lamps"})

    view = SavedView.objects.get()
    assert (view.owner, view.group, view.shared_with) == (ana, facilities, None)
    assert view.query == "tab=past&priority=1&priority=2&q=lamp"
    shown = client.get(view.get_absolute_url(), follow=True)
    assert shown.redirect_chain[-1][0] == f"{facilities.get_absolute_url()}?{view.query}&view={view.pk}"
    assert shown.context["view_bar"].view == view
    assert "Save as a view" not in shown.text


def test_an_unfiltered_list_and_wrong_filters_are_not_offered(client, ana):
    client.force_login(ana)

    for address in ("/tickets/", "/tickets/?requester=nobody-at-all", "/bin/?q=x"):
        assert "Save as a view" not in client.get(address).text


@pytest.mark.parametrize(
    "name, said", (("", "This field is required."), ("Urgent", "There is a view of this name already."))
)
def test_a_wrong_name_is_told_beside_it_and_the_list_is_not_forgotten(client, keep, ana, name, said):
    keep(ana)
    client.force_login(ana)

    response = client.post(NEW, {"page": "list", "query": "priority=2", "name": name, "is_start": "on"})

    assert response.context["form"].errors == {"name": [said]}
    assert 'name="query" value="priority=2"' in response.text
    assert response.context["form"]["is_start"].value() is True


@pytest.mark.parametrize("kind", ("nonsense", "bin", "group", "project"))
def test_no_view_of_a_list_that_is_not_there(client, ana, it_desk, kind):
    hidden = Group.objects.start(by=ana, name="Secret", is_open=False)
    hidden.leave(by=ana)
    client.force_login(ana)

    response = client.post(
        NEW, {"page": kind, "group": hidden.pk, "project": "x", "name": "Mine", "query": ""}
    )

    assert response.context["form"].errors == {"name": ["This list is not there any more."]}
    assert not SavedView.objects.exists()


def test_a_shared_view_is_in_the_side_bar_of_members_and_shows_each_what_they_may_see(
    client, keep, side, it_desk, open_ticket, dora, tess, theo, zoe
):
    keep(dora, "All here", page="group", query="", group=it_desk, shared_with=it_desk)
    keep(dora, "My own", page="work", query="")
    taken, _free = open_ticket(group=it_desk), open_ticket(group=it_desk)
    taken.claim(by=tess)

    assert side(dora) == {"All here": "2", "My own": "0"}
    assert side(tess) == {"All here": "2"}
    assert side(theo) == {"All here": "1"}
    assert side(zoe) == {}


def test_whoever_shares_with_a_group_they_are_not_in_keeps_it_at_hand(keep, side, facilities, ada, gil, ben):
    keep(ada, "From above", shared_with=facilities)
    view = keep(gil, "Of gil", shared_with=facilities)
    facilities.hand_over(ben, by=gil)
    facilities.leave(by=gil)

    assert (set(side(ada)), set(side(ben)), set(side(gil))) == (
        {"From above"},
        {"From above", view.name},
        set(),
    )


def test_me_is_whoever_looks(keep, side, facilities, open_ticket, gil, tom, ben):
    keep(gil, "With me", query="assignee=me", shared_with=facilities)
    open_ticket().claim(by=tom)

    assert (side(tom), side(ben)) == ({"With me": "1"}, {"With me": "0"})


def test_a_count_is_exact_up_to_ninety_nine(keep, side, facilities, open_ticket, tom, monkeypatch):
    monkeypatch.setattr(saved, "COUNTED_UP_TO", 2)
    keep(tom, "All", query="")
    for expected in ("1", "2", "2+"):
        open_ticket()
        assert side(tom) == {"All": expected}


def test_a_count_is_what_the_list_shows(
    client, keep, open_ticket, facilities, everyone, finance, gil, ana, tom
):
    roof = Project.objects.start(by=gil, group=facilities, name="Roof")
    lamps = Category.objects.create(group=facilities, name="Lamps")
    open_ticket(project=roof, priority=Priority.CRITICAL)
    open_ticket(category=lamps).claim(by=tom)
    open_ticket(by=tom).resolve(by=tom)
    open_ticket(group=everyone, title="A lamp for everybody")
    queries = (
        f"group={facilities.pk}", f"project={roof.pk}", f"category={lamps.pk}", "status=open", "priority=1",
        "requester=ana", "requester=me", "assignee=TOM", "assignee=nobody-here", "q=everybody",
        "kind=team", f"department={finance.pk}", "department=none", "department=999", "project=none",
        "weekday=1", "came_back=yes",
        "group=99999999999999999999999", "opened_from=2020-01-01&opened_to=2020-01-02", "opened_to=soon",
    )  # fmt: skip
    for number, query in enumerate(queries):
        keep(gil, f"View {number}", query=query)
    client.force_login(gil)

    found = saved.counts(SavedView.objects.all(), gil)

    for view in SavedView.objects.all():
        shown = client.get(view.get_absolute_url(), follow=True).context["tickets"]
        assert (view.query, found[view.pk]) == (view.query, str(len(shown)))
    assert len({*found.values()}) > 2


@pytest.mark.parametrize("views", (1, 6))
def test_all_counts_are_one_query(client, keep, facilities, tom, views, django_assert_num_queries):
    for number in range(views):
        keep(tom, f"View {number}", query=f"group={facilities.pk}&requester=ana&priority={number % 4 + 1}")
    client.force_login(tom)
    client.get(VIEWS)

    with django_assert_num_queries(3):
        response = client.get(VIEWS, {"side": "1"})

    assert len(response.context["views"]) == views


def test_strangers_get_404(client, keep, ana, ben, zoe, facilities, gil):
    own, shared = keep(ana), keep(gil, shared_with=facilities)

    for person, view in ((ben, own), (zoe, own), (zoe, shared)):
        client.force_login(person)
        for name in ("view", "view_edit"):
            assert client.get(reverse(f"tickets:{name}", args=[view.pk])).status_code == 404
        for name in ("view_delete", "view_refilter"):
            assert client.post(reverse(f"tickets:{name}", args=[view.pk])).status_code == 404
        assert client.get("/tickets/", {"view": view.pk}).context["view_bar"].view is None
    assert SavedView.objects.count() == 2


def test_only_those_who_run_a_group_share_with_it_and_change_what_is_shared(
    client, keep, facilities, gil, ben
):
    with pytest.raises(Refused, match="run Facilities"):
        keep(ben, shared_with=facilities)
    view = keep(gil, shared_with=facilities)
    for act in (
        lambda: view.describe(ben, "Mud"),
        lambda: view.refilter(ben, ""),
        lambda: view.remove(ben),
        lambda: keep(ben, "Own").describe(ben, "Own", shared_with=facilities),
    ):
        with pytest.raises(Refused):
            act()
    client.force_login(ben)
    client.post(reverse("tickets:view_edit", args=[view.pk]), {"name": "Mud", "is_start": "on"})

    assert (SavedView.objects.get(pk=view.pk).name, ben.start.view) == ("Urgent", view)


def test_a_view_is_renamed_shared_taken_back_refiltered_and_deleted(client, keep, facilities, gil, ben, side):
    view = keep(gil)
    client.force_login(gil)
    edit = reverse("tickets:view_edit", args=[view.pk])

    client.post(edit, {"name": "Now", "shared_with": facilities.pk})
    assert side(ben) == {"Now": "0"}
    client.force_login(gil)
    client.post(reverse("tickets:view_refilter", args=[view.pk]), {"query": "priority=2&view=9&x=1&after=b"})
    assert SavedView.objects.get().query == "priority=2"
    client.post(edit, {"name": "Now", "shared_with": ""})
    assert side(ben) == {}
    client.force_login(gil)
    assert client.post(reverse("tickets:view_delete", args=[view.pk])).url == VIEWS
    assert not SavedView.objects.exists()


def test_what_was_changed_on_the_list_can_be_kept_in_the_view(client, keep, ana):
    view = keep(ana)
    client.force_login(ana)

    page = client.get("/tickets/", {"priority": "2", "view": view.pk})

    assert page.context["view_bar"].is_changed
    assert "Keep these filters in it" in page.text
    assert "Save as a new view" in page.text


def test_one_begins_with_the_view_one_wants_until_it_is_gone(client, keep, facilities, ana, gil):
    client.force_login(ana)
    start = reverse("tickets:start")
    assert client.get(start).url == "/"
    view = keep(gil, page="group", group=facilities, shared_with=facilities)
    Start.objects.choose(ana, view)
    assert client.get(start).url == f"{facilities.get_absolute_url()}?priority=1&view={view.pk}"

    facilities.leave(by=ana)
    assert client.get(start).url == "/"
    view.remove(gil)
    assert client.get(start).url == "/"
    assert not Start.objects.exists()


def test_a_view_whose_place_is_hidden_or_gone_says_so_and_harms_nothing(
    client, keep, side, facilities, gil, ana
):
    roof = Project.objects.start(by=gil, group=facilities, name="Roof")
    hidden = keep(ana, "Roof", page="project", project=roof, query="")
    gone = keep(ana, "Gone", page="group", group=facilities, query="")
    SavedView.objects.filter(pk=gone.pk).update(group=None)
    client.force_login(ana)
    assert client.get(hidden.get_absolute_url()).status_code == 302
    facilities.leave(by=ana)

    assert side(ana) == {"Gone": None, "Roof": "0"}
    for view in (hidden, gone):
        page = client.get(view.get_absolute_url())
        assert (page.status_code, "is gone, or you may not see it" in page.text) == (200, True)
        assert "Roof" not in page.text or view == hidden
        client.post(reverse("tickets:view_delete", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_what_somebody_shared_stays_with_the_group_when_they_go(keep, side, facilities, gil, mia, ben, ada):
    facilities.hand_over(mia, by=gil)
    view = keep(mia, shared_with=facilities)
    facilities.hand_over(gil, by=mia)
    mia.deactivate(by=ada)

    assert side(ben) == {"Urgent": "0"}
    view.describe(gil, "Urgent here", shared_with=facilities)
    assert side(ben) == {"Urgent here": "0"}


def test_there_is_an_end_to_views(keep, ana):
    for number in range(MOST):
        keep(ana, f"View {number}")

    with pytest.raises(Refused, match="delete one first"):
        keep(ana, "One more")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_view_is_kept_and_stands_in_the_side_bar(page_for, open_ticket, facilities, gil):
    for priority in (1, 1, 2):
        open_ticket(priority=priority)
    page, examined = page_for(gil), page_for(gil, bypass_csp=True)
    page.goto("/tickets/?priority=1")
    page.get_by_role("button", name="Save as a view").click()
    page.get_by_label("Name").fill("Critical ones")
    page.get_by_label("Who has it").select_option("Facilities")
    take_pictures(page, "view-new")
    page.get_by_role("button", name="Save", exact=True).click()

    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Critical ones")
    expect(link).to_contain_text("2")
    expect(link).to_have_attribute("aria-current", "page")
    take_pictures(page, "view-list")
    for address in (page.url, VIEWS, reverse("tickets:view_edit", args=[SavedView.objects.get().pk])):
        examined.goto(address)
        expect(examined.get_by_role("navigation", name="Main").get_by_text("All views")).to_be_visible()
        assert_accessible(examined)
    assert Ticket.objects.count() == 3
