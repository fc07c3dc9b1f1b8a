"""Data keys sealed to the public keys of the organisations that may open a record.

A record sealed in this way alone is closed to whoever has none of their private halves. Sealed, it is: version byte, a
digest of the public key (4 bytes), and a sealed box of whose record it is (a digest of 32 bytes) and the data key.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from hashlib import blake2b

from nacl.bindings import crypto_box_seal, crypto_box_seal_open
from nacl.exceptions import CryptoError

from amparo.core.vault import aead
from amparo.core.vault.aead import VERSION, Bytes, framed
from amparo.core.vault.errors import DoesNotOpen, UnknownKey
from amparo.core.vault.keys import HEAD, DataKey, PrivateKey, Record

WHAT = "data key sealed to a member"
_LABEL = framed("data key to a member")


def seal_to(data_key: DataKey, record: Record, public: bytes) -> bytes:
    """The data key of a record for the holder of one key pair. Raises ValueError when `public` is no public key."""
    sealed = b""
    with suppress(CryptoError, TypeError):  # of wrong length, or a point that would give the key away
        sealed = crypto_box_seal(_whose(record, public) + data_key.raw, public)
    if not sealed:
        raise ValueError("This is not the public half of a key pair.")
    return VERSION + _short(public) + sealed


def open_with(sealed: Bytes, record: Record, private: PrivateKey) -> DataKey:
    """The data key, for who holds the private half. Raises UnknownKey, UnknownVersion and DoesNotOpen."""
    value, public = aead.checked(sealed, WHAT), private.public
    if value[1:HEAD] != _short(public):
        raise UnknownKey(WHAT, value[1:HEAD].hex())
    secret = b""
    with suppress(CryptoError, TypeError):  # a TypeError is what a value too short gives
        secret = crypto_box_seal_open(value[HEAD:], public, private.raw)
    # A sealed box authenticates no context, so the record is compared here.
    if len(secret) != 64 or not hmac.compare_digest(secret[:32], _whose(record, public)):
        raise DoesNotOpen(WHAT)
    return DataKey(secret[32:])


def public_id(public: bytes) -> str:
    """The id of a public key, as it stands in what is sealed to it."""
    return _short(public).hex()


def _short(public: bytes) -> bytes:
    return blake2b(public, digest_size=4, person=b"amparo-public-id").digest()


def _whose(record: Record, public: bytes) -> bytes:
    return blake2b(_LABEL + record.context + public, digest_size=32, person=b"amparo-sealed-to").digest()
