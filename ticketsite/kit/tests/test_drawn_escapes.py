"""What is filled into a drawn piece is escaped as Django escapes it."""

import pytest
from django.utils.functional import lazy
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from ticketsite.kit.drawn import escaped, filled

WORDS = (
    "<b>'\"&</b>",
    mark_safe("<b>&amp;</b>"),
    gettext_lazy("<i>plain</i>"),
    lazy(lambda: format_html("<b>{}</b>", "<"), SafeString)(),
    147,
    None,
    "",
)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_escaped_as_django_does(word):
    assert escaped(word) == conditional_escape(word)


def test_a_word_may_stand_in_several_places():
    assert filled(["<p>", "word", "</p><p>", "word", "</p>"], {"word": "<"}) == "<p>&lt;</p><p>&lt;</p>"
