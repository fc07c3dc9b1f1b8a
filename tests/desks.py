"""What tests of desks share: a real PostgreSQL, cities, people who work there, and the site as it is served.

All of it is given out as fixtures by tests/conftest.py. A test that imports our models needs `ready()` first, in the
conftest.py beside it.
"""

from __future__ import annotations

import datetime
import itertools
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

NUMBERS = itertools.count(1)
PATIENCE = 60
"""Seconds that the site may take to start."""


def ready():
    """Django, set up, so that models can be imported."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
    django.setup()


# ---- the database --------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def storage():
    """The database, prepared. Tests share it: each has cities of its own, and the walls keep them apart."""
    from amparo.core.setup import database

    folder = Path(os.environ["AMPARO_DATA"])
    with database():
        yield folder
    shutil.rmtree(folder)


@pytest.fixture
def city(storage):
    """A city of its own, with a jail and a legal aid society."""
    return new_city()


@pytest.fixture
def other_city(storage):
    """Another city with the same."""
    return new_city()


def new_city(**more):
    """A fictitious city."""
    from amparo.core.access import cities

    number = next(NUMBERS)
    facts = {"slug": f"springfield-{number}", "name": f"Springfield {number}",
             "place": "us/il", "languages": ["en", "es"], "time_zone": "America/Chicago", "colour": "#1d4e5f",
             "hotlines": [{"name": {"en": "Help"}, "number": "312-555-0100", "hours": {}}], **more}  # fmt: skip
    return cities.add_city(facts, [
        {"slug": "jail", "name": "County jail", "kind": "jail", "agency": "jail"},
        {"slug": "legal-aid", "name": "Legal aid", "kind": "legal_aid"},
    ])  # fmt: skip


@pytest.fixture
def hire(storage):
    """Let a new person work for an organisation of a city: hire(city, "jail", "clerk")."""
    return hired


def hired(city, organisation="jail", *roles, starts=None, ends=None, password=None):
    """A new person who works for an organisation of a city."""
    from amparo.core.access import cities, members
    from amparo.core.access.acting import operating
    from amparo.core.models import Staff

    staff = Staff.guarded.create_user(f"person{next(NUMBERS)}@example.org", password)
    starts = starts or datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    with operating(city) as act:
        where = cities.organisation(act, organisation)
        members.add_member(act, staff, where, roles, starts, ends)
    return staff


# ---- signing in ----------------------------------------------------------------------------------------
def app_codes(staff):
    """Give an account an app for codes. Returns a function that gives the code of now."""
    from allauth.mfa.totp.internal import auth

    from amparo.core.access import staff as accounts

    secret = auth.generate_totp_secret()
    _factor(staff, "totp", {"secret": accounts.seal_secret(secret)})
    return lambda: auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


def cookie_of(staff, device="Firefox on Linux"):
    """Sign an account in, with a second factor, and give the value of its session's cookie."""
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from amparo.core.access.sessions import SessionStore

    if not Authenticator.objects.filter(user_id=staff.pk).exists():
        app_codes(staff)
    store = SessionStore()
    store[SESSION_KEY] = str(staff.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    store["device"] = device
    store.create()
    return store.session_key


def client_of(staff=None):
    """Django's test client, signed in (nobody: None)."""
    from django.conf import settings
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    if staff is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie_of(staff)
    return client


def _factor(staff, kind, data):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=staff, type=kind, data=data)


# ---- the site as it is served --------------------------------------------------------------------------
@dataclass
class DeskSite:
    """The running site with the tests' database, and the letters that it sent."""

    address: str
    letters: Path = field(repr=False)

    def url(self, path: str) -> str:
        """The whole address of a path, in English unless it says otherwise."""
        return self.address + (path if path.startswith("/") else f"/en/{path}")

    def sign_in(self, page, staff):
        """Sign a page of the browser in, without going through the forms."""
        from django.conf import settings

        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie_of(staff),
                                   "url": self.address, "httpOnly": True, "sameSite": "Lax"}])  # fmt: skip

    def mail(self, to):
        """Do the work that waits, and give the letters to an address: subject and words, the oldest first."""
        from email import message_from_bytes
        from email.policy import default

        with ThreadPoolExecutor(1) as threads:  # Playwright's event loop runs in ours
            threads.submit(work_off).result()
        found = []
        for file in sorted(self.letters.glob("*.eml"), key=lambda f: f.stat().st_mtime_ns):
            letter = message_from_bytes(file.read_bytes(), policy=default)
            if to in letter["To"]:
                found.append((letter["Subject"], letter.get_body(("plain",)).get_content()))
        return found


def work_off():
    """Send the messages that wait."""
    from django.db import connections
    from procrastinate.contrib.django import app

    try:
        with app.replace_connector(app.connector.get_worker_connector()) as working:
            working.run_worker(wait=False, queues=["messages"], install_signal_handlers=False, listen_notify=False)
    finally:
        connections.close_all()


@pytest.fixture(scope="session")
def desk_site(storage, tmp_path_factory):
    """The site, served by Granian with the tests' database: a `DeskSite`."""
    from django.conf import settings

    letters = tmp_path_factory.mktemp("letters")
    more = {"AMPARO_MAIL": f"files:{letters}", "AMPARO_SECRET_KEY": settings.SECRET_KEY,
            "DJANGO_SETTINGS_MODULE": "amparo.settings"}  # fmt: skip
    os.environ["AMPARO_MAIL"] = more["AMPARO_MAIL"]
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1"),
            *("--port", str(port), "--blocking-threads", "4", "--log-level", "error", "amparo.site.wsgi:application"),
        ],
        env={**os.environ, **more},
    )
    address = f"http://localhost:{port}"
    try:
        for _ in range(PATIENCE * 10):
            assert server.poll() is None, "The site stopped while it started."
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/en/how/", timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        yield DeskSite(address, letters)
    finally:
        os.environ.pop("AMPARO_MAIL", None)
        server.terminate()
        server.wait(20)
