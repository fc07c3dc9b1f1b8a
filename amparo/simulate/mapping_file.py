"""Mapping files read: the ready ones that come with Amparo, and anyone's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from amparo.law.errors import LawError, UnknownName, did_you_mean, near
from amparo.simulate.mapping import (
    City,
    Dimension,
    FactSource,
    Mapping,
    Outcome,
    Pattern,
    Places,
    Shipped,
    Skip,
    Source,
    Words,
)

READY = Path(__file__).parent / "mappings"
DATA = Path(__file__).parent / "data"
DEFAULT = "ice-detainers-2015"
"""The mapping whose records are taken when nobody names any."""

KEYS = {
    "": "title unit question include null caveats facts day dimensions skip place outcome shipped tables",
    "source": "column values patterns unknown other format table drop drop",
    "fact": "column values patterns unknown other format table drop constant",
    "dimension": "column values patterns unknown other format table drop kind label with_state",
    "skip": "column values patterns unknown other format table drop is because",
    "place": "top state city cities",
    "city": "place state names",
    "outcome": "column values patterns unknown other format table drop groups none",
    "shipped": "file title caveats",
    "pattern": "match is unknown",
}
OTHERS = ("error", "unknown", "same")
KINDS = ("month", "place", "name")


def ready() -> list[str]:
    """The names of the mappings that come with Amparo."""
    return sorted(p.stem for p in READY.glob("*.toml") if not p.stem.startswith("_"))


def load(name: str) -> Mapping:
    """A ready mapping by name, or a file by path.

    Raises UnknownName when there is neither, and LawError, naming file and entry, when it cannot be read.
    """
    path = READY / f"{name}.toml"
    if name not in ready():
        path = Path(name)
        if not path.is_file():
            raise UnknownName("mapping file or ready mapping", name, ready())
    return Reader(path).mapping()


class Reader:
    """Reads one mapping file; what is wrong is told with the file and the entry."""

    def __init__(self, path: Path):
        self.path = path
        self.texts: list[str] = []
        self.row = self._with_included(path)
        self.tables: dict[str, Any] = self.row.get("tables", {})

    def fail(self, at: str, message: str) -> LawError:
        return LawError(f"{self.path.name}: {at + ': ' if at else ''}{message}")

    def _with_included(self, path: Path) -> dict[str, Any]:
        """The file's tables over those of the files that it includes."""
        try:
            text = path.read_text(encoding="utf-8")
            row = tomllib.loads(text)
        except FileNotFoundError:
            raise self.fail("include", f"there is no file '{path.name}' beside it.") from None
        except OSError as error:
            raise LawError(f"The mapping {path} cannot be read: {error.strerror}.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise LawError(f"The mapping {path} is no TOML: {error}.") from None
        self.texts.append(text)
        merged: dict[str, Any] = {}
        for name in row.pop("include", []):
            _merge(merged, self._with_included(path.parent / name))
        _merge(merged, row)
        return merged

    def mapping(self) -> Mapping:
        row = self.row
        self.keys(row, "", "")
        for needed in ("title", "unit", "question"):
            if needed not in row:
                raise self.fail(needed, "is missing.")
        day = row.get("day")
        return Mapping(
            self.path.stem, str(self.path), self.words(row["title"], "title"), self.words(row["unit"], "unit"),
            self.text(row["question"], "question"), "\n".join(self.texts),
            frozenset(self.texts_of(row.get("null", []), "null")),
            tuple(self.fact(name, r) for name, r in self.table(row.get("facts", {}), "facts").items()),
            self.source(day, "day", dated=True) if day else None,
            tuple(self.dimension(name, r) for name, r in self.table(row.get("dimensions", {}), "dimensions").items()),
            tuple(self.skip(r, f"skip[{i}]") for i, r in enumerate(row.get("skip", []), 1)),
            self.places(row.get("place", {})),
            self.outcome(row["outcome"]) if "outcome" in row else None,
            self.all_words(row.get("caveats", []), "caveats"),
            self.shipped(row["shipped"]) if "shipped" in row else None,
        )  # fmt: skip

    # ---- the parts ---------------------------------------------------------------------------
    def fact(self, name: str, row: Any) -> FactSource:
        at = f"facts.{name}"
        self.keys(row, "fact", at)
        if "constant" in row:
            if len(row) > 1:
                raise self.fail(at, "has a constant; then nothing else is read.")
            return FactSource(name, None, row["constant"])
        return FactSource(name, self.source(row, at))

    def dimension(self, name: str, row: Any) -> Dimension:
        at = f"dimensions.{name}"
        self.keys(row, "dimension", at)
        kind = self.one_of(row.get("kind", "name"), KINDS, f"{at}.kind")
        label = self.words(row.get("label", {"en": name}), f"{at}.label")
        source = self.source(row, at, dated=kind == "month", other="same")
        return Dimension(name, source, kind, label, bool(row.get("with_state", False)))

    def skip(self, row: Any, at: str) -> Skip:
        self.keys(row, "skip", at)
        if "is" not in row:
            raise self.fail(at, "needs 'is': the value whose records are set apart.")
        words = self.words(row.get("because", ""), f"{at}.because")
        return Skip(self.source(row, at, other="unknown"), row["is"], words)

    def places(self, row: Any) -> Places:
        self.keys(row, "place", "place")
        cities = []
        for i, city in enumerate(row.get("cities", []), 1):
            at = f"place.cities[{i}]"
            self.keys(city, "city", at)
            place, state = self.text(city.get("place"), f"{at}.place"), self.text(city.get("state"), f"{at}.state")
            cities.append(City(place, state, frozenset(self.texts_of(city.get("names", []), f"{at}.names"))))
        state = self.source(row["state"], "place.state") if "state" in row else None
        city = self.text(row.get("city", ""), "place.city")
        return Places(self.text(row.get("top", "us"), "place.top"), state, city, tuple(cities))

    def outcome(self, row: Any) -> Outcome:
        self.keys(row, "outcome", "outcome")
        table = self.table(row.get("groups", {}), "outcome.groups")
        groups = {name: self.words(words, f"outcome.groups.{name}") for name, words in table.items()}
        source = self.source(row, "outcome")
        none = self.text(row.get("none"), "outcome.none")
        for text, group in [*source.values.items(), *((p.match, p.value) for p in source.patterns), ("none", none)]:
            if group not in groups and group is not None:
                hint = did_you_mean(near(str(group), groups))
                raise self.fail("outcome", f"'{text}' is put into the group '{group}', which does not exist.{hint}")
        return Outcome(source, groups, none)

    def shipped(self, row: Any) -> Shipped:
        self.keys(row, "shipped", "shipped")
        title = self.words(row.get("title", ""), "shipped.title")
        caveats = self.all_words(row.get("caveats", []), "shipped.caveats")
        return Shipped(self.text(row.get("file"), "shipped.file"), title, caveats)

    def source(self, row: Any, at: str, *, dated: bool = False, other: str = "") -> Source:
        if not isinstance(row, dict) or "column" not in row:
            raise self.fail(at, "needs a column.")
        if at in ("day", "place.state"):
            self.keys(row, "source", at)
        if "table" in row:
            if row["table"] not in self.tables:
                hint = did_you_mean(near(str(row["table"]), self.tables))
                raise self.fail(f"{at}.table", f"there is no table 'tables.{row['table']}'.{hint}")
            row = {**self.tables[row["table"]], **row}
        patterns = tuple(self.pattern(p, f"{at}.patterns[{i}]") for i, p in enumerate(row.get("patterns", []), 1))
        values = self.table(row.get("values", {}), f"{at}.values")
        gone = self.texts_of(row.get("drop", []), f"{at}.drop")
        values = {text: None if value in gone else value for text, value in values.items()}
        patterns = tuple(Pattern(p.match, None) if p.value in gone else p for p in patterns)
        rest = other or ("unknown" if patterns else "error" if values else "same")
        return Source(
            self.text(row["column"], f"{at}.column"), at, values, patterns,
            frozenset(self.texts_of(row.get("unknown", []), f"{at}.unknown")),
            self.one_of(row.get("other", rest), OTHERS, f"{at}.other"),
            self.text(row.get("format", "%Y-%m-%d" if dated else ""), f"{at}.format"),
        )  # fmt: skip

    def pattern(self, row: Any, at: str) -> Pattern:
        self.keys(row, "pattern", at)
        if "match" not in row or ("is" in row) == bool(row.get("unknown")):
            raise self.fail(at, "needs 'match', and either 'is' or 'unknown = true'.")
        try:
            re.compile(row["match"])
        except (re.error, TypeError) as error:
            raise self.fail(f"{at}.match", f"is no regular expression: {error}.") from None
        return Pattern(row["match"], row.get("is"))

    # ---- the values ---------------------------------------------------------------------------
    def keys(self, row: Any, part: str, at: str) -> None:
        allowed = KEYS[part].split()
        for key in self.table(row, at):
            if key not in allowed:
                hint = did_you_mean(near(key, allowed)) or f" There are: {', '.join(allowed)}."
                raise self.fail(at, f"there is no entry '{key}' here.{hint}")

    def table(self, value: Any, at: str) -> dict[str, Any]:
        return self._typed(value, dict, at, "a table")

    def text(self, value: Any, at: str) -> str:
        return self._typed(value, str, at, "a text")

    def texts_of(self, value: Any, at: str) -> tuple[str, ...]:
        return tuple(self.text(v, at) for v in self._typed(value, list, at, "a list of texts"))

    def words(self, value: Any, at: str) -> Words:
        """A text, or a table of texts by language with English among them."""
        if isinstance(value, str):
            return {"en": value}
        if not isinstance(value, dict) or "en" not in value:
            raise self.fail(at, 'needs words: a text, or { en = "…", es = "…" }.')
        return {lang: self.text(text, at) for lang, text in value.items()}

    def all_words(self, values: Any, at: str) -> tuple[Words, ...]:
        return tuple(self.words(w, f"{at}[{i}]") for i, w in enumerate(self._typed(values, list, at, "a list"), 1))

    def one_of(self, value: Any, allowed: tuple[str, ...], at: str) -> str:
        if value not in allowed:
            raise self.fail(at, f"'{value}' is none of {', '.join(allowed)}.")
        return value

    def _typed(self, value: Any, kind: Callable[..., Any], at: str, name: str) -> Any:
        if not isinstance(value, kind):  # type: ignore[arg-type]
            raise self.fail(at, f"must be {name}.")
        return value


def _merge(into: dict[str, Any], new: dict[str, Any]) -> None:
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value
