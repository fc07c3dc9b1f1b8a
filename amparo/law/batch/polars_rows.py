"""Judging on Polars: data that fit this machine's memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amparo.law import days, logic
from amparo.law import syntax as s
from amparo.law.batch.calendar import DayTable, MinuteTable
from amparo.law.batch.express import Expression, as_column

if TYPE_CHECKING:
    import polars as pl

    from amparo.law.batch.plan import Step
    from amparo.law.vocabulary import Vocabulary

ORDINAL = 719_163
"""The day number of 1970-01-01."""


def encoded(column: pl.Expr, fact: s.Fact, dtype: pl.DataType, words: Vocabulary) -> pl.Expr:
    """A fact's column as the numbers that conditions compare."""
    import polars as pl

    if fact.type == "yes_no":
        return column.cast(pl.Boolean) if dtype == pl.Null else column
    if fact.type == "one_of":
        labels = pl.Enum(list(words.kinds[fact.of or ""].labels))
        text = column if dtype == pl.String else column.cast(pl.String)
        return text.cast(labels).to_physical()
    if fact.type == "set_of":
        sets = pl.List(pl.Enum(list(words.kinds[fact.of or ""].labels)))
        known = column.list.drop_nulls().list.len() == column.list.len()
        return pl.when(known).then(column.cast(pl.List(pl.String)).cast(sets).cast(pl.List(pl.String)))
    if fact.type == "date":
        return column.cast(pl.Int32) + ORDINAL
    if fact.type == "moment":
        return column.cast(pl.Datetime("us")).to_physical() // 60_000_000 + ORDINAL * days.MINUTES
    if fact.type == "money":
        return (column.cast(pl.Float64) * 100).round(mode="half_to_even").cast(pl.Int64)
    return column.cast(pl.Int64) if dtype in (pl.UInt64, pl.UInt32, pl.Null) else column


def day_number(column: str) -> pl.Expr:
    """A column of dates as day numbers."""
    import polars as pl

    return pl.col(column).cast(pl.Int32) + ORDINAL


def looked_up(column: pl.Series, table: DayTable | MinuteTable) -> pl.Series:
    """What the calendar makes of a column of days or moments."""
    import polars as pl

    if isinstance(table, DayTable):
        return pl.Series(table.to, dtype=pl.Int32).gather(column - table.first)
    frame = pl.DataFrame({"at": column})
    day = pl.col("at") // days.MINUTES - table.first
    parts = {
        name: pl.lit(pl.Series(getattr(table, name), dtype=pl.Int64)) for name in ("turn", "early", "late", "fixed")
    }
    turn, early, late, fixed = (part.gather(day) for part in parts.values())
    moved = pl.col("at") + pl.when(pl.col("at") % days.MINUTES <= turn).then(early).otherwise(late)
    return frame.select(pl.when(fixed.is_not_null()).then(fixed).otherwise(moved)).to_series()


class PolarsRows:
    """Rows with their facts as columns `f_…`, lists as they came as `l_…`, and the day as `t`."""

    name = "polars"
    lists_well = True
    room = 1 << 16
    sign = "uint16"  # signed numbers would be checked at every step

    def __init__(self, frame: pl.DataFrame, words: Vocabulary):
        self.frame, self.words = frame, words
        self.known: dict[str, tuple[int, int] | None] = {}

    @classmethod
    def read(cls, source: pl.LazyFrame, words: Vocabulary, columns: dict[str, str], day: str | None) -> PolarsRows:
        """Encode the columns of facts: `columns` gives for each fact its column. Raises polars'
        InvalidOperationError where a label is unknown."""
        import polars as pl

        schema = source.collect_schema()
        chosen = []
        for name, column in columns.items():
            fact = words.facts[name]
            if fact.type == "list_of":
                chosen.append(pl.col(column).alias(f"l_{name}"))
            else:
                chosen.append(encoded(pl.col(column), fact, schema[column], words).alias(f"f_{name}"))
        if day is not None:
            chosen.append(day_number(day).alias("t"))
        if not chosen:
            chosen.append(pl.first().is_null().alias("none"))
        return cls(source.select(chosen).collect(), words)

    def __len__(self) -> int:
        return self.frame.height

    def span(self, column: str) -> tuple[int, int] | None:
        """The least and greatest value of a column, or None where there is none."""
        if column not in self.known:
            low, high = self.frame[column].min(), self.frame[column].max()
            self.known[column] = None if low is None or high is None else (int(low), int(high))  # type: ignore[arg-type]
        return self.known[column]

    def field_spans(self, name: str, fields: Sequence[str]) -> list[tuple[int, int] | None]:
        """The same for fields of the records of a list."""
        import polars as pl

        declared = self.words.records[self.words.facts[name].of or ""].fields
        records = self.frame.lazy().select(pl.col(f"l_{name}").explode())
        given = {f.name: f.dtype for f in self.frame.schema[f"l_{name}"].inner.fields}  # type: ignore[attr-defined]
        inside = [pl.first().struct.field(f) for f in fields]
        values = [encoded(x, declared[f], given[f], self.words) for f, x in zip(fields, inside, strict=True)]
        lows = [x.min().alias(f"low_{i}") for i, x in enumerate(values)]
        row = records.select(*lows, *(x.max().alias(f"high_{i}") for i, x in enumerate(values))).collect().row(0)
        found = zip(row[: len(fields)], row[len(fields) :], strict=True)
        return [None if low is None else (int(low), int(high)) for low, high in found]

    def look_up(self, column: str, source: str, table: DayTable | MinuteTable) -> None:
        """Add a column: what the calendar makes of another."""
        self.frame = self.frame.with_columns(looked_up(self.frame[source], table).alias(column))

    def count(self, name: str, fields: tuple[str, ...], tests: dict[str, logic.Count], read: Expression) -> None:
        """Add a yes/no column for each test that counts records of one list."""
        import ibis
        import numpy as np
        import polars as pl

        kind = self.words.facts[name].of or ""
        outer = sorted({c for test in tests.values() for c in read.columns_of(test.where)})
        rows = self.frame.select(
            pl.int_range(pl.len()).alias("row").set_sorted(), pl.col(f"l_{name}").alias("all"), *outer
        )
        given = {f.name: f.dtype for f in rows.schema["all"].inner.fields}  # type: ignore[attr-defined]
        declared = self.words.records[kind].fields
        columns = [
            encoded(pl.col("all").struct.field(f), declared[f], given[f], self.words).alias(f"r_{f}")
            for f in fields
            if f in given
        ]
        empty: dict[str, Any] = {"yes_no": pl.Boolean, "set_of": pl.List(pl.String)}
        missing = [
            pl.lit(None, dtype=empty.get(declared[f].type, pl.Int64)).alias(f"r_{f}") for f in fields if f not in given
        ]
        con = ibis.polars.connect()
        records = con.create_table(
            "records",
            rows.lazy()
            .filter(pl.col("all").list.len() > 0)
            .explode("all")
            .select("row", *outer, *columns, *missing)
            .collect(),
        )
        inside = read.inside(kind, records)
        levels = {}
        for column, test in tests.items():
            holds = as_column(inside.holds(test.where))
            levels[column] = ibis.cases((holds, 2), (holds.isnull(), 1), else_=0).cast("int8")
        found = con.compile(records.select("row", **levels)).group_by("row", maintain_order=True)
        found = found.agg(**{column: _level(pl.col(column), test.least) for column, test in tests.items()}).collect()
        many = self.frame[f"l_{name}"].list.len()
        for column in tests:
            level = np.zeros(self.frame.height, dtype=np.int8)  # no records: none meets it
            level[found["row"].to_numpy()] = found[column].to_numpy()
            told = pl.when(pl.Series(level) != 1).then(pl.Series(level) == 2)
            self.frame = self.frame.with_columns(pl.when(many.is_not_null()).then(told).alias(column))

    def table(self) -> Any:
        """The rows as an Ibis table."""
        import ibis

        self.con = ibis.polars.connect()
        return self.con.create_table("rows", self.frame)

    def judged(self, table: Any, steps: list[Step], keep: list[str], sign: str = "s") -> pl.DataFrame:
        """The columns `keep` of an Ibis table and the number of the `verdict`, read from the steps' tables
        where the columns `sign`… look."""
        import numpy as np
        import polars as pl

        wanted = [*keep, *(f"{sign}{i}" for i in range(len(steps)))]
        frame = self.con.compile(table.select(*wanted)) if wanted else self.frame.lazy().select([])
        state = None
        for i, step in enumerate(steps):
            at = pl.col(f"{sign}{i}")
            if state is not None:
                at = state.cast(pl.UInt32) * step.size + at
            last = i == len(steps) - 1
            kind = np.int8 if last else np.min_scalar_type(int(step.table.max()))
            state = pl.lit(pl.Series(step.table.astype(kind))).gather(at)
        found = state if state is not None else pl.lit(0, dtype=pl.Int8)
        return frame.select(*keep, found.alias("verdict")).collect(engine="streaming")  # both cores, a piece at a time


def _level(column: pl.Expr, least: int) -> pl.Expr:
    """Of the records of a row: 2 if enough of them surely meet a condition, 1 if enough may, else 0."""
    import polars as pl

    if least == 1:
        return column.max()
    sure, maybe = (column == 2).sum(), (column >= 1).sum()
    return pl.when(sure >= least).then(2).when(maybe >= least).then(1).otherwise(0)
