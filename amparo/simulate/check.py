"""A mapping checked against the words of the law, before any record is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.law.errors import LawError, did_you_mean, near
from amparo.law.facts import reader
from amparo.simulate.mapping import FactSource, Mapping

if TYPE_CHECKING:
    from amparo.law import syntax as s
    from amparo.law.corpus import Corpus

TYPES = ("yes_no", "one_of", "number", "date")
"""The types of facts that a column can give."""


def check(mapping: Mapping, law: Corpus) -> None:
    """Raises LawError, naming file and entry, for a question, fact, label or place that does not fit."""
    if mapping.question not in law.words.questions:
        raise _wrong(mapping, "question", "question", mapping.question, law.words.questions)
    for item in mapping.facts:
        if item.fact not in law.words.facts:
            raise _wrong(mapping, "facts", "fact", item.fact, law.words.facts)
        _check_fact(mapping, law, law.words.facts[item.fact], item)
    places = mapping.places
    if places.top not in law.places:
        raise _wrong(mapping, "place.top", "jurisdiction", places.top, law.places)
    for city in places.cities:
        if not city.place.startswith(city.state + "/"):
            raise LawError(f"{_file(mapping)}: place.cities: '{city.place}' lies in no '{city.state}'.")


def _check_fact(mapping: Mapping, law: Corpus, fact: s.Fact, item: FactSource) -> None:
    at = f"{_file(mapping)}: facts.{fact.name}"
    read = reader(law.words, fact)
    if item.source is None:
        _value(read, item.constant, at)
        return
    if fact.type not in TYPES:
        raise LawError(f"{at}: the fact is of the type {fact.type}, which no column can give.")
    if fact.type == "date" and not item.source.form:
        raise LawError(f'{at}: the fact is a date; say how the column writes it, like format = "%Y-%m-%d".')
    if fact.type != "date" and item.source.form:
        raise LawError(f"{at}: the column is read as a date, and the fact is none.")
    for value in [*item.source.values.values(), *(p.value for p in item.source.patterns)]:
        if value is not None:
            _value(read, value, at)


def _value(read: Any, value: Any, at: str) -> None:
    try:
        read(value)
    except LawError as error:
        raise LawError(f"{at}: {error}") from None


def _wrong(mapping: Mapping, at: str, kind: str, name: str, known: Any) -> LawError:
    hint = did_you_mean(near(name, known))
    return LawError(f"{_file(mapping)}: {at}: there is no {kind} called '{name}'.{hint}")


def _file(mapping: Mapping) -> str:
    from pathlib import Path

    return Path(mapping.path).name
