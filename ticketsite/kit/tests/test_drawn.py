"""Pieces drawn once: the same as the template, with every word escaped."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override

from ticketsite.kit.drawn import Drawn

WORDS = {"iso": "2026-01-01T00:00:00+00:00", "full": '1 <January> "2026"', "ago": "a & b"}


def test_it_is_what_the_template_draws():
    drawn = Drawn("kit/_moment.html")

    for words in (WORDS, WORDS | {"ago": "c"}):
        assert drawn.fill(words) == render_to_string("kit/_moment.html", words)
    assert len(drawn.kept.things) == 1


def test_words_are_escaped_unless_they_are_markup():
    drawn = Drawn("kit/_moment.html")

    assert "a &amp; b" in drawn.fill(WORDS)
    assert "<b>a</b>" in drawn.fill(WORDS | {"ago": SafeString("<b>a</b>")})
    assert "&lt;b&gt;" in drawn.fill(WORDS | {"ago": "<b>"})


def test_each_look_and_language_is_drawn_by_itself():
    drawn = Drawn("kit/_group_link.html")
    words = {"url": "/", "tint": "1", "name": "Garden"}

    shown = drawn.fill(words, is_current=True)
    with override("fr"):
        drawn.fill(words, is_current=True)

    assert 'aria-current="page"' in shown
    assert 'aria-current="page"' not in drawn.fill(words, is_current=False)
    assert len(drawn.kept.things) == 3


def test_a_mark_in_a_word_is_a_word():
    drawn = Drawn("kit/_moment.html")
    word = "\ue000iso\ue001"

    assert drawn.fill(WORDS | {"ago": word}).count(word) == 1
