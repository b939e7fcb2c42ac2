"""The requests of the demo: every state of approvals comes, and each stands as its story says."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Absence, Role
from approvals import demo, mandates
from approvals.models import Decision
from approvals.verdicts import Verdict
from groups.events import Event
from tickets import questions
from tickets.demo import building, organisation
from tickets.demo.lives import Setting
from tickets.imports.ledger import Ledger
from tickets.models import Category, Question, Route, Ticket
from tickets.models.question import Kind
from tickets.statuses import Status


@pytest.fixture
def until():
    return timezone.now()


@pytest.fixture
def setting(everyone, until):
    dice = random.Random(3)
    start = until - timedelta(days=230)
    return Setting(dice, organisation.found(dice, start, timezone.localdate(until)), until)


@pytest.fixture
def lived(setting):
    """[(course, ticket)], each course once."""
    chronicles = [(life.course, life.lead()) for life in demo.invent_routed(setting, len(demo.COURSES))]
    with Ledger() as ledger:
        for _course, chronicle in chronicles:
            ledger.add(chronicle)
    return [(course, Ticket.objects.get(pk=chronicle.ticket.pk)) for course, chronicle in chronicles]


def verdicts(ticket):
    return [decision.verdict for decision in Decision.objects.of(ticket)]


def test_each_course_leaves_the_ticket_where_it_says(lived):
    approve, reject, ask = Verdict.APPROVE, Verdict.REJECT, Verdict.ASK
    for course, ticket in lived:
        given, steps = verdicts(ticket), ticket.category.route.steps.count()
        match course.acts:
            case ("wait",):
                assert (ticket.status, given) == (Status.PENDING, [])
            case ("pass_one", "wait"):
                assert (ticket.status, given, steps) == (Status.PENDING, [approve], 2)
            case ("doubt", "wait"):
                assert (ticket.status, given) == (Status.PENDING, [ask])
                assert ticket.comments.filter(author=ticket.requester).exists()
            case ("refuse",):
                assert (ticket.status, given) == (Status.REJECTED, [reject])
            case ("refuse", "ask_again", "wait"):
                assert (ticket.status, given, ticket.attempt) == (Status.PENDING, [reject], 2)
            case ("give_up",):
                assert (ticket.status, given) == (Status.WITHDRAWN, [])
            case _:
                assert ticket.status not in (Status.PENDING, Status.REJECTED, Status.WITHDRAWN)
                assert ticket.approved_at is not None
                assert approve in given


def test_what_waits_waits_for_whom_the_story_says(lived, setting):
    heads = {key: setting.organisation.head_of(key) for key in ("finance", "sales")}
    it_heads = {p.pk for p in setting.organisation.people if p.role == Role.IT_HEAD}
    for course, ticket in lived:
        step = mandates.next_step(ticket)
        if ticket.status != Status.PENDING:
            assert step is None
            continue
        found = mandates.deciders(step, ticket)
        if course.department == "finance":
            assert found == {heads["finance"].pk: None}
        elif course.department == "sales":
            assert found == {heads["sales"].pk: None, heads["finance"].pk: heads["sales"].pk}
        elif course.by_head or course.routes == demo.IT_HEAD or "pass_one" in course.acts:
            assert set(found) == it_heads


def test_a_substitute_has_decided_for_somebody_away(lived, setting):
    given = Decision.objects.filter(on_behalf_of__isnull=False)

    assert setting.organisation.head_of("operations") in [decision.on_behalf_of for decision in given]
    for decision in given:
        absence = Absence.objects.get(person=decision.on_behalf_of)
        assert absence.substitute == decision.by
        assert absence.starts_on <= decision.at.date() <= absence.ends_on


def test_all_lies_in_the_past_and_in_order(lived, until):
    for _course, ticket in lived:
        times = list(Event.objects.of(ticket).values_list("at", flat=True))
        assert times == sorted(times)
        assert times[-1] <= until
        assert ticket.content_hash == ticket.fingerprint()
        for decision in Decision.objects.of(ticket):
            assert ticket.opened_at < decision.at <= until
            assert decision.by != ticket.requester


def test_the_desks_offer_twelve_categories_over_the_four_classic_routes(setting):
    offered = Category.objects.filter(group__kind="desk", group__is_demo=True)

    assert offered.count() == 12
    assert set(offered.values_list("route__name", flat=True)) == {
        "Direct",
        "Head of department",
        "IT Head",
        "Head of department, then IT Head",
    }
    assert all(category.sentence and category.icon != "tag" for category in offered)
    assert not Route.objects.filter(is_demo=True).exists()


def test_the_desks_ask_questions_of_all_kinds_and_the_answers_fit(lived):
    asked = Question.objects.filter(category__group__is_demo=True)
    assert set(asked.values_list("kind", flat=True)) == set(Kind.values)
    assert asked.filter(is_required=True).exists()
    assert asked.filter(shown_when__isnull=False).exists()
    for _course, ticket in lived:
        answers = {answer.question: answer.value for answer in ticket.answers.select_related("question")}
        for question in questions.counting(list(ticket.category.questions.all()), answers):
            if question.is_required or question in answers:
                assert questions.normal(question, answers[question]) == answers[question]


def test_the_demo_stays_whole_on_a_site_without_classic_routes(everyone, until):
    Route.objects.all().delete()

    building.build(1, 12, until, invent=demo.invent)

    assert Route.objects.filter(is_demo=True).count() == 4


def test_the_head_and_the_it_head_who_sign_in_have_something_to_decide(everyone, until):
    built = building.build(1, 150, until, invent=demo.invent)

    waiting = {
        person.role: mandates.waiting_for(person).count() for _purpose, person, _password in built.sign_ins
    }
    assert waiting[Role.HOD] >= 3
    assert waiting[Role.IT_HEAD] >= 3
