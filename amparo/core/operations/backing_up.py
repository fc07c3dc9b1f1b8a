"""Backing up: two sealed files that show the database as it was at one moment, while it is in use.

One file holds everything but the rows of the key tables, and may be kept for years. The other holds only those rows.
There is ever one of it, the newest: whoever was forgotten before it was written has no key in it, and what older
files hold about them never opens again.
"""

from __future__ import annotations

import datetime
import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from amparo import __version__
from amparo.core.operations import programs
from amparo.core.operations.errors import BackupError, WrongPassphrase
from amparo.core.operations.sealed import CHUNK, Kind, Sealer, Secret, Unsealed
from amparo.core.storage import backup_sql

KEYS_NAME = "amparo-keys.backup"
UNFINISHED = ".amparo-unfinished-"
SHORTEST = 12
"""Letters of a passphrase."""


@dataclass(frozen=True)
class Done:
    """What a backup wrote, and the faults of the audit that it found on the way."""

    data: Path
    keys: Path
    manifest: Mapping[str, Any]
    faults: list[str] = field(default_factory=list)


def back_up(folder: Path, passphrase: str, new_passphrase: bool = False) -> Done:
    """Back up the database, which runs, into a folder. Raises StorageError; then the folder is as it was."""
    if len(passphrase) < SHORTEST:
        raise BackupError(f"The passphrase is too short: {SHORTEST} letters at least, better six words.")
    _make(folder)
    with _alone(folder):
        for left in folder.glob(f"{UNFINISHED}*"):  # of a backup that was killed
            left.unlink()
        before = _earlier(folder / KEYS_NAME, passphrase, new_passphrase)
        secret = Secret.of(passphrase)
        with backup_sql.snapshot() as snapshot:
            manifest, faults = _manifest()
            if before:
                _check_same(before, folder / KEYS_NAME)
            at = datetime.datetime.fromisoformat(manifest["at"])
            data, keys = folder / f"amparo-{at:%Y%m%dT%H%M%SZ}.backup", folder / KEYS_NAME
            if data.exists():
                raise BackupError(f"There is a backup of this very second: {data}.")
            with _unfinished(keys) as new_keys, _unfinished(data) as new_data:
                _write(new_keys, keys, secret, Kind.KEYS, manifest, _rows)
                _write(new_data, data, secret, Kind.DATA, manifest, lambda sealer: _dump(sealer, snapshot))
                # The keys come first: older data open with newer keys, and not the other way round.
                new_keys.replace(keys)
                new_data.replace(data)
        _flush(folder)
    return Done(data, keys, manifest, faults)


def _manifest() -> tuple[dict[str, Any], list[str]]:
    from amparo.core.access.audit import verify

    state = backup_sql.state()
    first = state.pop("first")
    chains = list(verify())
    heads = {c.city: {"lines": c.lines, "hash": c.head or "-", "first": first.get(c.city, "")} for c in chains}
    return {**state, "version": __version__, "audit": heads}, [f"{c.city}: {c.fault}" for c in chains if c.fault]


# ---- what goes in --------------------------------------------------------------------------------------
def _rows(sealer: Sealer) -> None:
    for piece in backup_sql.key_rows():
        sealer.write(piece)


def _dump(sealer: Sealer, snapshot: str) -> None:
    left_out = [f"--exclude-table-data=public.{table}" for table in backup_sql.left_out()]
    options = ("--format=custom", "--compress=gzip:1", "--no-owner", "--no-privileges", "--no-password")
    with (
        tempfile.TemporaryFile() as said,
        programs.running("pg_dump", *options, f"--snapshot={snapshot}", *left_out, said=said) as dump,
    ):
        assert dump.stdout is not None
        while piece := dump.stdout.read(CHUNK):
            sealer.write(piece)
        if dump.wait():
            raise BackupError(f"PostgreSQL cannot back up its data: {programs.complaint(said)}")


# ---- the folder ----------------------------------------------------------------------------------------
def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupError(f"The folder {folder} cannot be made: {error.strerror}.") from None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One backup at a time writes into a folder, or an older keys file might replace a newer one."""
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            _lock(handle, folder)
            yield
        finally:
            os.close(handle)
    except OSError as error:
        raise BackupError(f"The folder {folder} cannot be used: {error.strerror}.") from None


def _lock(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupError(f"Another backup into {folder} is going on. Wait until it is done.") from None
    except OSError:  # some disks in a network know no locks, and a backup without one is better than none
        return


def _earlier(path: Path, passphrase: str, new_passphrase: bool) -> Mapping[str, Any] | None:
    """What the keys file that is to be replaced says of itself."""
    if not path.exists():
        return None
    try:
        with Unsealed(path, passphrase, Kind.KEYS) as keys:
            return keys.manifest
    except WrongPassphrase:
        if new_passphrase:
            return None
        raise BackupError(
            f"The passphrase is not the one of the last backup, or {path} was damaged. If it shall be a new one: "
            "--new-passphrase. Older backups then open with both, each its own."
        ) from None


def _check_same(before: Mapping[str, Any], path: Path) -> None:
    """Keys of other data, or of data that went on further, are not replaced: their backups would never open."""
    from amparo.core.access.audit import hash_at

    for city, head in before["audit"].items():
        if hash_at(city, head["lines"]) != head["hash"]:
            raise BackupError(
                f"{path} holds the keys of other data than these: line {head['lines']:,} of the log of {city} is not "
                "here. The backups beside it need it, so it was left as it is. Back up into another folder."
            )


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    """A file beside the one that is to be, which is removed unless it took its place."""
    try:
        handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)  # for our eyes only
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from None
    os.close(handle)
    try:
        yield Path(name)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _write(
    path: Path, shown: Path, secret: Secret, kind: Kind, manifest: Mapping[str, Any], fill: Callable[[Sealer], None]
) -> None:
    try:
        with path.open("wb") as file:
            sealer = Sealer(file, secret, kind, manifest)
            fill(sealer)
            sealer.finish()
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise BackupError(f"{shown} cannot be written: {error.strerror}.") from None


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
