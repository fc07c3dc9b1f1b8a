"""Passwords are kept as Argon2id hashes, made by the library that seals everything else too."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher
from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id

NAME = "argon2id"
PASSES = 3
MEMORY = 64 * 1024 * 1024
"""Bytes that one check takes; it lasts about a tenth of a second."""


class Argon2idHasher(BasePasswordHasher):
    """What is stored: `argon2id` and the string that libsodium makes, which holds salt and costs."""

    algorithm = NAME

    def encode(self, password: str, salt: str) -> str:
        """The hash of a password. libsodium draws the salt itself."""
        made = argon2id.str(password.encode(), opslimit=PASSES, memlimit=MEMORY)
        return NAME + made.decode("ascii")

    def decode(self, encoded: str) -> dict[str, Any]:
        """The parts of a hash."""
        _algorithm, _name, _version, costs, salt, hashed = encoded.split("$")
        return {"algorithm": self.algorithm, "costs": costs, "salt": salt, "hash": hashed}

    def verify(self, password: str, encoded: str) -> bool:
        """Is this the password?"""
        try:
            return argon2id.verify(encoded.removeprefix(NAME).encode("ascii"), password.encode())
        except InvalidkeyError:
            return False

    def must_update(self, encoded: str) -> bool:
        """Was it made with other costs than today's?"""
        return self.decode(encoded)["costs"] != f"m={MEMORY // 1024},t={PASSES},p=1"

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to do: the costs are the same for all."""

    def safe_summary(self, encoded: str) -> Any:
        """For no page of ours."""
        return {"algorithm": self.algorithm, "costs": self.decode(encoded)["costs"]}
