"""Questions: which count, what is refused beside the field, and what becomes of the answers."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from groups.events import Event, Verb
from tickets.models import Category, Question, Ticket
from tickets.questions import counting
from tickets.search import search


@pytest.fixture
def loan(it_desk):
    return Category.objects.create(group=it_desk, name="Loan")


@pytest.fixture
def ask(loan):
    """ask("Which?", "text", ...): a question of the category, after the earlier ones."""

    def make(label, kind="text", **fields):
        position = loan.questions.count() + 1
        return Question.objects.create(category=loan, label=label, kind=kind, position=position, **fields)

    return make


@pytest.fixture
def chain(ask):
    """Abroad? yes: which country? France: where in France?"""
    abroad = ask("Abroad?", "yes_no", is_required=True)
    country = ask(
        "Which country?",
        "choice",
        choices="France\nItaly",
        is_required=True,
        shown_when=abroad,
        shown_value="yes",
    )
    town = ask("Where in France?", is_required=True, shown_when=country, shown_value="France")
    return abroad, country, town


@pytest.fixture
def send(client, ana, loan):
    """send({question: typed}): ana raises a ticket of the category."""
    client.force_login(ana)

    def post(typed, **more):
        fields = {"category": loan.pk, "title": "A laptop", "description": "please", "priority": 2} | more
        return client.post(reverse("tickets:new"), fields | named(typed))

    return post


def named(typed):
    return {f"question_{question.pk}": value for question, value in typed.items()}


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def answers(ticket):
    return list(ticket.answers.values_list("label", "value"))


def test_every_kind_is_asked_and_stored_as_text(send, ask):
    words, pick, day = ask("Why?"), ask("Size?", "choice", choices="Small\nLarge"), ask("Until?", "date")
    many, sure = ask("How many?", "number"), ask("Sure?", "yes_no")

    send({words: " A  trip ", pick: "Large", day: "2030-05-17", many: "2.50", sure: "no"})

    assert answers(Ticket.objects.get()) == [
        ("Why?", "A trip"),
        ("Size?", "Large"),
        ("Until?", "2030-05-17"),
        ("How many?", "2.5"),
        ("Sure?", "no"),
    ]


def test_what_is_not_required_may_stay_empty(send, ask):
    kinds = [ask(kind, kind, choices="A\nB") for kind in ("text", "choice", "date", "number", "yes_no")]

    send(dict.fromkeys(kinds, ""))

    assert answers(Ticket.objects.get()) == []


@pytest.mark.parametrize(
    "kind, typed, sentence",
    (
        ("text", "", "This field is required."),
        ("text", "a\0b", "This text contains a character that cannot be stored. Please remove it."),
        (
            "text",
            "x" * 1_000_000,
            "This text has 1,000,000 characters; at most 1,000 characters are possible.",
        ),
        ("choice", "C", "Select a valid choice. C is not one of the available choices."),
        ("choice", "", "This field is required."),
        ("date", "soon", "Enter a valid date."),
        ("number", "many", "Enter a number."),
        ("number", "1e999999999", "Ensure that there are no more than 20 digits in total."),
        ("number", "NaN", "Enter a number."),
        ("yes_no", "perhaps", "Select a valid choice. perhaps is not one of the available choices."),
        ("yes_no", "", "This field is required."),
    ),
)
def test_what_is_wrong_stands_beside_the_question_and_all_words_stay(send, ask, kind, typed, sentence):
    question, other = ask("First?", kind, choices="A\nB", is_required=True), ask("Second?")

    response = send({question: typed, other: "other words"})

    form = response.context["form"]
    assert errors(response) == {f"question_{question.pk}": [sentence]}
    assert form[f"question_{question.pk}"].value() == typed
    assert "other words" in response.text
    assert form["description"].value() == "please"
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "typed, stored",
    (
        (("no", "", ""), ["no"]),
        (("no", "France", "Lyon"), ["no"]),
        (("no", "Atlantis", "x" * 5000), ["no"]),
        (("yes", "Italy", "Lyon"), ["yes", "Italy"]),
        (("yes", "France", "Lyon"), ["yes", "France", "Lyon"]),
    ),
)
def test_only_what_counts_is_required_checked_and_stored(send, chain, typed, stored):
    send(dict(zip(chain, typed, strict=True)))

    assert [value for _label, value in answers(Ticket.objects.get())] == stored


def test_what_counts_is_required(send, chain):
    abroad, country, town = chain

    assert errors(send({abroad: "yes"})) == {f"question_{country.pk}": ["This field is required."]}
    assert list(errors(send({abroad: "yes", country: "France"}))) == [f"question_{town.pk}"]


def test_without_a_script_the_condition_is_said(client, ana, loan, chain):
    abroad, country, _town = chain
    client.force_login(ana)

    text = client.get(reverse("tickets:new"), {"category": loan.pk}).text

    assert "Only if “Abroad?” is: Yes." in text
    assert "Only if “Which country?” is: France." in text
    assert f'data-parent="question_{abroad.pk}" data-value="yes"' in text
    assert f'data-parent="question_{country.pk}" data-value="France"' in text


def test_a_circle_of_conditions_hides_nothing_and_breaks_nothing(send, client, ana, loan, ask):
    one, two = ask("One?", is_required=True), ask("Two?")
    three = ask("Three?", shown_when=two, shown_value="yes")
    for question, other in ((one, two), (two, one)):
        Question.objects.filter(pk=question.pk).update(shown_when=other, shown_value="never")

    text = client.get(reverse("tickets:new"), {"category": loan.pk}).text
    assert text.count("data-parent") == 1

    send({one: "a", two: "yes", three: "c"})
    assert answers(Ticket.objects.get()) == [("One?", "a"), ("Two?", "yes"), ("Three?", "c")]


def test_a_question_that_waits_for_itself_or_another_category_always_counts():
    alone = Question(pk=1, shown_when_id=1, shown_value="x")
    foreign = Question(pk=2, shown_when_id=99, shown_value="x")

    assert counting([alone, foreign], {}) == [alone, foreign]


def test_answers_stand_on_the_ticket_in_the_readers_tongue(send, client, ana, ask):
    day, many, sure = ask("Until?", "date"), ask("How many?", "number"), ask("Sure?", "yes_no")
    send({day: "2030-05-17", many: "2.5", sure: "yes"})
    ticket = Ticket.objects.get()

    text = client.get(ticket.get_absolute_url()).text
    for label, answer in (("Until?", "2030"), ("How many?", "2.5"), ("Sure?", "Yes")):
        assert label in text
        assert answer in text
    with translation.override("fr"):
        assert [answer.shown for answer in ticket.answers.all()] == ["17 mai 2030", "2,5", "Oui"]


@pytest.mark.parametrize("questions", (1, 3))
def test_the_form_asks_any_number_of_questions_in_the_same_queries(
    client, ana, loan, ask, questions, django_assert_num_queries
):
    for number in range(questions):
        ask(f"Question {number}?")
    client.force_login(ana)
    client.get(reverse("tickets:new"), {"category": loan.pk})

    with django_assert_num_queries(10):
        response = client.get(reverse("tickets:new"), {"category": loan.pk})

    assert len(response.context["form"].questions) == questions


def edit(client, ticket, typed, **more):
    ticket.refresh_from_db()
    words = {"title": ticket.title, "description": ticket.description, "revision": ticket.revision}
    return client.post(reverse("tickets:edit", args=[ticket.pk]), words | named(typed) | more)


def test_answers_are_edited_with_the_ticket_and_history_says_so(send, client, ana, chain):
    abroad, country, town = chain
    send({abroad: "yes", country: "France", town: "Lyon"})
    ticket = Ticket.objects.get()
    form = client.get(reverse("tickets:edit", args=[ticket.pk])).context["form"]
    assert [asked.field.value() for asked in form.asked()] == ["yes", "France", "Lyon"]

    edit(client, ticket, {abroad: "no", country: "France", town: "Lyon"})

    assert answers(ticket) == [("Abroad?", "no")]
    line = client.get(reverse("tickets:history", args=[ticket.pk])).context["lines"][-1]
    assert line.sentence == "changed the answers"
    assert [(change.label, change.before, change.after) for change in line.changes] == [
        ("Abroad?", "Yes", "No"),
        ("Which country?", "France", ""),
        ("Where in France?", "Lyon", ""),
    ]


def test_answers_that_stay_as_they_are_leave_no_event(send, client, ask):
    question = ask("Why?")
    send({question: "A trip"})
    ticket = Ticket.objects.get()

    edit(client, ticket, {question: "A trip"})

    assert not Event.objects.of(ticket).filter(verb=Verb.EDITED).exists()


def test_the_slower_of_two_who_edit_answers_sees_the_other_answer(send, client, ask):
    question = ask("Why?")
    send({question: "A trip"})
    ticket = Ticket.objects.get()
    edit(client, ticket, {question: "A fair"})

    response = edit(client, ticket, {question: "A talk"}, revision=1)

    label, pieces = response.context["differences"][-1]
    assert label == "Why?"
    assert [text for kind, text in pieces if kind == "gone"] == ["fair"]
    assert [asked.field.value() for asked in response.context["form"].asked()] == ["A talk"]
    assert answers(ticket) == [("Why?", "A fair")]


def test_answers_to_questions_that_went_stay(send, client, ask):
    old, new = ask("Old?"), ask("New?")
    send({old: "kept", new: "first"})
    ticket = Ticket.objects.get()
    old.delete()

    edit(client, ticket, {new: "second"})

    assert answers(ticket) == [("Old?", "kept"), ("New?", "second")]
    assert "kept" in client.get(ticket.get_absolute_url()).text


def test_words_are_found_in_answers(send, ana, zoe, ask):
    send({ask("Why?"): "A congress in Lyon"})

    assert list(search(Ticket.objects.visible_to(ana), ana, "congress lyon")) == [Ticket.objects.get()]
    assert not search(Ticket.objects.visible_to(zoe), zoe, "congress").exists()


def test_nothing_in_questions_and_answers_runs(send, client, ask):
    evil = "<script>alert(1)</script>"
    question = ask(evil, help_text=evil)
    ask(evil, "choice", choices=evil, shown_when=question, shown_value=evil)
    assert "<script>alert" not in send({question: ""}, title="").text

    send({question: evil})
    ticket = Ticket.objects.get()
    for address in (ticket.get_absolute_url(), reverse("tickets:history", args=[ticket.pk])):
        assert "<script>alert" not in client.get(address).text


def test_a_date_is_given_as_the_picker_wants_it(send, client, ana, ask):
    day = ask("Until?", "date")
    send({day: date(2030, 5, 17).isoformat()})

    text = client.get(reverse("tickets:edit", args=[Ticket.objects.get().pk])).text

    assert 'value="2030-05-17"' in text
