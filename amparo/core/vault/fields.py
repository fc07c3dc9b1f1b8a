"""Fields sealed under the data key of one person or case.

A value is bound to its city, kind of record, record id and field name: moved to another row or column, it does
not open. It is padded, so that its length tells little. Sealed, it is: version byte, nonce (24 bytes),
ciphertext, tag (16 bytes); under the ciphertext stand the value, a byte 0x80, and zeros up to a size in steps.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from amparo.core.vault import aead
from amparo.core.vault.aead import VERSION, Bytes, framed
from amparo.core.vault.errors import DoesNotOpen, NotText
from amparo.core.vault.keys import DataKey, Record

END = b"\x80"


def seal_field(data_key: DataKey, plaintext: str | bytes, *, record: Record, field: str) -> bytes:
    """A value, sealed. Raises NotText when a text holds half a character, which UTF-8 cannot write."""
    value = plaintext if isinstance(plaintext, bytes) else _encoded(plaintext, field)
    return aead.seal(data_key, VERSION, padded(value), _context(record, field))


def open_field(data_key: DataKey, sealed: Bytes, *, record: Record, field: str) -> str:
    """The text of a field. Raises UnknownVersion, DoesNotOpen, and NotText when bytes were sealed."""
    value = open_bytes(data_key, sealed, record=record, field=field)
    try:
        return value.decode()
    except UnicodeDecodeError:
        pass  # raised below, where the error that holds the value is no longer attached
    raise NotText(f"The field '{field}' holds bytes and not text.")


def open_bytes(data_key: DataKey, sealed: Bytes, *, record: Record, field: str) -> bytes:
    """The bytes of a field. Raises UnknownVersion and DoesNotOpen."""
    what = f"field '{field}' of a {record.kind}"
    value = aead.unseal(data_key, 1, aead.checked(sealed, what), _context(record, field), what).rstrip(b"\0")
    if value[-1:] != END:
        raise DoesNotOpen(what)
    return value[:-1]


def seal_json(data_key: DataKey, value: Any, *, record: Record, field: str) -> bytes:
    """A JSON value, sealed. Raises NotText when JSON cannot write it."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError):
        text = ""
    if not text:
        raise NotText(f"The value for the field '{field}' cannot be written as JSON.")
    return seal_field(data_key, text, record=record, field=field)


def open_json(data_key: DataKey, sealed: Bytes, *, record: Record, field: str) -> Any:
    """The JSON value of a field. Raises UnknownVersion, DoesNotOpen and NotText."""
    text = open_field(data_key, sealed, record=record, field=field)
    try:
        return json.loads(text)
    except ValueError:
        pass
    raise NotText(f"The field '{field}' does not hold JSON.")


def padded(value: bytes) -> bytes:
    """The value, END, and zeros up to the next size: multiples of 32 bytes up to 256, above that eight sizes for
    each doubling, so at most an eighth is added."""
    least = len(value) + 1
    step = max(32, 1 << max(0, (least - 1).bit_length() - 4))
    return (value + END).ljust(-(-least // step) * step, b"\0")


def _context(record: Record, field: str) -> bytes:
    return _FIELD + record.context + _name(field)


_FIELD = framed("field")
_name = lru_cache(1024)(framed)


def _encoded(text: str, field: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        pass
    raise NotText(f"The text for the field '{field}' holds half a character (a surrogate), which cannot be written.")
