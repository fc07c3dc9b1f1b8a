"""What all tests share: where there is no Chromium, browser tests are skipped and say so."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.desks import city, desk_site, hire, other_city, storage  # noqa: F401 - fixtures for all

# Each process of the tests has a database of its own, which is made when a test needs it; never yours.
os.environ.pop("DATABASE_URL", None)
# Playwright leaves an event loop behind in its process; no test of ours works in one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ["AMPARO_DATA"] = str(Path(tempfile.gettempdir()) / f"amparo-test-{os.getpid()}")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def chromium():
    """The path of the Chromium to use, or None."""
    named = os.environ.get("AMPARO_CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else NAMES)), None)


def pytest_collection_modifyitems(items):
    if chromium():
        return
    skip = pytest.mark.skip(reason="No Chromium was found. `make browser` installs it, or AMPARO_CHROMIUM names it.")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all browser tests of a worker."""
    from playwright.sync_api import sync_playwright

    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"] if root else [])
        yield chrome
        chrome.close()


@pytest.fixture
def page(browser):
    """A fresh page that reaches this computer only; an error in a script fails the test."""
    context = browser.new_context(locale="en-US")
    context.route("**/*", only_this_computer)
    page = context.new_page()
    page.set_default_timeout(10_000)
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    yield page
    context.close()
    assert not errors, f"A script on the page failed: {errors[0]}"


@pytest.fixture(autouse=True)
def own_language():
    """A page drawn by one test leaves its language to the thread; the next test starts without it."""
    yield
    from django.conf import settings
    from django.utils import translation

    if settings.configured:
        translation.deactivate()


def only_this_computer(route):
    address = route.request.url
    here = address.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]", "data:", "blob:"))
    route.continue_() if here else route.abort()


@pytest.fixture(scope="session")
def root():
    """The folder of the repository."""
    return Path(__file__).resolve().parent.parent
