"""Facts as people and programs give them, read into the values that the engine compares."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from amparo.law import days
from amparo.law import syntax as s
from amparo.law.days import read_date, read_moment
from amparo.law.errors import LawError, UnknownName, did_you_mean, near
from amparo.law.vocabulary import Vocabulary

Reader = Callable[[Any], Any]
WORDS = {"yes": True, "true": True, "no": False, "false": False}


class Readers(dict[str, Reader]):
    """For every fact (or field) the function that reads a value of it, or raises LawError.

    `plain` has the class of the values that need no reading, where there is one: a bool for yes/no.
    """

    def __init__(self, words: Vocabulary, facts: Iterable[s.Fact]):
        facts = list(facts)
        super().__init__((fact.name, reader(words, fact)) for fact in facts)
        classes = {"yes_no": bool, "number": int}
        self.plain = {fact.name: classes[fact.type] for fact in facts if fact.type in classes}


def readers(words: Vocabulary) -> Readers:
    """The readers of all facts."""
    return Readers(words, words.facts.values())


def reader(words: Vocabulary, fact: s.Fact) -> Reader:
    """The function that reads a value of one fact or field."""
    if fact.type == "yes_no":
        return partial(_yes_no, fact.name)
    if fact.type == "one_of":
        return partial(_label, fact.name, {label: label for label in words.kinds[fact.of or ""].labels})
    if fact.type == "set_of":
        return partial(_labels, fact.name, frozenset(words.kinds[fact.of or ""].labels))
    if fact.type == "list_of":
        record = words.records[fact.of or ""]
        fields = Readers(words, record.fields.values())
        return partial(_records, fact.name, record.name, fields)
    return partial({"number": _number, "money": _money, "date": _date, "moment": _moment}[fact.type], fact.name)


def clean(facts: Mapping[str, Any], table: Readers) -> dict[str, Any]:
    """The known facts, read. None is unknown. Raises UnknownName and LawError."""
    out = {}
    plain = table.plain
    for name, value in facts.items():
        if value is None:
            continue
        kind = plain.get(name)
        if kind is not None and value.__class__ is kind and value >= 0:
            out[name] = value
        else:
            try:
                read = table[name]
            except KeyError:
                raise UnknownName("fact", name, table) from None
            out[name] = read(value)
    return out


def _bad(name: str, value: Any, wanted: str) -> LawError:
    return LawError(f"'{name}' cannot be {value!r}: {wanted}.")


def _yes_no(name: str, value: Any) -> bool:
    if value is True or value is False:
        return value
    if isinstance(value, str) and value.lower() in WORDS:
        return WORDS[value.lower()]
    raise _bad(name, value, "it is answered by yes or no")


def _label(name: str, labels: dict[str, str], value: Any) -> str:
    try:
        return labels[value]
    except (KeyError, TypeError):
        shown = ", ".join(list(labels)[:8]) + (", …" if len(labels) > 8 else "")
        hint = did_you_mean(near(str(value), labels))
        error = _bad(name, value, f"it is one of {shown}")
        raise LawError(str(error) + hint) from None


def _labels(name: str, labels: frozenset[str], value: Any) -> frozenset[str]:
    given = [v.strip() for v in value.split(",") if v.strip()] if isinstance(value, str) else value
    try:
        found = frozenset(given)
    except TypeError:
        raise _bad(name, value, "it is a list of labels") from None
    for label in found - labels:
        raise LawError(f"'{name}' cannot contain {label!r}.{did_you_mean(near(str(label), labels))}")
    return found


def _number(name: str, value: Any) -> int:
    if value.__class__ is int and value >= 0:
        return value
    try:
        read = int(value.replace(",", "")) if isinstance(value, str) else value
        if isinstance(read, int | float) and not isinstance(read, bool) and read >= 0 and read == int(read):
            return int(read)
    except (ValueError, OverflowError):
        pass
    raise _bad(name, value, "it is a whole number, zero or more")


def _money(name: str, value: Any) -> int:
    """Dollars in, cents out."""
    try:
        if isinstance(value, str):
            value = float(value.replace("$", "").replace(",", ""))
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15:
            return round(value * 100)
    except ValueError:
        pass
    raise _bad(name, value, "it is an amount in dollars, like 1200.50")


def _date(name: str, value: Any) -> int:
    try:
        day = None
        if isinstance(value, str):
            day = read_date(value)
        elif isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            day = value.toordinal()
        if day is not None and days.FIRST <= day <= days.LAST:
            return day
    except ValueError:
        pass
    raise _bad(name, value, "it is a date like 2026-03-02")


def _moment(name: str, value: Any) -> int:
    try:
        minute = None
        if isinstance(value, str):
            minute = read_moment(value)
        elif isinstance(value, datetime.datetime):
            minute = value.toordinal() * days.MINUTES + value.hour * 60 + value.minute
        if minute is not None and days.FIRST <= minute // days.MINUTES <= days.LAST:
            return minute
    except ValueError:
        pass
    raise _bad(name, value, "it is a date with a time, like 2026-03-02 17:00")


def _records(name: str, record: str, fields: Readers, value: Any) -> tuple[dict[str, Any], ...]:
    if isinstance(value, str | Mapping) or not hasattr(value, "__iter__"):
        raise _bad(name, value, f"it is a list of {record} records; an empty list says that there are none")
    rows = []
    for number, row in enumerate(value, 1):
        if not isinstance(row, Mapping):
            raise _bad(name, row, f"entry {number} is a {record} record with named fields")
        try:
            rows.append(clean(row, fields))
        except UnknownName as error:
            raise UnknownName(f"field of a {record}", error.name, fields) from None
    return tuple(rows)


def show(fact: s.Fact, value: Any, words: Vocabulary) -> Any:
    """A read value as JSON and people have it: the reverse of reading."""
    if fact.type == "date":
        return days.iso(value)
    if fact.type == "moment":
        return days.iso_moment(value)
    if fact.type == "money":
        return value / 100
    if fact.type == "set_of":
        return sorted(value)
    if fact.type == "list_of":
        fields = words.records[fact.of or ""].fields
        return [{k: show(fields[k], v, words) for k, v in row.items()} for row in value]
    return value
