"""What is judged: which columns are facts, whether they are of the right type, and where the data are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo.law import days
from amparo.law.errors import LawError, UnknownName, did_you_mean, near
from amparo.law.facts import show

if TYPE_CHECKING:
    import pyarrow as pa

    from amparo.law import syntax as s
    from amparo.law.corpus import Corpus
    from amparo.law.vocabulary import Vocabulary

WANTED = {
    "yes_no": "yes and no (boolean)",
    "one_of": "text",
    "set_of": "lists of text",
    "number": "whole numbers",
    "money": "numbers",
    "date": "dates (date32)",
    "moment": "dates with a time (timestamps without a time zone)",
    "list_of": "lists of records (structs)",
}
FORMATS = {".parquet": "Parquet", ".csv": "CSV"}


@dataclass(frozen=True)
class Source:
    """A table: in memory, or in files. `name` is how messages call it; `schema` of CSV has names alone."""

    name: str
    table: pa.Table | None
    files: tuple[Path, ...]
    schema: pa.Schema
    size: int
    """In bytes; of files as they are on disk."""

    def span(self, column: str, type_: str, field: str | None = None) -> tuple[int, int] | None:
        """The least and greatest number, day or minute of a column, or of a field of its records, if Parquet
        states it; None if somebody has to look."""
        import pyarrow.parquet

        if type_ not in ("number", "date", "moment"):
            return None
        path = column if field is None else f"{column}.list.element.{field}"
        found: list[Any] = []
        for file in self.files:
            about = pyarrow.parquet.read_metadata(file)
            paths = [about.schema.column(i).path for i in range(about.num_columns)]
            for group in range(about.num_row_groups if path in paths else 0):
                part = about.row_group(group).column(paths.index(path)).statistics
                if part is None or not part.has_min_max:
                    return None
                found += [part.min, part.max]
        if type_ == "moment":
            numbers = [value.toordinal() * days.MINUTES + value.hour * 60 + value.minute for value in found]
        else:
            numbers = [value.toordinal() if type_ == "date" else int(value) for value in found]
        return (min(numbers), max(numbers)) if numbers else None


def open_source(given: Any) -> Source:
    """A source from a pyarrow Table, a Polars frame, or the path of Parquet or CSV. Raises LawError."""
    import pyarrow as pa

    if isinstance(given, pa.Table):
        return Source("the table", given, (), given.schema, given.nbytes)
    if hasattr(given, "to_arrow"):
        return open_source(given.to_arrow())
    path = Path(given)
    files = files_of(path)
    if not files or not all(f.is_file() for f in files):
        raise LawError(f"There is no file {path}.")
    kinds = {FORMATS.get(f.suffix.lower()) for f in files}
    kind = kinds.pop()
    if kind is None or kinds:
        raise LawError(f"{path} is neither Parquet (.parquet) nor CSV (.csv).")
    for file in files:
        if not file.stat().st_size:
            raise LawError(f"{file} is empty.")
    return Source(str(path), None, files, _schema(files, kind), sum(f.stat().st_size for f in files))


def is_csv(source: Source) -> bool:
    """Is the source made of CSV files?"""
    return bool(source.files) and source.files[0].suffix.lower() == ".csv"


def files_of(path: Path) -> tuple[Path, ...]:
    """The files of a path, which may be a pattern."""
    return tuple(sorted(path.parent.glob(path.name))) if "*" in path.name else (path,)


def _schema(files: tuple[Path, ...], kind: str) -> pa.Schema:
    """The columns of files, which must all be whole and alike."""
    import pyarrow as pa
    import pyarrow.parquet

    from amparo.law.batch.csv_files import header

    found: pa.Schema | None = None
    for file in files:
        try:
            schema = pyarrow.parquet.read_schema(file) if kind == "Parquet" else header(file)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise LawError(f"{file} cannot be read as {kind}: {str(error).splitlines()[0].rstrip('.')}.") from None
        if found is not None and not schema.equals(found):
            raise LawError(f"{file} has other columns than {files[0]}.")
        found = schema
    assert found is not None
    return found


def columns_of_facts(law: Corpus, source: Source, named: Mapping[str, str] | None) -> dict[str, str]:
    """For each fact its column: as `named` (fact to column), else the columns that are called like facts.
    A column of no type has nothing but NULL, and no fact.

    Raises UnknownName and LawError for a fact or column that is not there, or a column that is there twice.
    """
    import pyarrow.types as t

    have = source.schema.names
    if named is None:
        named = {name: name for name in have if name in law.words.facts}
    for fact, column in named.items():
        law.words.fact(fact)
        check_column(source, column)
    return {fact: column for fact, column in named.items() if not t.is_null(source.schema.field(column).type)}


def check_column(source: Source, column: str) -> None:
    """Raises UnknownName for a column that is not there, LawError for one that is there twice."""
    many = source.schema.names.count(column)
    if not many:
        raise UnknownName("column", column, source.schema.names)
    if many > 1:
        raise LawError(f"{source.name} has {many} columns called '{column}'.")


def check_types(law: Corpus, source: Source, columns: Mapping[str, str], day: str | None) -> None:
    """Raises LawError where a column is not of its fact's type, or a record has a field that is not known."""
    import pyarrow.types as t

    for name, column in columns.items():
        fact = law.words.facts[name]
        have = source.schema.field(column).type
        _check(source, f"column '{column}'", fact, have)
        if fact.type == "list_of":
            fields = law.words.records[fact.of or ""].fields
            for inner in have.value_type:
                if inner.name not in fields:
                    hint = did_you_mean(near(inner.name, fields))
                    raise LawError(f"{source.name}: a record in column '{column}' has no field '{inner.name}'.{hint}")
                _check(source, f"field '{inner.name}' of column '{column}'", fields[inner.name], inner.type)
    if day is not None:
        check_column(source, day)
        if not t.is_date32(source.schema.field(day).type):
            raise LawError(f"{source.name}: column '{day}' must be dates, to judge each row on its day; it is "
                           f"{source.schema.field(day).type}.")  # fmt: skip


def _check(source: Source, where: str, fact: s.Fact, have: pa.DataType) -> None:
    import pyarrow.types as t

    def text(kind: pa.DataType) -> bool:
        return t.is_string(kind) or t.is_large_string(kind) or t.is_string_view(kind) or (
            t.is_dictionary(kind) and text(kind.value_type))  # fmt: skip

    def listed(kind: pa.DataType) -> bool:
        return t.is_list(kind) or t.is_large_list(kind)

    fits = {
        "yes_no": t.is_boolean,
        "one_of": text,
        "set_of": lambda k: listed(k) and text(k.value_type),
        "number": t.is_integer,
        "money": lambda k: t.is_integer(k) or t.is_floating(k) or t.is_decimal(k),
        "date": t.is_date32,
        "moment": lambda k: t.is_timestamp(k) and k.tz is None,
        "list_of": lambda k: listed(k) and t.is_struct(k.value_type),
    }
    if not t.is_null(have) and not fits[fact.type](have):
        raise LawError(f"{source.name}: {where} must be {WANTED[fact.type]} for the fact '{fact.name}'; it is {have}.")


def check_span(source: Source, where: str, fact: s.Fact, span: tuple[int, int] | None, words: Vocabulary) -> None:
    """Raises LawError for numbers below zero and days out of reach. `span` as the engine has them."""
    if span is None:
        return
    if fact.type in ("number", "money"):
        if span[0] < 0:
            least = show(fact, span[0], words)
            raise LawError(f"{source.name}: {where} has {least}; the least that it can be is 0.")
        return
    check_reach(source, where, span, days.MINUTES if fact.type == "moment" else 1)


def check_reach(source: Source, where: str, values: Iterable[int], size: int) -> None:
    """Raises LawError for days that are out of reach; `size` is how many of the values make a day."""
    for value in values:
        if not days.FIRST <= value // size <= days.LAST:
            raise LawError(f"{source.name}: {where} has a day that is too far away: it can be from "
                           f"{days.iso(days.FIRST)} to {days.iso(days.LAST)}.")  # fmt: skip
