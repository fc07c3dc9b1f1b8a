"""What limits are counted by: a keyed hash that changes, held in memory. No address is kept anywhere (promise 12)."""

from __future__ import annotations

import secrets
import time
from hashlib import blake2b

ROTATES = 6 * 3600
"""Seconds after which the same address has another hash, and is counted from nought."""
_key = (0, b"")


def cache_key(key: str, prefix: str, version: int) -> str:
    """Under which name the memory keeps a count. It says nothing once the process has ended."""
    words = f"{prefix}:{version}:{key}".encode()
    return blake2b(words, key=_today(), digest_size=24).hexdigest()


def _today() -> bytes:
    global _key
    now = int(time.time() // ROTATES)
    if _key[0] != now:
        _key = (now, secrets.token_bytes(32))
    return _key[1]
