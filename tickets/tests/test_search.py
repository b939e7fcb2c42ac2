"""The search finds what a ticket says, in each place where it says it; the same tests on both databases."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groups.models import Project
from tickets.models import Answer, Category, Question, Ticket
from tickets.search import best, read, search


@pytest.fixture
def found(db):
    """found(tom, "lamp"): titles of what tom finds, the newest first."""

    def titles(user, line):
        words = read(line, user)
        assert words.troubles == []
        tickets = search(Ticket.objects.visible_to(user), user, line).order_by("-pk")
        if words.asked:
            keys = best(user, words)
            assert sorted(keys) == sorted(ticket.pk for ticket in tickets)
        return [ticket.title for ticket in tickets]

    return titles


@pytest.fixture
def in_order(db):
    """in_order(tom, "lamp"): the same, the best first."""

    def titles(user, line):
        keys = best(user, read(line, user))
        tickets = Ticket.objects.in_bulk(keys)
        return [tickets[key].title for key in keys]

    return titles


@pytest.mark.parametrize(
    "title, line",
    (
        ("La caténaire de l’accès nord", "catenaire"),
        ("La catenaire", "Caténaire"),
        ("La caténaire de l’accès nord", "acces"),
        ("La caténaire de l'accès nord", "CATÉN"),
        ("Un nœud électrique", "noeud"),
        ("Un noeud", "NŒUD"),
        ("Straße gesperrt", "strasse"),
        ("Mail to ana.smith@example.org bounced", "smith"),
        ("Mail to ana.smith@example.org bounced", "ana.smith@example.org"),
        ("See https://example.org/wiki/Lamp-post_3", "wiki"),
        ("See https://example.org/wiki/Lamp-post_3", "lamp-post"),
        ("Version 3.40.1 crashes", "3.40.1"),
        ("Version 3.40.1 crashes", "40"),
        ("Invoice #4711", "4711"),
        ("<b>bold</b> & <script>", "script"),
        ("Emoji 🔥 in the title", "emoji"),
        ("印刷機 の 故障", "印刷機"),
    ),
)
def test_case_accents_and_signs_do_not_matter(found, open_ticket, tom, title, line):
    open_ticket(title=title)
    open_ticket(title="Something else")

    assert found(tom, line) == [title]


def test_a_word_finds_what_begins_with_it_and_a_number_only_itself(found, open_ticket, tom):
    open_ticket(title="Lampshade 100")
    open_ticket(title="Lamp 1000")

    assert found(tom, "lam") == found(tom, "lamp") == ["Lamp 1000", "Lampshade 100"]
    assert found(tom, "amp") == []
    assert found(tom, '"lamp"') == ["Lamp 1000"]
    assert found(tom, "100") == ["Lampshade 100"]


def test_every_place_where_a_ticket_says_something_is_searched(found, facilities, open_ticket, tom, ben):
    category = Category.objects.create(group=facilities, name="Lights")
    question = Question.objects.create(category=category, label="Where?")
    upload = SimpleUploadedFile("floor-plan.pdf", b"plan")
    ticket = open_ticket(
        title="Lamp",
        description="It *flickers*",
        category=category,
        answers={question: "Staircase"},
        files=[upload],
    )
    ticket.comment(by=ben, body="I bought a bulb", files=[SimpleUploadedFile("receipt.txt", b"3")])

    for line in ("lamp", "flickers", "staircase", "plan", "floor-plan.pdf", "bulb", "receipt"):
        assert found(tom, line) == ["Lamp"], line
    assert found(tom, "bulb staircase lamp plan") == ["Lamp"]
    assert found(tom, "bulb elevator") == []


def test_phrases_and_exclusions(found, open_ticket, tom, ben):
    open_ticket(title="Third floor lamp")
    open_ticket(title="Floor lamp, third of them")
    open_ticket(title="Lamp").comment(by=ben, body="Not on the third floor.")

    assert found(tom, '"third floor"') == ["Lamp", "Third floor lamp"]
    assert found(tom, "lamp -third") == []
    assert found(tom, 'lamp -"third floor"') == ["Floor lamp, third of them"]
    assert found(tom, "-them") == ["Lamp", "Third floor lamp"]
    assert found(tom, "“third floor” -comment -not") == ["Third floor lamp"]


def test_internal_notes_and_their_files_are_for_those_who_work(found, it_desk, ana, tess, sam, hugo):
    ticket = Ticket.objects.open(by=ana, group=it_desk, title="Screen")
    other = Ticket.objects.open(by=ana, group=it_desk, title="Keyboard")
    secret = [SimpleUploadedFile("salaries.txt", b"1")]
    ticket.comment(by=tess, body="She dropped it", is_internal=True, files=secret)
    other.comment(by=ana, body="I dropped it")

    for person in (tess, sam):
        assert found(person, "dropped") == ["Keyboard", "Screen"]
        assert found(person, "screen dropped") == found(person, "salaries") == ["Screen"]
        assert found(person, "it -dropped") == found(person, "-dropped") == []
    for person in (ana, hugo):
        assert found(person, "dropped") == ["Keyboard"]
        assert found(person, "screen dropped") == found(person, "salaries") == []
        assert found(person, "-dropped") == found(person, "screen -dropped") == ["Screen"]


def test_what_fits_best_comes_first(in_order, open_ticket, tom, ben):
    open_ticket(title="Chair", description="Under the lamp of the hall, beside the door")
    open_ticket(title="The lamp flickers")
    open_ticket(title="Desk", description="Brown, long and heavy").comment(by=ben, body="The lamp is on it.")
    open_ticket(title="The lamp hums")

    assert in_order(tom, "lamp")[:2] == ["The lamp hums", "The lamp flickers"]
    assert in_order(tom, "lamp")[2:] == ["Chair", "Desk"]


@pytest.mark.parametrize(
    "line", ("'", "''", '"', '""', "*", "-", "--", "()", "a & b | !c", "a:*", "NOT AND OR NEAR")
)
@pytest.mark.parametrize("more", ("", " lamp"))
def test_signs_of_query_languages_are_only_signs(open_ticket, tom, line, more):
    open_ticket(title="Lamp")

    list(search(Ticket.objects.visible_to(tom), tom, line + more))
    words = read(line + more, tom)
    if words.asked:
        assert len(best(tom, words)) <= 1


def test_a_whole_document_of_long_text_is_taken(found, open_ticket, tom, ben):
    noise = " ".join(f"w{number}é" for number in range(8_000))
    ticket = open_ticket(title="Long", description=noise)
    for _part in range(8):
        ticket.comment(by=ben, body=noise[::-1])
    ticket.comment(by=ben, body="x" * 60_000)

    assert found(tom, "w77é") == ["Long"]


@pytest.mark.parametrize(
    "line, titles",
    (
        ("is:open", ["Desk", "Lamp"]),
        ("est:ouverte", ["Desk", "Lamp"]),
        ("is:in-progress", ["Roof"]),
        ('is:"in progress"', ["Roof"]),
        ("statut:ouvert is:open", []),
        ("is:unresolved", ["Desk", "Roof", "Lamp"]),
        ("is:unclaimed", ["Desk", "Lamp"]),
        ("is:ended", ["Door"]),
        ("-is:open", ["Door", "Roof"]),
        ("priority:critical", ["Lamp"]),
        ("priorité:critique", ["Lamp"]),
        ("PRIORITY:CRIT", ["Lamp"]),
        ("group:everyone", ["Desk"]),
        ("group:facil", ["Door", "Roof", "Lamp"]),
        ('groupe:"Facilities" toit', []),
        ("project:roof", ["Roof"]),
        ("by:me", ["Desk"]),
        ("de:moi", ["Desk"]),
        ("by:ana", ["Door", "Roof", "Lamp"]),
        ("to:me", ["Roof", "Door"][::-1]),
        ("à:personne", ["Desk", "Lamp"]),
        ("to:nobody lamp", ["Lamp"]),
        ("before:2000-01-01", []),
        ("après:2000", ["Desk", "Door", "Roof", "Lamp"]),
        ("has:file", ["Lamp"]),
        ("avec:fichier", ["Lamp"]),
        ("has:comment", ["Door"]),
        ("has:due", []),
        ("lamp is:open priority:critical group:facilities by:ana to:nobody has:file", ["Lamp"]),
    ),
)
def test_operators(found, open_ticket, everyone, facilities, tom, line, titles):
    roof = Project.objects.start(by=tom, group=facilities, name="Roof")
    open_ticket(title="Lamp", priority=0, files=[SimpleUploadedFile("a.txt", b"1")])
    open_ticket(title="Roof", project=roof).claim(by=tom)
    open_ticket(title="Door").resolve(by=tom, solution="Oiled")
    Ticket.objects.open(by=tom, group=everyone, title="Desk")

    assert found(tom, line) == titles


@pytest.mark.parametrize(
    "line, trouble",
    (
        ("is:blue", "is:blue – there is no such status."),
        ("priority:i want", None),
        ("priority:", "priority: – there is no such priority."),
        ("priority:high", "priority:high – there is no such priority."),
        ("group:hidden", "group:hidden – you see nothing of this name."),
        ("by:nobodyatall", "by:nobodyatall – Nobody has the username “nobodyatall”."),
        ("before:yesterday", "before:yesterday – Enter a valid date."),
        ("before:2026-13-45", "before:2026-13-45 – Enter a valid date."),
        ("has:wings", "has:wings – one can ask for file, comment and due."),
        ("?!", "There is no word in this."),
    ),
)
def test_a_wrong_value_is_said(db, tom, line, trouble):
    words = read(line, tom)

    assert words.troubles == ([trouble] if trouble else [])


def test_an_unknown_operator_is_searched_as_words_and_said(found, open_ticket, tom):
    open_ticket(title="Error: timeout of the pump")

    assert found(tom, "error:timeout") == ["Error: timeout of the pump"]
    assert read("error:timeout", tom).remarks == ["“error:” is no filter, so it was searched for as words."]
    assert read("https://example.org/x", tom).remarks == []


def test_hidden_groups_are_no_operator_value(open_ticket, gil, zoe):
    open_ticket()

    assert read("group:facilities", zoe).troubles == ["group:facilities – you see nothing of this name."]
    assert read("group:facilities", gil).troubles == []


def test_answers_of_another_kind_of_hand_are_found_too(found, open_ticket, tom):
    ticket = open_ticket(title="Lamp")
    Answer.objects.bulk_create([Answer(ticket=ticket, label="Where?", kind="text", value="Cellar")])

    assert found(tom, "cellar") == ["Lamp"]
