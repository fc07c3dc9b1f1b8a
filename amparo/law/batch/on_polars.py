"""Judging on Polars: data that fit this machine's memory."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from amparo.law.batch.answers import Answers, Told, each_by_itself, facts_of, fixed_code, likeness
from amparo.law.batch.judge import Job, Judged
from amparo.law.batch.labels import EACH, Path, check_labels
from amparo.law.batch.plan import UNDECIDED, UNPROVEN
from amparo.law.batch.polars_rows import PolarsRows, day_number
from amparo.law.batch.results import counts, told_columns, verdict_column, whole_file
from amparo.law.batch.run import check_days, check_spans, laid_out
from amparo.law.batch.source import Source
from amparo.law.errors import LawError

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    import pyarrow as pa

    from amparo.law.rule import Rule


def judge_on_polars(job: Job) -> Judged:
    """See `judge`."""
    import polars as pl

    source = scan(job.source)
    try:
        return _judged(job, source)
    except pl.exceptions.PolarsError as error:
        if isinstance(error, pl.exceptions.InvalidOperationError):
            check_labels(job, partial(count_labels, source))
        raise LawError(f"{job.source.name} cannot be judged: {str(error).splitlines()[0].rstrip('.')}.") from None


def _judged(job: Job, source: pl.LazyFrame) -> Judged:
    import numpy as np
    import polars as pl

    rules = job.rules(span_of_days(job, source))
    job = job.about(rules)
    rows = PolarsRows.read(source, job.law.words, job.columns, job.day_column)
    rows.known |= job.known_spans()
    check_spans(job.law, job.source, rows, job.columns)
    codes = which = np.zeros(len(rows), dtype=np.int8)
    if job.day is None:
        codes, which = codes.copy(), np.zeros(len(rows), dtype=np.int64)
    told: list[Told] = []
    for done, (first, last, rule) in enumerate(rules):
        job.progress(done, len(rules))
        if job.day is not None:
            answered = OneRule(job, rule, rows, source, None)
            codes, which = answered.judged()
            told = answered.told
            continue
        at = rows.frame["t"].is_between(first, last).arg_true().to_numpy()
        if len(at):
            answered = OneRule(job, rule, PolarsRows(rows.frame[at], rows.words), source, at)
            codes[at], numbers = answered.judged()
            if job.explain:
                which[at] = numbers + len(told)
                told += answered.told
    job.progress(len(rules), len(rules))
    found = pa_table(codes, told, which, job.explain)
    if job.out is None:
        return Judged("polars", len(codes), table=found)
    with whole_file(job.out) as path:
        everything = source.collect().hstack(pl.from_arrow(found).get_columns())  # type: ignore[union-attr]
        everything.write_parquet(path)
    return Judged("polars", len(codes), path=job.out, written=counts(codes))


def scan(source: Source) -> pl.LazyFrame:
    import polars as pl

    if source.table is not None:
        return pl.from_arrow(source.table).lazy()  # type: ignore[union-attr]
    return pl.scan_parquet(list(source.files), glob=False, hive_partitioning=False)


def span_of_days(job: Job, source: pl.LazyFrame) -> tuple[int, int] | None:
    """The first and last day of the rows, where each has its own."""
    if job.day_column is None:
        return None
    days = source.select(day_number(job.day_column)).collect().to_series()
    missing = days.is_null().arg_true()
    span = None if days.min() is None else (days.min(), days.max())
    check_days(job.source, job.day_column, f"row {missing[0] + 1:,}" if len(missing) else "", span)  # type: ignore[arg-type]
    return span  # type: ignore[return-value]


def count_labels(source: pl.LazyFrame, column: str, path: Path) -> list[tuple[str | None, int]]:
    """The labels in a column and how often each is."""
    import polars as pl

    found = source.select(pl.col(column).alias("x"))
    for step in path:
        found = found.explode("x") if step is EACH else found.select(pl.col("x").struct.field(step).alias("x"))
    return found.group_by(pl.col("x").cast(pl.String)).len().collect().rows()


class OneRule:
    """Rows judged by one rule. `at` are their numbers in the source, None for all."""

    def __init__(self, job: Job, rule: Rule, rows: PolarsRows, source: pl.LazyFrame, at: np.ndarray | None):
        self.job, self.rule, self.rows, self.source, self.at = job, rule, rows, source, at
        self.answers = Answers(rule)
        self.told: list[Told] = []
        self.facts = [n for n in facts_of(rule) if n in job.columns]

    def judged(self) -> tuple[np.ndarray, np.ndarray]:
        """The number of the verdict of each row, and that of its answer in `told`."""
        import numpy as np

        many = len(self.rows)
        if each_by_itself(self.rule):
            return self._asked(np.arange(many), np.zeros(many, dtype=np.int8), np.zeros(many, dtype=np.int64))
        laid = laid_out(self.job.law, self.rule, self.rows, self.job.columns, self.job.day)
        fixed = fixed_code(self.rule, laid.plan)
        keep = ["unsure"] if laid.sometimes_unsure else []
        keys = []
        if self.job.explain:
            alike = likeness(laid.plan, laid.table, self.facts)
            laid.table = laid.table.mutate(**alike)
            keys = list(alike)
        found = self.rows.judged(laid.table, laid.plan.steps, keep + keys)
        codes = found["verdict"].to_numpy() if fixed is None else np.full(many, fixed, dtype=np.int8)
        which = np.zeros(many if self.job.explain else 0, dtype=np.int64)
        rows = np.flatnonzero(found["unsure"].to_numpy()) if laid.sometimes_unsure else np.zeros(0, dtype=np.int64)
        if self.job.day is None:
            rows = np.union1d(rows, np.flatnonzero(codes == UNPROVEN))
        if self.job.explain:
            which = self._alike(found, keys, rows)
        elif len(rows) and self.job.day is not None:
            sure = self.rows.judged(laid.table.filter(laid.table.unsure), laid.plan.steps, [], "w")
            rows = rows[(codes[rows] == UNDECIDED) & (sure["verdict"].to_numpy() != UNDECIDED)]
        return self._asked(rows, codes, which) if len(rows) else (codes, which)

    def _alike(self, found: pl.DataFrame, keys: list[str], apart: np.ndarray) -> np.ndarray:
        """For each row, without those `apart`, the number of its answer, one for all that are alike."""
        import numpy as np
        import polars as pl

        numbered = found.select(*keys).with_row_index("row").filter(~pl.col("row").is_in(apart))
        first = numbered.group_by(keys, maintain_order=True).agg(pl.col("row").first())
        rows = first["row"].to_numpy()
        self._tell(rows)
        numbered = numbered.join(first.with_row_index("number").drop("row"), on=keys, how="left")
        which = np.zeros(found.height, dtype=np.int64)
        which[numbered["row"].to_numpy()] = numbered["number"].to_numpy()
        return which

    def _asked(self, rows: np.ndarray, codes: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Verdicts and answers, with these rows asked one by one."""
        start = len(self.told)
        told = self._tell(rows)
        codes = codes.copy()
        codes[rows] = [one.code for one in told]
        if self.job.explain:
            which[rows] = range(start, start + len(told))
        return codes, which

    def _tell(self, rows: np.ndarray) -> list[Told]:
        """The answers to some rows, which are added to `told`."""
        import polars as pl

        at = rows if self.at is None else self.at[rows]
        chosen = [pl.col(self.job.columns[n]).alias(n) for n in self.facts]
        frame = self.source.select(chosen).collect()[at] if chosen else pl.DataFrame({"none": at})
        day = self.rows.frame["t"][rows].to_list() if self.job.day is None else [self.job.day] * len(rows)
        found = [
            self.answers.told(row if chosen else {}, on or 0, self.job.explain)
            for row, on in zip(frame.iter_rows(named=True), day, strict=True)
        ]
        self.told += found
        return found


def pa_table(codes: np.ndarray, told: list[Told], which: np.ndarray, explain: bool) -> pa.Table:
    import pyarrow as pa

    columns: dict[str, Any] = {"verdict": verdict_column(codes)}
    if explain:
        columns |= told_columns(told, which)
    return pa.table(columns)
