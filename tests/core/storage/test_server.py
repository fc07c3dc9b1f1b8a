"""Someone without a database has one, which runs as long as it is used."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from amparo.core.storage.errors import StorageError
from amparo.core.storage.place import data_folder, databases, socket_folder
from amparo.core.storage.server import Server

USER = """
import sys, time
from pathlib import Path
from amparo.core.storage.server import Server
with Server(Path(sys.argv[1])).used():
    print("ready", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="amparo-test-") as made:
        Path(made).chmod(0o711)  # as root the server runs as another user, who has to pass
        yield Path(made) / "data"


@pytest.fixture
def use(folder):
    """Start a process that uses the server, and wait until it does."""
    started = []

    def call():
        process = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        started.append(process)
        return process

    yield call
    for process in started:
        if process.poll() is None:
            process.communicate(b"\n", timeout=30)


def ask(server, sql):
    with psycopg.connect(host=str(server.socket), user="amparo_owner", dbname="amparo") as connection:
        return connection.execute(sql).fetchone()


def test_it_is_made_started_used_and_stopped(folder):
    server = Server(folder)
    with server.used():
        assert ask(server, "SHOW listen_addresses") == ("",)
        assert ask(server, "SHOW data_checksums") == ("on",)
        assert ask(server, "SHOW log_statement") == ("none",)
    assert not server.runs()
    with server.used():
        assert server.runs()
    assert not server.runs()


def test_many_start_it_at_once_and_the_last_one_stops_it(folder, use):
    processes = [use() for _ in range(3)]
    assert [p.stdout.readline() for p in processes] == [b"ready\n"] * 3
    server = Server(folder)
    for process in processes[:2]:
        process.communicate(b"\n", timeout=30)
        assert server.runs()
    processes[2].communicate(b"\n", timeout=30)
    assert not server.runs()


def test_a_process_that_is_killed_lets_go(folder, use):
    first, second = use(), use()
    assert (first.stdout.readline(), second.stdout.readline()) == (b"ready\n", b"ready\n")
    first.send_signal(signal.SIGKILL)
    first.wait()
    second.communicate(b"\n", timeout=30)
    assert not Server(folder).runs()


def test_after_the_server_was_killed_what_was_acknowledged_is_there(folder):
    server = Server(folder)
    with server.used():
        with psycopg.connect(host=str(server.socket), user="amparo_owner", dbname="amparo") as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        number = int((server.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(number, signal.SIGKILL)
    with server.used():
        assert ask(server, "SELECT n FROM kept") == (7,)


def test_nobody_else_may_enter_the_folder_of_the_socket(folder):
    server = Server(folder)
    with server.used():
        assert server.socket.stat().st_mode & 0o777 == 0o700
        assert server.data.stat().st_mode & 0o777 == 0o700


def test_a_long_path_gets_a_short_socket():
    long = Path("/data") / ("x" * 150)
    assert len(str(socket_folder(long))) < 100
    assert socket_folder(long) != socket_folder(long / "y")
    assert socket_folder(Path("/data/amparo")) == Path("/data/amparo/socket")


def test_data_of_another_version_are_left_alone_with_a_sentence(folder):
    server = Server(folder)
    with server.used():
        pass
    (server.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(StorageError) as error, server.used():
        pass
    assert str(error.value).startswith(f"The data in {server.data} were written by PostgreSQL 12, and this is 1")


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root runs the server as another user.")
def test_a_folder_that_the_servers_user_cannot_reach_is_named(folder):
    folder.parent.chmod(0o700)
    with pytest.raises(StorageError) as error, Server(folder).used():
        pass
    assert str(error.value).startswith(f"The user amparo-postgres, as whom PostgreSQL runs, cannot reach {folder}.")


def test_a_folder_that_cannot_be_made_is_named(folder):
    folder.write_text("a file")
    with pytest.raises(StorageError) as error, Server(folder / "inside").used():
        pass
    assert str(error.value) == (
        f"The folder for the data, {folder / 'inside'}, cannot be made: Not a directory. Name another in AMPARO_DATA."
    )


# ---- addresses ---------------------------------------------------------------------------------------
def test_a_server_of_your_own_is_used_by_its_address():
    found = databases({"DATABASE_URL": "postgresql://boss:secret@db.example.org:5433/amparo?sslmode=require"})
    assert {k: found["owner"][k] for k in ("USER", "PASSWORD", "HOST", "PORT", "NAME")} == {
        "USER": "boss", "PASSWORD": "secret", "HOST": "db.example.org", "PORT": "5433", "NAME": "amparo",
    }  # fmt: skip
    assert found["owner"]["OPTIONS"] == {"application_name": "amparo", "connect_timeout": 5, "sslmode": "require"}
    assert found["default"]["OPTIONS"]["assume_role"] == "amparo_web"
    both = {"DATABASE_URL": "postgresql://boss@h/amparo", "DATABASE_WEB_URL": "postgresql://web@h/amparo"}
    assert databases(both)["default"]["USER"] == "web"
    assert "assume_role" not in databases(both)["default"]["OPTIONS"]


@pytest.mark.parametrize("address", ["nonsense", "mysql://user:topsecret@h/amparo", "postgresql://user:topsecret@h"])
def test_an_address_that_is_none_is_refused_without_its_password(address):
    with pytest.raises(StorageError) as error:
        databases({"DATABASE_URL": address})
    assert str(error.value) == (
        "DATABASE_URL is no address of a database: write it like postgresql://user:password@host/name."
    )


def test_the_data_have_a_folder_of_this_user():
    assert data_folder({"AMPARO_DATA": "/srv/amparo"}) == Path("/srv/amparo")
