"""A wrong key, a key that is missing, a full disk, a database that is away: a sentence, an exit code, nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from amparo.core import vault

SEALED = "SELECT (SELECT array_agg(wrapped) FROM core_citykey), (SELECT array_agg(wrapped) FROM core_sitekey), " \
         "(SELECT count(*) FROM core_city), (SELECT max(id) FROM core_auditline)"  # fmt: skip
ADD = ("city", "add", "--in", "us/ny/new-york")


@pytest.fixture
def stranger(tmp_path):
    """Another outer key, its id, and what it says as text."""
    path = tmp_path / "other.key"
    return vault.new_key_file(path), path.read_text().strip()


@pytest.fixture
def small_disk(tmp_path):
    """A disk with no room left."""
    if os.geteuid() != 0:
        pytest.skip("Only root can mount a small disk, so a full disk was not tried.")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("No small disk could be mounted here, so a full disk was not tried.")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


# ---- keys ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", [ADD, ("key", "rotate")])
def test_nothing_is_sealed_under_a_key_that_is_not_this_installations(home, stranger, words):
    id, key = stranger
    before = home.ask(SEALED)
    done = home.amparo(*words, AMPARO_KEY=key)
    assert (done.returncode, done.stdout, done.stderr) == (
        2, "", f"The outer key here ({id}) does not open the key of the site. Put the outer key with which this "
        "installation was set up where Amparo looks for it: AMPARO_KEY.\n",
    )  # fmt: skip
    assert home.ask(SEALED) == before


def test_a_key_file_that_is_missing_is_named_and_no_new_one_is_made(home):
    path = home.data / "outer.key"
    text = path.read_bytes()
    path.rename(home.data / "away")
    try:
        done = home.amparo(*ADD)
        assert (done.returncode, done.stdout, done.stderr) == (
            2, "", f"The key file {path} cannot be opened: No such file or directory.\n",
        )  # fmt: skip
        assert not path.exists()
    finally:
        (home.data / "away").rename(path)
    assert (path.read_bytes(), home.amparo("city", "list").returncode) == (text, 0)


def test_what_is_no_key_is_told_and_not_repeated(home):
    done = home.amparo(*ADD, AMPARO_KEY="open sesame")
    assert (done.returncode, done.stdout, done.stderr) == (
        2, "", "Key 1 in AMPARO_KEY is not a key: 32 random bytes, written as 43 letters of base64url.\n",
    )  # fmt: skip


def test_a_key_file_that_cannot_be_written_is_told(home, tmp_path):
    path = tmp_path / "none" / "outer.key"
    done = home.amparo("key", "new", path)
    assert (done.returncode, done.stdout, done.stderr) == (
        2, "", f"The key file {path} cannot be written: No such file or directory.\n",
    )  # fmt: skip


def test_on_a_full_disk_there_is_no_half_of_a_key_file_and_the_old_one_stays(home, small_disk):
    path = small_disk / "outer.key"
    path.write_bytes((home.data / "outer.key").read_bytes())
    path.chmod(0o600)
    (small_disk / "rest").write_bytes(b"x" * 4096)
    before, text = home.ask(SEALED), path.read_bytes()
    for words in (("key", "new", small_disk / "new.key"), ("key", "rotate")):
        done = home.amparo(*words, AMPARO_KEY_FILE=str(path))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"The key file {words[-1] if words[1] == 'new' else path} cannot be written: " \
                              "No space left on device.\n"  # fmt: skip
    assert (home.ask(SEALED), path.read_bytes()) == (before, text)
    assert sorted(os.listdir(small_disk)) == ["outer.key", "rest"]


def test_on_a_full_disk_no_half_of_the_sites_secret_is_left(home, small_disk):
    (small_disk / "rest").write_bytes(b"x" * 8192)
    home.amparo(*ADD, AMPARO_DATA=str(small_disk))
    assert [name for name in os.listdir(small_disk) if name.startswith("secret.key")] == []


# ---- the database --------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", [
    ("city", "list"), ADD, ("audit", "verify"), ("key", "rotate"), ("worker", "--once"),
    ("invite", "ana@example.org", "--found"),
])  # fmt: skip
def test_every_command_tells_of_a_database_that_is_away(home, words):
    done = home.amparo(*words, DATABASE_URL="postgresql://boss:topsecret@127.0.0.1:9/amparo")
    assert (done.returncode, done.stdout, done.stderr) == (
        2, "", "The database does not answer: Connection refused. See that it runs, and that DATABASE_URL is right.\n",
    )  # fmt: skip


@pytest.mark.parametrize("words", [
    ("city", "list"), ("audit", "verify"), ("key", "rotate"), ("worker", "--once"),
    ("invite", "ana@example.org", "--city", "springfield", "--organisation", "jail", "--role", "manager"),
])  # fmt: skip
@pytest.mark.parametrize("there", [False, True])
def test_a_mistyped_folder_is_told_and_no_empty_database_is_made_in_it(home, tmp_path, words, there):
    folder = tmp_path / "mistyped"
    if there:
        folder.mkdir()
    done = home.amparo(*words, AMPARO_DATA=str(folder))
    assert (done.returncode, done.stdout, done.stderr) == (
        2, "", f"There is no data in {folder}. Name the right folder in AMPARO_DATA. If nothing was ever kept here, "
        "`amparo city add` makes the database.\n",
    )  # fmt: skip
    assert [path.name for path in tmp_path.rglob("*")] == ["mistyped"] * there


def test_a_login_that_the_database_refuses_is_told_without_its_password(home):
    done = home.amparo("city", "list", DATABASE_URL=f"postgresql://nobody:topsecret@/amparo?host={home.server.socket}")
    assert (done.returncode, done.stdout, done.stderr) == (
        2, "", 'The database does not answer: role "nobody" does not exist. See that it runs, and that DATABASE_URL '
        "is right.\n",
    )  # fmt: skip


# ---- settings ------------------------------------------------------------------------------------------
def test_a_setting_that_is_no_number_is_named(home):
    done = home.amparo("city", "list", AMPARO_PROXIES="two")
    assert (done.returncode, done.stderr) == (2, "AMPARO_PROXIES is 'two'. Write a whole number, like 0.\n")


def test_names_of_the_site_may_stand_with_blanks_between_them(home):
    code = "import json; from amparo.settings import *; print(json.dumps([ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS]))"
    names = {"AMPARO_HOSTS": "help.example.org, localhost ,"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=home.surroundings(**names), check=True)
    assert json.loads(done.stdout) == [["help.example.org", "localhost"], ["https://help.example.org"]]
