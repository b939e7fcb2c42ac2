"""What tests lean on: Chromium, watched pages, axe, pictures, and markers that skip with a reason."""

import os
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
PICTURES = ROOT / "var" / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}

settings.register_profile("quick", max_examples=20, deadline=None)
settings.register_profile(
    "ci", max_examples=25, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def find_chromium():
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_collection_modifyitems(items):
    """Mark what uses a browser, and skip what this machine cannot run."""
    from django.db import connection

    reasons = {
        "browser": not find_chromium() and "no Chromium is installed",
        "postgres": connection.vendor != "postgresql" and "needs PostgreSQL, this run is on SQLite",
        "shared_data": not SHARED_DATA.is_dir() and "the shared data sets are not beside the checkout",
    }
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        for marker, reason in reasons.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter):
    """Tell `make test` what was skipped, for its last lines."""
    if os.environ.get("SKIPS_FILE"):
        with open(os.environ["SKIPS_FILE"], "a") as skips:
            for report in terminalreporter.stats.get("skipped", ()):
                reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
                skips.write(f"{report.nodeid}: {reason}\n")


@pytest.fixture
def shared_data():
    """The folder of real data; use it together with the marker of the same name."""
    return SHARED_DATA


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return browser_type_launch_args | {"executable_path": find_chromium(), "args": [*CHROMIUM_FLAGS]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {
        "locale": "en-GB",
        "timezone_id": "UTC",
        "reduced_motion": "reduce",
        "viewport": SIZES["desk"],
    }


@pytest.fixture
def new_context(new_context):
    """Windows whose console must stay quiet: an error or a violated policy fails the test."""
    troubles = []

    def open_window(**options):
        window = new_context(**options)
        window.set_default_timeout(10_000)
        window.on("console", lambda message: troubles.extend(_trouble_in(message)))
        window.on("weberror", lambda error: troubles.append(str(error.error)))
        return window

    yield open_window
    assert troubles == [], "the browser's console reported errors"


def _trouble_in(message):
    """Errors; but a page may well answer 404 to a stranger, only what it loads itself must be there."""
    url = message.location.get("url", "")
    if "/stream/" in url and "net::ERR_" in message.text:
        return  # a stream that is stopped is no fault of the page
    refused = "status of 4" in message.text and "/static/" not in url
    if message.type == "error" and not refused:
        yield f"{message.text} ({url})"


@pytest.fixture
def page_for(new_context, live_server):
    """A window of its own for a person: `page_for(ana)` is signed in, `page_for(None)` is not."""
    from django.conf import settings
    from django.test import Client

    def open_page(person, **options):
        window = new_context(base_url=live_server.url, **options)
        if person is not None:
            client = Client()
            client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            window.add_cookies(
                [
                    {
                        "name": settings.SESSION_COOKIE_NAME,
                        "value": key,
                        "url": live_server.url,
                        "httpOnly": True,
                    }
                ]
            )
        return window.new_page()

    return open_page


def url_of_database():
    """DATABASE_URL of the tests' database, for processes that a test starts."""
    from django.db import connection

    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    place = f"{facts['HOST']}:{facts['PORT'] or 5432}"
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{place}/{facts['NAME']}"


def start_command(*words, **environment):
    """A `manage.py` command as a process of its own, on the tests' database, with the site's real settings."""
    own = {"DJANGO_SETTINGS_MODULE": "ticketsite.settings", "DATABASE_URL": url_of_database()}
    command = [sys.executable, "manage.py", *words]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | own | environment, stderr=subprocess.DEVNULL)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def at_once(*acts):
    """Do all acts at the same moment, each in a thread and a connection of its own; what each gave or raised.

    The test needs `django_db(transaction=True)`: other connections see only what is committed.
    """
    from django.db import connection

    gate = Barrier(len(acts))

    def wait_and_act(act):
        try:
            gate.wait(timeout=20)
            return act()
        except Exception as trouble:
            return trouble
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(wait_and_act, acts))


def assert_accessible(page):
    """No violation of axe's rules in the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    found = [_told(violation) for violation in Axe().run(page).response["violations"]]
    assert not found, "\n".join([f"axe at {page.url}", *found])


def _told(violation):
    places = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"])
    return f"{violation['id']}: {violation['help']} at {places}"


def take_pictures(page, name):
    """The page on a phone and a desk, light and dark, into var/screenshots; it must not scroll sideways."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size, viewport in SIZES.items():
        for scheme in ("light", "dark"):
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=PICTURES / f"{name}-{size}-{scheme}.png", full_page=True)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], f"{name} is {width} px wide on a {size}"
