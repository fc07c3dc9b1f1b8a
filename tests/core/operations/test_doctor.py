"""Whoever runs Amparo is told what is wrong, and what to do about it."""

from __future__ import annotations

import datetime
import json
import shutil

import psycopg
import pytest

from amparo.core.operations import doctor

SITE = {"AMPARO_HOSTS": "amparo.example.org"}


def wrong(done):
    return [line for line in done.stdout.splitlines() if line.startswith("wrong")]


def states(check, environ):
    return [(f.state, f.words) for f in check(environ)]


def alter(database, *statements):
    with psycopg.connect(database["DATABASE_URL"], autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(scope="module")
def other(home):
    """An installation with a server of its own, to be broken and mended."""
    made = home.database()
    assert home.amparo("city", "add", "--in", "us/il/chicago", **{**made, **own_key(home)}).returncode == 0
    return {**made, **own_key(home)}


def own_key(home):
    """Its outer key, for our eyes only and beside nothing."""
    path = home.folder / "kept" / "outer.key"
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        shutil.copy(home.data / "outer.key", path)
    return {"AMPARO_KEY_FILE": str(path)}


# ---- a healthy one -------------------------------------------------------------------------------------
def test_nothing_is_wrong_with_a_healthy_installation(home):
    done = home.amparo("doctor", "--audit")
    assert (done.returncode, done.stderr, wrong(done)) == (0, "", [])
    lines = done.stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "ok    python", "ok    law", "ok    disk", "ok    hosts", "note  address", "note  messages", "note  backups",
        "ok    database", "ok    clock", "ok    role", "ok    migrations", "ok    walls", "ok    outer key",
        "note  outer key", "ok    jobs", "note  worker", "ok    audit",
    ]  # fmt: skip
    assert lines[13] == (
        f"note  outer key: The outer key lies beside the data it closes, at {home.data / 'outer.key'}. Who copies the "
        "folder has both. Move it elsewhere and name it in AMPARO_KEY_FILE."
    )


def test_programs_read_it_as_json(home, other):
    done = home.amparo("doctor", "--json", **other)
    found = json.loads(done.stdout)
    assert (done.returncode, found["shape"], found["wrong"]) == (0, "amparo.doctor/1", 0)
    assert {"check": "clock", "state": "ok", "words": "The clocks of this computer and of the database agree."} in (
        found["checks"]
    )
    assert [f["state"] for f in found["checks"] if f["check"] == "logins"] == ["note"]
    assert "topsecret" not in done.stdout


# ---- the database --------------------------------------------------------------------------------------
def test_where_there_is_no_database_none_is_made(home, tmp_path):
    done = home.amparo("doctor", AMPARO_DATA=str(tmp_path / "none"))
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == (
        f"note  database: There is no database in {tmp_path / 'none'} yet. `amparo city add` makes it."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_away_is_told_without_its_password(home, tmp_path):
    done = home.amparo("doctor", DATABASE_URL=f"postgresql://boss:topsecret@/amparo?host={tmp_path}")
    assert done.returncode == 1
    (line,) = wrong(done)
    assert line.startswith("wrong database: The database does not answer as it should: ")
    assert line.endswith("See that it runs, and that DATABASE_URL is right.")
    assert "topsecret" not in done.stdout + done.stderr
    done = home.amparo("doctor", DATABASE_URL="postgresql:/boss:topsecret@h")
    assert wrong(done) == [
        "wrong database: DATABASE_URL is no address of a database: write it like postgresql://user:password@host/name."
    ]


def test_promise_4_walls_that_somebody_changed_are_found_and_built_anew(home, other):
    """A policy, a grant, a switch, a function and a table without a wall."""
    alter(
        other,
        "DROP POLICY amparo_sees ON core_person",
        "CREATE POLICY amparo_sees ON core_person FOR SELECT TO amparo_web USING (true)",
        "GRANT DELETE ON core_city TO amparo_web",
        "GRANT UPDATE (why) ON core_auditline TO amparo_web",
        "ALTER TABLE core_membership DISABLE ROW LEVEL SECURITY",
        "CREATE OR REPLACE FUNCTION amparo_city() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 1::bigint'",
    )
    done = home.amparo("doctor", **other)
    assert (done.returncode, done.stderr) == (1, "")
    mend = "`amparo city list` builds the walls anew."
    assert wrong(done) == [
        f"wrong walls: The table core_person lets other rows through than it should. {mend}",
        f"wrong walls: The table core_membership has its wall down. {mend}",
        f"wrong walls: The table core_auditline lets the site do other things than it should. {mend}",
        f"wrong walls: The table core_city lets the site do other things than it should. {mend}",
        f"wrong walls: The function amparo_city says something else. {mend}",
    ]
    assert home.amparo("city", "list", **other).returncode == 0
    done = home.amparo("doctor", **other)
    assert (done.returncode, wrong(done)) == (0, [])


def test_a_site_that_can_step_around_the_walls_is_found(home, other):
    alter(other, "ALTER ROLE amparo_web BYPASSRLS")
    try:
        done = home.amparo("doctor", **other)
        assert wrong(done) == [
            "wrong role: The role of the site steps around row-level security. Take that away: ALTER ROLE amparo_web "
            "NOSUPERUSER NOBYPASSRLS NOCREATEROLE. Another role must own the tables."
        ]
    finally:
        alter(other, "ALTER ROLE amparo_web NOBYPASSRLS")


def test_jobs_that_failed_hang_or_wait_are_counted_and_an_older_database_is_told(home, other):
    add = "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES ('q', 't', '{\"a\": 1}', '%s')"
    alter(other, add % "failed", add % "failed", add % "doing", add % "todo")
    alter(other, "UPDATE procrastinate_events SET at = now() - interval '2 hours'")
    assert wrong(home.amparo("doctor", **other)) == [
        "wrong jobs: 2 jobs failed. See the log of the worker, then start them again: `amparo worker --failed`.",
        "wrong jobs: 1 job hangs at a worker that is gone. Start a worker: `amparo worker` takes them up again.",
        "wrong jobs: 1 job waits for more than an hour. Start a worker, or one more: `amparo worker`.",
    ]
    alter(other, "DELETE FROM procrastinate_jobs")

    row = "SELECT app, name, applied FROM django_migrations WHERE app = 'core' ORDER BY id DESC LIMIT 1"
    app, name, applied = home.ask(row, other)[0]
    alter(other, f"DELETE FROM django_migrations WHERE app = 'core' AND name = '{name}'")
    assert wrong(home.amparo("doctor", **other)) == [
        "wrong migrations: The database is older than the program by 1 step. Back up, then start the site: it brings "
        "the database up."
    ]
    alter(other, f"INSERT INTO django_migrations (app, name, applied) VALUES ('{app}', '{name}', '{applied}')")


def test_a_line_of_the_log_that_was_changed_is_found_when_asked(home, other):
    alter(other, "SET session_replication_role = replica; UPDATE core_auditline SET why = 'x' WHERE number = 2")
    assert wrong(home.amparo("doctor", "--audit", **other)) == [
        "wrong audit: chicago: Line 2 is not as it was written. Compare with a backup: `amparo restore … --into "
        "FOLDER`."
    ]


# ---- the outer key -------------------------------------------------------------------------------------
def test_another_outer_key_or_one_that_others_can_read_is_told(home, other, tmp_path):
    from amparo.core import vault

    path = tmp_path / "outer.key"
    id = vault.new_key_file(path)
    lines = wrong(home.amparo("doctor", **{**other, "AMPARO_KEY_FILE": str(path)}))
    assert lines == [
        f"wrong outer key: The outer key here ({id}) does not open the key of {name}. Put the outer key with "
        f"which this installation was set up where Amparo looks for it: {path}."
        for name in ("the site", "chicago")
    ]
    path.chmod(0o644)
    done = home.amparo("doctor", **{**other, "AMPARO_KEY_FILE": str(path)})
    assert wrong(done) == [
        f"wrong outer key: The sealed fields stay closed: The key file {path} can be read by others (its mode is "
        "0644). Only the user that runs Amparo may own and read it."
    ]
    assert path.read_text().strip() not in done.stdout + done.stderr


# ---- what needs no database ----------------------------------------------------------------------------
def test_law_files_that_cannot_be_read_are_told(home, tmp_path):
    done = home.amparo("doctor", AMPARO_CORPUS=str(tmp_path / "none"), AMPARO_DATA=str(tmp_path / "data"))
    assert wrong(done) == [
        f"wrong law: The law cannot be read: There is no corpus at {tmp_path / 'none'}. Set AMPARO_CORPUS to the "
        "folder of law files."
    ]


@pytest.mark.parametrize(("free", "state"), [(900, "wrong"), (4_900, "note"), (5_100, "ok")])
def test_a_disk_that_fills_up_is_told(monkeypatch, tmp_path, free, state):
    """The disks of the tests have room, so the number is given."""
    used = shutil.disk_usage(tmp_path)._replace(free=free * 1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: used)
    ((found, words),) = states(doctor.disk, {"AMPARO_DATA": str(tmp_path / "data")})
    assert found == state
    assert words.startswith(f"{free / 1000:.1f} GB are free at {tmp_path / 'data'}.")
    assert ("Make room" in words) == (state != "ok")


def test_a_site_that_others_reach_needs_a_secret_that_stays():
    assert states(doctor.hosts, SITE) == [
        ("note", "AMPARO_SECRET_KEY is not set, which is right for one computer. Where several serve the site, "
                 "set it to the same 50 random letters on all of them."),
    ]  # fmt: skip
    assert states(doctor.hosts, {**SITE, "AMPARO_SECRET_KEY": "x" * 50})[0][0] == "ok"
    assert states(doctor.hosts, {})[0][0] == "ok"
    assert states(doctor.hosts, {"AMPARO_HOSTS": "*"})[0][0] == "note"


def test_letters_that_would_lead_nowhere_are_told():
    assert states(doctor.address, {}) == [
        ("note", "AMPARO_URL is not set, so letters lead to http://localhost:8000, which nobody elsewhere can open. "
                 "Write the site's address there, like https://amparo.example.org."),
    ]  # fmt: skip
    assert states(doctor.address, {"AMPARO_URL": "https://amparo.example.org"}) == [
        ("ok", "Letters lead to https://amparo.example.org."),
    ]  # fmt: skip


def test_settings_of_messages_that_cannot_be_read_are_told_and_not_quoted():
    assert states(doctor.messages, {"AMPARO_MAIL": "smtp://me:topsecret@mail.example.org", "AMPARO_SMS": "pigeon"}) == [
        ("wrong", "AMPARO_MAIL must say ?starttls=1, or begin with smtps://, to keep mail from being read on its way."),
        ("wrong", "AMPARO_SMS must be console, files:/path or twilio."),
    ]
    assert states(doctor.messages, {"AMPARO_SMS": "console"}) == [("ok", "Messages go out by sms.")]


def test_the_age_of_the_last_backup_is_looked_at(tmp_path):
    given = {"AMPARO_BACKUPS": str(tmp_path)}
    none = ("wrong", f"There is no backup in {tmp_path}. `amparo backup {tmp_path}` makes one.")
    assert states(doctor.backups, given) == [none]
    now = datetime.datetime.now(datetime.UTC)
    file = tmp_path / f"amparo-{now - datetime.timedelta(days=5):%Y%m%dT%H%M%SZ}.backup"
    file.touch()
    assert states(doctor.backups, given) == [
        ("wrong", f"{tmp_path} has no keys file, and nothing there can be restored without it. `amparo backup "
                  f"{tmp_path}` writes it."),
    ]  # fmt: skip
    (tmp_path / "amparo-keys.backup").touch()
    assert states(doctor.backups, given) == [
        ("wrong", f"The last backup is 5 days old. `amparo backup {tmp_path}` makes one; let the system do it every "
                  "night."),
    ]  # fmt: skip
    (tmp_path / f"amparo-{now - datetime.timedelta(hours=3):%Y%m%dT%H%M%SZ}.backup").touch()
    assert states(doctor.backups, given) == [("ok", "The last backup is 3 hours old.")]
    assert states(doctor.backups, {"AMPARO_BACKUPS": str(tmp_path / "none")})[0] == (
        "wrong", f"The folder {tmp_path / 'none'} in AMPARO_BACKUPS cannot be read: No such file or directory.",
    )  # fmt: skip
