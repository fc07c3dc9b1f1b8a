"""CSV files, read once into Parquet: every engine then has the same values, and of each slip the row."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.law.batch.source import WANTED, Source, is_csv, open_source
from amparo.law.errors import LawError

if TYPE_CHECKING:
    import pyarrow as pa

    from amparo.law.corpus import Corpus

YES, NO = ["yes", "Yes", "YES", "true", "True", "TRUE"], ["no", "No", "NO", "false", "False", "FALSE"]


def header(file: Path) -> pa.Schema:
    """The columns of a file, without their types."""
    import pyarrow as pa

    with file.open(encoding="utf-8-sig", newline="") as lines:
        return pa.schema([(name, pa.string()) for name in next(csv.reader(lines), ())])


@contextmanager
def typed(law: Corpus, source: Source, columns: dict[str, str], day: str | None) -> Iterator[Source]:
    """The source, for CSV as a Parquet file that is there for a while: the columns of facts and of the day with
    their types, all others as text, as they came. An empty cell is NULL. Raises LawError."""
    if not is_csv(source):
        yield source
        return
    types = column_types(law, source, columns, day)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "rows.parquet"
        _convert(source, made, types)
        yield replace(open_source(made), name=source.name)


def column_types(law: Corpus, source: Source, columns: dict[str, str], day: str | None) -> dict[str, str]:
    """The type of each fact's column, as the vocabulary calls it. Raises LawError for lists."""
    types = dict.fromkeys(source.schema.names, "")
    for name, column in columns.items():
        types[column] = law.words.facts[name].type
        if types[column] in ("set_of", "list_of"):
            raise LawError(f"{source.name}: column '{column}' cannot be {WANTED[types[column]]} in CSV; use Parquet.")
    if day is not None:
        types[day] = "date"
    return types


def _convert(source: Source, made: Path, types: dict[str, str]) -> None:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    arrow = {"yes_no": pa.bool_(), "number": pa.int64(), "money": pa.float64(), "date": pa.date32(),
             "moment": pa.timestamp("us")}  # fmt: skip
    schema = pa.schema([(column, arrow.get(type_, pa.string())) for column, type_ in types.items()])
    alone = pyarrow.csv.ReadOptions(use_threads=False)  # it then knows the numbers of rows
    ways = pyarrow.csv.ConvertOptions(
        column_types=schema, null_values=[""], strings_can_be_null=True, true_values=YES, false_values=NO
    )
    with pyarrow.parquet.ParquetWriter(made, schema) as writer:
        for file in source.files:
            try:
                for batch in pyarrow.csv.open_csv(file, read_options=alone, convert_options=ways):
                    writer.write_batch(batch)
            except pa.ArrowException as error:
                raise LawError(f"{file}: {_said(str(error).splitlines()[0], types)}") from None


def _said(message: str, types: dict[str, str]) -> str:
    """What pyarrow says of a row, as a sentence."""
    value = re.search(r"column #(\d+): Row #(\d+): .*invalid value '(.*)'", message)
    if value is not None:
        column = list(types)[int(value[1])]
        return f"column '{column}' must be {WANTED[types[column]]}; line {value[2]} has '{value[3]}'."
    cells = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+)", message)
    if cells is not None:
        return f"line {cells[1]} has {cells[3]} cells where there are {cells[2]} columns."
    return message.rstrip(".") + "."
