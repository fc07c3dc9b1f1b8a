"""The corpus: every law file, place and word, read once, checked, and cached by content."""

from __future__ import annotations

import bisect
import datetime
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo.law import days
from amparo.law import syntax as s
from amparo.law.cache import Later, store, stored, tidy
from amparo.law.errors import LawError, Problem, UnknownName
from amparo.law.pages import Block
from amparo.law.vocabulary import Vocabulary

if TYPE_CHECKING:
    from amparo.law.ask import Verdict
    from amparo.law.rule import Rule

HERE = Path(__file__).parent
CORPUS = Path(os.environ.get("AMPARO_CORPUS") or HERE.parents[1] / "corpus")


@dataclass(frozen=True)
class Place:
    """A jurisdiction. `state` is the two-letter code of its calendar, "" for the United States."""

    path: str
    name: str
    names: Mapping[str, str]
    kind: str
    circuit: str
    state: str
    zone: str = ""
    zips: tuple[str, ...] = ()

    @property
    def chain(self) -> tuple[str, ...]:
        """The jurisdictions whose law counts here, highest first."""
        parts = self.path.split("/")
        return tuple("/".join(parts[: i + 1]) for i in range(len(parts)))


@dataclass
class LawFile(Later):
    """One law file. `parts` are its prose and blocks in reading order, each with its section.
    `lost` are the definitions in blocks that could not be read."""

    path: str
    place: str
    stem: str
    title: str
    cite: str
    source: str
    evidence: str
    read_on: str
    review: str
    in_force: s.Range
    binds: tuple[s.Name, ...]
    uses: tuple[str, ...] = ()
    parts: list[tuple[s.Section, str | Block]] = field(default_factory=list)
    norms: list[s.Norm] = field(default_factory=list)
    defines: list[s.Define] = field(default_factory=list)
    opens: list[s.Open] = field(default_factory=list)
    cases: list[s.Case] = field(default_factory=list)
    lost: tuple[str, ...] = ()

    later = ("parts", "cases")

    def days(self, item: s.Norm | s.Define | s.Open) -> s.Range:
        """When a norm, definition or open entry is in force."""
        own = item.in_force or s.Range()
        return s.Range(max(own.start, self.in_force.start), min(own.end, self.in_force.end))

    def full_cite(self, section: s.Section) -> str:
        """The citation that stands by itself."""
        return f"{self.cite}, {section.cite}" if section.cite.startswith("§") else section.cite


@dataclass
class Corpus(Later):
    """All law. `digest` names this exact text of it. `cached` is whether it is kept on disk."""

    root: str
    places: dict[str, Place]
    files: dict[str, LawFile]
    words: Vocabulary
    digest: str
    lines: dict[str, list[str]]
    problems: list[Problem] = field(default_factory=list)
    holidays: dict[tuple[str, int], frozenset[int]] = field(default_factory=dict)
    cached: bool = False
    _rules: dict[Any, Any] = field(default_factory=dict)

    later = ("lines",)

    def __getstate__(self) -> dict[str, Any]:
        return {**super().__getstate__(), "_rules": {}}

    # ---- looking up ----------------------------------------------------------------------
    def place(self, path: str) -> Place:
        """The jurisdiction of this path. Raises UnknownName."""
        if path not in self.places:
            raise UnknownName("jurisdiction", path, self.places)
        return self.places[path]

    def files_for(self, place: str) -> list[LawFile]:
        """The law files that count in a place, highest level first."""
        chain = self.place(place).chain
        return [f for path in chain for f in self.files_in(path)]

    def files_in(self, place: str) -> list[LawFile]:
        """The law files of one jurisdiction alone."""
        return [f for f in self.files.values() if f.place == place]

    def defines_for(self, file: LawFile) -> list[tuple[LawFile, s.Define]]:
        """The definitions that a file may name: its own and those of the files it uses."""
        return [(f, d) for f in self.with_used(file) for d in f.defines]

    def with_used(self, file: LawFile) -> list[LawFile]:
        """The files that a file uses, then the file itself."""
        used = [self.files.get(f"{file.place}/{stem}") for stem in file.uses]
        return [*(u for u in used if u), file]

    @lru_cache(256)  # noqa: B019 - one corpus lives as long as the process
    def turning_days(self, place: str) -> tuple[int, ...]:
        """The days, ascending, on which any answer in a place can change."""
        days: set[int] = set()
        for file in self.files_for(place):
            for item in (*file.norms, *file.defines, *file.opens):
                spans = [file.days(item)]
                if isinstance(item, s.Norm):
                    spans += [r for r, _ in item.enjoined]
                    spans += [item.contested_in] if item.contested else []
                for span in spans:
                    days |= {span.start, span.end + 1}
        for parameter in self.words.parameters.values():
            days |= {first for first, _, _ in parameter.values}
        return tuple(sorted(days))

    def epoch(self, place: str, day: int) -> int:
        """The first day of the stretch, around `day`, in which the law of the place stays the same."""
        turns = self.turning_days(place)
        at = bisect.bisect_right(turns, day)
        return max(turns[at - 1], days.FIRST) if at else days.FIRST

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Corpus) and other.digest == self.digest

    def today(self, place: str) -> datetime.date:
        """The day that it is now in a place, or by this computer's clock where time zones are not known."""
        import zoneinfo

        try:
            return datetime.datetime.now(zoneinfo.ZoneInfo(self.zone(place))).date()
        except (ValueError, zoneinfo.ZoneInfoNotFoundError):
            return datetime.date.today()

    def zone(self, place: str) -> str:
        """The time zone of a place, or of the place it lies in: `America/Chicago`; empty where none is told."""
        zones = [self.places[path].zone for path in self.place(place).chain if path in self.places]
        return next((z for z in reversed(zones) if z), "")

    def day(self, place: str, on: str | datetime.date | None) -> int:
        """The day number of a date, or of today in the place. Raises LawError and UnknownName."""
        return read_day(self.today(place) if on is None else on)

    # ---- asking --------------------------------------------------------------------------
    def rule(self, question: str, place: str, on: str | datetime.date | None = None) -> Rule:
        """The compiled rule on a question, in a place, on a day (today if left out).

        Raises UnknownName for a question or jurisdiction, and LawError for a date that is none.
        """
        from amparo.law.rule import Rule

        day = self.day(place, on)
        self.words.question(question)
        epoch = self.epoch(self.place(place).path, day)
        key = (question, place, epoch)
        if key not in self._rules:
            self._rules[key] = Rule(self, question, place, epoch)
        return self._rules[key]

    def ask(
        self, question: str, facts: Mapping[str, Any], place: str, on: str | datetime.date | None = None
    ) -> Verdict:
        """The whole answer to a question: verdict, reasons, duties, what is missing and what to ask next.

        `facts` are by name: bool, label, int, ISO date or date, set of labels, list of records. What is
        left out or None is unknown. Raises UnknownName and LawError for names and values that do not fit.
        """
        from amparo.law.ask import answer

        return answer(self, question, facts, place, self.day(place, on))


def read_day(on: str | datetime.date) -> int:
    """A day number from a date or an ISO date. Raises LawError."""
    try:
        day = (on if isinstance(on, datetime.date) else datetime.date.fromisoformat(on)).toordinal()
    except (TypeError, ValueError):
        raise LawError(f"'{on}' is no date. A date reads like 2026-03-02.") from None
    if not days.FIRST <= day <= days.LAST:
        raise LawError(f"'{on}' is too far away: ask about a day from {days.iso(days.FIRST)} to {days.iso(days.LAST)}.")
    return day


# ---- loading --------------------------------------------------------------------------------
def load(root: str | Path | None = None, *, cache: bool = True) -> Corpus:
    """The corpus under `root` (the shipped one if left out), from the cache when its text is unchanged.

    Raises LawError with every problem when the corpus does not check.
    """
    corpus = read(root, cache=cache)
    if corpus.problems:
        raise LawError(corpus.problems)
    return corpus


def read(root: str | Path | None = None, *, cache: bool = True) -> Corpus:
    """As `load`, but a corpus with problems is returned with them."""
    base = Path(root or CORPUS)
    if not base.is_dir():
        raise LawError(f"There is no corpus at {base}. Set AMPARO_CORPUS to the folder of law files.")
    texts = _texts(base)
    digest = _digest(texts)
    corpus = stored(digest, "corpus") if cache else None
    if corpus is not None:
        days.remember(corpus.holidays)
        corpus.root = str(base)  # the same text may have been read in another folder
        return corpus
    from amparo.law.check import build

    corpus = build(str(base), texts, digest)
    if cache and not corpus.problems:
        corpus.holidays = days.calendars(sorted({p.state for p in corpus.places.values()}))
        corpus.cached = True
        store(digest, "corpus", corpus)
        tidy(digest)
    return corpus


def _texts(base: Path) -> dict[str, str]:
    found = {}
    for path in sorted([*base.rglob("*.md"), *base.rglob("place.toml")]):
        name = path.relative_to(base).as_posix()
        if "." not in path.stem and path.name != "README.md":
            found[name] = path.read_text(encoding="utf-8", errors="replace")
    return found


def _digest(texts: Mapping[str, str]) -> str:
    """Of the law and of the engine that reads it, so that neither can be out of date."""
    total = hashlib.sha256()
    for name, text in texts.items():
        total.update(f"{name}\0{len(text)}\0{text}".encode())
    engine = total.copy()
    for path in sorted([*HERE.glob("*.py"), HERE / "grammar.lark"]):
        engine.update(path.read_bytes())
    return f"{total.hexdigest()[:16]}-{engine.hexdigest()[:16]}"


def read_place(path: str, text: str) -> Place:
    """A place from its place.toml. Raises tomllib.TOMLDecodeError and KeyError."""
    import tomllib

    row = tomllib.loads(text)
    parts = path.split("/")
    names = {key.removeprefix("name_"): value for key, value in row.items() if key.startswith("name_")}
    state = parts[1].upper() if len(parts) > 1 else ""
    zips = tuple(row.get("zip_prefixes", ()))
    return Place(path, row["name"], names, row["kind"], row.get("circuit", ""), state, row.get("time_zone", ""), zips)
