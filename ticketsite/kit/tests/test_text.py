import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from ticketsite.kit.text import NEWLINES, LineField, ProseField, clean_text


@pytest.mark.parametrize("field", (LineField(), ProseField()))
@pytest.mark.parametrize("bad", ("a\x00b", "a\ud800b", "\udfff"))
def test_what_cannot_be_stored_is_refused_with_a_sentence(field, bad):
    with pytest.raises(ValidationError) as refusal:
        field.clean(bad)

    assert refusal.value.messages == [
        "This text contains a character that cannot be stored. Please remove it."
    ]


def test_a_line_is_one_line():
    assert LineField().clean("  The printer\r\n\ton\u2028 floor 3 \n") == "The printer on floor 3"


def test_a_line_of_blanks_is_no_line():
    with pytest.raises(ValidationError) as refusal:
        LineField().clean(" \n ")

    assert refusal.value.code == "required"


def test_prose_has_one_kind_of_newline_and_keeps_its_indent():
    assert ProseField().clean("\r\n    code\r\rend\x0b.\r\n  ") == "    code\n\nend\n."


def test_prose_of_blanks_is_empty():
    assert ProseField(required=False).clean(" \r\n ") == ""


def test_a_long_text_is_told_its_length_and_the_limit():
    with pytest.raises(ValidationError) as refusal:
        ProseField().clean("x" * 70_000)

    assert refusal.value.messages == [
        "This text has 70,000 characters; at most 65,536 characters are possible."
    ]


def test_the_limit_itself_is_possible():
    assert len(ProseField().clean("x" * 65_536)) == 65_536


def test_the_browser_is_not_told_to_cut_a_text_off():
    assert LineField().widget.attrs == {}


@given(st.text(st.characters(exclude_categories=())))
def test_cleaned_text_can_always_be_stored(text):
    cleaned = clean_text(text)

    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned
    assert not NEWLINES.search(cleaned)
