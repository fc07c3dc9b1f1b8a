"""Errors that read like a colleague: what is wrong, where, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pos:
    """A place in a file: line and column count from 1; `width` is the number of characters meant."""

    path: str = ""
    line: int = 0
    column: int = 0
    width: int = 1


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a law file."""

    at: Pos
    message: str
    text: str = ""

    def __str__(self) -> str:
        where = f"{self.at.path}:{self.at.line}:{self.at.column}: {self.message}"
        if not self.text:
            return where
        caret = " " * (self.at.column - 1) + "^" * max(1, self.at.width)
        return f"{where}\n    {self.text}\n    {caret}"


class LawError(Exception):
    """The corpus, or a call, cannot be used as it stands. `problems` lists every reason found."""

    def __init__(self, problems: Iterable[Problem] | str):
        self.problems = [Problem(Pos(), problems)] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(p.message if not p.at.path else str(p) for p in self.problems))


class UnknownName(LawError):
    """A question, jurisdiction, fact or label that the corpus does not know.

    `kind` says what was looked for, `name` what was given, `near` the names closest to it.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]):
        self.kind, self.name, self.near = kind, name, near(name, known)
        super().__init__(f"There is no {kind} called '{name}'.{did_you_mean(self.near)}")


def near(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names most like `name`, best first."""
    known = list(known)
    found = difflib.get_close_matches(name, known, most, 0.6)
    tail = name.rsplit("/", 1)[-1]
    if not found:
        found = [k for k in known if tail and (tail in k or k.rsplit("/", 1)[-1] in name)][:most]
    return found or difflib.get_close_matches(name, known, most, 0.45)


def did_you_mean(names: list[str]) -> str:
    """A sentence that offers `names`, or nothing."""
    if not names:
        return ""
    return " Did you mean " + " or ".join(f"'{n}'" for n in names) + "?"
