"""Approvals in the back office: approving many, routes and categories that count at once, absences."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Absence, Department, Role
from approvals.models import Decision
from tickets.models import Category, Route, Ticket
from tickets.statuses import Status

TICKETS = reverse("admin:tickets_ticket_changelist")


def told(response):
    return [str(message) for message in response.context["messages"]]


def do(client, *tickets, **answers):
    data = {"action": "approve_selected", "_selected_action": [ticket.pk for ticket in tickets], **answers}
    return client.post(TICKETS, data, follow=True)


def seen(page):
    form = page.context["form"]
    return {field.name: field.value() for field in form if field.name.startswith("seen_")}


def steps(*rows, initial=0):
    management = {"steps-TOTAL_FORMS": len(rows), "steps-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        management |= {f"steps-{number}-{name}": value for name, value in row.items()}
    return management


def questions(**fields):
    return {"questions-TOTAL_FORMS": 0, "questions-INITIAL_FORMS": 0, **fields}


def test_approving_many_shows_each_in_full_and_decides(client, ask_for, by_hod, hugo):
    tickets = [ask_for(by_hod, description=f"Because of **{word}**") for word in ("one", "two")]
    client.force_login(hugo)

    page = do(client, *tickets)
    answer = do(client, *tickets, answered="1", comment="Fine", **seen(page))

    assert "<strong>one</strong>" in page.text
    assert not Decision.objects.exclude(comment="Fine").exists()
    assert told(answer) == [f"Done: {tickets[1]}, {tickets[0]}"]
    assert {t.status for t in Ticket.objects.all()} == {Status.OPEN}
    assert {d.by for d in Decision.objects.all()} == {hugo}


@pytest.mark.parametrize("tickets", (1, 3))
def test_approving_many_shows_all_that_a_decision_is_given_for(
    client, ask_for, by_hod, hugo, ana, tickets, django_assert_num_queries
):
    price = by_hod.questions.create(label="Price?", kind="number")
    asked = [
        ask_for(by_hod, answers={price: 320}, files=[SimpleUploadedFile("offer.txt", b"320")])
        for _ in range(tickets)
    ]
    asked[0].comment(by=ana, body="By the way", files=[SimpleUploadedFile("aside.txt", b"0")])
    client.force_login(hugo)
    do(client, *asked)

    with django_assert_num_queries(12):
        page = do(client, *asked)

    assert [page.text.count(words) for words in ("Price?", "320</dd>", "offer.txt</a>")] == [tickets] * 3
    assert "aside.txt" not in page.text


def test_what_changed_meanwhile_is_not_approved(client, ask_for, by_hod, hugo, ana):
    same, changed = ask_for(by_hod, title="A"), ask_for(by_hod, title="B")
    client.force_login(hugo)
    page = do(client, same, changed)
    changed.edit(ana, changed.revision, title="B, and a yacht", description="")

    answer = do(client, same, changed, answered="1", **seen(page))

    assert told(answer) == [
        f"#{changed.pk} B, and a yacht: The request has changed since you opened it: read it again, then decide.",
        f"Done: {same}",
    ]
    assert Ticket.objects.get(pk=changed.pk).status == Status.PENDING


def test_one_who_sees_but_does_not_decide_is_refused(client, ask_for, by_hod, ada, hugo):
    ticket = ask_for(by_hod)
    client.force_login(ada)

    answer = do(client, ticket, answered="1", **seen(do(client, ticket)))

    assert told(answer) == [f"{ticket}: There is nothing for you to decide here."]
    assert not Decision.objects.exists()


def test_the_list_filters_what_waits_for_oneself(client, ask_for, by_hod, by_it_head, hugo):
    mine, _other = ask_for(by_hod), ask_for(by_it_head)
    client.force_login(hugo)

    assert list(client.get(f"{TICKETS}?decision=mine").context["cl"].queryset) == [mine]


def test_decisions_stand_on_the_ticket_for_ever(client, ask_for, by_hod, approve, hugo, ada):
    ticket = ask_for(by_hod)
    approve(ticket, hugo)
    decision = Decision.objects.get()
    client.force_login(ada)

    assert "Hugo" in client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk])).text
    page = reverse("admin:approvals_decision_change", args=[decision.pk])
    assert client.post(page, {"verdict": "reject"}).status_code == 403


def test_a_route_is_drawn_with_its_steps(client, ida, hugo):
    client.force_login(ida)
    rows = steps(
        {"position": 1, "approver": "hod", "person": ""},
        {"position": 2, "approver": "person", "person": "hugo"},
    )

    client.post(reverse("admin:tickets_route_add"), {"name": "By two", **rows})

    route = Route.objects.get(name="By two")
    assert [(step.approver, step.person) for step in route.steps.all()] == [("hod", None), ("person", hugo)]
    assert route.history.get().history_user == ida


def test_a_wrong_step_is_told_with_all_that_was_typed(client, ida):
    client.force_login(ida)
    rows = steps({"position": 1, "approver": "person", "person": "nobody.such"})

    answer = client.post(reverse("admin:tickets_route_add"), {"name": "By one", **rows})

    assert "Nobody active has this username." in answer.text
    assert 'value="nobody.such"' in answer.text
    assert not Route.objects.filter(name="By one").exists()


def test_a_route_without_steps_lets_go_what_waited_on_it(client, ask_for, by_hod, ida):
    ticket = ask_for(by_hod)
    client.force_login(ida)
    step = by_hod.route.steps.get()
    row = {"id": step.pk, "route": by_hod.route.pk, "position": 1, "approver": "hod", "DELETE": "on"}

    client.post(
        reverse("admin:tickets_route_change", args=[by_hod.route.pk]),
        {"name": by_hod.route.name, **steps(row, initial=1)},
    )

    assert Ticket.objects.get(pk=ticket.pk).status == Status.OPEN


def test_technicians_draw_no_routes(client, tess, by_hod):
    client.force_login(tess)

    assert client.get(reverse("admin:tickets_route_changelist")).status_code == 404
    assert client.get(reverse("admin:tickets_route_change", args=[by_hod.route.pk])).status_code == 404


def test_the_head_of_a_desk_adds_its_categories_with_questions(client, dora, it_desk, facilities):
    client.force_login(dora)
    form = {"group": it_desk.pk, "name": "Laptop", "icon": "laptop", "default_priority": 2}
    asked = {"questions-TOTAL_FORMS": 1, "questions-0-position": 1, "questions-0-label": "Which one?"}
    asked |= {"questions-0-kind": "text"}

    foreign = client.post(reverse("admin:tickets_category_add"), questions(**form | {"group": facilities.pk}))
    client.post(reverse("admin:tickets_category_add"), questions(**form | asked))

    assert "group" in foreign.context["adminform"].form.errors
    category = Category.objects.get(name="Laptop")
    assert [question.label for question in category.questions.all()] == ["Which one?"]
    assert category.history.get().history_user == dora


def test_a_category_takes_projects_of_its_own_group_only(client, ada, it_desk, direct, facilities, gil):
    foreign = facilities.projects.create(name="Lamps", manager=gil)
    client.force_login(ada)
    form = {"name": "Hardware", "icon": "tag", "default_priority": 2, "default_project": foreign.pk}

    answer = client.post(
        reverse("admin:tickets_category_change", args=[direct.pk]), questions(**form, is_offered="on")
    )

    assert answer.context["adminform"].form.errors["default_project"] == [
        "Lamps is not an open project of IT desk."
    ]


def test_technicians_and_hods_read_categories_only(client, direct, tess, hugo):
    page = reverse("admin:tickets_category_change", args=[direct.pk])
    for person in (tess, hugo):
        client.force_login(person)
        assert client.get(page).status_code == 200
        assert client.post(page, {"name": "Mud"}).status_code == 403


@pytest.mark.parametrize("who, made", (("hugo", True), ("ana", False)))
def test_an_absence_is_entered_for_oneself_and_whom_one_manages(client, hugo, ana, who, made):
    client.force_login(hugo)
    days = {"starts_on": "2030-01-01", "ends_on": "2030-01-09"}

    answer = client.post(
        reverse("admin:accounts_absence_add"),
        {"person": who, "substitute": "ana" if made else "hugo", **days},
    )

    assert Absence.objects.filter(person__username=who).exists() is made
    if not made:
        assert answer.context["adminform"].form.errors["__all__"] == ["You enter your own absences only."]


@pytest.mark.browser
def test_a_hod_in_the_back_office(
    transactional_db, page_for, live_server, make_user, by_hod, ask_for, hugo, zoe, it_desk
):
    """A HOD sees only Finance, approves three at once, exports, and opens nothing of another department."""
    sales = Department.objects.create(name="Sales")
    zoe.department = sales
    zoe.save()
    make_user("sue", role=Role.HOD, department=sales)
    mine = [ask_for(by_hod, title=f"Screen {number}") for number in (1, 2, 3)]
    foreign = ask_for(by_hod, by=zoe, title="A yacht")
    page = page_for(hugo)

    page.goto(reverse("admin:index"))
    assert page.get_by_text("Screen 1").is_visible()
    menu = page.get_by_role("navigation", name="Back office")
    menu.get_by_role("link", name="Tickets", exact=True).last.click()
    page.wait_for_url("**/admin/tickets/ticket/")
    assert page.locator("#result_list tbody tr").count() == 3
    assert page.get_by_text("A yacht").count() == 0

    page.get_by_label("Select all objects on this page for an action").check()
    page.get_by_label("Action:").select_option("approve_selected")
    page.get_by_role("button", name="Go", exact=True).click()
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_text("Done:").wait_for()
    assert {Ticket.objects.get(pk=ticket.pk).status for ticket in mine} == {Status.OPEN}

    page.get_by_label("Select all objects on this page for an action").check()
    page.get_by_label("Action:").select_option("export_selected")
    with page.expect_download() as download:
        page.get_by_role("button", name="Go", exact=True).click()
    exported = download.value.path().read_text("utf-8-sig")
    assert all(ticket.title in exported for ticket in mine)
    assert "yacht" not in exported

    for act in ("change", "history", "delete"):
        address = reverse(f"admin:tickets_ticket_{act}", args=[foreign.pk])
        assert page.goto(address).status == 404
    assert Ticket.objects.get(pk=foreign.pk).status == Status.PENDING


@pytest.fixture
def change_questions(client, dora, direct):
    """change_questions({question: {field: value}}): the head of the desk saves the page of the category."""
    client.force_login(dora)

    def change(rows):
        form = {"name": direct.name, "icon": "tag", "default_priority": 2, "is_offered": "on"}
        form |= {"questions-TOTAL_FORMS": len(rows), "questions-INITIAL_FORMS": len(rows)}
        for number, (question, fields) in enumerate(rows.items()):
            row = {"id": question.pk, "category": direct.pk, "position": 1, "label": question.label}
            row |= {"kind": question.kind, "choices": question.choices} | fields
            form |= {f"questions-{number}-{name}": value for name, value in row.items()}
        answer = client.post(reverse("admin:tickets_category_change", args=[direct.pk]), form)
        if answer.status_code == 302:
            return []
        return answer.context["inline_admin_formsets"][0].formset.errors

    return change


def test_questions_that_wait_for_each_other_are_refused(direct, change_questions):
    one, two, three = [direct.questions.create(label=label) for label in ("One?", "Two?", "Three?")]

    errors = change_questions(
        {
            one: {"shown_when": two.pk, "shown_value": "x"},
            two: {"shown_when": one.pk, "shown_value": "x"},
            three: {"shown_when": one.pk, "shown_value": "x"},
        }
    )

    sentence = {"shown_when": ["These questions wait for each other in a circle."]}
    assert errors == [sentence, sentence, {}]
    one.refresh_from_db()
    assert one.shown_when is None


@pytest.mark.parametrize(
    "kind, typed, stored",
    (
        ("yes_no", "Yes", "yes"),
        ("yes_no", "perhaps", None),
        ("choice", "Large", "Large"),
        ("choice", "Huge", None),
        ("number", "2.50", "2.5"),
        ("date", "soon", None),
        ("text", "anything", "anything"),
        ("text", "", ""),
    ),
)
def test_a_question_waits_for_an_answer_that_somebody_can_give(direct, change_questions, kind, typed, stored):
    first = direct.questions.create(label="First?", kind=kind, choices="Small\nLarge")
    second = direct.questions.create(label="Second?")

    errors = change_questions({first: {}, second: {"shown_when": first.pk, "shown_value": typed}})

    second.refresh_from_db()
    if stored is None:
        assert errors == [{}, {"shown_value": ["This is no possible answer to that question."]}]
    else:
        assert (errors, second.shown_when, second.shown_value) == ([], first, stored)
