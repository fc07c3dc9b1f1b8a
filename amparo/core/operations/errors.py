"""What can be wrong with a backup, as sentences."""

from __future__ import annotations

from amparo.core.storage.errors import StorageError


class BackupError(StorageError):
    """Its message says what is wrong and what would be right. It quotes no passphrase and nothing of the data."""


class WrongPassphrase(BackupError):
    """The passphrase does not open a file."""
