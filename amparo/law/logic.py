"""Conditions after their names are resolved, and what they mean: Kleene's strong logic over facts.

`holds` is the reference meaning that the compiled code (`code.py`) is tested against. Facts are a
dictionary of normalised values: bool, label, int (number, cents, day or minute), frozenset of labels,
or a tuple of records (dictionaries). A fact that is not in the dictionary is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from amparo.law import days

Facts = Mapping[str, Any]


# ---- amounts -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Num:
    value: int


@dataclass(frozen=True)
class Var:
    """The value of a fact, or with `field` of a field of the record at hand."""

    name: str
    field: bool = False


@dataclass(frozen=True)
class Now:
    """The day asked about."""


@dataclass(frozen=True)
class Add:
    left: Amount
    right: Amount
    sign: int


@dataclass(frozen=True)
class Scale:
    part: Amount
    factor: int
    divisor: int = 1


@dataclass(frozen=True)
class Move:
    start: Amount
    amount: Amount
    unit: str
    sign: int
    state: str
    minutes: bool


@dataclass(frozen=True)
class Roll:
    start: Amount
    state: str


@dataclass(frozen=True)
class Next:
    month: int
    day: int


Amount = Num | Var | Now | Add | Scale | Move | Roll | Next


# ---- conditions ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Const:
    value: bool


@dataclass(frozen=True)
class Yes:
    var: Var


@dataclass(frozen=True)
class OneOf:
    """The value is one of these labels (or numbers)."""

    var: Var
    labels: frozenset[Any]


@dataclass(frozen=True)
class Has:
    var: Var
    label: str


@dataclass(frozen=True)
class AtLeast:
    left: Amount
    right: Amount


@dataclass(frozen=True)
class Count:
    """At least `least` records of the list meet the condition."""

    var: Var
    where: Logic
    least: int


@dataclass(frozen=True)
class And:
    parts: tuple[Logic, ...]


@dataclass(frozen=True)
class Or:
    parts: tuple[Logic, ...]


@dataclass(frozen=True)
class Not:
    part: Logic


Logic = Const | Yes | OneOf | Has | AtLeast | Count | And | Or | Not
Test = Yes | OneOf | Has | AtLeast | Count
TRUE, FALSE = Const(True), Const(False)


# ---- building, with constants folded ---------------------------------------------------------
def both(*parts: Logic) -> Logic:
    flat = [p for part in parts for p in (part.parts if isinstance(part, And) else (part,)) if p != TRUE]
    if FALSE in flat:
        return FALSE
    flat = list(dict.fromkeys(flat))
    return flat[0] if len(flat) == 1 else And(tuple(flat)) if flat else TRUE


def together(*parts: Logic) -> Logic:
    """As `both`, but a part that is a conjunction stays one, so that it can be seen to be the same
    condition that another norm uses."""
    kept = [p for p in dict.fromkeys(parts) if p != TRUE]
    if FALSE in kept:
        return FALSE
    return kept[0] if len(kept) == 1 else And(tuple(kept)) if kept else TRUE


def either(*parts: Logic) -> Logic:
    flat = [p for part in parts for p in (part.parts if isinstance(part, Or) else (part,)) if p != FALSE]
    if TRUE in flat:
        return TRUE
    flat = list(dict.fromkeys(flat))
    return flat[0] if len(flat) == 1 else Or(tuple(flat)) if flat else FALSE


def negate(part: Logic) -> Logic:
    if isinstance(part, Const):
        return Const(not part.value)
    return part.part if isinstance(part, Not) else Not(part)


# ---- meaning ---------------------------------------------------------------------------------
def amount(node: Amount, facts: Facts, today: int, record: Facts | None = None) -> int | None:
    """The value of an amount, or None when a fact in it is unknown."""
    match node:
        case Num(value):
            return value
        case Var(name, field):
            return (record if field else facts or {}).get(name)  # type: ignore[union-attr]
        case Now():
            return today
        case Add(left, right, sign):
            a, b = amount(left, facts, today, record), amount(right, facts, today, record)
            return None if a is None or b is None else a + sign * b
        case Scale(part, factor, divisor):
            a = amount(part, facts, today, record)
            return None if a is None else a * factor // divisor
        case Move(start, by, unit, sign, state, minutes):
            a, b = amount(start, facts, today, record), amount(by, facts, today, record)
            return None if a is None or b is None else days.move(a, sign * b, unit, state, minutes=minutes)
        case Roll(start, state):
            a = amount(start, facts, today, record)
            return None if a is None else days.rolled(a, state)
        case Next(month, day):
            return days.next_day(today, month, day)
    raise TypeError(node)


def holds(node: Logic, facts: Facts, today: int, record: Facts | None = None) -> bool | None:
    """True, False, or None when the facts leave it open (Kleene)."""
    match node:
        case Const(value):
            return value
        case Yes(Var(name, field)):
            return (record if field else facts or {}).get(name)  # type: ignore[union-attr]
        case OneOf(Var(name, field), labels):
            value = (record if field else facts or {}).get(name)  # type: ignore[union-attr]
            return None if value is None else value in labels
        case Has(Var(name, field), label):
            value = (record if field else facts or {}).get(name)  # type: ignore[union-attr]
            return None if value is None else label in value
        case AtLeast(left, right):
            a, b = amount(left, facts, today, record), amount(right, facts, today, record)
            return None if a is None or b is None else a >= b
        case Count(var, where, least):
            rows = facts.get(var.name)
            if rows is None:
                return None
            found = [holds(where, facts, today, row) for row in rows]
            sure = found.count(True)
            return True if sure >= least else None if sure + found.count(None) >= least else False
        case And(parts):
            unsure = False
            for part in parts:
                value = holds(part, facts, today, record)
                if value is False:
                    return False
                unsure |= value is None
            return None if unsure else True
        case Or(parts):
            unsure = False
            for part in parts:
                value = holds(part, facts, today, record)
                if value is True:
                    return True
                unsure |= value is None
            return None if unsure else False
        case Not(part):
            value = holds(part, facts, today, record)
            return None if value is None else not value
    raise TypeError(node)


# ---- looking inside --------------------------------------------------------------------------
def children(node: Any) -> tuple[Any, ...]:
    """The nodes directly below a condition or amount."""
    match node:
        case And(parts) | Or(parts):
            return parts
        case Not(part) | Scale(part):
            return (part,)
        case AtLeast(left, right) | Add(left, right):
            return (left, right)
        case Count(var, where):
            return (var, where)
        case Yes(var) | OneOf(var) | Has(var):
            return (var,)
        case Move(start, by):
            return (start, by)
        case Roll(start):
            return (start,)
    return ()


def walk(node: Any) -> Iterator[Any]:
    """The node and all below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def variables(node: Any) -> list[Var]:
    """The facts (and fields) that a node reads, in reading order, each once."""
    return list(dict.fromkeys(n for n in walk(node) if isinstance(n, Var)))


def reads_day(node: Any) -> bool:
    """Does a node look at the day asked about?"""
    return any(isinstance(n, Now | Next) for n in walk(node))


def tests(node: Logic) -> list[Test]:
    """The tests outside of records that a condition is made of, in reading order, each once."""
    found: dict[Test, None] = {}

    def visit(n: Logic) -> None:
        if isinstance(n, And | Or):
            for part in n.parts:
                visit(part)
        elif isinstance(n, Not):
            visit(n.part)
        elif not isinstance(n, Const):
            found[n] = None

    visit(node)
    return list(found)
