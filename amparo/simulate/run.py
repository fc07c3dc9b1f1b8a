"""A simulation: records read, checked, judged and counted."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo.law.cache import store, stored
from amparo.law.errors import LawError
from amparo.simulate import check, count, records
from amparo.simulate.count import Under
from amparo.simulate.judge import Tick, When, alone, judge
from amparo.simulate.mapping import Mapping, Words
from amparo.simulate.mapping_file import DEFAULT, load
from amparo.simulate.translate import PLACE, SKIP, Cases, translate

if TYPE_CHECKING:
    import polars as pl

    from amparo.law.corpus import Corpus
    from amparo.simulate.report import Report

OWN = "own"
"""The name, in --in, of the law of each record's own place."""


@dataclass(frozen=True)
class Simulation:
    """What was counted, without words: `amparo.simulate.report` says it in a language.

    `records` is how many the file has; `elsewhere` of them are not from the place asked for, `set_apart`
    are left out for a reason, and `judged` were judged: the denominator of every figure. `first` and
    `last` are the days of the records that were judged, where the mapping has a day.
    """

    mapping: Mapping
    file: str
    question: str
    when: When
    origin: str | None
    records: int
    elsewhere: int
    set_apart: tuple[tuple[Words, int], ...]
    judged: int
    first: datetime.date | None
    last: datetime.date | None
    unders: tuple[Under, ...]
    assumed: Table[str, Any]
    version: str
    draft: str | None = None
    shipped: bool = False

    @property
    def title(self) -> Words:
        """What the records are."""
        return self.mapping.shipped.title if self.shipped and self.mapping.shipped else self.mapping.title

    @property
    def caveats(self) -> tuple[Words, ...]:
        """What to know of the records."""
        more = self.mapping.shipped.caveats if self.shipped and self.mapping.shipped else ()
        return (*self.mapping.caveats, *more)


@dataclass(frozen=True)
class Plan:
    """All that a simulation was asked for, read and checked: only the judging is left."""

    law: Corpus
    draft: Corpus | None
    mapping: Mapping
    file: str
    question: str
    places: tuple[str | None, ...]
    when: When
    origin: str | None
    cases: Cases
    chosen: pl.DataFrame
    assumed: Table[str, Any]
    shipped: bool

    @property
    def work(self) -> int:
        """How many verdicts there are to find."""
        return self.chosen.height * len(self.places) * (2 if self.draft else 1)


def plan(
    law: Corpus,
    data: str | Path | None = None,
    *,
    mapping: str | Mapping | None = None,
    places: tuple[str, ...] = (OWN,),
    question: str | None = None,
    on: str | datetime.date | None = None,
    its_day: bool = False,
    draft: str | Path | None = None,
    origin: str | None = None,
    assume: Table[str, Any] | None = None,
) -> Plan:
    """Reads and checks everything. See `simulate` for what the arguments mean and what is raised."""
    from amparo.law.corpus import read_day

    path = Path(data) if data is not None else None
    chosen = mapping or (records.fitting(path) if path else DEFAULT)
    read = load(chosen) if isinstance(chosen, str) else chosen
    assumed = {name: value for name, value in (assume or {}).items() if value is not None}
    read = read.assuming(assumed)
    check.check(read, law)
    asked = question or read.question
    law.words.question(asked)
    where = tuple(None if p == OWN else law.place(p.strip("/")).path for p in places)
    if origin is not None:
        origin = law.place(origin.strip("/")).path
    if its_day and read.day is None:
        raise LawError(f"The mapping '{read.name}' names no day; without it a record has no day of its own.")
    top = read.places.top
    day = read_day(law.today(where[0] or top) if on is None else on)
    when = When(datetime.date.fromordinal(day), its_day)
    other = _draft(draft, read, asked, where) if draft else None
    path = path or records.shipped_file(read)
    table = records.read(path, read)
    cases = translate(table, read, law, path.name)
    import polars as pl

    frame = cases.frame
    if origin is not None and origin != top:
        frame = frame.filter((pl.col(PLACE) == origin) | pl.col(PLACE).str.starts_with(origin + "/"))
        if frame.height == 0:
            raise LawError(f"{path.name} has no record from '{origin}'.")
    return Plan(law, other, read, path.name, asked, where, when, origin, cases, frame, assumed, data is None)


def run(plan: Plan, tick: Tick = lambda many: None) -> tuple[Simulation, tuple[pl.DataFrame, ...]]:
    """Judges and counts. The frames are the judged records, one for each law, today's before the draft's."""
    import polars as pl

    mapping, top = plan.mapping, plan.mapping.places.top
    frame = plan.chosen.filter(pl.col(SKIP).is_null())
    cases = replace(plan.cases, frame=frame)
    unders, frames = [], []
    for place in plan.places:
        judged = judge(plan.law, plan.question, cases, place, top, plan.when, tick)
        found = count.under(place, judged, mapping, alone(judged, top))
        frames.append(judged)
        if plan.draft:
            drafted = judge(plan.draft, plan.question, cases, place, top, plan.when, tick)
            after = count.under(place, drafted, mapping, alone(drafted, top))
            found = count.changes(replace(found, draft=after), judged, drafted, mapping)
            frames.append(drafted)
        unders.append(found)
    apart = dict(plan.chosen[SKIP].drop_nulls().value_counts().iter_rows())
    days = frame["@day"].cast(pl.Date)
    simulation = Simulation(
        mapping, plan.file, plan.question, plan.when, plan.origin,
        plan.cases.frame.height, plan.cases.frame.height - plan.chosen.height,
        tuple((skip.words, apart[i]) for i, skip in enumerate(mapping.skips) if i in apart),
        frame.height, days.min(), days.max(), tuple(unders), dict(plan.assumed),  # type: ignore[arg-type]
        plan.law.digest, plan.draft.digest if plan.draft else None, plan.shipped,
    )  # fmt: skip
    return simulation, tuple(frames)


def simulate(
    law: Corpus, data: str | Path | None = None, *, tick: Tick = lambda many: None, **asked: Any
) -> Simulation:
    """What the law says of each record of a data set, counted.

    `data` is a CSV or Parquet file; the records that come with the mapping if left out. `mapping` is a
    ready mapping's name, a file, or one that was read; left out, the ready one that fits. `places` are
    jurisdictions, each record judged by the law of each of them; "own" is the law of the record's own
    city or state where the corpus has it, else the country's law alone. The law is that of `on` (today if
    left out), or with `its_day` that of each record's own day. `draft` is the folder of another corpus.
    `origin` takes only the records from one place. `assume` holds facts taken to be so in every record.

    Raises LawError, and UnknownName, before any record is judged: for an unknown name, a mapping that
    does not fit the law or the data, a file that is empty, cut off or damaged, a text that the mapping
    does not know, and a draft that does not check.
    """
    return run(plan(law, data, **asked), tick)[0]


def shipped(law: Corpus, lang: str = "en", *, mapping: str = DEFAULT, **asked: Any) -> Report:
    """The report on the records that come with Amparo, counted once for this text of the law and of the
    mapping and kept in the cache. `asked` is as for `simulate`, without data and draft.

    The day of the law is part of what is kept, so a report for today is counted anew each day.
    """
    from amparo.law.words import Words as Language
    from amparo.simulate.report import report

    read = load(mapping)
    if asked.get("on") is None:
        asked["on"] = law.today(read.places.top)
    key = hashlib.sha256(f"{read.text}\0{sorted(asked.items())!r}\0{_engine()}".encode()).hexdigest()[:16]
    name = f"simulation-{key}"
    found = stored(law.digest, name)
    if not isinstance(found, Simulation):
        found = simulate(law, mapping=read, **asked)
        store(law.digest, name, found)
    return report(found, Language(law, lang))


def _engine() -> str:
    """Of the code that counts and of the records that come with it."""
    total = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted([*here.glob("*.py"), *(here / "data").glob("*.parquet")]):
        state = path.stat()
        total.update(f"{path.name} {state.st_size} {state.st_mtime_ns}".encode())
    return total.hexdigest()


def _draft(folder: str | Path, mapping: Mapping, question: str, places: tuple[str | None, ...]) -> Corpus:
    """The corpus of a draft, with the same words. Raises LawError with its first problem."""
    from amparo.law.corpus import read

    corpus = read(folder)
    if corpus.problems:
        many = len(corpus.problems)
        raise LawError(
            f"The draft in {folder} does not check ({many} {'problem' if many == 1 else 'problems'}). The first:\n"
            f"{corpus.problems[0]}\n'amparo law check {folder}' shows all."
        )
    try:
        check.check(mapping, corpus)
        corpus.words.question(question)
        for place in places:
            corpus.place(place or mapping.places.top)
    except LawError as error:
        raise LawError(f"The draft in {folder} does not fit: {error}") from None
    return corpus
