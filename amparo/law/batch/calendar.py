"""Calendar arithmetic as tables: what a number of months, years, business days or counted hours makes of
each day, so that columns can look it up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from amparo.law import days, logic
from amparo.law.logic import Var


@dataclass(frozen=True)
class DayTable:
    """For day numbers from `first` on, the day number that they are moved to."""

    first: int
    to: list[int]


@dataclass(frozen=True)
class MinuteTable:
    """For moments on days from `first` on: up to minute `turn` of the day they move by `early` minutes,
    after it by `late`; where `fixed` is not null every minute of the day moves to that one."""

    first: int
    turn: list[int]
    early: list[int]
    late: list[int]
    fixed: list[int | None]


def day_table(node: logic.Amount, source: Var | logic.Now, low: int, high: int) -> DayTable:
    """The table of an amount for each value of its only variable, a day."""
    if isinstance(source, Var):
        values = [logic.amount(node, {source.name: day}, day) for day in range(low, high + 1)]
    else:
        values = [logic.amount(node, {}, day) for day in range(low, high + 1)]
    return DayTable(low, [v or 0 for v in values])


def minute_table(node: logic.Amount, source: Var, low: int, high: int) -> MinuteTable:
    """The table of an amount for each value of its only variable, a moment: within a day it moves by one
    length of time up to some minute and by another after it, or always to the same moment."""

    def to(minute: int) -> int:
        return logic.amount(node, {source.name: minute}, minute // days.MINUTES) or 0

    turns, early, late, fixed = [], [], [], []
    for day in range(low // days.MINUTES, high // days.MINUTES + 1):
        start, last = day * days.MINUTES, day * days.MINUTES + days.MINUTES - 1
        a, b = to(start) - start, to(last) - last
        same = to(start) == to(last)
        fixed.append(to(start) if same else None)
        early.append(a)
        late.append(b)
        turns.append(_turn(to, start, a, b) if not same else 0)
    return MinuteTable(low // days.MINUTES, turns, early, late, fixed)


def _turn(to: Callable[[int], int], start: int, a: int, b: int) -> int:
    """The last minute of the day that still moves by `a`."""
    if a == b:
        return days.MINUTES
    low, high = 0, days.MINUTES - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if to(start + middle) - start - middle == a else (low, middle)
    return low


def moves_in(nodes: Iterable[logic.Amount]) -> dict[logic.Amount, Var | logic.Now]:
    """For each amount that needs a calendar the day or moment that it hangs on."""
    found: dict[logic.Amount, Var | logic.Now] = {}
    for node in nodes:
        variables = logic.variables(node)
        found[node] = variables[0] if variables else logic.Now()
    return found
