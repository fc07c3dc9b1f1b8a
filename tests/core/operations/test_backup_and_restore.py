"""A backup brings everything back but the people who were forgotten, and is taken while others write."""

from __future__ import annotations

import re
import shutil
import threading
from pathlib import Path

OPEN_ALL = """
from amparo.core.storage.server import served
def returned(phrase):
    try:
        with people.returning(city(), vault.read_phrase(phrase, "es")) as own: return dict(own.read())
    except Denied: return None
with served():
    tell([[opened(id) for id in %r], returned(%r)])
"""
FORGET_AND_ADD = """
with operating(city()) as act: people.forget_person(act, UUID(%r), "asked")
tell(add("Jorge"))
"""
WRITERS = """
import threading
halt = threading.Event()
def work():
    from django.db import connection
    while not halt.is_set():
        id, _ = add("Writer")
        print(id, flush=True)
    connection.close()
threads = [threading.Thread(target=work) for _ in range(4)]
for t in threads: t.start()
sys.stdin.readline()
halt.set()
for t in threads: t.join()
"""


def fields(name):
    return {"name": name, "country": "Guatemala"}


def opened(home, ids, phrase, **more):
    """What staff open of these people, and what the person who types a phrase."""
    return home.run(OPEN_ALL % (ids, phrase), **more)


def data_file(copies):
    return max(copies.glob("amparo-2*.backup"))


def test_promise_11_a_restored_installation_is_as_it_was(home, copies):
    """Into a new folder, with the same outer key: people open, phrases work, the log fits."""
    done = home.amparo("backup", copies)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(p.name for p in copies.iterdir()) == [data_file(copies).name, "amparo-keys.backup"]
    assert all(p.stat().st_mode & 0o777 == 0o600 for p in copies.iterdir())
    lines = done.stdout.splitlines()
    assert lines[:2] == [str(data_file(copies)), str(copies / "amparo-keys.backup")]
    assert lines[3:] == [
        f"The outer key is not in it, but in {home.data / 'outer.key'}. Keep a copy in another place. Without it the "
        "sealed fields stay closed for ever, also to you."
    ]

    new = home.folder / "new"
    new.mkdir(mode=0o711)
    shutil.copy(home.data / "outer.key", new / "outer.key")
    done = home.amparo("restore", data_file(copies), "--into", new)
    assert (done.returncode, done.stderr) == (0, "")
    first, last = done.stdout.splitlines()
    assert re.fullmatch(
        rf"Restored into {new}: \d+ rows of \d+ tables, as of 2\d{{3}}-\d\d-\d\d \d\d:\d\d UTC\.", first
    )
    assert last == "The log of who did what is whole, and the keys of the cities open."
    found, returned = opened(home, [id for id, _ in home.people], home.people[0][1], AMPARO_DATA=str(new))
    assert (found, returned) == ([fields(name) for name in ("Rosa", "Luis", "Ana")], fields("Rosa"))
    shutil.rmtree(new)


def test_promise_3_who_was_forgotten_since_is_in_no_older_backup(home, copies):
    """The old data file with the only keys file there is."""
    assert home.amparo("backup", copies).returncode == 0
    old = data_file(copies)
    id, phrase = home.people[1]
    jorge, _ = home.run(FORGET_AND_ADD % id)
    assert home.amparo("backup", copies).returncode == 0
    assert len(list(copies.glob("amparo-2*.backup"))) == 2

    other = home.database()
    done = home.amparo("restore", old, **other)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1:] == [
        "1 person was forgotten since then and left out.",
        "The log of who did what is whole, and the keys of the cities open.",
    ]
    rosa, ana = home.people[0][0], home.people[2][0]
    found, returned = opened(home, [rosa, id, ana, jorge], phrase, **other)
    assert (found, returned) == ([fields("Rosa"), None, fields("Ana"), None], None)
    assert home.ask(f"SELECT count(*) FROM core_sealedfield WHERE person_id = '{id}'", other) == [(0,)]
    line = home.ask(f"SELECT action, why FROM core_auditline WHERE record = '{id}' AND actor = 'operator'", other)[-1]
    assert line == ("forget", "no key in the keys file")

    # The newest data file has all that is there now.
    newest = home.database()
    assert home.amparo("restore", data_file(copies), **newest).stdout.count("\n") == 2
    found, _ = opened(home, [rosa, id, ana, jorge], phrase, **newest)
    assert found == [fields("Rosa"), None, fields("Ana"), fields("Jorge")]


def test_promise_11_what_was_acknowledged_before_the_backup_is_in_it_while_others_write(home, copies):
    """Four of them."""
    at_work = home.start(WRITERS)
    told = [at_work.stdout.readline().strip() for _ in range(20)]
    more: list[str] = []
    reader = threading.Thread(target=lambda: more.extend(line.strip() for line in at_work.stdout))
    reader.start()
    done = home.amparo("backup", copies)
    during = len(more)
    at_work.stdin.write("\n")
    at_work.stdin.close()
    reader.join()
    assert (done.returncode, done.stderr, at_work.wait()) == (0, "", 0)
    assert during > 0

    other = home.database()
    done = home.amparo("restore", data_file(copies), **other)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1:] == ["The log of who did what is whole, and the keys of the cities open."]
    there = [str(row[0]) for row in home.ask("SELECT id FROM core_person", other)]
    assert set(told) <= set(there) <= {*told, *more, *(str(r[0]) for r in home.ask("SELECT id FROM core_person"))}
    keyed = home.ask("SELECT count(DISTINCT person_id) FROM core_personkey", other)
    assert keyed == [(len(there),)]
    assert opened(home, told[:3], home.people[0][1], **other) == [[fields("Writer")] * 3, fields("Rosa")]


def test_the_passphrase_and_the_password_are_in_no_arguments(home, copies):
    """Every program that runs meanwhile is looked at; arguments can be read by every user of a computer."""
    seen, halt = set(), threading.Event()

    def look():
        while not halt.is_set():
            for place in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(place.read_bytes())
                except OSError:
                    continue

    watcher = threading.Thread(target=look)
    watcher.start()
    done = home.amparo(
        "backup", copies, DATABASE_URL=home.address("amparo"), AMPARO_KEY_FILE=str(home.data / "outer.key")
    )
    other = home.database()
    restored = home.amparo("restore", data_file(copies), **other)
    halt.set()
    watcher.join()
    assert (done.returncode, restored.returncode) == (0, 0)
    for program in (b"pg_dump", b"psql"):
        assert any(program in line.split(b"\0")[0] for line in seen)
    assert not any(b"correct horse" in line or b"topsecret" in line for line in seen)
