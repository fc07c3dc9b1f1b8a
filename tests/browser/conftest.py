"""The site as it is served: Granian in a process of its own, on a free port of this computer."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

PATIENCE = 60
"""Seconds that the site may take to start where it has to read the whole corpus first."""


@pytest.fixture(scope="session")
def site():
    """The address of a running site, without a slash at its end."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--port", str(port), "--log-level", "error", "amparo.site.wsgi:application"),
        ],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "amparo.settings"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait(address, server):
    for _ in range(PATIENCE * 10):
        assert server.poll() is None, "The site stopped while it started."
        try:
            urllib.request.urlopen(f"{address}/en/how/", timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The site did not start in time.")


@pytest.fixture
def open_page(browser):
    """A function that opens a fresh page with settings of its own (scripts off, dark, width)."""
    opened = []

    def make(**settings):
        context = browser.new_context(**settings)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield make
    for context in opened:
        context.close()
