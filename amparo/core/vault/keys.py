"""The keys of the vault, and how one key is kept under another.

    outer key     outside the database
    ├ city key    one a city; opens its index key, the key of its messages, and its organisations' private halves
    └ site key    one an installation; makes the secrets of return phrases and of accounts
    private key   one an organisation; opens the data keys that are sealed to its public half
    data key      one a person or case; the only thing that opens its fields. To forget it is to delete them.

Rotation rewrites wrapped keys, never a field: `rewrap_key` for a new outer key, `reseal_key` for a new city key.

A key kept under another is: version byte, id of the key above it (4 bytes), nonce, ciphertext, tag. The kind
of key and whose it is are authenticated, so one city's key cannot be put in the place of another's.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from secrets import token_bytes
from typing import TYPE_CHECKING, ClassVar, NoReturn, Self, TypeVar

from nacl.bindings import crypto_scalarmult_base

from amparo.core.vault import aead
from amparo.core.vault.aead import VERSION, Bytes, framed
from amparo.core.vault.errors import DoesNotOpen, NoKey, UnknownKey

if TYPE_CHECKING:
    from amparo.core.vault.outer import Outer

SIZE = 32
HEAD = 5


class Unwritten:
    """What refuses to be pickled, so that it cannot slip into a session, a cache or a job."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"A {self.__class__.__name__} is secret and is not written anywhere as it stands.")


@dataclass(frozen=True, repr=False, eq=False)
class Key(Unwritten):
    """32 secret bytes. It shows its kind and id only. Raises NoKey when it is not 32 bytes."""

    raw: bytes = field(repr=False)
    kind: ClassVar[str] = "key"

    def __post_init__(self) -> None:
        if self.raw.__class__ is not bytes or len(self.raw) != SIZE:
            raise NoKey(f"This {self.kind} is not 32 bytes long.")

    @classmethod
    def new(cls) -> Self:
        """A random key."""
        return cls(token_bytes(SIZE))

    @property
    def id(self) -> str:
        """Eight hexadecimal digits that tell keys apart and say nothing about them."""
        return blake2b(self.raw, digest_size=4, person=b"amparo-key-id").hexdigest()

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and other.kind == self.kind and hmac.compare_digest(self.raw, other.raw)

    def __hash__(self) -> int:
        return hash(self.id)


class OuterKey(Key):
    """Lies outside the database."""

    kind = "outer key"


class TopKey(Key):
    """A key that is kept under the outer key."""


class CityKey(TopKey):
    """One a city."""

    kind = "city key"


class SiteKey(TopKey):
    """One an installation. It outlives outer keys, or no return phrase would work after a rotation."""

    kind = "site key"


class PhraseKey(Key):
    """What a person's return phrase gives; never stored."""

    kind = "phrase key"


class DataKey(Key):
    """One a person or case."""

    kind = "data key"


class IndexKey(Key):
    """One a city, for blind indexes. It outlives city keys, or nothing would be found after a rotation."""

    kind = "index key"


class PrivateKey(Key):
    """The private half of a Curve25519 key pair; `public` is the other half, 32 bytes, no secret.

    It is kept under the city key, not under anybody's password: then the web process can open a record for
    somebody it has let in, a lost password loses no record, and single sign-on works. Its row is behind the wall
    of its organisation, so the city's office cannot fetch it. The price is that who holds the outer key and the
    database can open what is sealed to it. An organisation that must be out of reach of that runs its own
    installation.
    """

    kind = "private key"

    @property
    def public(self) -> bytes:
        return crypto_scalarmult_base(self.raw)


Holder = CityKey | PhraseKey
"""The keys under which the keys of one record are kept."""
Inner = DataKey | IndexKey | PrivateKey
"""The keys of one record."""
Kept = TypeVar("Kept", bound=Inner)
Top = TypeVar("Top", bound=TopKey)


@dataclass(frozen=True, slots=True)
class Record:
    """Whose a sealed value is: the city, the kind of record, and its id, which all stay the same for ever.

    `context` is what every value of the record is bound to. Raises ValueError when a part is empty.
    """

    city: str
    kind: str
    id: str
    context: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "context", framed(self.city, self.kind, self.id))


# ---- under the outer key ---------------------------------------------------------------------
def wrap_key(key: TopKey, owner: str, outer: Outer) -> bytes:
    """The key of the city or site with the id `owner`, to be stored."""
    return outer.wrap(key.raw, framed(key.kind, owner))


def unwrap_key(kind: type[Top], wrapped: Bytes, owner: str, outer: Outer) -> Top:
    """The key that `wrap_key` stored for the same owner. Raises UnknownKey, UnknownVersion and DoesNotOpen."""
    return kind(outer.unwrap(bytes(wrapped), framed(kind.kind, owner)))


def rewrap_key(kind: type[TopKey], wrapped: Bytes, owner: str, outer: Outer) -> bytes:
    """The same key under the current outer key. What the key itself seals stays as it is."""
    return wrap_key(unwrap_key(kind, wrapped, owner, outer), owner, outer)


# ---- under a city or phrase key ---------------------------------------------------------------
def seal_key(key: Inner, record: Record, under: Holder) -> bytes:
    """The key of a record, to be stored. For a case that city staff must not open, seal its data key to
    organisations alone (`members.seal_to`) and never with this function under a city key."""
    return wrap(under, key.raw, framed(key.kind) + record.context)


def open_key(kind: type[Kept], sealed: Bytes, record: Record, *under: Holder) -> Kept:
    """The key that `seal_key` sealed for the same record. While a city key is being rotated give both, in any order.
    Raises UnknownKey, UnknownVersion and DoesNotOpen."""
    return kind(unwrap(under, sealed, framed(kind.kind) + record.context, kind.kind))


def reseal_key(kind: type[Inner], sealed: Bytes, record: Record, old: Holder, new: Holder) -> bytes:
    """The same key under a new city key. What is under the new key already comes back as it is, so a rotation
    that was broken off can start again."""
    key = open_key(kind, sealed, record, old, new)
    return bytes(sealed) if key_id(sealed) == new.id else seal_key(key, record, new)


def key_id(wrapped: Bytes) -> str:
    """The id of the key under which a key is kept: tells what a rotation has still to do."""
    return aead.checked(wrapped, "key")[1:HEAD].hex()


# ---- one key under another -------------------------------------------------------------------
def wrap(under: Key, secret: bytes, context: bytes) -> bytes:
    """Bytes sealed under a key, with that key's id in front."""
    return aead.seal(under, VERSION + bytes.fromhex(under.id), secret, context)


def unwrap(under: Iterable[Key], wrapped: Bytes, context: bytes, what: str) -> bytes:
    """What `wrap` sealed under one of these keys. Raises UnknownKey, UnknownVersion and DoesNotOpen."""
    value = aead.checked(wrapped, what)
    if len(value) < HEAD:
        raise DoesNotOpen(what)
    id = value[1:HEAD].hex()
    known = [key for key in under if key.id == id]
    if not known:
        raise UnknownKey(what, id)
    for key in known[:-1]:  # two keys with one id: once in four thousand million
        try:
            return aead.unseal(key, HEAD, value, context, what)
        except DoesNotOpen:
            continue
    return aead.unseal(known[-1], HEAD, value, context, what)
