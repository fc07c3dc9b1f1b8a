"""What can go wrong with the vault, as sentences. No message or attribute holds a key, a plaintext or a phrase."""

from __future__ import annotations

from collections.abc import Iterable


class VaultError(Exception):
    """A value cannot be sealed or opened as things stand."""


class NoKey(VaultError):
    """No outer key is set up, or what is set up is not a key."""


class KeyFileOpen(VaultError):
    """The key file can be read or was made by somebody else."""

    def __init__(self, path: object, fault: str):
        super().__init__(f"The key file {path} {fault}. Only the user that runs Amparo may own and read it.")


class KeyFileThere(VaultError):
    """There is a key file already, and a new one would destroy it."""

    def __init__(self, path: object):
        super().__init__(
            f"There is a file at {path} already. It was left as it is: without an old key, what it sealed never opens."
        )


class UnknownKey(VaultError):
    """A value was sealed under a key that we were not given. `id` is that key's id."""

    def __init__(self, what: str, id: str):
        self.id = id
        super().__init__(f"The {what} was sealed under the key {id}, which is not among the keys given.")


class WrongKey(VaultError):
    """The outer key that is set up is not the one of this installation. `ids` are those of the keys that are."""

    def __init__(self, what: str, ids: Iterable[str], where: str):
        super().__init__(
            f"The outer key here ({', '.join(ids)}) does not open the key of {what}. Put the outer key with which this "
            f"installation was set up where Amparo looks for it: {where}."
        )


class DoesNotOpen(VaultError):
    """A value was changed, was moved from another place, or belongs to another key."""

    def __init__(self, what: str):
        super().__init__(f"The {what} does not open. It was changed, or moved from elsewhere, or the key is another's.")


class UnknownVersion(VaultError):
    """A value was written by another version of Amparo, or is no sealed value."""

    def __init__(self, what: str, version: int):
        super().__init__(f"The {what} has the format number {version}, which this version of Amparo cannot read.")


class NotText(VaultError):
    """A value is not what it was asked to be: text that UTF-8 can write, or JSON."""


class SameSecrets(VaultError):
    """The two site secrets are equal, so what finds a record would also open it."""

    def __init__(self) -> None:
        super().__init__("The two site secrets are equal: what finds a record would open it too. Make a new site key.")


class TooBusy(VaultError):
    """Too many return phrases are being worked on at once."""

    def __init__(self) -> None:
        super().__init__("Too many people are opening their records at this moment. Please try again in a minute.")


class BrokenPhrase(VaultError):
    """A return phrase cannot be read. The message names places only, so it may stand in a log.

    `near` gives for every place at fault (the first word is 1) the words of the list that may be meant. They
    are parts of a phrase: show them to the person who typed, and to nobody else.
    """

    def __init__(self, message: str, near: dict[int, tuple[str, ...]] | None = None):
        self.near = near or {}
        super().__init__(message)
