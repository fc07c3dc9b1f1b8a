"""One command starts everything, keeps it running, and stops it; pages for the public need none of the rest."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

SERVE = [sys.executable, "-u", "-m", "amparo.cli.main", "serve", "--port", "8700"]
ODD = {"User-Agent": "hostile-agent", "X-Forwarded-For": "198.51.100.7", "X-Request-Id": "Zanzibar",
       "Referer": "http://Zanzibar.example/", "Cookie": "Zanzibar=1", "Authorization": "Bearer Zanzibar"}  # fmt: skip
STRANGE = ("en/?zip=Zanzibar", "Zanzibar/%00%ff", "en/us/zanzibar/", "health?Zanzibar", "metrics?Zanzibar",
           "hooks/twilio/Zanzibar/sms", "en/us/ny/question/Zanzibar/", "static/Zanzibar.css")  # fmt: skip
FORM = b"POST /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: "
RAW = (
    FORM + b"application/x-www-form-urlencoded\r\nContent-Length: 12\r\n\r\nzip=Zanzibar",
    FORM + b"multipart/form-data; boundary=Zanzibar\r\nContent-Length: 8\r\n\r\nZanzibar",
    b"ZANZIBAR /Zanzibar HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    b"GET /en/ HTTP/1.1\r\nHost: Zanzibar\r\nHost: Zanzibar\r\nConnection: close\r\n\r\n",
    b"Zanzibar Zanzibar Zanzibar\r\n\r\n",
)


class Site:
    """The site in processes of its own, with data of its own."""

    def __init__(self, folder, *options, **environment):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("AMPARO_", "DATABASE_"))}
        self.folder, self.err = folder, folder / "err.txt"
        # Sites that start at the same moment must not choose the same port.
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            port = str(trial.getsockname()[1])
        with self.err.open("wb") as err:
            self.child = subprocess.Popen(
                [*SERVE, "--port", port, *options], stdout=subprocess.PIPE, stderr=err,
                env={**env, "AMPARO_DATA": str(folder / "data"), **environment},
            )  # fmt: skip
        self.said = ""
        self.address = re.findall(r"http://localhost:\d+/", self.hear("Amparo is at "))[0]

    def hear(self, wanted, seconds=60):
        """What it has said on the console, once this is in it."""
        end = time.monotonic() + seconds
        while wanted not in self.said:
            assert time.monotonic() < end, f"'{wanted}' did not come: {self.said}"
            if select.select([self.child.stdout], [], [], 0.2)[0]:
                line = self.child.stdout.readline().decode()
                assert line, f"It ended without '{wanted}': {self.said}{self.err.read_text()}"
                self.said += line
        return self.said

    def get(self, path, **headers):
        """Status and body of a page."""
        try:
            with urllib.request.urlopen(
                urllib.request.Request(self.address + path, headers=headers), timeout=30
            ) as got:
                return got.status, got.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def ready(self):
        return json.loads(self.get("health/ready")[1])

    def until(self, true, seconds=60):
        """Wait for it, and say how it was if it does not come."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"{self.ready()} {self.said} {self.err.read_text()}"
            time.sleep(0.2)

    def stop(self, how=signal.SIGTERM):
        """End it; its exit code."""
        if self.child.poll() is None:
            self.child.send_signal(how)
        return self.child.wait(60)


@pytest.fixture
def start():
    """Start a site; all are ended with the test."""
    sites, folders = [], []

    def call(*options, folder=None, **environment):
        if folder is None:
            folder = Path(tempfile.mkdtemp(prefix="amparo-test-site-"))
            folder.chmod(0o755)  # where root runs the tests, the database's own user passes through
            folders.append(folder)
        sites.append(Site(folder, *options, **environment))
        return sites[-1]

    yield call
    for site in sites:
        site.stop()
    for site in sites:
        assert_gone(site)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)  # the database may still be removing files


def children(parent):
    """The processes that a process has started, by what they were called with."""
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and (folder / "stat").read_text().rpartition(")")[2].split()[1] == str(parent):
                found[int(folder.name)] = (folder / "cmdline").read_text()
        except OSError:
            continue
    return found


def worker_of(site):
    return next((pid for pid, called in children(site.child.pid).items() if "--attached" in called), None)


def assert_gone(site, seconds=45):
    """Nothing of it runs any more: not the worker, not the database."""
    end = time.monotonic() + seconds
    while (site.folder / "data/postgresql/postmaster.pid").exists():
        assert time.monotonic() < end, "The database still runs."
        time.sleep(0.2)


@pytest.mark.slow
def test_one_command_starts_database_and_worker_and_stops_both(start):
    site = start()
    assert site.get("en/")[0] == 200
    assert site.get("health") == (200, '{"status": "ok"}')
    site.until(lambda: site.get("health/ready")[0] == 200)
    found = site.ready()
    assert found.keys() == {"status", "database", "migrations", "worker", "law"}
    assert (found["database"], found["migrations"], found["worker"]) == (True, True, True)
    assert (site.folder / "data/secret.key").stat().st_mode & 0o777 == 0o600
    secret = (site.folder / "data/secret.key").read_text()

    first = worker_of(site)
    os.kill(first, signal.SIGKILL)
    site.hear("The worker has ended (signal 9) and is started again.")
    site.until(lambda: worker_of(site) not in (None, first))

    assert site.stop(signal.SIGINT) == 0
    assert_gone(site)
    assert start("--no-worker", folder=site.folder).get("en/")[0] == 200
    assert (site.folder / "data/secret.key").read_text() == secret


@pytest.mark.slow
def test_everything_ends_with_a_site_that_is_killed(start):
    """The next one finds the port free, and nothing of the first but the data."""
    site = start()
    site.until(lambda: site.get("health/ready")[0] == 200)
    started = [*children(site.child.pid)]
    assert len(started) >= 2
    site.child.kill()
    site.child.wait()
    assert_gone(site)
    end = time.monotonic() + 45
    while any(Path(f"/proc/{pid}").exists() for pid in started):
        assert time.monotonic() < end, "A process of the site still runs."
        time.sleep(0.2)


@pytest.mark.slow
def test_public_pages_work_while_the_database_is_away(start):
    site = start(DATABASE_URL="postgresql://amparo@127.0.0.1:9/amparo?connect_timeout=2")
    site.hear("The database does not answer")
    assert "those that need the database say that they cannot be had now." in site.said
    assert site.get("en/")[0] == 200
    assert site.get("en/us/ny/new-york/")[0] == 200
    assert site.get("health")[0] == 200
    status, body = site.get("health/ready")
    found = json.loads(body)
    assert status == 503
    assert (found["database"], found["migrations"], found["worker"]) == (False, False, False)
    status, body = site.get("metrics")
    assert status == 200
    assert "amparo_database_ready 0.0" in body
    assert site.stop() == 0


@pytest.mark.slow
def test_promise_1_a_hostile_request_leaves_nothing_in_the_log(start):
    site = start("--no-worker", AMPARO_LOG="json")
    for path in STRANGE:
        assert site.get(path, **ODD)[0] < 500
    assert site.get("en/", Host="Zanzibar.example")[0] == 400
    for request in RAW:
        shout(site.address, request)
    counted = site.get("metrics")[1]
    assert site.stop() == 0
    said = (site.err.read_text() + site.said + site.child.stdout.read().decode()).replace(site.address, "")
    for secret in ("zanzibar", "198.51.100.7", "hostile-agent", "urllib", "127.0.0.1"):
        assert secret not in said.lower()
        assert secret not in counted.lower()
    lines = [json.loads(line) for line in site.err.read_text().splitlines()]
    requests = [line for line in lines if line.get("event") == "request"]
    assert len(requests) > len(STRANGE)
    for line in requests:
        assert line.keys() == {"at", "level", "logger", "event", "route", "method", "status", "ms", "request"}
        assert re.fullmatch(r"[0-9a-f]{16}", line["request"])
    routes = {"home", "place", "question", "health", "metrics", "hook-text", "static", "none"}
    assert {line["route"] for line in requests} == routes
    assert {line["method"] for line in requests} <= {"GET", "POST", "other"}


def shout(address, request):
    """Send bytes as they are, and read until the end."""
    port = int(re.findall(r":(\d+)/", address)[0])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(request)
        while line.recv(65_536):
            pass
