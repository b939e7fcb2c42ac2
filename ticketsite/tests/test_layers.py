"""Imports point down, and the smells of the style guide that a machine can smell."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STOREYS = ("accounts", "groups", "tickets", "approvals", "notifications", "ticketsite")
IMPORTERS = {"import_module", "import_string", "get_model"}

CODE = sorted(
    path for app in STOREYS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)
FILES = [path for path in CODE if "tests" not in path.parts and path.name != "testing.py"]
TREES = {path: ast.parse(path.read_text()) for path in FILES}


def storey_of(module):
    """0 is the cellar that all may use, 6 the roof; None for what is not ours."""
    if module == "ticketsite.kit" or module.startswith("ticketsite.kit."):
        return 0
    app = module.split(".")[0]
    return STOREYS.index(app) + 1 if app in STOREYS else None


def imports_of(tree):
    """Every module named in the file, on any line and in any way."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the app: no dots"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and name_of(node.func) in IMPORTERS:
            yield from (
                str(argument.value) for argument in node.args[:1] if isinstance(argument, ast.Constant)
            )


def name_of(node):
    return getattr(node, "attr", getattr(node, "id", ""))


def uses_of(*names):
    """`file:line` of every use of these names outside the tests."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute | ast.Name) and name_of(node) in names)
        or (isinstance(node, ast.alias) and node.name in names)
    ]


def files_using(*names):
    return {place.split(":")[0] for place in uses_of(*names)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    own = storey_of(".".join(path.relative_to(ROOT).with_suffix("").parts))

    upward = [name for name in imports_of(TREES[path]) if (storey_of(name) or 0) > own]

    assert upward == []


def test_the_search_for_imports_finds_them_everywhere():
    tree = ast.parse(
        "from tickets import models\ndef f():\n    import groups.rules\n    get_model('accounts.User')"
    )

    assert sorted(imports_of(tree)) == ["accounts.User", "groups.rules", "tickets.models"]


def test_permissions_are_asked_in_rules_only():
    allowed = {"accounts/rules.py", "groups/rules.py", "tickets/rules.py", "approvals/rules.py"}

    assert files_using("has_perm") - allowed == set()


def test_guardian_is_asked_for_objects_in_one_place():
    calls = [
        node
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node.func) == "get_objects_for_user"
    ]

    assert len(calls) <= 1


def test_markup_is_declared_safe_by_the_markdown_renderer_its_column_and_what_is_drawn_only():
    assert uses_of("mark_safe") == []
    assert files_using("csrf_exempt") == {"notifications/mailing/views.py"}  # RFC 8058, by signed token
    assert files_using("SafeString", "SafeText") <= {
        "ticketsite/kit/drawn.py",  # which escapes each word that it puts into a template
        "ticketsite/kit/markdown.py",
        "ticketsite/kit/plain_prose.py",
        "ticketsite/kit/rendered.py",
    }


def test_mail_leaves_from_notifications_and_the_entrance_only():
    names = ("send_mail", "send_mass_mail", "mail_admins", "EmailMessage", "EmailMultiAlternatives")
    senders = {file for file in files_using(*names) if not file.startswith("notifications/")}

    assert senders <= {"accounts/adapter.py", "accounts/letters.py"}


def test_saving_has_no_hidden_effects():
    signals = {
        name for path in FILES for name in imports_of(TREES[path]) if "django.db.models.signals" in name
    }

    assert signals <= {"django.db.models.signals.post_migrate"}


def test_no_code_is_marked_for_later():
    todo = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d)")

    assert [str(path.relative_to(ROOT)) for path in FILES if todo.search(path.read_text())] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path):
    functions = [node for node in ast.walk(TREES[path]) if isinstance(node, ast.FunctionDef)]
    limit = 20 if path.stem == "views" or path.parent.stem == "views" else 40

    assert len(path.read_text().splitlines()) <= 400
    assert {f.name for f in functions if f.end_lineno - f.lineno + 1 > limit} == set()
