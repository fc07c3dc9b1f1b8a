"""Records made into facts: what a mapping reads from each, with what it cannot read told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amparo.law.errors import LawError, did_you_mean, near
from amparo.simulate.mapping import Dimension, Mapping, Source, Unread

if TYPE_CHECKING:
    import polars as pl

    from amparo.law import syntax as s
    from amparo.law.corpus import Corpus
    from amparo.law.vocabulary import Vocabulary

DAY, STATE, PLACE, OUTCOME, SKIP, ROW = "@day", "@state", "@place", "@outcome", "@skip", "@row"
"""Columns beside the facts. A fact's name has no @."""


@dataclass(frozen=True)
class Cases:
    """Records as facts. `frame` has a row for each record in the order of the file: a column for each
    fact, `@day`, `@state` and `@place` (paths of jurisdictions), `@outcome`, a column `@by NAME` for each
    dimension, and `@skip`, the number of the rule that sets the record apart or null; `@row` counts from 1."""

    frame: pl.DataFrame
    facts: tuple[str, ...]


def by(dimension: str) -> str:
    """The column of a dimension."""
    return f"@by {dimension}"


def translate(records: pl.DataFrame, mapping: Mapping, law: Corpus, file: str) -> Cases:
    """What the mapping reads from each record.

    Raises LawError for a text that the mapping does not know, with its column, the number of records and
    the first row. Rows are counted from 1, without the header.
    """
    import polars as pl

    read = _Columns(records, mapping, file)
    columns: dict[str, pl.Series] = {}
    for item in mapping.facts:
        kind = _dtype(law.words, item.fact)
        if item.source is None:
            columns[item.fact] = _same(law.words, item.fact, item.constant, records.height)
        else:
            columns[item.fact] = read.values(item.source, kind, _reader(law.words, item.fact))
    columns[DAY] = read.values(mapping.day, pl.Date()) if mapping.day else pl.Series([None] * records.height)
    state = mapping.places.state
    columns[STATE] = read.values(state, pl.String()) if state else pl.Series([None] * records.height, dtype=pl.String)
    columns[PLACE] = _place(records, columns[STATE], mapping)
    if mapping.outcome:
        found = read.values(mapping.outcome.source, pl.String())
        columns[OUTCOME] = found.fill_null(mapping.outcome.none)
    for dimension in mapping.dimensions:
        columns[by(dimension.name)] = _group(read, dimension, columns[STATE])
    skipped = pl.Series([None] * records.height, dtype=pl.Int32)
    for number, skip in reversed(list(enumerate(mapping.skips))):
        hit = read.values(skip.source, pl.String()) == str(skip.value)
        skipped = pl.select(pl.when(hit.fill_null(False)).then(number).otherwise(skipped)).to_series()
    columns[SKIP] = skipped
    columns[ROW] = pl.Series(range(1, records.height + 1), dtype=pl.UInt32)
    frame = pl.DataFrame([series.alias(name) for name, series in columns.items()])
    if mapping.day and frame[DAY].null_count():
        row = frame[DAY].is_null().arg_true()[0] + 1
        many = frame[DAY].null_count()
        raise LawError(f"{file}: '{mapping.day.column}' is empty in {many:,} records (first in row {row:,}).")
    return Cases(frame, tuple(item.fact for item in mapping.facts))


class _Columns:
    """Reads columns by their different texts, each only once."""

    def __init__(self, records: pl.DataFrame, mapping: Mapping, file: str):
        self.records, self.mapping, self.file = records, mapping, file

    def values(self, source: Source, kind: pl.DataType, also: Any = None) -> pl.Series:
        import polars as pl

        texts = self.records[source.column]
        table: dict[str, Any] = {}
        unread: dict[str, str] = {}
        for text in texts.unique().drop_nulls().to_list():
            try:
                value = source.read(text)
                table[text] = also(value) if also and value is not None else value
            except Unread as error:
                unread[text] = error.wanted
        if unread:
            raise self._unread(source, unread)
        old = pl.Series(list(table), dtype=pl.String)
        new = pl.Series(list(table.values()), dtype=kind)
        if not table:
            return pl.Series([None] * len(texts), dtype=kind)
        return texts.replace_strict(old, new, default=None, return_dtype=kind)

    def _unread(self, source: Source, unread: dict[str, str]) -> LawError:
        hits = self.records[source.column].is_in(list(unread))
        row = hits.arg_true()[0]
        text = self.records[source.column][row]
        many = int((self.records[source.column] == text).sum())
        where = f"{self.file}: column '{source.column}'"
        rows = f"{many:,} {'record' if many == 1 else 'records'}, first in row {row + 1:,}"
        more = f" So it is with {len(unread) - 1:,} other texts." if len(unread) > 1 else ""
        if unread[text]:
            return LawError(f"{where}: '{text}' ({rows}) is not {unread[text]}.{more}")
        hint = did_you_mean(near(text, source.values, 1))
        return LawError(
            f"{where}: the mapping '{self.mapping.name}' does not know '{text}' ({rows}).{hint}{more} Add it under "
            f'{source.at}, or say there: other = "unknown".'
        )


def _reader(words: Vocabulary, name: str) -> Any:
    """What makes a value of the mapping a value of the fact: for texts that it keeps as they are."""
    from amparo.law.facts import reader

    fact = words.facts[name]
    if fact.type == "date":
        return None
    read = reader(words, fact)

    def checked(value: Any) -> Any:
        try:
            return read(value)
        except LawError as error:
            raise Unread(str(error).partition(": ")[2].removeprefix("it is ").rstrip(".") or "known") from None

    return checked


def _dtype(words: Vocabulary, name: str) -> Any:
    return _type(words, words.facts[name])


def _type(words: Vocabulary, fact: s.Fact) -> Any:
    import polars as pl

    if fact.type == "list_of":
        fields = words.records[fact.of or ""].fields.values()
        return pl.List(pl.Struct({field.name: _type(words, field) for field in fields}))
    kinds = {"yes_no": pl.Boolean, "one_of": pl.String, "number": pl.Int64, "date": pl.Date}
    return kinds.get(fact.type, pl.List(pl.String))


def _same(words: Vocabulary, name: str, value: Any, height: int) -> pl.Series:
    """The same value for every record. Raises LawError for what no column can hold."""
    import datetime

    import polars as pl

    from amparo.law.facts import reader

    fact = words.facts[name]
    read = reader(words, fact)(value)
    if fact.type in ("money", "moment") or (fact.type == "list_of" and read):
        what = "a list with entries" if fact.type == "list_of" else f"of the type {fact.type}"
        raise LawError(f"'{name}' is {what}; it cannot be the same for every record.")
    if fact.type == "date":
        read = datetime.date.fromordinal(read)
    if fact.type in ("set_of", "list_of"):
        read = sorted(read)
    return pl.Series([read], dtype=_dtype(words, name)).new_from_index(0, height)


def _place(records: pl.DataFrame, state: pl.Series, mapping: Mapping) -> pl.Series:
    """The place of each record: its city where the mapping knows its name, else its state, else the whole."""
    import polars as pl

    places = mapping.places
    found = state.fill_null(places.top)
    for city in places.cities:
        here = (state == city.state) & records[places.city].is_in(list(city.names))
        found = pl.select(pl.when(here.fill_null(False)).then(pl.lit(city.place)).otherwise(found)).to_series()
    return found


def _group(read: _Columns, dimension: Dimension, state: pl.Series) -> pl.Series:
    import polars as pl

    if dimension.kind == "month":
        return read.values(dimension.source, pl.Date()).dt.strftime("%Y-%m")
    found = read.values(dimension.source, pl.String())
    if not dimension.with_state:
        return found
    short = state.str.split("/").list.last().str.to_uppercase()
    return pl.select(
        pl.when(short.is_not_null()).then(pl.concat_str(pl.lit(found), pl.lit(short), separator=", ")).otherwise(found)
    ).to_series()
