"""The tools of the browser tests see what they are there to see."""

from types import SimpleNamespace

import pytest

from ticketsite import testing


def message(text, url="http://site/tickets/1/", type="error"):
    return SimpleNamespace(text=text, type=type, location={"url": url})


@pytest.mark.parametrize(
    "told, troubles",
    (
        (message("Refused to apply inline style: Content Security Policy"), 1),
        (message("Failed to load resource: the server responded with a status of 500 ()"), 1),
        (message("Failed to load resource: the server responded with a status of 404 ()"), 0),
        (message("Failed to load resource: status of 404", url="http://site/static/css/home.css"), 1),
        (message("hello", type="log"), 0),
    ),
)
def test_the_console_is_watched_for_errors(told, troubles):
    assert len(list(testing._trouble_in(told))) == troubles


def test_axe_finds_a_picture_without_words(new_context):
    page = new_context().new_page()
    page.set_content("<html lang=en><title>Lamps</title><main><h1>Lamps</h1><img src='data:,'></main>")

    with pytest.raises(AssertionError, match="image-alt"):
        testing.assert_accessible(page)


def test_a_page_too_wide_for_a_phone_is_found(new_context, monkeypatch, tmp_path):
    monkeypatch.setattr(testing, "PICTURES", tmp_path)
    page = new_context().new_page()
    page.set_content("<p style='width: 500px'>Wide</p>")

    with pytest.raises(AssertionError, match="wide on a phone"):
        testing.take_pictures(page, "wide")

    assert [path.name for path in sorted(tmp_path.iterdir())] == [
        "wide-phone-dark.png",
        "wide-phone-light.png",
    ]
