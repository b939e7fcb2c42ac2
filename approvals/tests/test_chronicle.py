"""A chronicle with decisions leaves what the verbs leave: the same life is lived both ways and compared."""

import pytest

from approvals import mandates
from approvals.chronicle import RoutedChronicle
from approvals.models import Decision
from tickets.imports.ledger import Ledger
from tickets.models import Answer, Question, Ticket
from tickets.models.question import Kind
from tickets.tests.test_chronicle import clock, life_of, row  # noqa: F401 - a fixture

# (verb, who, what else); `for` is the person somebody stands in for.
LIVES = {
    "passed": [("approve", "hugo", {"comment": "Fine."}), ("approve", "ida", {}), ("claim", "tess", {})],
    "at_the_second_step": [("approve", "hugo", {})],
    "doubted": [
        ("ask", "hugo", {"comment": "Why?"}),
        ("comment", "ana", {"body": "Because."}),
        ("approve", "hugo", {}),
    ],
    "refused": [("approve", "hugo", {}), ("reject", "ida", {"comment": "No."})],
    "refused_and_asked_again": [
        ("reject", "hugo", {"comment": "No."}),
        ("edit", "ana", {"title": "A smaller screen"}),
        ("resubmit", "ana", {}),
        ("approve", "hugo", {}),
    ],
    "asked_again_unchanged": [("reject", "hugo", {"comment": "No."}), ("resubmit", "ana", {})],
    "given_up": [("approve", "hugo", {}), ("withdraw", "ana", {})],
    "for_somebody": [("approve", "ben", {"for": "hugo"}), ("approve", "ida", {})],
    "refused_for_somebody": [("reject", "ben", {"for": "hugo", "comment": "No."})],
}


def live(ticket, verb, by, at, **facts):
    """By the verbs."""
    facts.pop("for", None)
    if verb in ("approve", "reject", "ask"):
        getattr(Decision.objects, verb)(ticket, by=by, seen=ticket.content_hash, **facts)
    elif verb == "edit":
        words = {"title": ticket.title, "description": ticket.description} | facts
        ticket.edit(by, ticket.revision, **words)
    else:
        getattr(ticket, verb)(by=by, **facts)


def narrate(chronicle, verb, by, at, **facts):
    """In the chronicle."""
    if "for" in facts:
        facts["on_behalf_of"] = facts.pop("for")
    getattr(chronicle, verb)(by=by, at=at, **facts)


def whole_life_of(ticket):
    decisions = list(Decision.objects.of(ticket))
    answers = list(Answer.objects.filter(ticket=ticket))
    places = {decision.pk: place for place, decision in enumerate(decisions)}
    *rest, events = life_of(ticket)
    events = [
        (*event[:4], event[4] | {"decision": places[event[4]["decision"]]}, event[5])
        if "decision" in event[4]
        else event
        for event in events
    ]
    return *rest, events, [row(decision) for decision in decisions], [row(answer) for answer in answers]


@pytest.fixture
def purchase(by_both):
    by_both.question = Question.objects.create(
        category=by_both, label="Price", kind=Kind.NUMBER, is_required=True
    )
    return by_both


def names_waiting(ticket):
    ticket = Ticket.objects.get(pk=ticket.pk)
    step = mandates.next_step(ticket)
    return set(mandates.deciders(step, ticket)) if step else set()


@pytest.mark.parametrize("name", LIVES)
def test_a_chronicle_with_decisions_leaves_what_the_verbs_leave(
    name,
    clock,  # noqa: F811 - the fixture of that name
    purchase,
    ana,
    hugo,
    ida,
    ben,
    tess,
    away,
):
    cast = {"ana": ana, "hugo": hugo, "ida": ida, "ben": ben, "tess": tess}
    at = clock(0)
    away(hugo, ben)
    answers = {purchase.question: "120"}
    opened = {"category": purchase, "description": "Twenty *seven* inches."}
    lived = Ticket.objects.open(ana, purchase.group, "A screen", answers=answers, **opened)
    told = RoutedChronicle.open(ana, purchase.group, "A screen", at=at, **opened)
    told.answer(answers)

    for hours, (verb, who, facts) in enumerate(LIVES[name], start=1):
        at = clock(hours)
        facts = {key: cast.get(value, value) for key, value in facts.items()}
        lived.refresh_from_db()
        live(lived, verb, cast[who], at, **facts)
        narrate(told, verb, cast[who], at, **facts)
    with Ledger() as ledger:
        ledger.add(told)

    assert whole_life_of(told.ticket) == whole_life_of(lived)
    assert names_waiting(told.ticket) == names_waiting(lived)
