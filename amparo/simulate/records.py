"""A file of records read whole and strictly: CSV or Parquet, every column as texts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo.law.errors import LawError, did_you_mean, near
from amparo.simulate.mapping import Mapping
from amparo.simulate.mapping_file import DATA, load, ready

if TYPE_CHECKING:
    import polars as pl


def shipped_file(mapping: Mapping) -> Path:
    """The records that come with a ready mapping. Raises LawError when none do."""
    if mapping.shipped is None:
        raise LawError(f"No records come with the mapping '{mapping.name}'. Name a file of records.")
    return DATA / mapping.shipped.file


def fitting(path: Path) -> Mapping:
    """The ready mapping whose columns a file has. Raises LawError when there is none, or the file cannot be read."""
    names = header(path)
    found = [m for m in map(load, ready()) if set(m.columns) <= set(names)]
    if not found:
        raise LawError(
            f"{path.name}: no ready mapping fits its columns ({', '.join(names[:8])}). Name one with --mapping: "
            f"{', '.join(ready())}, or a file of your own."
        )
    return max(found, key=lambda m: len(m.columns))


def header(path: Path) -> list[str]:
    """The names of the columns. Raises LawError."""
    if not path.is_file():
        raise LawError(f"There is no file '{path}'.")
    if path.stat().st_size == 0:
        raise LawError(f"{path.name} is empty: it has not even a header.")
    if _is_parquet(path):
        return _parquet(path).schema_arrow.names
    import csv

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names = next(csv.reader(file), [])
    except UnicodeDecodeError as error:
        raise LawError(f"{path.name} is no UTF-8 text: {error.reason} at byte {error.start}.") from None
    except csv.Error as error:
        raise LawError(f"{path.name}: the header cannot be read: {error}.") from None
    doubled = {n for n in names if names.count(n) > 1}
    if doubled:
        raise LawError(f"{path.name}: the column '{min(doubled)}' is there twice.")
    return names


def read(path: Path, mapping: Mapping) -> pl.DataFrame:
    """The columns of a file that the mapping reads, as texts.

    What the mapping calls null is null. Raises LawError for a file that is not there, empty, cut off or
    damaged, and for a column that it does not have.
    """
    names = header(path)
    for column, at in mapping.columns.items():
        if column not in names:
            hint = did_you_mean(near(column, names)) or f" It has: {', '.join(names[:12])}."
            raise LawError(f"{path.name} has no column '{column}' ({mapping.name}: {at}).{hint}")
    table = _read_parquet(path, mapping) if _is_parquet(path) else _read_csv(path, names, mapping)
    import polars as pl

    frame = pl.DataFrame(table)
    if frame.height == 0:
        raise LawError(f"{path.name} has a header and no record.")
    nulls = list(mapping.null | {""})
    forms = {s.column: s.form for s in mapping.sources() if s.form}
    texts = [_text(pl.col(c), frame.schema[c], forms.get(c, "")) for c in frame.columns]
    return frame.with_columns(texts).with_columns(
        pl.when(pl.col(c).is_in(nulls)).then(None).otherwise(pl.col(c)).alias(c) for c in frame.columns
    )


def _text(column: pl.Expr, kind: pl.DataType, form: str) -> pl.Expr:
    """A column as texts; a column of dates as the mapping says that dates are written."""
    import polars as pl

    return column.dt.strftime(form) if form and kind == pl.Date else column.cast(pl.String)


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


def _read_csv(path: Path, names: list[str], mapping: Mapping) -> Any:
    import pyarrow as pa
    from pyarrow import csv

    try:
        return csv.read_csv(
            path,
            # One thread, so that an error knows its row.
            read_options=csv.ReadOptions(use_threads=False),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=list(mapping.columns),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        raise LawError(f"{path.name} cannot be read to its end; is it cut off? {_csv_sentence(error)}") from None


def _parquet(path: Path) -> Any:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise LawError(f"{path.name} is no whole Parquet file; is it cut off? {_sentence(error)}") from None


def _read_parquet(path: Path, mapping: Mapping) -> Any:
    import pyarrow as pa

    file = _parquet(path)
    dated = {s.column for s in mapping.sources() if s.form}
    for column in mapping.columns:
        kind = file.schema_arrow.field(column).type
        if pa.types.is_nested(kind) and not pa.types.is_dictionary(kind):
            raise LawError(f"{path.name}: the column '{column}' holds {kind}, and single values are wanted.")
        if column in dated and not (_is_text(kind) or pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
            raise LawError(f"{path.name}: the column '{column}' holds {kind}, and dates are wanted.")
    try:
        table = file.read(columns=list(mapping.columns))
    except (pa.ArrowInvalid, OSError) as error:
        raise LawError(f"{path.name} cannot be read to its end; is it damaged? {_sentence(error)}") from None
    for i, name in enumerate(table.column_names):
        kind = table.schema.field(name).type
        if pa.types.is_timestamp(kind):
            table = table.set_column(i, name, table.column(name).cast(pa.date32(), safe=False))
    return table


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_null(inner)


def _csv_sentence(error: Exception) -> str:
    """What is wrong with which row. Arrow counts the header as the first row; we do not, anywhere."""
    found = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+)", str(error))
    if not found:
        return _sentence(error)
    row, wanted, got = (int(n) for n in found.groups())
    return f"Row {row - 1:,} has {got} columns, and the header has {wanted}."


def _sentence(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".") + "."
