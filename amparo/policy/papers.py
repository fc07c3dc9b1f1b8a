"""The papers that arrive, as `corpus/forms` describes them: what each is called, and what it tells by itself."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from amparo.law.words import Words
from amparo.site.shelf import open_shelf

UNBROKEN = "\u2011"
"""A hyphen at which no line ends."""


@dataclass(frozen=True)
class Paper:
    """A kind of paper or spoken request."""

    name: str
    number: str
    """As printed on the form; empty if it has none."""
    words: Mapping[str, str]
    help: Mapping[str, str]
    facts: Mapping[str, Any]
    """What it settles by itself."""
    asks: tuple[str, ...]
    asks_of: Mapping[str, tuple[str, ...]]

    @property
    def request(self) -> str:
        """Its label of the corpus's kind `request`."""
        return self.facts["request"]

    def asked_of(self, agency: str) -> tuple[str, ...]:
        """The questions of law that it raises for an agency, the main one first."""
        return self.asks_of.get(agency, self.asks)

    def called(self, said: Words) -> str:
        """Its name in a language: its own words, or those of the vocabulary."""
        name = self.words.get(said.lang) or said.kind_label("request", self.request)
        if not self.number or self.number in name:
            return name
        return f"{name} ({self.number.replace('-', UNBROKEN)})"

    def helped(self, said: Words) -> str:
        """How to recognise it, in a language; empty where nobody has written that."""
        return self.help.get(said.lang, "")


def papers() -> Mapping[str, Paper]:
    """All papers by name, in the order in which they are offered."""
    return _read(str(open_shelf().law.root))


def paper(name: str) -> Paper | None:
    """The paper of a name."""
    return papers().get(name)


@cache
def _read(root: str) -> Mapping[str, Paper]:
    found = {}
    for path in sorted(Path(root, "forms").glob("*.toml")):
        for name, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
            asks_of = {agency: tuple(asks) for agency, asks in row.get("asks_of", {}).items()}
            found[name] = Paper(name, row.get("number", ""), row["words"], row.get("help", {}), row["facts"],
                                tuple(row["asks"]), asks_of)  # fmt: skip
    return found
