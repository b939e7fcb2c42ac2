from hypothesis import example, given
from hypothesis import strategies as st

from tickets.imports.texts import LITERAL, _escaped, literal


@given(st.text("#=-_`*~\\ \n1aé"))
@example("    four spaces")
@example("title\n---")
def test_whatever_would_be_markdown_is_found_before_it_is_escaped(text):
    assert literal(text) == LITERAL.sub(_escaped, text)
