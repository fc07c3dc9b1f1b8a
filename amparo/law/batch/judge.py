"""The way in: a table or file, a question and a place, and out come verdicts."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo.law.batch.answers import facts_of
from amparo.law.batch.csv_files import typed
from amparo.law.batch.results import counts
from amparo.law.batch.source import Source, check_column, check_types, columns_of_facts, is_csv, open_source
from amparo.law.errors import LawError
from amparo.law.rule import Rule

if TYPE_CHECKING:
    import pyarrow as pa

    from amparo.law.corpus import Corpus

SPARK = ("spark://", "local[", "sc://")
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
    table: pa.Table | None = None
    path: Path | None = None
    written: Mapping[str, int] | None = None

    @cached_property
    def counts(self) -> Mapping[str, int]:
        if self.table is None:
            return self.written or {}
        return counts(self.table["verdict"].combine_chunks().indices.to_numpy())


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
    if day_column is not None and on is not None:
        raise LawError(f"Either the day is {on} for all rows or each row has its own in '{day_column}': give one.")
    day = law.day(place, on) if day_column is None else None
    target = Path(out) if out is not None else None
    if engine is not None:
        runner(engine)
        check_out(target, engine)
    source = open_source(data)
    named = columns_of_facts(law, source, columns)
    if day_column is not None:
        check_column(source, day_column)
    if target is not None:
        check_names(source, explain)
    if not is_csv(source):
        check_types(law, source, named, day_column)
    chosen = engine or choose(source)
    check_out(target, chosen)
    with typed(law, source, named, day_column) as made:
        job = Job(law, question, place, made, named, day, day_column, explain, target,
                  progress or (lambda done, of: None), chosen)  # fmt: skip
        return runner(chosen)(job)


def runner(engine: str) -> Callable[[Job], Judged]:
    """What judges on an engine. Raises LawError for one that there is not."""
    if engine.startswith(SPARK):
        from amparo.law.batch.on_spark import judge_on_spark as run
    elif engine == "duckdb":
        from amparo.law.batch.on_duckdb import judge_on_duckdb as run
    elif engine == "polars":
        from amparo.law.batch.on_polars import judge_on_polars as run
    else:
        raise LawError(f"There is no engine '{engine}': it is polars, duckdb or the address of a Spark master.")
    return run


def check_out(out: Path | None, engine: str) -> None:
    """Raises LawError where the results cannot go."""
    spark = engine.startswith(SPARK)
    if out is None:
        if spark:
            raise LawError("Spark writes its results and does not collect them: say where, with `out`.")
        return
    if not out.parent.is_dir():
        raise LawError(f"There is no folder {out.parent} to write {out.name} to.")
    if spark and out.exists():
        raise LawError(f"There is something at {out} already; Spark needs a new folder.")
    if out.is_dir():
        raise LawError(f"{out} is a folder, and the results are one file.")


def check_names(source: Source, explain: bool) -> None:
    """Raises LawError where a column has the name of one that is added."""
    added = ("verdict", "possible", "because", "missing") if explain else ("verdict",)
    for column in source.schema.names:
        if column.lower() in added:
            raise LawError(
                f"{source.name} has a column '{column}' already, and results are written under that name: rename it."
            )


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

    def about(self, rules: Iterable[tuple[int, int, Rule]]) -> Job:
        """The same with the columns alone that these rules read: nobody looks at the others."""
        read = {name for _, _, rule in rules for name in facts_of(rule)}
        return replace(self, columns={name: column for name, column in self.columns.items() if name in read})

    def rules(self, span: tuple[int, int] | None) -> list[tuple[int, int, Rule]]:
        """The rules for the days of a span, each with its first and last day. Without rows that is today."""
        found: list[tuple[int, int, Rule]] = []
        today = self.law.day(self.place, None) if self.day is None else self.day
        first, last = (today, today) if self.day is not None or span is None else span
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


def choose(source: Source) -> str:
    """The engine for data of this size: Polars where they fit into the memory that is free."""
    free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    return "polars" if source.size * ROOM < free else "duckdb"
