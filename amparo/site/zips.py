"""From a ZIP code to the places it may lie in. A guess for the person to confirm, never more."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from functools import cache

from amparo.law.corpus import Corpus
from amparo.site.shelf import DATA

FIVE = re.compile(r"^\s*(\d{5})(?:[-\s]?\d{4})?\s*$")


@dataclass(frozen=True)
class Guess:
    """What a ZIP code points to: cities of the corpus, likeliest first, and the state's code."""

    zip: str
    cities: tuple[str, ...]
    state: str | None


def read_zip(typed: str) -> str | None:
    """The five digits of a ZIP code, or None if this is none."""
    found = FIVE.match(typed)
    return found[1] if found else None


def guess(law: Corpus, code: str) -> Guess:
    """The places a ZIP code may lie in."""
    state = state_of(code)
    cities = [
        (max(len(p) for p in place.zips if code.startswith(p)), place.path)
        for place in law.places.values()
        if any(code.startswith(p) for p in place.zips)
    ]
    if cities and state is None:
        state = cities[0][1].split("/")[1]
    return Guess(code, tuple(path for _, path in sorted(cities, key=lambda c: (-c[0], c[1]))), state)


def state_of(code: str) -> str | None:
    """The state whose run of ZIP codes holds this one."""
    table = runs()
    at = bisect.bisect_right(table, code, key=lambda run: run[0]) - 1
    if at < 0 or code > table[at][1]:
        return None
    return table[at][2]


@cache
def runs() -> list[tuple[str, str, str]]:
    lines = (DATA / "zips.txt").read_text(encoding="utf-8").splitlines()
    return [(first, last, state) for first, last, state in (line.split() for line in lines)]
