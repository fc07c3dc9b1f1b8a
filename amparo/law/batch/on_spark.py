"""Judging on Apache Spark: data beyond one machine. Results are written, never collected."""

# ruff: noqa: S608 - names and texts are quoted, everything else is our own

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from amparo.law import days
from amparo.law import syntax as s
from amparo.law.batch.judge import Job, Judged
from amparo.law.batch.on_sql import encoded_rows, judged_rows
from amparo.law.batch.plan import CODES
from amparo.law.batch.results import unknown_labels, whole_file
from amparo.law.batch.sql_rows import NUMBERS, ORDINAL, SqlRows
from amparo.law.errors import LawError

if TYPE_CHECKING:
    import pyarrow as pa


class SparkRows(SqlRows):
    """Rows in Spark's words."""

    lists_well = True
    sign = "int32"
    whole = "struct(src.*)"

    def quoted(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    @staticmethod
    def text(value: str) -> str:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def encoded(self, column: str, fact: s.Fact) -> str:
        if fact.type == "one_of":
            labels = ", ".join(self.text(label) for label in self.words.kinds[fact.of or ""].labels)
            return f"CAST(array_position(array({labels}), CAST({column} AS STRING)) - 1 AS INT)"
        if fact.type == "date":
            return self.day(column)
        if fact.type == "moment":
            return f"unix_micros(CAST({column} AS TIMESTAMP)) div 60000000 + {ORDINAL * days.MINUTES}"
        if fact.type == "money":
            return f"CAST(round({column} * 100) AS BIGINT)"
        return f"CAST({column} AS BIGINT)" if fact.type == "number" else column

    def day(self, column: str) -> str:
        return f"datediff({column}, DATE '1970-01-01') + {ORDINAL}"

    def day_of(self, minute: str, first: int) -> str:
        return f"({minute} div {days.MINUTES}) - {first}"

    def records(self, column: str, fact: s.Fact, given: list[str]) -> str:
        fields = self.words.records[fact.of or ""].fields
        empty = {"yes_no": "BOOLEAN", "set_of": "ARRAY<STRING>", "one_of": "INT", "date": "INT"}
        parts = []
        for name, field in fields.items():
            value = f"CAST(NULL AS {empty.get(field.type, 'BIGINT')})"
            if name in given:
                value = self.encoded(f"r.{self.quoted(name)}", field)
            parts.append(f"{self.text(name)}, {value}")
        return f"transform({column}, r -> named_struct({', '.join(parts)}))"

    def json(self, columns: dict[str, str]) -> str:
        parts = ", ".join(f"{column} AS {self.quoted(name)}" for name, column in columns.items())
        return f"to_json(struct({parts}))" if parts else "'{}'"

    def run(self, sql: str) -> pa.Table:
        return self.con._session.sql(sql).toArrow()

    def looked_up(self, sql: str, column: str, at: str, lists: dict[str, list[Any]], value: str) -> str:
        """As for DuckDB, but small enough to be sent to every worker; rows have no order here."""
        import pyarrow as pa

        number = next(NUMBERS)
        names = {name: f"{name}_{number}" for name in lists}
        size = len(next(iter(lists.values())))
        made = pa.table({f"at_{number}": pa.array(range(size), pa.int64()),
                         **{names[n]: pa.array(values, pa.int64()) for n, values in lists.items()}})  # fmt: skip
        self.con._session.createDataFrame(made).createOrReplaceTempView(f"table_{number}")
        told = value.format(**names)
        return (
            f"SELECT /*+ BROADCAST(m) */ r.*, {told} AS {column} FROM ({sql}) r LEFT JOIN table_{number} m "
            f"ON m.at_{number} = {at}"
        )

    def table(self) -> Any:
        name = f"rows_{next(NUMBERS)}"
        self.con._session.sql(f"CREATE OR REPLACE TEMP VIEW {name} AS {self.sql}")
        return self.con.table(name)


def session(master: str) -> Any:
    """The Spark session for a master; days and times are read as they are written."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise LawError("Spark is not installed: pip install pyspark, and a Java of version 17 or newer.") from None
    builder = SparkSession.builder.appName("amparo").config("spark.ui.enabled", "false")
    builder = builder.remote(master) if master.startswith("sc://") else builder.master(master)
    made = builder.getOrCreate()
    made.conf.set("spark.sql.session.timeZone", "UTC")
    return made


def judge_on_spark(job: Job) -> Judged:
    """See `judge`."""
    if job.out is None:
        raise LawError("Spark writes its results and does not collect them: say where, with `out`.")
    if job.out.exists():
        raise LawError(f"There is something at {job.out} already; Spark needs a new folder.")
    import ibis

    spark = session(job.engine)
    con = ibis.pyspark.connect(spark)
    source = f"given_{next(NUMBERS)}"
    if job.source.table is not None:
        given = spark.createDataFrame(job.source.table)
    elif job.source.format == "csv":
        given = spark.read.csv(job.source.path, header=True, inferSchema=True)
    else:
        given = spark.read.parquet(job.source.path)
    given.createOrReplaceTempView(source)
    _check_labels(job, spark, source)
    rows = encoded_rows(job, con, SparkRows, source, None)
    numbers = itertools.count()

    def register(table: pa.Table) -> str:
        name = f"answers_{source}_{next(numbers)}"
        spark.createDataFrame(table).createOrReplaceTempView(name)
        return name

    made = judged_rows(job, rows, register, ["source"])
    told = ", possible, because, missing" if job.explain else ""
    names = ", ".join(SparkRows.text(code) for code in CODES)
    sql = f"SELECT source.*, array({names})[CAST(verdict AS INT)] AS verdict{told} FROM ({made.sql})"
    with whole_file(job.out) as path:
        spark.sql(sql).write.parquet(str(path))
    found = spark.read.parquet(str(job.out)).groupBy("verdict").count().collect()
    counted = {row["verdict"]: row["count"] for row in found}
    return Judged("spark", sum(counted.values()), {c: counted[c] for c in CODES if c in counted}, path=job.out)


def _check_labels(job: Job, spark: Any, source: str) -> None:
    """Spark takes a label that it does not know for none: look first."""
    quoted = SparkRows(None, "", job.law.words).quoted

    def count(column: str) -> list[tuple[str, int]]:
        sql = f"SELECT CAST({quoted(column)} AS STRING) AS label, count(*) AS n FROM {source} GROUP BY 1"
        return [(row["label"], row["n"]) for row in spark.sql(sql).collect()]

    unknown_labels(job, job.columns, count)
