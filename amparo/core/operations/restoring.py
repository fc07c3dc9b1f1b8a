"""Restoring: two sealed files back into an empty database, all of it or nothing."""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn

from amparo import __version__
from amparo.core.operations import programs
from amparo.core.operations.errors import BackupError, WrongPassphrase
from amparo.core.operations.sealed import CHUNK, Kind, Secret, Unsealed
from amparo.core.storage import backup_sql

Ask = Callable[[Path], str | None]
"""Asks for the passphrase of the keys file, when it is not that of the data."""


@dataclass
class Files:
    """The two files of a backup and their passphrases, checked to the last byte."""

    data: Path
    keys: Path
    passphrases: dict[Kind, str]
    manifests: dict[Kind, Mapping[str, Any]]
    known: list[Secret]

    def open(self, kind: Kind) -> Unsealed:
        """One of them, from the beginning."""
        path = self.data if kind is Kind.DATA else self.keys
        return Unsealed(path, self.passphrases[kind], kind, self.known)


@dataclass(frozen=True)
class Restored:
    """What was restored: the manifest of the data, how many people were forgotten since, and what is not right."""

    manifest: Mapping[str, Any]
    forgotten: int
    faults: list[str]


# ---- before anything is touched ------------------------------------------------------------------------
def check(data: Path, keys: Path, passphrase: str, ask: Ask = lambda _: None) -> Files:
    """Read both files to the end and compare what they say of themselves. Raises BackupError."""
    files = Files(data, keys, {Kind.DATA: passphrase, Kind.KEYS: passphrase}, {}, [])
    _read_through(files, Kind.DATA)
    try:
        _read_through(files, Kind.KEYS)
    except WrongPassphrase:
        other = ask(keys)
        if other is None:
            raise
        files.passphrases[Kind.KEYS] = other
        files.known.clear()
        _read_through(files, Kind.KEYS)
    _check_pair(files)
    _check_version(files)
    return files


def _read_through(files: Files, kind: Kind) -> None:
    with files.open(kind) as file:
        while file.read(CHUNK):
            pass
        files.manifests[kind] = file.manifest


def _check_pair(files: Files) -> None:
    """Are the keys those of the data, and not older? An older file still has the keys of people who are forgotten."""
    data, keys = files.manifests[Kind.DATA]["audit"], files.manifests[Kind.KEYS]["audit"]
    for city, head in data.items():
        theirs = keys.get(city)
        if head["first"] and theirs and theirs["first"] and theirs["first"] != head["first"]:
            raise BackupError(f"{files.keys} holds the keys of another installation than {files.data}.")
        if theirs is None or theirs["lines"] < head["lines"]:
            raise BackupError(
                f"{files.keys} is older than {files.data}. Take the keys file that was written last: it alone leaves "
                "out whoever was forgotten."
            )


def _check_version(files: Files) -> None:
    from django.db.migrations.loader import MigrationLoader

    known = {f"{app} {name}" for app, name in MigrationLoader(None).disk_migrations}
    for kind, manifest in files.manifests.items():
        path = files.data if kind is Kind.DATA else files.keys
        theirs = manifest["version"]
        if _numbers(theirs) > _numbers(__version__) or not known.issuperset(manifest["migrations"]):
            raise BackupError(
                f"{path} was written by Amparo {theirs}, which is newer than this ({__version__}). Install that "
                "version, then restore."
            )


def _numbers(version: str) -> list[int]:
    return [int("".join(filter(str.isdigit, part)) or 0) for part in version.split(".")]


# ---- the restoring -------------------------------------------------------------------------------------
def restore(files: Files) -> Restored:
    """Restore into the database of these settings, which runs and is empty. Raises StorageError; then nothing
    was changed."""
    from django.db import connections

    from amparo.core.storage.prepare import prepare
    from amparo.core.storage.walls import all_walls

    manifest = files.manifests[Kind.DATA]
    with backup_sql.told():
        backup_sql.check_empty({*manifest["rows"], *all_walls()})
        backup_sql.make_web_role()
    connections.close_all()
    forgotten = _in_one_transaction(files)
    connections.close_all()
    prepare()
    with backup_sql.told():
        return Restored(manifest, forgotten, list(_faults(manifest)))


def _in_one_transaction(files: Files) -> int:
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as said:
        quiet = ("--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--no-password")
        stops = ("--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse")
        with programs.running("psql", *quiet, *stops, told=told, said=said, typed=True) as psql:
            assert psql.stdin is not None
            try:
                psql.stdin.write(backup_sql.BEGIN.encode())
                psql.stdin.flush()
                if reason := _data(files, psql.stdin):
                    return _refused(psql, said, reason)
                for piece in _keys(files):
                    psql.stdin.write(piece)
                psql.stdin.write(backup_sql.end().encode())
                psql.stdin.close()
            except BrokenPipeError:  # it stopped at something, and says at what
                return _refused(psql, said, "it gave no reason.")
            if psql.wait():
                return _refused(psql, said, "it gave no reason.")
        told.seek(0)
        last = told.read().decode().split()[-1]
        return int(last.removeprefix("gone|"))


def _refused(psql: subprocess.Popen[bytes], said: IO[bytes], reason: str) -> NoReturn:
    with suppress(subprocess.TimeoutExpired):
        psql.wait(timeout=1)
        reason = programs.complaint(said)
    raise BackupError(f"The backup cannot be restored, and the database was left as it was: {reason}")


def _data(files: Files, psql: IO[bytes]) -> str | None:
    """What pg_restore makes of the data goes straight into psql, which stands in the transaction. Gives what
    pg_restore complained of."""
    with tempfile.TemporaryFile() as said:
        with (
            files.open(Kind.DATA) as data,
            programs.running("pg_restore", "--file=-", "--no-owner", "--no-privileges", "--exit-on-error",
                             told=psql, said=said, typed=True) as restoring,
        ):  # fmt: skip
            assert restoring.stdin is not None
            with suppress(BrokenPipeError):
                while piece := data.read(CHUNK):
                    restoring.stdin.write(piece)
                restoring.stdin.close()
            failed = restoring.wait()
        return programs.complaint(said) if failed else None


def _keys(files: Files) -> Iterator[bytes]:
    with files.open(Kind.KEYS) as keys:
        lines = io.BufferedReader(keys, CHUNK)
        while head := lines.readline():
            before, after = backup_sql.take_keys(head)
            yield before.encode()
            while (line := lines.readline()) not in (b"\\.\n", b""):
                yield line
            yield line + after.encode()


# ---- afterwards ----------------------------------------------------------------------------------------
def _faults(manifest: Mapping[str, Any]) -> Iterator[str]:
    """What of the audit is not as it was, and whether the keys of the cities open."""
    from amparo.core.access import audit, health

    fits = {chain.city: chain.fault for chain in audit.verify()}
    for city, head in manifest["audit"].items():
        if fits.get(city, "The city is not there."):
            yield f"{city}: {fits.get(city, 'The city is not there.')}"
        elif audit.hash_at(city, head["lines"]) != head["hash"]:
            yield f"{city}: Line {head['lines']:,} of the log is not the one that was backed up."
    yield from health.closed_keys()
