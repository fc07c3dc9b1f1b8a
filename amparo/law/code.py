"""Compile conditions and whole rules to Python functions.

Two readings of every condition: `total` for known facts (plain Boolean code, KeyError when a fact is
missing) and a pair of bounds, *sure* and *maybe*, which is Kleene's strong logic as two short-circuit
Boolean expressions. Nothing here knows law: it reads `logic` nodes and the tables of `verdict`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from amparo.law import days, logic
from amparo.law.logic import (
    Add,
    And,
    AtLeast,
    Const,
    Count,
    Has,
    Logic,
    Move,
    Next,
    Not,
    Now,
    Num,
    OneOf,
    Or,
    Roll,
    Scale,
    Var,
    Yes,
)  # fmt: skip
from amparo.law.verdict import BELOW, MODALITIES


class Writer:
    """Writes expressions; constants and helper functions gather in `space` and `helpers`."""

    def __init__(self) -> None:
        self.space: dict[str, Any] = {"move": days.move, "rolled": days.rolled, "next_day": days.next_day}
        self.helpers: list[str] = []
        self.names: dict[Any, str] = {}

    def constant(self, value: Any) -> str:
        if isinstance(value, str | int):
            return repr(value)
        if value not in self.names:
            self.names[value] = f"C{len(self.names)}"
            self.space[self.names[value]] = value
        return self.names[value]

    def var(self, var: Var, total: bool) -> str:
        source = "r" if var.field else "f"
        return f"{source}[{var.name!r}]" if total else f"{source}_{var.name}"

    def amount(self, node: logic.Amount, total: bool) -> str:
        match node:
            case Num(value):
                return repr(value)
            case Var():
                return self.var(node, total)
            case Now():
                return "t"
            case Add(left, right, sign):
                return f"({self.amount(left, total)} {'+' if sign > 0 else '-'} {self.amount(right, total)})"
            case Scale(part, factor, divisor):
                return f"({self.amount(part, total)} * {factor} // {divisor})"
            case Move(start, by, unit, sign, state, minutes):
                begin, many = self.amount(start, total), self.amount(by, total)
                if unit == "days" and not minutes:
                    return f"({begin} {'+' if sign > 0 else '-'} {many})"
                if unit == "hours":
                    return f"({begin} {'+' if sign > 0 else '-'} {many} * 60)"
                return f"move({begin}, {'-' if sign < 0 else ''}{many}, {unit!r}, {state!r}, minutes={minutes})"
            case Roll(start, state):
                return f"rolled({self.amount(start, total)}, {state!r})"
            case Next(month, day):
                return f"next_day(t, {month}, {day})"
        raise TypeError(node)

    def total(self, node: Logic) -> str:
        """The condition for known facts."""
        match node:
            case Const(value):
                return repr(value)
            case Yes(var):
                return self.var(var, True)
            case OneOf(var, labels):
                value = self.var(var, True)
                if len(labels) == 1:
                    return f"{value} == {self.constant(next(iter(labels)))}"
                return f"{value} in {self.constant(labels)}"
            case Has(var, label):
                return f"{label!r} in {self.var(var, True)}"
            case AtLeast(left, right):
                return f"{self.amount(left, True)} >= {self.amount(right, True)}"
            case Count(var, where, least):
                return self.count(var, where, least, "total")
            case And(parts):
                return "(" + " and ".join(self.total(p) for p in parts) + ")"
            case Or(parts):
                return "(" + " or ".join(self.total(p) for p in parts) + ")"
            case Not(part):
                return f"(not {self.total(part)})"
        raise TypeError(node)

    def bound(self, node: Logic, sure: bool) -> str:
        """Is the condition surely (or, with sure=False, possibly) true?"""
        match node:
            case Const(value):
                return repr(value)
            case Yes(var):
                return f"{self.var(var, False)} is {'True' if sure else 'not False'}"
            case OneOf(var, labels):
                value = self.var(var, False)
                single = len(labels) == 1
                test = f"{value} {'==' if single else 'in'} {self.constant(next(iter(labels)) if single else labels)}"
                return test if sure else f"({value} is None or {test})"
            case Has(var, label):
                value = self.var(var, False)
                if sure:
                    return f"({value} is not None and {label!r} in {value})"
                return f"({value} is None or {label!r} in {value})"
            case AtLeast(left, right):
                used = [self.var(v, False) for v in logic.variables(node)]
                test = f"{self.amount(left, False)} >= {self.amount(right, False)}"
                if sure:
                    return "(" + " and ".join([f"{v} is not None" for v in used] + [test]) + ")"
                return "(" + " or ".join([f"{v} is None" for v in used] + [test]) + ")"
            case Count(var, where, least):
                value = self.var(var, False)
                counted = self.count(var, where, least, "sure" if sure else "maybe")
                return f"({value} is not None and {counted})" if sure else f"({value} is None or {counted})"
            case And(parts):
                return "(" + " and ".join(self.bound(p, sure) for p in parts) + ")"
            case Or(parts):
                return "(" + " or ".join(self.bound(p, sure) for p in parts) + ")"
            case Not(part):
                return f"(not {self.bound(part, not sure)})"
        raise TypeError(node)

    def count(self, var: Var, where: Logic, least: int, mode: str) -> str:
        """A call of a helper that runs over the records."""
        key = (where, mode)
        if key not in self.names:
            name = self.names[key] = f"row{len(self.names)}"
            outer = [v for v in logic.variables(where) if not v.field]
            fields = [v for v in logic.variables(where) if v.field]
            if mode == "total":
                head, test = [], self.total(where)
            else:
                head = [f"  f_{v.name} = f.get({v.name!r})" for v in outer]
                head += [f"  r_{v.name} = r.get({v.name!r})" for v in fields]
                test = self.bound(where, mode == "sure")
            self.helpers += [f"def {name}(r, f, t):", *head, f"  return {test}"]
        rows = self.var(var, mode == "total")
        if least == 1:
            return f"any({self.names[key]}(r, f, t) for r in {rows})"
        return f"sum(1 for r in {rows} if {self.names[key]}(r, f, t)) >= {least}"

    def build(self, lines: Sequence[str], name: str) -> Callable[..., Any]:
        source = "\n".join([*self.helpers, *lines])
        exec(compile(source, f"<law:{name}>", "exec"), self.space)  # noqa: S102 - our own generated code
        return self.space[name]


Level = dict[str, Logic]
"""What one level says on a question: a condition for each modality that it uses."""


def compile_total(levels: Sequence[Level]) -> Callable[[logic.Facts, int], int]:
    """The state of a rule from what its levels say, highest first. Raises KeyError when a fact that is
    needed is missing."""
    writer = Writer()
    lines = ["def total(f, t):", "  s = 0"]
    for level in levels:
        bits = [f"({writer.total(level[m])} and {1 << i} or 0)" for i, m in enumerate(MODALITIES) if m in level]
        if bits:
            lines.append(f"  s = BELOW[s][{' | '.join(bits)}]")
    writer.space["BELOW"] = BELOW
    return writer.build([*lines, "  return s"], "total")


Masks = Callable[[logic.Facts, int], tuple[int, int]]


def compile_masks(conditions: Sequence[Logic]) -> Masks:
    """One function for many conditions: two bit masks, those surely true and those possibly true."""
    writer = Writer()
    used = sorted({v.name for c in conditions for v in logic.variables(c) if not v.field})
    lines = ["def masks(f, t):", "  g = f.get", *(f"  f_{n} = g({n!r})" for n in used), "  s = m = 0"]
    for i, condition in enumerate(conditions):
        lines.append(f"  if {writer.bound(condition, False)}:")
        lines.append(f"    m |= {1 << i}")
        lines.append(f"    if {writer.bound(condition, True)}: s |= {1 << i}")
    return writer.build([*lines, "  return s, m"], "masks")


class LaterMasks:
    """A function like that of `compile_masks`, which is read for its first calls and compiled only when
    it is called more often: a command that asks once need not wait for the compiler."""

    def __init__(self, conditions: Sequence[Logic]):
        self.conditions, self.calls = conditions, 0
        self.masks: Masks = partial(read_masks, conditions)

    def __call__(self, facts: logic.Facts, today: int) -> tuple[int, int]:
        self.calls += 1
        if self.calls == 3:
            self.masks = compile_masks(self.conditions)
        return self.masks(facts, today)


def read_masks(conditions: Sequence[Logic], facts: logic.Facts, today: int) -> tuple[int, int]:
    """The same masks as a function of `compile_masks` gives, without compiling."""
    sure = maybe = 0
    for i, condition in enumerate(conditions):
        value = logic.holds(condition, facts, today)
        if value is not False:
            maybe |= 1 << i
            if value:
                sure |= 1 << i
    return sure, maybe
