"""Third-party files are what the manifest says, and pages ask only for files and icons that are there."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from ticketsite.templatetags import kit

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VENDORED = [path for path in VENDOR.rglob("*") if path.is_file()]
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())


def named_in_templates(pattern):
    return {name for template in TEMPLATES for name in re.findall(pattern, template.read_text())}


@pytest.mark.parametrize("package", MANIFEST, ids=lambda package: package["name"])
def test_vendored_files_are_the_ones_in_the_manifest(package):
    hashes = {
        name: "sha512-" + base64.b64encode(hashlib.sha512((VENDOR / name).read_bytes()).digest()).decode()
        for name in package["files"]
    }

    assert hashes == package["files"]
    assert package["licence"] == "MIT"


def test_the_manifest_lists_every_vendored_file():
    listed = {name for package in MANIFEST for name in package["files"]}

    assert {str(path.relative_to(VENDOR)) for path in VENDORED} - {"manifest.json"} == listed


def test_no_vendored_file_points_to_a_map_that_is_not_there():
    assert [path.name for path in VENDORED if b"sourceMappingURL" in path.read_bytes()] == []


def test_every_icon_a_template_names_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/img/icons.svg").read_text()))
    named = named_in_templates(r'{% icon "([^"]+)"') | named_in_templates(r'\bicon="([^"]+)"')
    named |= set(kit.STATUS_ICONS.values()) | set(kit.MESSAGE_ICONS.values())

    assert named - sprite == set()


def test_every_static_file_a_template_names_exists():
    missing = [name for name in named_in_templates(r'{% static "([^"]+)"') if not finders.find(name)]

    assert missing == []


def test_every_stylesheet_that_the_first_one_imports_exists():
    css = ROOT / "static" / "css"
    imported = re.findall(r'@import url\("([^"]+)"\)', (css / "base.css").read_text())

    assert len(imported) > 10
    assert [name for name in imported if not (css / name).is_file()] == []


def test_no_template_holds_a_script_a_style_or_a_handler_of_its_own():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=")

    offenders = [
        template.name
        for template in TEMPLATES
        if inline.search(re.sub(r"{%.*?%}", "", template.read_text(), flags=re.DOTALL))
    ]

    assert offenders == []
