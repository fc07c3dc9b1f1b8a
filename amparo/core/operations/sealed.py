"""A sealed file: what is written to it is encrypted and authenticated from the first byte to the last.

The file is a head, a check of it, and chunks. The head holds how the passphrase becomes a key (Argon2id) and the
beginning of libsodium's secretstream (XChaCha20-Poly1305). Every chunk is bound to the head and to the chunks
before, and the last one says that it is the last: a file that was changed, cut or added to is noticed. The sealed
text begins with a manifest.
"""

from __future__ import annotations

import hmac
import io
import json
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from secrets import token_bytes
from typing import IO, Any

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id

from amparo.core.operations.errors import BackupError, WrongPassphrase

MAGIC = b"amparo backup 1\n"
HEAD = struct.Struct(f">{len(MAGIC)}s4sIQ{argon2id.SALTBYTES}s24s")
"""Magic, kind, passes and memory of Argon2id, salt, beginning of the stream."""
CHECK = 32
CHUNK = 64 * 1024
OVER = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
PASSES, MEMORY = argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE
MOST_PASSES, MOST_MEMORY = 20, 2**30
"""More than this is no head of ours, and is not tried."""


class Kind(StrEnum):
    """What a file is: everything but the keys, or only them."""

    DATA = "data"
    KEYS = "keys"


@dataclass(frozen=True)
class Secret:
    """What a passphrase gives with these parameters."""

    salt: bytes
    passes: int
    memory: int
    _raw: bytes = field(repr=False)

    @classmethod
    def of(cls, passphrase: str, salt: bytes | None = None, passes: int = 0, memory: int = 0) -> Secret:
        """Takes about a second and 256 MB, so that trying many passphrases is slow."""
        salt, passes, memory = salt or token_bytes(argon2id.SALTBYTES), passes or PASSES, memory or MEMORY
        typed = unicodedata.normalize("NFC", passphrase).encode()
        return cls(salt, passes, memory, argon2id.kdf(64, typed, salt, passes, memory))

    def key(self, purpose: str, kind: Kind) -> bytes:
        """A key for one purpose in one kind of file."""
        return blake2b(f"{purpose} {kind}".encode(), key=self._raw, digest_size=32).digest()


def _check(secret: Secret, kind: Kind, head: bytes) -> bytes:
    return blake2b(head, key=secret.key("check", kind), digest_size=CHECK).digest()


class Sealer:
    """Writes a sealed file into an open one; constant memory."""

    def __init__(self, file: IO[bytes], secret: Secret, kind: Kind, manifest: Mapping[str, Any]):
        self._file, self._waiting = file, bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        begun = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, secret.key("stream", kind))
        self._head = HEAD.pack(MAGIC, kind.encode(), secret.passes, secret.memory, secret.salt, begun)
        file.write(self._head + _check(secret, kind, self._head))
        text = json.dumps(manifest, sort_keys=True).encode()
        self.write(len(text).to_bytes(4, "big") + text)

    def write(self, data: bytes | memoryview) -> None:
        """Seal some more."""
        self._waiting += data
        while len(self._waiting) > CHUNK:  # the last chunk is kept back, for it is sealed as the last
            self._push(bytes(self._waiting[:CHUNK]), 0)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        """Seal the last chunk. Without it the file does not open."""
        self._push(bytes(self._waiting), FINAL)

    def _push(self, chunk: bytes, tag: int) -> None:
        push = bindings.crypto_secretstream_xchacha20poly1305_push
        self._file.write(push(self._state, chunk, self._head, tag))


class Unsealed(io.RawIOBase):
    """Reads a sealed file; constant memory. Raises BackupError, WrongPassphrase."""

    def __init__(self, path: Path, passphrase: str, kind: Kind, known: list[Secret] | None = None):
        """`known` spares working out again what was worked out for another file with the same salt."""
        super().__init__()
        self._path = path
        try:
            self._file = path.open("rb")
            head, check = self._file.read(HEAD.size), self._file.read(CHECK)
        except OSError as error:
            raise BackupError(f"{path} cannot be read: {error.strerror}.") from None
        passes, memory, salt, begun = self._head(head, kind)
        known = [] if known is None else known
        secret = next((s for s in known if (s.salt, s.passes, s.memory) == (salt, passes, memory)), None)
        if secret is None:
            secret = Secret.of(passphrase, salt, passes, memory)
        if not hmac.compare_digest(check, _check(secret, kind, head)):
            raise WrongPassphrase(
                f"The passphrase does not open {path}. Or the first {HEAD.size + CHECK} bytes of the file were damaged."
            )
        known.append(secret)
        self._bound, self._ended, self._rest = head, False, memoryview(b"")
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, begun, secret.key("stream", kind))
        self.manifest: dict[str, Any] = self._manifest()

    def _head(self, head: bytes, kind: Kind) -> tuple[int, int, bytes, bytes]:
        none = BackupError(f"{self._path} is no backup of Amparo.")
        if len(head) < HEAD.size:
            raise none
        magic, name, passes, memory, salt, begun = HEAD.unpack(head)
        if magic != MAGIC or not 0 < passes <= MOST_PASSES or not 2**13 <= memory <= MOST_MEMORY:
            raise none
        if name != kind.encode():
            if name in (other.encode() for other in Kind):
                raise BackupError(f"{self._path} holds the {name.decode()}; the {kind} were to be read from it.")
            raise none
        return passes, memory, salt, begun

    def _manifest(self) -> dict[str, Any]:
        return json.loads(self._exactly(int.from_bytes(self._exactly(4), "big")))

    def _exactly(self, many: int) -> bytes:
        found = bytearray()
        while len(found) < many:
            piece = self.read(many - len(found))
            if not piece:
                raise self._broken()
            found += piece
        return bytes(found)

    def _broken(self) -> BackupError:
        return BackupError(f"{self._path} is not whole: it was cut or changed after it was written.")

    def _chunk(self) -> memoryview:
        try:
            sealed = self._file.read(CHUNK + OVER)
        except OSError as error:
            raise BackupError(f"{self._path} cannot be read: {error.strerror}.") from None
        try:
            pull = bindings.crypto_secretstream_xchacha20poly1305_pull
            text, tag = pull(self._state, sealed, self._bound)
        except (CryptoError, RuntimeError, ValueError):
            raise self._broken() from None
        if tag == FINAL:
            self._ended = True
            if self._file.read(1):
                raise self._broken()
        return memoryview(text)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """The next of the sealed text; 0 after the last of a whole file."""
        while not self._rest and not self._ended:
            self._rest = self._chunk()
        many = min(len(buffer), len(self._rest))
        buffer[:many] = self._rest[:many]
        self._rest = self._rest[many:]
        return many

    def close(self) -> None:
        """Close the file below."""
        if not self.closed and hasattr(self, "_file"):
            self._file.close()
        super().close()
