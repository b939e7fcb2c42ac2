"""What no template may contain."""

import re
from pathlib import Path

import pytest
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*"))
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]

SMELLS = {
    "declares markup safe": r"\|\s*safe\b|\bautoescape\s+off\b|\|\s*safeseq\b",
    "styles inline": r"\sstyle\s*=|<style\b",
    "runs inline": r"\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\ssrc=)[^>]*>",
    "loads from elsewhere": r"(?:\ssrc|<link[^>]*\shref)\s*=\s*[\"'](?:https?:)?//",
    "reads a form by GET that changes": r"<form[^>]*\shx-(?:delete|put|patch)",
}


def relative(path):
    return str(path.relative_to(ROOT))


def without_tags(text):
    """The markup alone: `{% include ... with style="primary" %}` styles nothing."""
    return re.sub(r"{%(?!\s*autoescape).*?%}", "", text)


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_a_template_smells_of_nothing(path):
    text = without_tags(path.read_text())

    assert {smell for smell, pattern in SMELLS.items() if re.search(pattern, text, re.IGNORECASE)} == set()


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_a_template_is_short(path):
    assert len(path.read_text().splitlines()) <= 150


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_compiles(path):
    if path.is_file():
        engines["django"].get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_a_form_that_posts_carries_the_token(path):
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?(?:</form>|\Z)", path.read_text(), re.DOTALL)

    assert [form for form in forms if "csrf_token" not in form and "{% crispy" not in form] == []


@pytest.mark.parametrize("smell", SMELLS)
def test_the_smells_are_found(smell):
    bad = {
        "declares markup safe": "{{ text | safe }}",
        "styles inline": '<p class="a" style="color:red">',
        "runs inline": "<a onclick='x()'>",
        "loads from elsewhere": '<script src="https://cdn.example/x.js">',
        "reads a form by GET that changes": '<form hx-delete="/x">',
    }

    assert re.search(SMELLS[smell], bad[smell])
    assert not re.search(SMELLS[smell], '<a class="on style" href="https://example.org/">once = safe</a>')
