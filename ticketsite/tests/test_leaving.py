"""The page that opens when a person goes: what it lists, whom it proposes, what becomes of the choices."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.models import Absence, Role, User
from approvals import mandates
from groups.events import Event, Verb
from groups.models import Group, Invitation, Membership, Project
from groups.ranks import Rank
from tickets.models import Approver, Category, Route, Step, Ticket
from tickets.statuses import Status


@pytest.fixture
def as_(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def page_of(person):
    return reverse("leaving:deactivate", args=[person.pk])


def answers(response, **changes):
    """What a browser sends from this page when only `changes` (field: value) are chosen."""
    form = response.context["form"]
    data = {"shown": form.seal} | {name: field.initial or "" for name, field in form.fields.items()}
    return data | {name.replace("_", "-"): str(value) for name, value in changes.items()}


def options(response, key):
    return [label for _value, label in response.context["form"].fields[key].choices]


def listed(response):
    """{kind: [(label, remark)]} as the page shows it."""
    return {
        str(part["kind"].title): [(holding.label, holding.remark) for holding, _field in part["lines"]]
        for part in response.context["form"].parts
    }


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def away(person, substitute, days=3):
    today = timezone.localdate()
    return Absence.objects.create(
        person=person, substitute=substitute, starts_on=today, ends_on=today + dt.timedelta(days=days)
    )


def route_by(person, *approvers):
    route = Route.objects.create(name=f"By {person}")
    Step.objects.create(route=route, position=1, approver=Approver.PERSON, person=person)
    for position, approver in enumerate(approvers, 2):
        Step.objects.create(route=route, position=position, approver=approver)
    return route


def test_a_person_who_holds_nothing_goes_at_once(as_, ada, zoe):
    page = as_(ada).get(page_of(zoe))
    assert "Nothing has to be handed on." in page.text

    page = as_(ada).post(page_of(zoe), answers(page, reason="Moved to Rome"), follow=True)

    assert page.redirect_chain == [(zoe.get_absolute_url(), 302)]
    assert "The account is closed; what they held is handed on." in page.text
    assert zoe.history.first().history_change_reason == "Moved to Rome"
    assert "Activate again" in page.text


def test_tickets_go_back_to_the_waiting_list_or_to_a_colleague(as_, ada, facilities, open_ticket, tom, ben):
    back, passed = open_ticket(), open_ticket()
    for ticket in (back, passed):
        ticket.claim(by=tom)
    page = as_(ada).get(page_of(tom))
    key = f"ticket-{passed.pk}"
    assert options(page, key)[:3] == ["Back to the waiting list", "Gil (Group admin)", "Mia (Authorised)"]

    as_(ada).post(page_of(tom), answers(page, **{key: ben.pk}))

    back, passed = Ticket.objects.get(pk=back.pk), Ticket.objects.get(pk=passed.pk)
    assert (back.status, back.assignee) == (Status.OPEN, None)
    assert (passed.status, passed.assignee) == (Status.IN_PROGRESS, ben)
    last = [Event.objects.of(ticket).last() for ticket in (back, passed)]
    assert [event.verb for event in last] == [Verb.DROPPED, Verb.ASSIGNED]
    assert last[1].details == {"before": tom.pk, "to": ben.pk}


def test_a_group_of_the_only_admin_goes_to_the_longest_authorised_or_whom_one_chooses(
    as_, ada, facilities, gil, mia, tom
):
    page = as_(ada).get(page_of(gil))
    assert options(page, f"rank-{facilities.pk}")[0] == "Mia (Authorised)"

    as_(ada).post(page_of(gil), answers(page, **{f"rank-{facilities.pk}": tom.pk}))

    assert facilities.memberships.get(rank=Rank.ADMIN).user == tom
    handed = Event.objects.of(facilities).get(verb=Verb.GROUP_HANDED_OVER)
    assert (handed.actor, handed.details) == (ada, {"to": tom.pk, "person": gil.pk})


@pytest.mark.parametrize(
    "is_open,fate",
    ((True, "whoever joins next becomes its admin"), (False, "falls to the Admins of this site")),
)
def test_the_page_says_which_groups_nobody_is_left_in(as_, ada, zoe, is_open, fate):
    group = Group.objects.start(by=zoe, name="Chess", is_open=is_open)

    [(label, remark)] = listed(as_(ada).get(page_of(zoe)))["Groups they leave"]
    assert (label, fate in remark) == ("Chess", True)
    as_(ada).post(page_of(zoe), answers(as_(ada).get(page_of(zoe))))

    assert group.is_abandoned


def test_projects_go_to_a_group_admin_or_whom_one_chooses(as_, ada, everyone, facilities, tom, ben, gil):
    kept, given = (Project.objects.start(by=tom, group=facilities, name=name) for name in ("Doors", "Walls"))
    party = Project.objects.start(by=tom, group=everyone, name="Party")
    party.join(by=ben)
    page = as_(ada).get(page_of(tom))
    assert options(page, f"project-{kept.pk}")[0] == "Gil (Group admin)"
    assert options(page, f"project-{party.pk}") == ["Ada", "Ben"]

    as_(ada).post(
        page_of(tom), answers(page, **{f"project-{given.pk}": ben.pk, f"project-{party.pk}": ben.pk})
    )

    assert [Project.objects.get(pk=p.pk).manager for p in (kept, given, party)] == [gil, ben, ben]


def test_a_department_without_another_head_asks_for_one(as_, ada, hugo, ana, finance):
    page = as_(ada).get(page_of(hugo))
    assert listed(page)["Department they head"] == [("Finance", "Nobody else heads it.")]
    assert options(page, f"department-{finance.pk}") == ["Nobody: the IT Heads decide instead", "Ana"]

    as_(ada).post(page_of(hugo), answers(page, **{f"department-{finance.pk}": ana.pk}))

    assert [str(head) for head in finance.heads] == ["Ana"]


def test_a_department_with_another_head_is_told_only(as_, ada, hugo, make_user, finance):
    make_user("henri", role=Role.HOD, department=finance)

    page = as_(ada).get(page_of(hugo))

    assert listed(page)["Department they head"] == [("Finance", "It keeps a head: Henri.")]
    assert f"department-{finance.pk}" not in page.context["form"].fields


def test_absences_get_another_substitute_or_are_taken_back(as_, ada, hugo, ana, ida, zoe):
    dropped, kept = away(ana, zoe), away(hugo, zoe)
    over = Absence.objects.create(person=ida, substitute=zoe, starts_on="2020-01-01", ends_on="2020-01-02")
    page = as_(ada).get(page_of(zoe))
    assert options(page, f"absence-{kept.pk}") == ["Nobody: the absence is taken back", "Ada", "Ana", "Ida"]

    as_(ada).post(page_of(zoe), answers(page, **{f"absence-{kept.pk}": ana.pk}))

    assert {(a.pk, a.substitute) for a in Absence.objects.all()} == {(kept.pk, ana), (over.pk, zoe)}
    assert not Absence.objects.filter(pk=dropped.pk).exists()


def test_invitations_of_theirs_end_and_those_they_sent_stay_unless_withdrawn(
    as_, ada, facilities, gil, mia, zoe, make_user
):
    choir = Group.objects.start(by=mia, name="Choir")
    own = Invitation.objects.invite(choir, gil, by=mia)
    stays = Invitation.objects.invite(facilities, zoe, by=gil)
    withdrawn = Invitation.objects.invite(facilities, make_user("yan"), by=gil)
    page = as_(ada).get(page_of(gil))
    assert ("Their own to Choir", "It is withdrawn.") in listed(page)["Open invitations"]

    as_(ada).post(page_of(gil), answers(page, **{f"invitation-{withdrawn.pk}": "nobody"}))

    found = [Invitation.objects.get(pk=i.pk).answer for i in (own, stays, withdrawn)]
    assert found == ["withdrawn", "pending", "withdrawn"]


@pytest.mark.parametrize(
    "choice,left",
    (("it_heads", [("it_head", None)]), ("ida", [("person", "ida")])),
)
def test_a_step_that_names_them_names_somebody_else(as_, ada, ida, zoe, choice, left):
    step = route_by(zoe).steps.get()
    page = as_(ada).get(page_of(zoe))
    assert options(page, f"step-{step.pk}") == ["Any IT Head", "Ada", "Ida"]

    value = ida.pk if choice == "ida" else choice
    as_(ada).post(page_of(zoe), answers(page, **{f"step-{step.pk}": value}))

    assert [(s.approver, s.person and s.person.username) for s in step.route.steps.all()] == left


def test_a_step_taken_out_of_its_route_lets_pass_what_waited_for_nobody_else(
    as_, ada, ida, zoe, ana, it_desk
):
    route = route_by(zoe, Approver.HOD)
    category = Category.objects.create(group=it_desk, name="Badge", route=route)
    hod = User.objects.create_user("hod", role=Role.HOD, department=ana.department)
    ticket = Ticket.objects.open(by=ana, group=it_desk, category=category, title="A badge")
    step = route.steps.get(person=zoe)
    page = as_(ada).get(page_of(zoe))

    as_(ada).post(page_of(zoe), answers(page, **{f"step-{step.pk}": "nobody"}))

    assert list(mandates.deciders(mandates.next_step(ticket), ticket)) == [hod.pk]
    assert [s.approver for s in route.steps.all()] == [Approver.HOD]


def test_open_decisions_tell_who_decides_then(as_, ada, hugo, ida, ana, it_desk):
    route = Route.objects.create(name="HOD")
    Step.objects.create(route=route, approver=Approver.HOD)
    category = Category.objects.create(group=it_desk, name="Purchase", route=route)
    ticket = Ticket.objects.open(by=ana, group=it_desk, category=category, title="A screen")
    kind, label = "Requests that wait for their decision", f"#{ticket.pk} A screen"

    page = as_(ada).get(page_of(hugo))
    assert listed(page)[kind] == [(label, "Decides then: Ida.")]
    as_(ada).post(page_of(hugo), answers(page))
    assert listed(as_(ada).get(page_of(ida)))[kind] == [(label, "Decides then: Ada.")]
    assert list(mandates.deciders(mandates.next_step(ticket), ticket)) == [ida.pk]


def test_a_decision_that_nobody_is_left_for_is_a_warning(as_, ada, ida, it_desk):
    route = route_by(ida)
    category = Category.objects.create(group=it_desk, name="Badge", route=route)
    ticket = Ticket.objects.open(by=ada, group=it_desk, category=category, title="A badge")

    page = as_(ada).get(page_of(ida))

    [(label, remark)] = listed(page)["Requests that wait for their decision"]
    assert (label, remark) == (str(ticket), "Nobody is left who could decide: it stays pending.")


def test_leaving_a_group_hands_on_what_one_holds_there_and_nothing_else(
    as_, facilities, everyone, open_ticket, tom, ben
):
    here, elsewhere = open_ticket(), open_ticket(group=everyone)
    for ticket in (here, elsewhere):
        ticket.claim(by=tom)
    address = reverse("groups:leave", args=[facilities.pk])
    page = as_(tom).get(address)
    assert [h.key for h in page.context["departure"].holdings] == [f"ticket-{here.pk}"]

    as_(tom).post(address, answers(page, **{f"ticket-{here.pk}": ben.pk}))

    assert Ticket.objects.get(pk=here.pk).assignee == ben
    assert Ticket.objects.get(pk=elsewhere.pk).assignee == tom
    assert Event.objects.of(here).last().verb == Verb.HANDED_OVER


def test_removing_a_member_hands_on_what_they_hold_there(as_, facilities, open_ticket, gil, tom, ben):
    ticket = open_ticket()
    ticket.claim(by=tom)
    address = reverse("groups:remove", args=[facilities.pk, tom.pk])
    page = as_(gil).get(address)

    answer = as_(gil).post(address, answers(page, **{f"ticket-{ticket.pk}": ben.pk}), follow=True)

    assert "The person is no longer a member." in answer.text
    assert Ticket.objects.get(pk=ticket.pk).assignee == ben
    assert Event.objects.of(facilities).last().verb == Verb.REMOVED


def test_what_came_since_the_page_was_shown_brings_it_again_with_the_rest_kept(
    as_, ada, facilities, open_ticket, tom, ben
):
    first, second = open_ticket(), open_ticket()
    first.claim(by=tom)
    page = as_(ada).get(page_of(tom))
    second.claim(by=tom)

    again = as_(ada).post(page_of(tom), answers(page, reason="Gone", **{f"ticket-{first.pk}": ben.pk}))

    form = again.context["form"]
    assert (again.status_code, User.objects.get(pk=tom.pk).is_active) == (200, True)
    assert form.errors == {f"ticket-{second.pk}": ["New since this page was shown: say who gets it."]}
    assert (form[f"ticket-{first.pk}"].value(), form["reason"].value()) == (str(ben.pk), "Gone")
    assert Ticket.objects.get(pk=first.pk).assignee == tom
    sent = answers(again) | {f"ticket-{first.pk}": ben.pk}
    assert as_(ada).post(page_of(tom), sent).status_code == 302


def test_what_went_since_is_named_and_one_looks_again(as_, ada, facilities, open_ticket, tom):
    ticket = open_ticket()
    ticket.claim(by=tom)
    page = as_(ada).get(page_of(tom))
    ticket.drop(by=tom)

    again = as_(ada).post(page_of(tom), answers(page))

    assert f"No longer to be handed on: #{ticket.pk}" in again.text
    assert User.objects.get(pk=tom.pk).is_active


def test_an_heir_who_left_meanwhile_is_no_choice_any_more(as_, ada, facilities, open_ticket, tom, ben):
    ticket = open_ticket()
    ticket.claim(by=tom)
    page = as_(ada).get(page_of(tom))
    facilities.leave(by=ben)

    again = as_(ada).post(page_of(tom), answers(page, **{f"ticket-{ticket.pk}": ben.pk}))

    assert again.context["form"].errors[f"ticket-{ticket.pk}"] == [
        "This is not possible any more: choose again."
    ]
    assert Ticket.objects.get(pk=ticket.pk).assignee == tom


@pytest.mark.parametrize("shown", ("", "forged", "\x00"))
def test_a_page_that_was_never_shown_hands_nothing_on(as_, ada, facilities, open_ticket, tom, shown):
    ticket = open_ticket()
    ticket.claim(by=tom)

    again = as_(ada).post(page_of(tom), {"shown": shown, f"ticket-{ticket.pk}": "nobody"})

    assert again.status_code == 200
    assert User.objects.get(pk=tom.pk).is_active


def test_only_who_manages_a_person_closes_their_account(as_, ada, ida, hugo, zoe, ana):
    for by, person in ((zoe, ana), (hugo, ana), (ida, hugo), (ada, ada)):
        answer = as_(by).post(page_of(person), {})
        assert (answer.status_code, answer.url) == (302, person.get_absolute_url())
        assert told(answer)[-1] == f"You may not deactivate {person}."
    assert User.objects.active().count() == 5
    assert as_(ada).get(reverse("leaving:deactivate", args=[10**18])).status_code == 404


def test_the_last_admin_and_somebody_gone_already_are_refused(as_, ada, make_user, zoe):
    eve = make_user("eve", role=Role.ADMIN)
    page = as_(ada).get(page_of(zoe))
    zoe.deactivate(by=eve)

    answer = as_(ada).post(page_of(zoe), answers(page))

    assert (answer.status_code, told(answer)[-1]) == (302, "Zoe is not active any more.")


def test_who_may_manage_a_person_opens_the_account_again(as_, ada, ida, zoe):
    zoe.deactivate(by=ada)
    address = reverse("leaving:reactivate", args=[zoe.pk])
    assert as_(ida).get(address).status_code == 405

    as_(ida).post(address)

    assert User.objects.get(pk=zoe.pk).is_active
    assert "Activate again" not in as_(ida).get(zoe.get_absolute_url()).text
    assert page_of(zoe) in as_(ida).get(zoe.get_absolute_url()).text
    assert page_of(zoe) not in as_(zoe).get(zoe.get_absolute_url()).text


def test_what_whoever_acts_may_not_see_is_counted_and_goes_its_usual_way(
    as_, ida, facilities, open_ticket, tess, mia, gil
):
    Membership.objects.enrol(facilities, tess)
    ticket = open_ticket(title="The safe is open")
    ticket.claim(by=tess)
    secret = Group.objects.start(by=tess, name="Secret", is_open=False)
    Membership.objects.enrol(secret, mia)

    page = as_(ida).get(page_of(tess))
    assert [word for word in ("safe", "Secret", "Facilities") if word in page.text] == []
    assert "1 more that is not listed here goes its usual way." in page.text
    as_(ida).post(page_of(tess), answers(page))

    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    assert secret.memberships.get().rank == Rank.ADMIN


def test_beyond_fifty_of_a_kind_the_rest_goes_its_usual_way(as_, ada, everyone, open_ticket, tom):
    for _ in range(53):
        open_ticket(group=everyone, by=tom).claim(by=tom)

    page = as_(ada).get(page_of(tom))
    assert len(page.context["form"].fields) == 50 + 1
    assert "3 more that are not listed here go their usual way." in page.text
    as_(ada).post(page_of(tom), answers(page))

    assert not Ticket.objects.filter(assignee=tom).exists()


@pytest.mark.parametrize("rows", (1, 3))
def test_the_page_runs_a_fixed_number_of_queries(
    as_, ada, it_desk, facilities, open_ticket, make_user, finance, hugo, rows, django_assert_num_queries
):
    for number in range(rows):
        group = Group.objects.start(by=hugo, name=f"Choir {number}")
        group.join(by=make_user(f"singer{number}", department=finance))
        Project.objects.start(by=hugo, group=group, name="Concert")
        Invitation.objects.invite(group, make_user(f"guest{number}"), by=hugo)
        open_ticket(group=group, by=hugo).claim(by=hugo)
        away(make_user(f"away{number}", department=finance), hugo)
        route = Route.objects.create(name=f"Route {number}")
        Step.objects.create(route=route, position=1, approver=Approver.PERSON, person=hugo)
        category = Category.objects.create(group=it_desk, name=f"Badge {number}", route=route)
        Ticket.objects.open(by=ada, group=it_desk, category=category, title="A badge")
        host = Group.objects.start(by=make_user(f"host{number}"), name=f"Chess {number}")
        Invitation.objects.invite(host, hugo, by=host.created_by)
    client = as_(ada)
    client.get(page_of(hugo))

    with django_assert_num_queries(31):
        page = client.get(page_of(hugo))

    assert {kind: len(lines) for kind, lines in listed(page).items()} == {
        "Department they head": 1,
        "Absences in which they stand in": rows,
        "Groups without another admin": rows,
        "Groups they leave": rows,
        "Projects they manage": rows,
        "Open invitations": 2 * rows,
        "Tickets they work on": rows,
        "Approval routes that name them": rows,
        "Requests that wait for their decision": rows,
    }
