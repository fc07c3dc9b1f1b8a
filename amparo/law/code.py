"""Compile conditions and whole rules to Python functions.

Two readings of every condition: `total` for known facts (plain Boolean code, KeyError when a fact is
missing) and a pair of bounds, *sure* and *maybe*, which is Kleene's strong logic as two short-circuit
Boolean expressions. Nothing here knows law: it reads `logic` nodes and the tables of `verdict`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from amparo.law import days, logic
from amparo.law.logic import (
    Add, AtLeast, Count, Has, Logic, Move, Next, Not, Now, Num, OneOf, Or, And, Const, Roll, Scale, Var, Yes,
)  # fmt: skip
from amparo.law.verdict import BELOW, MODALITIES, spread

MOST_SPLITS = 4
"""A verdict is bounded under both values of at most this many open shared conditions at once."""


class Writer:
    """Writes expressions; constants and helper functions gather in `space` and `helpers`."""

    def __init__(self) -> None:
        self.space: dict[str, Any] = {"move": days.move, "rolled": days.rolled, "next_day": days.next_day}
        self.helpers: list[str] = []
        self.names: dict[Any, str] = {}
        self.pairs: dict[Logic, str] = {}

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
        if node in self.pairs:
            return self.pairs[node]
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
        if node in self.pairs:
            return self.pairs[node] + ("s" if sure else "m")
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
            saved, self.pairs = self.pairs, {}
            if mode == "total":
                head, test = [], self.total(where)
            else:
                head = [f"  f_{v.name} = f.get({v.name!r})" for v in outer]
                head += [f"  r_{v.name} = r.get({v.name!r})" for v in fields]
                test = self.bound(where, mode == "sure")
            self.pairs = saved
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


@dataclass(frozen=True)
class Compiled:
    """The functions of one rule. `total(facts, today)` gives a state and raises KeyError when a needed
    fact is missing; `bounds(facts, today)` gives a mask of states that no completion can leave."""

    total: Callable[[logic.Facts, int], int]
    bounds: Callable[[logic.Facts, int], int]


def compile_rule(levels: Sequence[Level]) -> Compiled:
    """Compile what the levels say, highest first."""
    return Compiled(_total(levels), _bounds(levels))


def _total(levels: Sequence[Level]) -> Callable[[logic.Facts, int], int]:
    writer = Writer()
    lines = ["def total(f, t):", "  s = 0"]
    for level in levels:
        bits = [
            f"({writer.total(level[m])} and {1 << i} or 0)" for i, m in enumerate(MODALITIES) if m in level
        ]
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


def compile_live(conditions: Sequence[Logic], tests: Sequence[Logic]) -> Callable[[int, int], tuple[int, int]]:
    """A function from the masks of the tests surely and possibly true to: a mask of the conditions
    surely true, and a mask of the tests that could still settle a condition that is open."""
    number = {test: i for i, test in enumerate(tests)}
    lines = ["def live(s, m):", "  o = m & ~s"]
    made: dict[Logic, tuple[str, str, str]] = {}

    def write(node: Logic) -> tuple[str, str, str]:
        if isinstance(node, Const):
            return repr(node.value), repr(node.value), "0"
        if node in made:
            return made[node]
        if node in number:
            name = f"n{len(made)}"
            bit = 1 << number[node]
            made[node] = (f"{name}s", f"{name}m", f"{name}l")
            lines.append(f"  {name}s = s & {bit}; {name}m = m & {bit}; {name}l = o & {bit}")
        elif isinstance(node, Not):
            sure, maybe, open_ = write(node.part)
            made[node] = (f"(not {maybe})", f"(not {sure})", open_)
        else:
            parts = [write(p) for p in node.parts]  # type: ignore[union-attr]
            name = f"n{len(made)}"
            word = " and " if isinstance(node, And) else " or "
            lines.append(f"  {name}s = {word.join(p[0] for p in parts)}")
            lines.append(f"  {name}m = {word.join(p[1] for p in parts)}")
            lines.append(f"  {name}l = ({' | '.join(p[2] for p in parts)}) if {name}m and not {name}s else 0")
            made[node] = (f"{name}s", f"{name}m", f"{name}l")
        return made[node]

    found = [write(c) for c in conditions]
    lines.append(f"  return {' | '.join(f'({f[0]} and {1 << i} or 0)' for i, f in enumerate(found)) or 0}, "
                 f"{' | '.join(f[2] for f in found) or 0}")  # fmt: skip
    return Writer().build(lines, "live")


def shared_conditions(levels: Sequence[Level]) -> list[Logic]:
    """Conditions that stand in more than one place and are not single tests on one fact alone:
    where they are open, the norms that use them depend on each other."""
    seen: Counter[Logic] = Counter()

    def visit(node: Logic) -> None:
        if isinstance(node, Const):
            return
        seen[node] += 1
        if isinstance(node, And | Or):
            for part in node.parts:
                visit(part)
        elif isinstance(node, Not):
            visit(node.part)

    for level in levels:
        for node in level.values():
            visit(node)
    size = {node: sum(1 for _ in logic.walk(node)) for node in seen}
    often = [n for n, count in seen.items() if count > 1 and not isinstance(n, Not)]
    chosen: list[Logic] = []
    for node in sorted(often, key=lambda n: -size[n]):
        if not any(seen[node] <= seen[big] and node in set(logic.walk(big)) for big in chosen):
            chosen.append(node)
    return chosen[:8]


def _bounds(levels: Sequence[Level]) -> Callable[[logic.Facts, int], int]:
    writer = Writer()
    shared = list(reversed(shared_conditions(levels)))  # small before large
    used = sorted({v.name for level in levels for node in level.values() for v in logic.variables(node)
                   if not v.field})  # fmt: skip
    fetch = [f"  f_{name} = g({name!r})" for name in used]
    lines = ["def bounds(f, t):", "  g = f.get", *fetch]
    args = ["f", "t"]
    for i, node in enumerate(shared):
        lines.append(f"  x{i}s = {writer.bound(node, True)}")
        lines.append(f"  x{i}m = x{i}s or {writer.bound(node, False)}")
        writer.pairs[node] = f"x{i}"
        args += [f"x{i}s", f"x{i}m"]
    # Large conditions are written over the small ones, so a split small one is felt in them as well.
    body = []
    for level in levels:
        sure, maybe = [], []
        for i, modality in enumerate(MODALITIES):
            if modality in level:
                sure.append(f"({writer.bound(level[modality], True)} and {1 << i} or 0)")
                maybe.append(f"({writer.bound(level[modality], False)} and {1 << i} or 0)")
        if sure:
            body.append(f"  s = spread(s, {' | '.join(sure)}, {' | '.join(maybe)})")
    pairs = [f"(x{i}s, x{i}m)" for i in range(len(shared))]
    lines.append(f"  s = core({', '.join(args)}, {', '.join('f_' + n for n in used)})" if used else "  s = core(f, t)")
    if shared:
        lines += [
            "  if s & (s - 1):",
            f"    x = [{', '.join(pairs)}]",
            "    o = [i for i, (a, b) in enumerate(x) if a is not b and bool(a) != bool(b)]",
            "    if o:",
            f"      s &= split(x, o, lambda x: core(f, t, {', '.join(f'x[{i}][0], x[{i}][1]' for i in range(len(shared)))}"
            + "".join(f", f_{n}" for n in used) + "))",
        ]  # fmt: skip
    lines.append("  return s")
    core = [f"def core({', '.join([*args, *('f_' + n for n in used)])}):", "  s = 1", *body, "  return s"]
    table: dict[tuple[int, int, int], int] = {}

    def spread_once(states: int, sure: int, maybe: int) -> int:
        key = (states, sure, maybe)
        if key not in table:
            table[key] = spread(states, sure, maybe)
        return table[key]

    writer.space["spread"], writer.space["split"] = spread_once, _split
    return writer.build([*core, *lines], "bounds")


def _split(pairs: list[tuple[bool, bool]], unsettled: list[int], core: Callable[[list[Any]], int]) -> int:
    """The union of the bounds under both values of each open shared condition."""
    chosen, found = unsettled[-MOST_SPLITS:], 0
    for choice in range(1 << len(chosen)):
        trial = list(pairs)
        for bit, i in enumerate(chosen):
            value = bool(choice >> bit & 1)
            trial[i] = (value, value)
        found |= core(trial)
    return found
