"""Blind indexes: find a row by a sealed value, such as a phone number that asked for no more messages."""

from __future__ import annotations

from hashlib import blake2b

from amparo.core.vault.aead import framed
from amparo.core.vault.errors import NotText
from amparo.core.vault.keys import IndexKey


def blind(key: IndexKey, purpose: str, text: str) -> bytes:
    """32 bytes that are the same for the same text and purpose, and tell nothing without the key.

    Write the text in one way first (a phone number as +12125550100): what differs by a space is not found. Equal
    texts have equal values, so use it where a match is all that is asked. Raises NotText on half a character.
    """
    try:
        value = text.encode()
    except UnicodeEncodeError:
        value = None
    if value is None:
        raise NotText("The text to look for holds half a character (a surrogate), which cannot be written.")
    return blake2b(framed(purpose) + value, key=key.raw, digest_size=32, person=b"amparo-blind").digest()
