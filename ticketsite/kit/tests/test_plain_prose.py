"""Prose without signs becomes the same HTML by the short way as by the parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketsite.kit.markdown import render
from ticketsite.kit.plain_prose import paragraphs

SIGNS = "ab É9ñß  ,.;:?!'()/%+=-_#@*<&[|\\\n\n\t"


@pytest.mark.parametrize(
    "text",
    (
        "The lamp of gate 3 is dark (again): it's the fuse, 50 % sure.",
        "One line\nand the next.\n\nA new paragraph\n\n\nAnd one more; yes!",
        "Ça coupe à 9 h 30 - voir le câble n° 4".replace("°", ""),
    ),
)
def test_prose_takes_the_short_way(text):
    assert paragraphs(text) == render(text)


@pytest.mark.parametrize(
    "text",
    (
        *("", "1. first", "- item", "# head", "a\n---", "a\n===", "see #12", "ask @ana", "x_y_", "a  \nb"),
        *("http://example.org", "www //example.org", "a & b", "<b>", "`code`", "a\n    b", 'say "no"', "a\n"),
    ),
)
def test_what_has_signs_is_left_to_the_parser(text):
    assert paragraphs(text) is None


@given(st.text(st.sampled_from(SIGNS), max_size=60) | st.text(max_size=40))
def test_the_short_way_never_differs(text):
    assert paragraphs(text) in (None, render(text))
