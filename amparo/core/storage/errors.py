"""What can be wrong with storage, as sentences."""

from __future__ import annotations


class StorageError(Exception):
    """Its message says what is wrong, where, and what would be right. It quotes no password."""
