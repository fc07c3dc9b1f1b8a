"""What a mapping says: which column of a data set is which fact, and how its texts are read."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

Words = Table[str, str]
"""A text by language: {"en": …, "es": …}."""


class Unread(Exception):
    """A text that a source cannot read; `wanted` says what it should have been."""

    def __init__(self, wanted: str):
        self.wanted = wanted
        super().__init__(wanted)


@dataclass(frozen=True)
class Pattern:
    """A regular expression found somewhere in the text, in capitals or not, and the value it means; None is unknown."""

    match: str
    value: Any


@dataclass(frozen=True)
class Source:
    """How one value is read from the texts of a column.

    In this order: `unknown` texts say nothing; `values` are looked up; the first of the `patterns` found
    wins; `form` is how dates are written. A text that none of them knows is an error, is "unknown", or
    is kept as it is ("same"), as `other` says.
    """

    column: str
    at: str
    values: Table[str, Any] = field(default_factory=dict)
    patterns: tuple[Pattern, ...] = ()
    unknown: frozenset[str] = frozenset()
    other: str = "error"
    form: str = ""

    def read(self, text: str) -> Any:
        """The value of a text, or None where it is unknown. Raises Unread."""
        if text in self.unknown:
            return None
        if self.form:
            return _date(text, self.form)
        if text in self.values:
            return self.values[text]
        for pattern in self.patterns:
            if _compiled(pattern.match).search(text):
                return pattern.value
        if self.other == "error":
            raise Unread("")
        return text if self.other == "same" else None


@lru_cache(1024)
def _compiled(match: str) -> re.Pattern[str]:
    return re.compile(match, re.IGNORECASE)


def _date(text: str, form: str) -> datetime.date:
    try:
        return datetime.datetime.strptime(text, form).date()
    except ValueError:
        today = datetime.date(2015, 3, 2).strftime(form)
        raise Unread(f"a date like {today}") from None


@dataclass(frozen=True)
class FactSource:
    """A fact: the source of its value, or the same value for every record."""

    fact: str
    source: Source | None = None
    constant: Any = None


@dataclass(frozen=True)
class Dimension:
    """What records are counted by. `kind` is month, place or name; `with_state` keeps apart the names
    that two states share."""

    name: str
    source: Source
    kind: str
    words: Words
    with_state: bool = False


@dataclass(frozen=True)
class Skip:
    """Records that are set apart, counted, and not judged: those whose source gives `value`."""

    source: Source
    value: Any
    words: Words


@dataclass(frozen=True)
class City:
    """The names under which a place of the corpus stands in the data, within a state."""

    place: str
    state: str
    names: frozenset[str]


@dataclass(frozen=True)
class Places:
    """Where a record belongs: a column of states, and the cities whose law is known by name."""

    top: str
    state: Source | None = None
    city: str = ""
    cities: tuple[City, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What was recorded, in groups. `none` is the group of records without any outcome."""

    source: Source
    groups: Table[str, Words]
    none: str


@dataclass(frozen=True)
class Shipped:
    """The records that come with a ready mapping: their file, what they are, and what else to know of them."""

    file: str
    title: Words
    caveats: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """One mapping file. `text` is all that it was read from; a digest of it names its meaning."""

    name: str
    path: str
    title: Words
    unit: Words
    question: str
    text: str
    null: frozenset[str] = frozenset()
    facts: tuple[FactSource, ...] = ()
    day: Source | None = None
    dimensions: tuple[Dimension, ...] = ()
    skips: tuple[Skip, ...] = ()
    places: Places = Places("us")
    outcome: Outcome | None = None
    caveats: tuple[Words, ...] = ()
    shipped: Shipped | None = None

    @property
    def columns(self) -> dict[str, str]:
        """The columns that are read, each with the part of the mapping that names it first."""
        found: dict[str, str] = {}
        for source in self.sources():
            found.setdefault(source.column, source.at)
        if self.places.city:
            found.setdefault(self.places.city, "place.city")
        return found

    def sources(self) -> list[Source]:
        """Every source, in the order of the file."""
        found = [f.source for f in self.facts if f.source]
        found += [self.day] if self.day else []
        found += [d.source for d in self.dimensions]
        found += [s.source for s in self.skips]
        found += [self.places.state] if self.places.state else []
        found += [self.outcome.source] if self.outcome else []
        return found

    def dimension(self, name: str) -> Dimension:
        """The dimension of this name. Raises UnknownName."""
        from amparo.law.errors import UnknownName

        for dimension in self.dimensions:
            if dimension.name == name:
                return dimension
        raise UnknownName("dimension of this mapping", name, [d.name for d in self.dimensions])

    def assuming(self, facts: Table[str, Any]) -> Mapping:
        """As this mapping, with facts taken to be the same for every record.

        Raises LawError for a fact that the mapping reads from the data: data are not overwritten.
        """
        from amparo.law.errors import LawError

        read = {f.fact for f in self.facts}
        for name in facts:
            if name in read:
                raise LawError(f"'{name}' is read from the data by the mapping '{self.name}'; it cannot be assumed.")
        added = tuple(FactSource(name, None, value) for name, value in facts.items())
        return replace(self, facts=(*self.facts, *added), text=f"{self.text}\n{sorted(facts.items())!r}")
