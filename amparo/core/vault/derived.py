"""Keys that are worked out from the site's key, one for each purpose, so that they need not be kept."""

from __future__ import annotations

from hashlib import blake2b
from typing import TypeVar

from amparo.core.vault.aead import framed
from amparo.core.vault.keys import SIZE, DataKey, IndexKey, SiteKey

Derived = TypeVar("Derived", DataKey, IndexKey)


def derived(kind: type[Derived], site: SiteKey, purpose: str) -> Derived:
    """The site's key of a kind for a purpose. It is the same for ever and tells nothing of the site's key."""
    words = framed(kind.kind, purpose)
    return kind(blake2b(words, key=site.raw, digest_size=SIZE, person=b"amparo-derived").digest())
