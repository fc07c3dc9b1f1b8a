"""What is wrong with an installation, and how to mend it. It changes nothing and makes nothing."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from amparo.core.storage.errors import StorageError

OK, NOTE, WRONG = "ok", "note", "wrong"
OLDEST_SERVER = 15
GIGABYTE = 1_000_000_000
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1"}
BACKUP = re.compile(r"amparo-(\d{8}T\d{6}Z)\.backup")


@dataclass(frozen=True)
class Finding:
    """What one check found. `words` say what is so, and where it is not right what to do."""

    check: str
    state: str
    words: str

    def row(self) -> dict[str, str]:
        """For JSON."""
        return asdict(self)


Check = Callable[[Mapping[str, str]], Iterator[Finding]]


def examine(environ: Mapping[str, str] = os.environ, audit: bool = False) -> Iterator[Finding]:
    """All checks, one after another; those of the database only if it can be reached."""
    for check in (python, law, settings, disk, hosts, address, messages, backups):
        yield from check(environ)
    try:
        yield from _with_database(environ, audit)
    except StorageError as error:
        yield Finding("database", WRONG, str(error))


def _with_database(environ: Mapping[str, str], audit: bool) -> Iterator[Finding]:
    from amparo.core.operations.place import choose, running
    from amparo.core.storage.place import data_folder, has_data

    if not has_data(environ):
        yield Finding(
            "database", NOTE, f"There is no database in {data_folder(environ)} yet. `amparo city add` makes it."
        )
        return
    choose()
    from django.db import DatabaseError

    with running():
        try:
            yield from _database(environ)
            if audit:
                yield from _audit()
        except DatabaseError as error:
            from amparo.core.storage.prepare import reason

            words = f"The database does not answer as it should: {reason(error)}"
            yield Finding("database", WRONG, f"{words} See that it runs, and that DATABASE_URL is right.")


# ---- around it -----------------------------------------------------------------------------------------
def python(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Is Python new enough?"""
    found = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    yield Finding(
        "python", OK if good else WRONG, f"Python {found}." if good else f"Python {found}: install 3.11 or newer."
    )


def law(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Do the law files read without problems?"""
    from amparo.law.corpus import read
    from amparo.law.errors import LawError

    try:
        many = len(read(None).problems)
    except LawError as error:
        yield Finding("law", WRONG, f"The law cannot be read: {str(error).splitlines()[0]}")
        return
    if many:
        yield Finding(
            "law", WRONG, f"The law files have {many} problem{'s' * (many > 1)}. `amparo law check` shows all."
        )
    else:
        yield Finding("law", OK, "The law loads without problems.")


def settings(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Has the site a login of its own?"""
    if environ.get("DATABASE_URL") and not environ.get("DATABASE_WEB_URL"):
        yield Finding("logins", NOTE, "The site logs in as the owner of the tables and then steps down. Give it its "
                      "own login in DATABASE_WEB_URL, so that a stolen one owns nothing.")  # fmt: skip


def disk(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Is there room for the data?"""
    from amparo.core.storage.place import data_folder

    folder = data_folder(environ)
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free
    words = f"{free / GIGABYTE:.1f} GB are free at {folder}."
    if free < 5 * GIGABYTE:
        words += " Make room, or move the data to a larger disk: when it is full, nothing can be written any more."
    yield Finding("disk", WRONG if free < GIGABYTE else NOTE if free < 5 * GIGABYTE else OK, words)


def hosts(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Do sessions last, where others reach the site?"""
    named = {host.strip() for host in environ.get("AMPARO_HOSTS", "").split(",") if host.strip()}
    if not named - LOOPBACK:
        yield Finding("hosts", OK, "The site answers to this computer only. Names in AMPARO_HOSTS open it to others.")
    elif "*" in named:
        yield Finding("hosts", NOTE, "AMPARO_HOSTS lets every name through. Write the names of the site there.")
    elif not environ.get("AMPARO_SECRET_KEY"):
        yield Finding("hosts", NOTE, "AMPARO_SECRET_KEY is not set, which is right for one computer. Where several "
                      "serve the site, set it to the same 50 random letters on all of them.")  # fmt: skip
    else:
        yield Finding("hosts", OK, "AMPARO_HOSTS and AMPARO_SECRET_KEY are set.")


def address(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Do letters lead to the site?"""
    if given := environ.get("AMPARO_URL"):
        yield Finding("address", OK, f"Letters lead to {given}.")
    else:
        yield Finding("address", NOTE, "AMPARO_URL is not set, so letters lead to http://localhost:8000, which nobody "
                      "elsewhere can open. Write the site's address there, like "
                      "https://amparo.example.org.")  # fmt: skip


def messages(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Can the settings of mail, texts and calls be read?"""
    from amparo.core.messages.settings import BadSettings, senders

    try:
        found = senders(environ)
    except BadSettings as error:
        yield from (Finding("messages", WRONG, sentence) for sentence in error.sentences)
        return
    if found:
        yield Finding("messages", OK, f"Messages go out by {', '.join(sorted(c.value for c in found))}.")
    else:
        yield Finding("messages", NOTE, "No messages go out: set AMPARO_MAIL, AMPARO_SMS or AMPARO_VOICE.")


def backups(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Is the last backup young?"""
    named = environ.get("AMPARO_BACKUPS")
    if not named:
        yield Finding("backups", NOTE, "Name the folder of the backups in AMPARO_BACKUPS, and their age is looked at.")
        return
    folder = Path(named).expanduser()
    try:
        times = sorted(m[1] for m in map(BACKUP.fullmatch, os.listdir(folder)) if m)
    except OSError as error:
        yield Finding("backups", WRONG, f"The folder {folder} in AMPARO_BACKUPS cannot be read: {error.strerror}.")
        return
    if not times:
        yield Finding("backups", WRONG, f"There is no backup in {folder}. `amparo backup {folder}` makes one.")
        return
    last = datetime.datetime.strptime(times[-1], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.UTC)
    hours = (datetime.datetime.now(datetime.UTC) - last).total_seconds() / 3600
    if not (folder / "amparo-keys.backup").exists():
        yield Finding("backups", WRONG, f"{folder} has no keys file, and nothing there can be restored without it. "
                      f"`amparo backup {folder}` writes it.")  # fmt: skip
    elif hours > 48:
        yield Finding("backups", WRONG, f"The last backup is {hours / 24:.0f} days old. `amparo backup {folder}` makes "
                      "one; let the system do it every night.")  # fmt: skip
    else:
        yield Finding("backups", OK, f"The last backup is {max(hours, 0):.0f} hours old.")


# ---- inside it -----------------------------------------------------------------------------------------
def _database(environ: Mapping[str, str]) -> Iterator[Finding]:
    from amparo.core.access import health

    facts = health.facts()
    if facts.version < OLDEST_SERVER:
        yield Finding("database", WRONG, f"PostgreSQL {facts.name} is too old: {OLDEST_SERVER} or newer is needed.")
        return
    yield Finding("database", OK, f"PostgreSQL {facts.name} answers.")
    apart = abs((facts.clock - datetime.datetime.now(datetime.UTC)).total_seconds())
    if apart > 5 or facts.clock.year < 2025:
        yield Finding("clock", WRONG, f"This computer's clock and the database's are {apart:.0f} seconds apart, at "
                      f"{facts.clock:%Y-%m-%d}. Let both follow a time server.")  # fmt: skip
    else:
        yield Finding("clock", OK, "The clocks of this computer and of the database agree.")
    if facts.strong:
        yield Finding("role", WRONG, f"The role of the site {' and '.join(facts.strong)}. Take that away: ALTER ROLE "
                      "amparo_web NOSUPERUSER NOBYPASSRLS NOCREATEROLE. Another role must own the tables.")  # fmt: skip
    else:
        yield Finding("role", OK, "The role of the site owns nothing and cannot step around the walls.")
    if facts.waiting:
        many = len(facts.waiting)
        yield Finding("migrations", WRONG, f"The database is older than the program by {many} "
                      f"step{'s' * (many > 1)}. Back up, then start the site: it brings the database up.")  # fmt: skip
        return
    yield Finding("migrations", OK, "The database is at the version of the program.")
    faults = health.wall_faults()
    yield from (Finding("walls", WRONG, f"{fault} `amparo city list` builds the walls anew.") for fault in faults[:10])
    if not faults:
        yield Finding("walls", OK, "The walls between cities are built as they should be.")
    yield from _keys(environ)
    yield from _work()


def _keys(environ: Mapping[str, str]) -> Iterator[Finding]:
    from amparo.core.access import health, keyring
    from amparo.core.storage.place import data_folder, is_embedded

    faults = list(health.closed_keys())
    yield from (Finding("outer key", WRONG, fault) for fault in faults)
    if not faults:
        yield Finding("outer key", OK, "The outer key opens the key of the site and of every city.")
    path = keyring.key_path()
    if path and is_embedded(environ) and path.absolute().is_relative_to(data_folder(environ)):
        yield Finding("outer key", NOTE, f"The outer key lies beside the data it closes, at {path}. Who copies the "
                      "folder has both. Move it elsewhere and name it in AMPARO_KEY_FILE.")  # fmt: skip


def _work() -> Iterator[Finding]:
    from amparo.core.access import health

    found = health.work()
    wrong = {
        "failed": (found.failed, "See the log of the worker, then start them again: `amparo worker --failed`."),
        "hang at a worker that is gone": (found.hanging, "Start a worker: `amparo worker` takes them up again."),
        "wait for more than an hour": (found.late, "Start a worker, or one more: `amparo worker`."),
    }
    for words, (many, remedy) in wrong.items():
        if many:
            yield Finding("jobs", WRONG, f"{many:,} job{'s' * (many > 1)} {_agree(words, many)}. {remedy}")
    if not any(many for many, _ in wrong.values()):
        yield Finding("jobs", OK, "No job failed, hangs or is late.")
    if found.seen is None or found.seen > 300:
        yield Finding(
            "worker", NOTE, "No worker was seen in the last 5 minutes: no messages go out. Start `amparo worker`."
        )
    else:
        yield Finding("worker", OK, "A worker is at work.")


def _agree(words: str, many: int) -> str:
    return words if many > 1 else words.replace("hang ", "hangs ").replace("wait ", "waits ")


def _audit() -> Iterator[Finding]:
    from amparo.core.access.audit import verify

    chains = list(verify())
    faults = [f"{chain.city}: {chain.fault}" for chain in chains if chain.fault]
    for fault in faults:
        yield Finding("audit", WRONG, f"{fault} Compare with a backup: `amparo restore … --into FOLDER`.")
    if not faults:
        yield Finding("audit", OK, f"All {sum(c.lines for c in chains):,} lines of the log are as they were written.")


def summary(found: list[Finding]) -> dict[str, Any]:
    """Everything, for programs."""
    return {
        "shape": "amparo.doctor/1",
        "wrong": sum(f.state == WRONG for f in found),
        "checks": [f.row() for f in found],
    }
