"""Answers as they travel: in the fields of a form, there and back, and nowhere else.

`on` is the day asked about; `f.FACT` is an answer ("?" says that the person does not know); a list
of records is `f.FACT.0.FIELD`, `f.FACT.1.FIELD` … and `f.FACT` = "done" once that is all.
Everything is read through the engine's own readers; what cannot be read is kept as it was typed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from amparo.law import syntax as s
from amparo.law.corpus import Corpus
from amparo.law.errors import LawError
from amparo.law.facts import reader

UNKNOWN, DONE, NONE = "?", "done", "-"
MOST_ROWS = 60
Row = dict[str, str]


@dataclass
class Answers:
    """What a person has answered so far. `facts` is what the engine takes; `raw` what was typed."""

    on: str
    facts: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Names of facts (and "on") whose typed value cannot be read."""

    def settled(self, name: str) -> bool:
        """Has the person dealt with this fact, be it with "I do not know"?"""
        return name in self.facts or name in self.unknown

    def order(self) -> list[str]:
        """The facts dealt with, in the order in which they were."""
        return [n for n in self.raw if self.settled(n)]

    def drop(self, name: str) -> None:
        self.facts.pop(name, None)
        if name in self.unknown:
            self.unknown.remove(name)

    def fields(self, without: str | None = None) -> Iterator[tuple[str, str]]:
        """Every answer as name and value of a hidden field."""
        if without != "on":
            yield "on", self.on
        for name, values in self.raw.items():
            if name != without and self.settled(name):
                yield from ((f"f.{name}", value) for value in values)
        for name, rows in self.rows.items():
            if name != without:
                yield from row_fields(name, rows)


def row_fields(name: str, rows: list[Row]) -> Iterator[tuple[str, str]]:
    """The records of a list as hidden fields; a record without any field still counts as one."""
    for number, row in enumerate(rows):
        yield f"f.{name}.{number}", ""
        for key, value in row.items():
            yield f"f.{name}.{number}.{key}", value


def typed(data: QueryDict, name: str, default: str = "") -> str:
    """What was typed into a field, without the blanks around it."""
    value = data.get(name)
    return (value if isinstance(value, str) and value else default).strip()


def read_answers(law: Corpus, data: QueryDict, today: str) -> Answers:
    """The answers in a form as it was sent. Names that are no facts are left out."""
    day = typed(data, "on", today)
    found = Answers(day)
    if not _is_date(day):
        found.on, found.raw["on"] = today, [day]
        found.wrong.append("on")
    for key in data:
        name = key.removeprefix("f.").split(".")[0] if key.startswith("f.") else ""
        if name in law.words.facts and name not in found.raw:
            _read_fact(law, law.words.facts[name], data, found)
    return found


def _read_fact(law: Corpus, fact: s.Fact, data: QueryDict, found: Answers) -> None:
    name = fact.name
    values = [v.strip() for v in data.getlist(f"f.{name}") if v.strip()]
    if fact.type == "list_of":
        found.rows[name] = _rows(law, fact, data)
        values = [v for v in values if v in (UNKNOWN, DONE)]
    elif fact.type == "moment" and not values:
        parts = [typed(data, f"f.{name}.{part}") for part in ("date", "time")]
        values = [" ".join(p for p in parts if p)] if any(parts) else []
    if not values:
        return
    found.raw[name] = values
    if UNKNOWN in values:
        found.unknown.append(name)
        found.raw[name] = [UNKNOWN]
        return
    value = _value(fact, values, found)
    try:
        reader(law.words, fact)(value)
    except LawError:
        found.wrong.append(name)
    else:
        found.facts[name] = value


def _value(fact: s.Fact, values: list[str], found: Answers) -> Any:
    """What the engine is given for the fields as sent."""
    if fact.type == "list_of":
        return [{k: v for k, v in row.items() if v} for row in found.rows[fact.name]]
    if fact.type == "set_of":
        return [v for v in values if v != NONE]
    if fact.type == "yes_no":
        return {"yes": True, "no": False}.get(values[0], values[0])
    return values[0]


def _rows(law: Corpus, fact: s.Fact, data: QueryDict) -> list[Row]:
    """The records of a list. A field that cannot be read is left out, so it counts as unknown."""
    record = law.words.records[fact.of or ""]
    rows = []
    for number in range(MOST_ROWS):
        if f"f.{fact.name}.{number}" not in data:
            break
        row = row_values(record, data, f"f.{fact.name}.{number}")
        wrong = wrong_fields(law, record, row)
        rows.append({k: v for k, v in row.items() if k not in wrong})
    return rows


def row_values(record: s.Record, data: QueryDict, prefix: str) -> Row:
    """The fields of one record as typed, those left empty or unknown left out."""
    row = {}
    for name, inner in record.fields.items():
        values = [v.strip() for v in data.getlist(f"{prefix}.{name}") if v.strip()]
        value = ", ".join(values) if inner.type == "set_of" else "".join(values[:1])
        if value and value != UNKNOWN:
            row[name] = value
    return row


def wrong_fields(law: Corpus, record: s.Record, row: Row) -> list[str]:
    """The fields of a record whose values cannot be read."""
    wrong = []
    for name, value in row.items():
        try:
            reader(law.words, record.fields[name])(value)
        except LawError:
            wrong.append(name)
    return wrong


def raw_fields(facts: Mapping[str, Any], on: str) -> list[tuple[str, str]]:
    """Facts as a worked example gives them, as the fields of a form."""
    fields = [("on", on)]
    for name, value in facts.items():
        if isinstance(value, list) and (not value or isinstance(value[0], dict)):
            rows = [{k: raw(v) for k, v in row.items()} for row in value]
            fields += [*row_fields(name, rows), (f"f.{name}", DONE)]
        elif isinstance(value, list | frozenset | set | tuple):
            fields += [(f"f.{name}", str(v)) for v in value] or [(f"f.{name}", NONE)]
        else:
            fields.append((f"f.{name}", raw(value)))
    return fields


def raw(value: Any) -> str:
    """A value as a form sends it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(str(v) for v in value))
    return str(value)


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
