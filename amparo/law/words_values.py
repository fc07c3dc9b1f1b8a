"""Values of facts in words: labels, dates, amounts, lists of records, and the clauses they make."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from amparo.law import syntax as s

if TYPE_CHECKING:
    from amparo.law.words import Words


def in_words(words: Words, fact: s.Fact, value: Any) -> str:
    """The value of a fact or field, as a person reads it."""
    if value is None:
        return words.phrases["unknown"]
    if fact.type == "yes_no":
        return words.phrases["yes" if value is True or str(value).lower() in ("yes", "true") else "no"]
    if fact.type == "one_of":
        return label(words, fact.of or "", value)
    if fact.type == "set_of":
        members = value.split(",") if isinstance(value, str) else sorted(value)
        return _several([label(words, fact.of or "", m.strip()) for m in members], words)
    if fact.type == "list_of":
        return _several([record(words, fact.of or "", row) for row in value], words)
    if fact.type == "money":
        return money(value)
    if fact.type == "date":
        return words.date(_iso(value))
    if fact.type == "moment":
        return words.moment(_iso(value))
    return words.marks.number(int(value)) if str(value).isdigit() else str(value)


def label(words: Words, kind: str, name: str) -> str:
    """The words of a label; a label that is none stands for itself."""
    known = words.vocabulary.kinds[kind].labels
    return words.kind_label(kind, name) if name in known else str(name)


def money(dollars: Any) -> str:
    """$1,200 or $1,200.50: in every language as it stands on papers in the United States."""
    amount = float(str(dollars).replace("$", "").replace(",", ""))
    return f"${amount:,.0f}" if amount == int(amount) else f"${amount:,.2f}"


def record(words: Words, name: str, row: Mapping[str, Any]) -> str:
    """One entry of a list: "(date of conviction: January 5, 2020, level: Felony)"."""
    said = entry(words, name, row)
    return words.marks.bracketed(said) if row else said


def entry(words: Words, name: str, row: Mapping[str, Any]) -> str:
    """The same without brackets; an entry of which nothing is known is called what its kind is called."""
    fields = words.vocabulary.records[name].fields
    said = []
    for field, value in row.items():
        fact = fields[field]
        if fact.type == "yes_no":
            said.append(yes_no(words, fact, value, name))
        else:
            said.append(words.say("have", label=words.field_label(name, field), value=in_words(words, fact, value)))
    return words.marks.list.join(said) or words.record(name)


def statement(words: Words, fact: s.Fact, value: Any, *, quoted: bool = False) -> str:
    """A clause that says the fact has the value; `quoted` sets a label apart by quotation marks and
    not by a colon, for the middle of a sentence."""
    if fact.type == "yes_no":
        return yes_no(words, fact, value)
    said, name = in_words(words, fact, value), words.label(fact.name)
    if quoted and fact.type == "one_of":
        return words.say("is_plain", label=name, value=words.quoted(said))
    if fact.type in ("one_of", "set_of"):
        return words.say("is" if fact.type == "one_of" else "are", label=name, value=said)
    if fact.type in ("date", "moment"):
        said = words.say("point.given", date=said)
    return words.say("have" if fact.type == "list_of" else "is_plain", label=name, value=said)


def yes_no(words: Words, fact: s.Fact, value: Any, record: str | None = None) -> str:
    """What a yes/no fact says, or what its denial says."""
    key = "says" if value is True or str(value).lower() in ("yes", "true") else "denies"
    return words._fact_words(fact, key, record) or fact.name.replace("_", " ")


def _several(items: Iterable[str], words: Words) -> str:
    return words.marks.series.join(items) or words.phrases["none"]


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
