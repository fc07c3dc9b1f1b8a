"""What cannot be backed up or restored is told in a sentence, and nothing was changed."""

from __future__ import annotations

import os
import subprocess

import pytest

from amparo import __version__
from amparo.core.operations.errors import BackupError
from amparo.core.operations.restoring import check
from amparo.core.operations.sealed import Kind, Sealer, Secret, Unsealed

WORDS = "correct horse battery staple"
EVERYTHING = "SELECT (SELECT count(*) FROM core_person), (SELECT max(id) FROM core_auditline), " \
             "(SELECT sum(relfilenode::bigint) FROM pg_class WHERE relnamespace = 'public'::regnamespace)"  # fmt: skip


@pytest.fixture(scope="module")
def made(home, tmp_path_factory):
    """One backup that all tests here look at, and leave as it is."""
    folder = tmp_path_factory.mktemp("backups") / "here"
    assert home.amparo("backup", folder).returncode == 0
    return max(folder.glob("amparo-2*.backup"))


def sealed(path, kind, manifest, text=b""):
    with path.open("wb") as file:
        sealer = Sealer(file, Secret.of(WORDS, passes=1, memory=8192), kind, manifest)
        sealer.write(text)
        sealer.finish()
    return path


def manifest(lines=3, first="aa", version=__version__, migrations=("core 0001_initial",)):
    heads = {"springfield": {"lines": lines, "hash": "bb", "first": first}}
    return {"audit": heads, "version": version, "migrations": list(migrations), "rows": {}, "at": "2026-11-22T10:00:00"}


def pair(folder, data, keys):
    return sealed(folder / "data", Kind.DATA, data), sealed(folder / "keys", Kind.KEYS, keys)


# ---- restoring -----------------------------------------------------------------------------------------
def test_a_city_that_runs_is_not_restored_over(home, made):
    before = home.ask(EVERYTHING)
    done = home.amparo("restore", made)
    assert (done.returncode, done.stdout, done.stderr) == (
        2, "", "A city runs in this database already, and nothing was changed. Restore into an empty one: --into "
        "FOLDER, or an empty database in DATABASE_URL.\n",
    )  # fmt: skip
    assert home.ask(EVERYTHING) == before


def test_tables_of_something_else_are_not_touched(home, made):
    other = home.database()
    import psycopg

    with psycopg.connect(other["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE recipes AS SELECT 7 AS n")
    done = home.amparo("restore", made, **other)
    assert (done.returncode, done.stderr) == (
        2, "The database holds tables that are not Amparo's (recipes), and nothing was changed. Restore into an empty "
        "one.\n",
    )  # fmt: skip
    assert home.ask("SELECT n FROM recipes", other) == [(7,)]


def test_a_backup_that_the_database_does_not_take_leaves_it_empty(home, made, tmp_path):
    """The dump inside ends in the middle, though the file around it is whole."""
    with Unsealed(made, WORDS, Kind.DATA) as file:
        facts, text = file.manifest, file.read()
    bad = sealed(tmp_path / "bad.backup", Kind.DATA, facts, text[: len(text) * 3 // 4])
    other = home.database()
    done = home.amparo("restore", bad, "--keys", made.with_name("amparo-keys.backup"), **other)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The backup cannot be restored, and the database was left as it was: ")
    assert done.stderr.count("\n") == 1
    assert home.ask("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace", other) == [(0,)]


def test_a_wrong_passphrase_is_told_before_anything_is_touched(home, made):
    done = home.amparo("restore", made, AMPARO_BACKUP_PASSPHRASE="something else", DATABASE_URL="postgresql://x@/none")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"The passphrase does not open {made}. ")
    assert "something else" not in done.stderr


def test_without_a_passphrase_and_nobody_to_type_it_the_variable_is_named(home, made):
    done = home.amparo("restore", made, AMPARO_BACKUP_PASSPHRASE="")
    assert done.returncode == 2
    assert done.stderr.startswith("There is nobody to type the passphrase: set AMPARO_BACKUP_PASSPHRASE.\n")


def test_a_cut_keys_file_is_told(home, made, tmp_path):
    cut = tmp_path / "keys"
    cut.write_bytes(made.with_name("amparo-keys.backup").read_bytes()[:-1])
    with pytest.raises(BackupError) as error:
        check(made, cut, WORDS)
    assert str(error.value) == f"{cut} is not whole: it was cut or changed after it was written."


def test_the_keys_may_have_a_newer_passphrase(tmp_path):
    data = sealed(tmp_path / "data", Kind.DATA, manifest())
    with (tmp_path / "keys").open("wb") as file:
        Sealer(file, Secret.of("quite another one", passes=1, memory=8192), Kind.KEYS, manifest()).finish()
    with pytest.raises(BackupError, match="The passphrase does not open"):
        check(data, tmp_path / "keys", WORDS)
    files = check(data, tmp_path / "keys", WORDS, lambda path: "quite another one")
    with files.open(Kind.KEYS) as keys, files.open(Kind.DATA) as whole:
        assert (keys.read(), whole.read()) == (b"", b"")


def test_keys_that_are_older_than_the_data_are_refused(tmp_path):
    """In them are people who were forgotten before the data were written."""
    data, keys = pair(tmp_path, manifest(lines=4), manifest(lines=3))
    with pytest.raises(BackupError) as error:
        check(data, keys, WORDS)
    assert str(error.value) == (
        f"{keys} is older than {data}. Take the keys file that was written last: it alone leaves out whoever was "
        "forgotten."
    )
    assert check(*pair(tmp_path, manifest(lines=3), manifest(lines=9)), WORDS)


def test_keys_of_another_installation_are_refused(tmp_path):
    data, keys = pair(tmp_path, manifest(), manifest(first="cc", lines=9))
    with pytest.raises(BackupError) as error:
        check(data, keys, WORDS)
    assert str(error.value) == f"{keys} holds the keys of another installation than {data}."


@pytest.mark.parametrize("newer", [{"version": "99.1"}, {"migrations": ["core 0001_initial", "core 9999_later"]}])
def test_a_backup_of_a_newer_version_is_refused(tmp_path, newer):
    data, keys = pair(tmp_path, manifest(**newer), manifest(**newer))
    with pytest.raises(BackupError) as error:
        check(data, keys, WORDS)
    assert str(error.value) == (
        f"{data} was written by Amparo {newer.get('version', __version__)}, which is newer than this ({__version__}). "
        "Install that version, then restore."
    )


# ---- backing up ----------------------------------------------------------------------------------------
def test_on_a_full_disk_there_is_no_half_of_a_backup(home, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("Only root can mount a small disk, so a full disk was not tried.")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("No small disk could be mounted here, so a full disk was not tried.")
    try:
        done = home.amparo("backup", disk)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith(".backup cannot be written: No space left on device.\n")
        assert os.listdir(disk) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_database_that_is_away_is_told(home, tmp_path):
    away = {"DATABASE_URL": f"postgresql://boss:topsecret@/amparo?host={tmp_path}"}
    for words in (["backup", tmp_path / "backups"],):
        done = home.amparo(*words, **away)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("The database does not answer: ")
        assert done.stderr.count("\n") == 1
        assert "topsecret" not in done.stderr
    assert os.listdir(tmp_path / "backups") == []


def test_where_there_is_no_database_none_is_made(home, tmp_path):
    done = home.amparo("backup", tmp_path / "backups", AMPARO_DATA=str(tmp_path / "none"))
    assert (done.returncode, done.stderr) == (
        2, f"There is nothing to back up: {tmp_path / 'none'} holds no database.\n",
    )  # fmt: skip
    assert os.listdir(tmp_path) == []


def test_keys_of_other_data_are_not_written_over(home, tmp_path):
    keys = sealed(tmp_path / "amparo-keys.backup", Kind.KEYS, manifest(lines=1))
    (tmp_path / ".amparo-unfinished-old").write_bytes(b"of a backup that was killed")
    before = keys.read_bytes()
    done = home.amparo("backup", tmp_path)
    assert (done.returncode, done.stderr) == (
        2, f"{keys} holds the keys of other data than these: line 1 of the log of springfield is not here. The backups "
        "beside it need it, so it was left as it is. Back up into another folder.\n",
    )  # fmt: skip
    assert keys.read_bytes() == before
    assert os.listdir(tmp_path) == ["amparo-keys.backup"]


def test_a_new_passphrase_must_be_meant(home, tmp_path):
    """Or a slip of the finger at one backup would close all that lie beside it."""
    with (tmp_path / "amparo-keys.backup").open("wb") as file:
        Sealer(file, Secret.of("the old passphrase", passes=1, memory=8192), Kind.KEYS, manifest()).finish()
    done = home.amparo("backup", tmp_path)
    assert (done.returncode, done.stderr) == (
        2, f"The passphrase is not the one of the last backup, or {tmp_path / 'amparo-keys.backup'} was damaged. If it "
        "shall be a new one: --new-passphrase. Older backups then open with both, each its own.\n",
    )  # fmt: skip
    assert home.amparo("backup", tmp_path, "--new-passphrase").returncode == 0
    with Unsealed(tmp_path / "amparo-keys.backup", WORDS, Kind.KEYS) as keys:
        assert keys.manifest["version"] == __version__


def test_a_short_passphrase_is_refused(home, tmp_path):
    done = home.amparo("backup", tmp_path / "b", AMPARO_BACKUP_PASSPHRASE="horse")
    assert (done.returncode, done.stderr) == (
        2,
        "The passphrase is too short: 12 letters at least, better six words.\n",
    )
    assert not (tmp_path / "b").exists()
