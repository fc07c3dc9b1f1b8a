"""The one way in which the vault seals bytes: XChaCha20-Poly1305 with a random nonce.

A sealed value is its head, a nonce of 24 bytes, and the ciphertext with its tag of 16 bytes. The head opens
with the version byte; head and context are authenticated with the value, so neither can be exchanged.
"""

from __future__ import annotations

from secrets import token_bytes
from typing import Protocol

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt,
)
from nacl.exceptions import CryptoError

from amparo.core.vault.errors import DoesNotOpen, UnknownVersion

Bytes = bytes | bytearray | memoryview
"""Sealed values as databases return them."""


class Secret(Protocol):
    """A key. It is passed on as it is, not as bytes, so that a report of an error shows no bytes of it."""

    @property
    def raw(self) -> bytes: ...


VERSION = b"\x01"
NONCE = 24
TAG = 16


def seal(key: Secret, head: bytes, plaintext: bytes, context: bytes) -> bytes:
    """The plaintext sealed for one context."""
    nonce = token_bytes(NONCE)
    return head + nonce + encrypt(plaintext, head + context, nonce, key.raw)


def unseal(key: Secret, head: int, sealed: bytes, context: bytes, what: str) -> bytes:
    """The plaintext of what `seal` made with a head of that many bytes. Raises DoesNotOpen, which names `what`."""
    start = head + NONCE
    if len(sealed) >= start + TAG:
        try:
            return decrypt(sealed[start:], sealed[:head] + context, sealed[head:start], key.raw)
        except CryptoError:
            pass
    raise DoesNotOpen(what)


def checked(sealed: Bytes, what: str) -> bytes:
    """A sealed value as bytes, once its version is known. Raises UnknownVersion and DoesNotOpen."""
    value = sealed if sealed.__class__ is bytes else bytes(sealed)
    if not value:
        raise DoesNotOpen(what)
    if value[:1] != VERSION:
        raise UnknownVersion(what, value[0])
    return value


def framed(*parts: str) -> bytes:
    """Texts joined so that no two lists of texts give the same bytes. Raises ValueError on an empty or huge text."""
    out = b""
    for part in parts:
        text = part.encode()
        if not 0 < len(text) < 65_536:
            raise ValueError("A name in the vault has between 1 and 65,535 bytes.")
        out += len(text).to_bytes(2, "big") + text
    return out
