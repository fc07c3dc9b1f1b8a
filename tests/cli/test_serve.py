"""Starting the site: its address, a busy port, and hosts that are none."""

from __future__ import annotations

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

from amparo.cli.counting import counting
from amparo.cli.serve import bracketed, free_port
from tests.cli.conftest import CORPUS


@pytest.fixture
def busy():
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def line_with(child: subprocess.Popen, wanted: str, seconds: float = 60) -> str:
    """The first line of the output that has this in it."""
    seen, end = "", time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([child.stdout], [], [], 0.2)[0]:
            line = child.stdout.readline().decode()
            assert line, f"It ended without '{wanted}': {seen}"
            seen += line
            if wanted in line:
                return line
    raise AssertionError(f"'{wanted}' did not come: {seen}")


@pytest.fixture
def data():
    """A folder for data, which the database's own user reaches where root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="amparo-test-serve-"))
    folder.chmod(0o755)
    yield str(folder / "data")
    shutil.rmtree(folder)


@pytest.mark.slow
def test_the_site_starts_beside_a_busy_port_says_its_address_and_stops(busy, cache, data):
    env = {**os.environ, "AMPARO_CORPUS": str(CORPUS), "AMPARO_CACHE": cache, "AMPARO_DATA": data}
    child = subprocess.Popen(
        [sys.executable, "-u", "-m", "amparo.cli.main", "serve", "--port", str(busy)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env,
    )  # fmt: skip
    try:
        assert f"Port {busy} is in use, so the site takes " in line_with(child, "in use")
        said = line_with(child, "Amparo is at ")
        address = re.search(r"http://localhost:\d+/", said)
        assert address
        try:
            status = urllib.request.urlopen(address[0], timeout=30).status
        except urllib.error.HTTPError as error:
            status = error.code
        assert status < 500
        child.send_signal(signal.SIGINT)
        assert child.wait(30) == 0
    finally:
        child.kill()
        child.wait()


def test_a_free_port_is_kept_and_a_busy_one_passed_over(busy):
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    assert free_port("127.0.0.1", free) == free
    assert free_port("127.0.0.1", busy) > busy


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("nowhere.invalid", "This computer knows no address 'nowhere.invalid'."),
        ("192.0.2.1", "This computer cannot listen at 192.0.2.1"),
    ],
)
def test_a_host_that_is_none_gets_a_sentence(run, host, said, monkeypatch):
    monkeypatch.setattr("amparo.law.load", lambda: None)
    result = run("serve", "--host", host)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_port_that_is_none_gets_a_sentence(run):
    result = run("serve", "--port", "0")
    assert result.exit_code == 2
    assert "0 is not in the range" in result.stderr


def test_a_name_with_colons_stands_in_brackets():
    assert bracketed("::1") == "[::1]"
    assert bracketed("localhost") == "localhost"


def test_where_figures_add_up_lies_with_the_data_and_goes_with_the_site(tmp_path, monkeypatch):
    """Also with one that was killed: the next site clears it away, and leaves that of a site that runs."""
    monkeypatch.setenv("AMPARO_DATA", str(tmp_path))
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    code = "from amparo.cli.counting import counting\nwith counting() as folder: print(folder, flush=True); input()"
    children = [subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                for _ in range(2)]  # fmt: skip
    killed, running = (Path(child.stdout.readline().decode().strip()) for child in children)
    try:
        children[0].kill()
        children[0].wait()
        with counting() as own:
            assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == str(own)
            assert set(tmp_path.iterdir()) == {own, running}
            assert own.stat().st_mode & 0o777 == 0o700
        assert set(tmp_path.iterdir()) == {running}
        assert killed.parent == tmp_path
    finally:
        children[1].communicate(b"\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("setting", "said"), [
    ({"AMPARO_PROXIES": "two"}, "AMPARO_PROXIES is 'two'. Write a whole number, like 0.\n"),
    ({"DATABASE_URL": "postgresql:/boss:topsecret@h"},
     "DATABASE_URL is no address of a database: write it like postgresql://user:password@host/name.\n"),
])  # fmt: skip
def test_a_setting_that_cannot_be_used_is_said_before_the_site_starts(cache, data, setting, said):
    env = {**os.environ, "AMPARO_CORPUS": str(CORPUS), "AMPARO_CACHE": cache, "AMPARO_DATA": data, **setting}
    command = [sys.executable, "-m", "amparo.cli.main", "serve", "--port", str(free_port("127.0.0.1", 8750))]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
