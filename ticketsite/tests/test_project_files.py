"""Files that belong together say the same: settings and their explanation, catalogues, pinned versions."""

import gettext
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "groups", "tickets", "approvals", "notifications", "ticketsite")
READS = re.compile(r"""\benv\.\w+\(\s*["']([A-Z_]+)["']|\benviron(?:\.get\(|\[)\s*["']([A-Z_]+)["']""")


def variables_read():
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "tests" not in path.parts]
    of_the_site = [path for path in sources if path.stem not in ("settings_test", "testing")]
    for path in (*of_the_site, ROOT / "gunicorn.conf.py"):
        yield from (first or second for first, second in READS.findall(path.read_text()))


def pins(name):
    return set(re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def test_every_variable_is_explained():
    lines = (ROOT / ".env.example").read_text().splitlines()
    explained = {
        match[1]
        for above, line in zip(lines, lines[1:], strict=False)
        if (match := re.match(r"#?([A-Z_]+)=", line)) and above.startswith("#")
    }

    assert explained == set(variables_read())


def test_the_lock_has_the_versions_that_are_asked_for():
    locked = {(name.lower(), version) for name, version in pins("requirements.lock")}
    wanted = pins("requirements.txt") | pins("requirements-dev.txt")

    assert {(name.lower(), version) for name, version in wanted} - locked == set()


def test_the_compiled_catalogues_are_those_of_the_words(tmp_path):
    """A site without gettext's tools reads the committed .mo files."""
    if not shutil.which("msgfmt"):
        pytest.skip("gettext is not installed")
    for path in sorted((ROOT / "locale").rglob("*.po")):
        fresh = tmp_path / f"{path.parts[-3]}.mo"
        subprocess.run(["msgfmt", "--check-format", "-o", fresh, path], check=True)
        assert words_of(path.with_suffix(".mo")) == words_of(fresh), "run `make messages`"


def words_of(path):
    with path.open("rb") as compiled:
        return {key: text for key, text in gettext.GNUTranslations(compiled)._catalog.items() if key != ""}
