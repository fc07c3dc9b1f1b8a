"""The outer key: 32 bytes outside the database, without which nothing in the database opens.

It comes from the environment variable AMPARO_KEY, or from a file. Several keys may stand there while one takes the
place of another: the first is current, the others still open what they sealed. A key management service can
stand in the place of both by carrying out `Outer`.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from amparo.core.vault.errors import KeyFileOpen, KeyFileThere, NoKey
from amparo.core.vault.keys import OuterKey, unwrap, wrap

MOST = 65_536
"""No key file is longer, in bytes."""
LEAST_VARIED = 8
"""A random key has at least so many different bytes; a sample key like AAAA… does not."""


class Outer(Protocol):
    """Whatever keeps the outer key. `context` is bound to the wrapped key and must be the same to unwrap it."""

    @property
    def current(self) -> str:
        """The id of the key that wraps from now on."""
        ...

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """32 bytes, sealed under the current key."""
        ...

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """The 32 bytes again, also when an older key wrapped them. Raises VaultError."""
        ...


class LocalOuter:
    """Outer keys in this process's memory, current first. Raises NoKey when there is none."""

    def __init__(self, keys: Iterable[OuterKey]):
        self._keys = tuple(keys)
        if not self._keys:
            raise NoKey("There is no outer key.")

    @classmethod
    def load(cls, default: Path | None = None, environ: Mapping[str, str] = os.environ) -> LocalOuter:
        """The keys in AMPARO_KEY, or else in the file that AMPARO_KEY_FILE names, or else in the default file.
        Raises NoKey and KeyFileOpen."""
        if text := environ.get("AMPARO_KEY"):
            return cls(read_keys(text, "AMPARO_KEY"))
        path = Path(environ["AMPARO_KEY_FILE"]) if environ.get("AMPARO_KEY_FILE") else default
        if path is None:
            raise NoKey("There is no outer key: set AMPARO_KEY, or AMPARO_KEY_FILE to the path of a key file.")
        return cls.from_file(path)

    @classmethod
    def from_file(cls, path: Path) -> LocalOuter:
        """The keys in a file that only we can read. Raises NoKey and KeyFileOpen."""
        return cls(read_keys(_private_text(path), str(path)))

    @property
    def current(self) -> str:
        return self._keys[0].id

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, current first."""
        return tuple(key.id for key in self._keys)

    def wrap(self, key: bytes, context: bytes) -> bytes:
        return wrap(self._keys[0], key, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        return unwrap(self._keys, wrapped, context, "wrapped key")

    def __repr__(self) -> str:
        return f"<LocalOuter {' '.join(self.ids)}>"


def new_key_file(path: Path) -> str:
    """Write a file with a new key, whole or not at all, for our eyes only. Returns the key's id.
    Raises KeyFileThere when there is a file, and NoKey when the folder cannot be written."""
    key = OuterKey.new()
    _write(path, [key], replace=False)
    return key.id


def add_key(path: Path) -> str:
    """Put a new key before those in a file: the first step of a rotation. Returns its id. The old keys stay until
    every key has been rewrapped and every backup made before that is gone. Raises as `LocalOuter.from_file`; then the
    file is as it was."""
    old = read_keys(_private_text(path), str(path))
    key = OuterKey.new()
    _write(path, [key, *old], replace=True)
    return key.id


def read_keys(text: str, where: str) -> list[OuterKey]:
    """The keys in a text: base64url of 32 bytes each, with spaces, commas or line ends between. Raises NoKey, which
    says `where` and never what stands there."""
    found = [word for word in re.split(r"[\s,]+", text) if word]
    if not found:
        raise NoKey(f"There is no outer key in {where}.")
    return [_read_key(word, number, where) for number, word in enumerate(found, 1)]


def _read_key(word: str, number: int, where: str) -> OuterKey:
    raw = b""
    with suppress(ValueError):
        raw = b64decode(word.rstrip("=") + "=", altchars=b"-_", validate=True)
    if len(raw) != 32:
        raise NoKey(f"Key {number} in {where} is not a key: 32 random bytes, written as 43 letters of base64url.")
    if len(set(raw)) < LEAST_VARIED:
        raise NoKey(f"Key {number} in {where} is not random. Make a new one.")
    return OuterKey(raw)


def _private_text(path: Path) -> str:
    """What stands in a file that is ours and that nobody else may read."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise NoKey(f"The key file {path} cannot be opened: {error.strerror}.") from None
    try:
        # Asked of the open file, not of the path, so that nobody can exchange the file in between.
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode):
            raise KeyFileOpen(path, "is not a plain file")
        if found.st_uid != os.geteuid():
            raise KeyFileOpen(path, "belongs to another user")
        if found.st_mode & 0o077:
            raise KeyFileOpen(path, f"can be read by others (its mode is {stat.S_IMODE(found.st_mode):04o})")
        return os.read(file, MOST).decode("ascii", "replace")
    finally:
        os.close(file)


def _write(path: Path, keys: list[OuterKey], replace: bool) -> None:
    text = "".join(urlsafe_b64encode(key.raw).decode().rstrip("=") + "\n" for key in keys)
    try:
        _write_whole(path, text, replace)
    except FileExistsError:
        raise KeyFileThere(path) from None
    except OSError as error:
        raise NoKey(f"The key file {path} cannot be written: {error.strerror}.") from None


def _write_whole(path: Path, text: str, replace: bool) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # mode 0600 from the start
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            os.replace(name, path)
        else:
            os.link(name, path)  # unlike a rename, a link never takes the place of a file
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
