"""The way in: a table or file, a question and a place, and out come verdicts."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo.law.batch.source import Source, check_types, columns_of_facts, open_source
from amparo.law.errors import LawError
from amparo.law.rule import Rule

if TYPE_CHECKING:
    import pyarrow as pa

    from amparo.law.corpus import Corpus

ENGINES = ("polars", "duckdb")
ROOM = 6
"""Parquet takes about so many times its size in memory while Polars judges it."""
Progress = Callable[[int, int], None]
"""Told now and then how many steps are done, and of how many."""


@dataclass(frozen=True)
class Judged:
    """Verdicts on rows. `table` has them in the order of the rows, unless they were written to `path`:
    then that file has the rows with their verdicts. `counts` has the number of rows by verdict."""

    engine: str
    rows: int
    counts: Mapping[str, int]
    table: pa.Table | None = None
    path: Path | None = None


def judge_table(
    law: Corpus,
    question: str,
    place: str,
    table: Any,
    *,
    on: str | datetime.date | None = None,
    day_column: str | None = None,
    explain: bool = False,
) -> pa.Table:
    """One verdict a row, in the same order: column `verdict` (required, forbidden, permitted, conflict,
    silent, undecided or not_in_force); with `explain` also `possible` (the verdicts there can still be),
    `because` (the sections that decide) and `missing` (the facts that can still make a difference).

    `table` is a pyarrow Table or a Polars frame. See `judge` for the rest.
    """
    found = judge(law, question, place, table, on=on, day_column=day_column, explain=explain, engine="polars").table
    assert found is not None
    return found


def judge(
    law: Corpus,
    question: str,
    place: str,
    data: Any,
    *,
    on: str | datetime.date | None = None,
    day_column: str | None = None,
    columns: Mapping[str, str] | None = None,
    engine: str | None = None,
    explain: bool = False,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Judged:
    """Judge every row of a table (pyarrow, Polars) or of Parquet or CSV files by the law of a place.

    Facts are columns that are called like them, or those that `columns` names by fact; NULL is unknown.
    Lists of records are arrays of structs. Dates are dates, moments timestamps without a time zone, money is
    in dollars, labels are text. The law is that of the day `on` (today if left out) or, with `day_column`,
    for each row that of its own day.

    `engine` is "polars" (in memory), "duckdb" (streams, for files beyond memory) or the address of a Spark
    master such as "spark://host:7077"; if left out the size of the data decides between the first two. With
    `out` the rows and their verdicts are written to that Parquet file (Spark: folder), whole or not at all.

    Raises UnknownName and LawError, each a sentence: for a question, place, fact or column that is not
    there, a column of the wrong type, a label that is not known, a value out of reach, a file cut short.
    """
    law.words.question(question)
    law.place(place)
    source = open_source(data)
    named = columns_of_facts(law, source, columns)
    check_types(law, source, named, day_column)
    day = law.day(place, on) if day_column is None else None
    chosen = engine or choose(source, out)
    if chosen.startswith(("spark://", "local[", "sc://")):
        from amparo.law.batch.on_spark import judge_on_spark as run
    elif chosen == "duckdb":
        from amparo.law.batch.on_duckdb import judge_on_duckdb as run
    elif chosen == "polars":
        from amparo.law.batch.on_polars import judge_on_polars as run
    else:
        raise LawError(f"There is no engine '{chosen}': it is polars, duckdb or the address of a Spark master.")
    job = Job(law, question, place, source, named, day, day_column, explain, Path(out) if out else None,
              progress or (lambda done, of: None), chosen)  # fmt: skip
    return run(job)


@dataclass(frozen=True)
class Job:
    """What is asked of an engine."""

    law: Corpus
    question: str
    place: str
    source: Source
    columns: dict[str, str]
    day: int | None
    day_column: str | None
    explain: bool
    out: Path | None
    progress: Progress
    engine: str

    def known_spans(self) -> dict[str, tuple[int, int] | None]:
        """The least and greatest values of facts and days that need not be looked for."""
        found: dict[str, tuple[int, int] | None] = {}
        for name, column in self.columns.items():
            span = self.source.span(column, self.law.words.facts[name].type)
            if span is not None:
                found[f"f_{name}"] = span
        if self.day_column is not None and (span := self.source.span(self.day_column, "date")) is not None:
            found["t"] = span
        return found

    def rules(self, span: tuple[int, int] | None) -> list[tuple[int, int, Rule]]:
        """The rules for the days of a span, each with its first and last day."""
        if self.day is not None:
            rule = self.law.rule(self.question, self.place, datetime.date.fromordinal(self.day))
            return [(self.day, self.day, rule)]
        if span is None:
            return []
        found: list[tuple[int, int, Rule]] = []
        first, last = span
        turns = [d for d in self.law.turning_days(self.place) if first < d <= last]
        for start, end in zip([first, *turns], [d - 1 for d in turns] + [last], strict=True):
            rule = self.law.rule(self.question, self.place, datetime.date.fromordinal(start))
            if found and same(found[-1][2], rule):
                found[-1] = (found[-1][0], end, found[-1][2])
            else:
                found.append((start, end, rule))
        return found


def same(one: Rule, other: Rule) -> bool:
    """Do two rules say the same?"""
    return _said(one) == _said(other)


def _said(rule: Rule) -> Any:
    norms = [(b.cited, b.level, b.condition) for b in rule.norms]
    return norms, [(u.cited, u.condition) for u in rule.unsaid], bool(rule.out_of_force)


def choose(source: Source, out: str | Path | None) -> str:
    """The engine for data of this size: Polars where they fit into the memory that is free."""
    free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    return "polars" if source.size * ROOM < free else "duckdb"
