"""Where comparisons turn: values of one fact at which an amount reaches a limit, and what the calendar does to
the order of limits."""

from __future__ import annotations

from amparo.law import days, logic
from amparo.law.logic import Facts, Var


def in_orders(var: Var, sides: tuple[logic.Amount, ...], middle: int, minutes: bool) -> list[list[int]]:
    """Values around a middle, ascending, in one list for every order in which they put the sides: a year
    has every weekend and holiday, eight have every length of month and year."""
    moves = [n for side in sides for n in logic.walk(side) if isinstance(n, logic.Move)]
    around = 366 * 4 if any(n.unit in ("months", "years") for n in moves) else 183
    hours = {n.amount.value * 60 % days.MINUTES for n in moves
             if n.unit.endswith("hours") and isinstance(n.amount, logic.Num)}  # fmt: skip
    turns = {0, 1, days.MINUTES - 1, *(days.MINUTES - h + d for h in hours if h for d in (-1, 0, 1))}
    found: dict[tuple[int, ...], list[int]] = {}
    first = middle // days.MINUTES if minutes else middle
    for day in range(first - around, first + around):
        for start in sorted(day * days.MINUTES + turn for turn in turns) if minutes else (day,):
            values = [logic.amount(side, {var.name: start}, middle) or 0 for side in sides]
            order = tuple(sum(other < value for other in values) for value in values)
            found.setdefault(order, []).append(start)
    return list(found.values())


def solve(node: logic.Amount, var: Var, target: int, facts: Facts, today: int, row: Facts) -> list[int]:
    """Values of `var` at which the amount comes close to `target` (exact up to rounding)."""

    def known(part: logic.Amount) -> int:
        return logic.amount(part, facts, today, row) or 0

    match node:
        case Var():
            return [target]
        case logic.Add(left, right, sign):
            if var in logic.variables(left):
                return solve(left, var, target - sign * known(right), facts, today, row)
            return solve(right, var, sign * (target - known(left)), facts, today, row)
        case logic.Scale(part, factor, divisor):
            if not factor:
                return []
            low = target * divisor // factor
            return [v for t in (low, low + 1) for v in solve(part, var, t, facts, today, row)]
        case logic.Move(start, by, unit, sign, state, minutes):
            if var in logic.variables(start):
                back = days.move(target, -sign * known(by), unit, state, minutes=minutes)
                return solve(start, var, back, facts, today, row)
            gap = sign * (target - known(start))
            if unit == "hours":
                gap //= 60
            elif minutes:
                gap //= days.MINUTES
            return [v for g in (gap, gap + 1) for v in solve(by, var, g, facts, today, row)]
        case logic.Roll(start):
            return [v for d in range(5) for v in solve(start, var, target - d, facts, today, row)]
    return []
