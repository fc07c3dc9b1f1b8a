"""Judging on Apache Spark: data beyond one machine. Results are written, never collected."""

# ruff: noqa: S608 - names and texts are quoted, everything else is our own

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from amparo.law import days
from amparo.law import syntax as s
from amparo.law.batch.judge import Job, Judged
from amparo.law.batch.labels import check_labels
from amparo.law.batch.on_sql import encoded_rows, judged_rows
from amparo.law.batch.plan import CODES
from amparo.law.batch.results import whole_file
from amparo.law.batch.sql_rows import NUMBERS, ORDINAL, SqlRows
from amparo.law.errors import LawError

if TYPE_CHECKING:
    import pyarrow as pa


UNKNOWN_LABEL = "unknown label"
RULES = "org.apache.spark.sql.catalyst.optimizer"
NOT_THESE = ("ConvertToLocalRelation", "CollapseProject", "PushDownPredicates", "InferFiltersFromConstraints")
"""Rules of Spark's optimizer that cost here: the first judges a table's rows in the driver, before constants are
folded; the others write the conditions of one layer into the next again and again."""


class SparkRows(SqlRows):
    """Rows in Spark's words."""

    lists_well = False
    """`x IN (…) IS NULL`, as Ibis writes it, is no Spark SQL."""
    sign = "int32"
    room = 1 << 15
    each = "explode"
    alias = "`~src`"

    def quoted(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    @staticmethod
    def text(value: str) -> str:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def encoded(self, column: str, fact: s.Fact) -> str:
        if fact.type == "one_of":
            labels = ", ".join(self.text(label) for label in self.words.kinds[fact.of or ""].labels)
            place = f"CAST(array_position(array({labels}), CAST({column} AS STRING)) - 1 AS INT)"
            return f"CASE WHEN {place} < 0 THEN raise_error('{UNKNOWN_LABEL}') ELSE {place} END"
        if fact.type == "set_of":
            labels = ", ".join(self.text(label) for label in self.words.kinds[fact.of or ""].labels)
            odd = f"size(array_except({column}, array({labels}))) > 0"
            whole = f"array_size(array_compact({column})) = array_size({column})"
            return f"CASE WHEN {whole} THEN CASE WHEN {odd} THEN raise_error('{UNKNOWN_LABEL}') ELSE {column} END END"
        if fact.type == "date":
            return self.day(column)
        if fact.type == "moment":
            return f"(unix_micros(CAST({column} AS TIMESTAMP)) + {ORDINAL * days.MINUTES * 60_000_000}) div 60000000"
        if fact.type == "money":
            return f"CAST(bround(CAST({column} AS DOUBLE) * 100) AS BIGINT)"
        return f"CAST({column} AS {'BIGINT' if fact.type == 'number' else 'BOOLEAN'})"

    def row(self, names: list[str]) -> str:
        parts = ", ".join(f"{self.text(name)}, {self.alias}.{self.quoted(name)}" for name in names)
        return f"named_struct({parts})"

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

    def looked_up(self, sql: str, column: str, at: str, lists: Mapping[str, Any], value: str) -> str:
        """As for DuckDB, with the lists as constants."""
        import pyarrow as pa

        texts = {name: json.dumps(pa.array(values, pa.int64()).to_pylist()) for name, values in lists.items()}
        got = {n: f"get(from_json('{text}', 'array<bigint>'), CAST({at} AS INT))" for n, text in texts.items()}
        return f"SELECT *, {value.format(**got)} AS {column} FROM ({sql})"

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
    made.conf.set("spark.sql.optimizer.excludedRules", ",".join(f"{RULES}.{rule}" for rule in NOT_THESE))
    return made


def judge_on_spark(job: Job) -> Judged:
    """See `judge`."""
    import ibis
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException

    spark = session(job.engine)
    con = ibis.pyspark.connect(spark)
    source = f"given_{next(NUMBERS)}"
    if job.source.table is not None:
        given = spark.createDataFrame(plain(job.source.table))
    else:
        given = spark.read.parquet(*(str(file) for file in job.source.files))
    given.createOrReplaceTempView(source)
    try:
        return _judged(job, spark, con, source)
    except (PySparkException, Py4JJavaError) as error:
        if UNKNOWN_LABEL in str(error):
            check_labels(job, partial(SparkRows(con, "", job.law.words).count_labels, source))
        said = str(error.java_exception.getMessage()) if isinstance(error, Py4JJavaError) else str(error)
        raise LawError(f"{job.source.name} cannot be judged: {said.strip().splitlines()[0].rstrip('.')}.") from None


def _judged(job: Job, spark: Any, con: Any, source: str) -> Judged:
    assert job.out is not None
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
    return Judged("spark", sum(counted.values()), path=job.out, written={c: counted[c] for c in CODES if c in counted})


def plain(table: pa.Table) -> pa.Table:
    """A table of types that Spark can take."""
    import pyarrow as pa

    fields = [field.with_type(_plain(field.type)) for field in table.schema]
    return table.cast(pa.schema(fields))


def _plain(kind: pa.DataType) -> pa.DataType:
    import pyarrow as pa
    import pyarrow.types as t

    if t.is_dictionary(kind):
        return _plain(kind.value_type)
    if t.is_string_view(kind) or t.is_null(kind):
        return pa.string()
    if t.is_unsigned_integer(kind):
        return pa.int64()
    if t.is_list(kind) or t.is_large_list(kind):
        return pa.list_(_plain(kind.value_type))
    if t.is_struct(kind):
        return pa.struct([field.with_type(_plain(field.type)) for field in kind])
    return kind
