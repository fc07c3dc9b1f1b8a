"""Judging on DuckDB: files beyond this machine's memory, streamed."""

# ruff: noqa: S608 - names and texts are quoted, everything else is our own

from __future__ import annotations

import itertools
import os
import tempfile
from functools import partial
from typing import TYPE_CHECKING, Any

from amparo.law.batch.answers import each_by_itself
from amparo.law.batch.judge import Job, Judged
from amparo.law.batch.labels import check_labels
from amparo.law.batch.on_sql import Made, encoded_rows, judged_rows
from amparo.law.batch.plan import CODES, Plan
from amparo.law.batch.results import verdict_column, whole_file
from amparo.law.batch.sql_rows import SqlRows
from amparo.law.errors import LawError

if TYPE_CHECKING:
    import pyarrow as pa

TOLD = ("possible", "because", "missing")
MEMORY = 2 * 1024**3
"""Bytes that DuckDB may take; left alone it fills most of the machine, and is no faster."""


def judge_on_duckdb(job: Job) -> Judged:
    """See `judge`."""
    import ibis

    memory = min(MEMORY, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)
    # What does not fit into memory lies where the results will, for as long as judging lasts.
    beside = job.out.parent if job.out else None
    with tempfile.TemporaryDirectory(prefix=".amparo-", dir=beside) as spill:
        con = ibis.duckdb.connect(memory_limit=f"{memory}B", temp_directory=spill)
        try:
            return _judged(job, con)
        finally:
            con.disconnect()


def _judged(job: Job, con: Any) -> Judged:
    import duckdb

    con.raw_sql("SET enable_progress_bar = false")  # it would be written among the results
    source = relation(job, con)
    try:
        rows = encoded_rows(job, con, SqlRows, source, "row_number() OVER ()" if may_mix(job) else None)
        rows.known |= job.known_spans()
        made = judged_rows(
            job, rows, registrar(con), [*(["row"] if may_mix(job) else []), *(["source"] if job.out else [])]
        )
        return _result(job, con, made)
    except duckdb.Error as error:
        if isinstance(error, duckdb.ConversionException):
            check_labels(job, partial(SqlRows(con, "", job.law.words).count_labels, source))
        raise LawError(f"{job.source.name} cannot be judged: {str(error).splitlines()[0].rstrip('.')}.") from None


def relation(job: Job, con: Any) -> str:
    """SQL of the data."""
    source = job.source
    if source.table is not None:
        con.con.register("given", source.table)
        return "given"
    files = (str(file).replace("[", "[[]").replace("?", "[?]") for file in source.files)  # no patterns any more
    return f"read_parquet([{', '.join(map(SqlRows.text, files))}], hive_partitioning = false)"


def registrar(con: Any) -> Any:
    """Makes small tables known to DuckDB."""
    numbers = itertools.count()

    def register(table: pa.Table) -> str:
        name = f"answers_{next(numbers)}"
        con.con.register(name, table)
        return name

    return register


def may_mix(job: Job) -> bool:
    """May rows come out in another order, so that they have to be numbered?"""
    if job.explain or job.day is None:
        return True
    rule = job.rules(None)[0][2]
    return each_by_itself(rule) or bool(Plan(rule).joint)


def _result(job: Job, con: Any, made: Made) -> Judged:
    import numpy as np
    import pyarrow as pa

    order = "" if made.ordered else " ORDER BY row"
    told = "".join(f", {name}" for name in TOLD) if job.explain else ""
    if job.out is None:
        told += ", facts" if made.ask else ""
        found = con.con.sql(f"SELECT verdict::TINYINT AS verdict{told} FROM ({made.sql}){order}").to_arrow_table()
        codes = found["verdict"].to_numpy().copy() if found.num_rows else np.zeros(0, dtype=np.int8)
        if made.ask and len(codes):
            rows = found["facts"].is_valid().to_numpy().nonzero()[0]
            codes[rows] = [made.ask(text).code for text in found["facts"].take(pa.array(rows)).to_pylist()]
        columns = {"verdict": verdict_column(codes), **{n: found[n] for n in TOLD if n in found.column_names}}
        return Judged("duckdb", len(codes), table=pa.table(columns))
    names = ", ".join(SqlRows.text(code) for code in CODES)
    with whole_file(job.out) as path:
        con.con.sql(
            f"SELECT unnest(source), [{names}][verdict + 1] AS verdict{told} FROM ({made.sql}){order}"
        ).write_parquet(str(path), compression="zstd")
        rows = con.con.sql(
            f"SELECT verdict, count(*) FROM read_parquet({SqlRows.text(str(path))}) GROUP BY 1"
        ).fetchall()
    return Judged("duckdb", sum(n for _, n in rows), path=job.out,
                  written={c: n for c in CODES for v, n in rows if v == c})  # fmt: skip
