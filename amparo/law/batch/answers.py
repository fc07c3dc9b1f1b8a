"""What rows are told beyond the number of their verdict: found once for all rows that are alike."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any

from amparo.law import logic
from amparo.law.ask import deciding
from amparo.law.batch.plan import CODES, NOT_IN_FORCE, UNDECIDED, Plan, needs_calendar
from amparo.law.facts import clean
from amparo.law.verdict import in_order
from amparo.law.worlds import frozen

if TYPE_CHECKING:
    from amparo.law.rule import Rule

DIGITS = 19
"""So many results of no, yes or unknown fit into one whole number of 32 bits."""


@dataclass(frozen=True)
class Told:
    """What a row is told: the number of its verdict (see CODES), the verdicts possible, the sections that
    decide and the facts that are missing."""

    code: int
    possible: tuple[str, ...]
    because: tuple[str, ...]
    missing: tuple[str, ...]


class Answers:
    """Answers by one rule to facts as they stand in a table; those asked before are remembered while a
    table is judged."""

    def __init__(self, rule: Rule):
        self.rule = rule
        self.seen: dict[Any, Told] = {}

    def told(self, facts: Mapping[str, Any], day: int, explain: bool) -> Told:
        """The answer to the facts of one row."""
        known = clean({name: self._plain(name, value) for name, value in facts.items()}, self.rule.readers)
        key = (day, frozen(tuple(sorted(known.items(), key=lambda item: item[0]))))
        if key not in self.seen:
            self.seen[key] = self._answer(known, day, explain)
        return self.seen[key]

    def _plain(self, name: str, value: Any) -> Any:
        """A value as `ask` takes it: no decimals, a record that is NULL is one of which nothing is known, and a
        set with an unknown label is not known."""
        if isinstance(value, Decimal):
            return float(value)
        if isinstance(value, list) and None in value:
            return [row or {} for row in value] if self.rule.corpus.words.facts[name].type == "list_of" else None
        return value

    def _answer(self, known: Mapping[str, Any], day: int, explain: bool) -> Told:
        rule = self.rule
        view = rule.allowed(known, day)
        possible = in_order(view.possible)
        code = CODES.index(possible[0]) if len(possible) == 1 else UNDECIDED
        if not explain and rule.norms:
            return Told(code, possible, (), ())
        sure, maybe = rule.applying(known, day)
        if not rule.norms and not maybe and rule.out_of_force:
            code = NOT_IN_FORCE
        because = deciding(rule, view.possible, sure, maybe)[0] if len(possible) == 1 else []
        cites = tuple(dict.fromkeys(b.cited.cite for b in because))
        return Told(code, possible, cites, tuple(rule.missing_in(view, known, day)))


def likeness(plan: Plan, table: Any, facts: Iterable[str]) -> dict[str, Any]:
    """Columns `k…`: rows that agree in them are told the same, unless they are unsure. They hold the
    result of every test, and of several facts that hang together which ones are known."""
    import ibis

    def part(column: Any, worth: int, open_: bool) -> Any:
        cases = [(column, ibis.literal(worth, "int32"))]
        if open_:
            cases.append((column.isnull(), ibis.literal(2 * worth, "int32")))
        return ibis.cases(*cases, else_=ibis.literal(0, "int32"))

    together = {name for group in plan.joint for name in plan.rule.worlds.groups[group]}
    columns = [(table[f"b{i}"], True) for i in range(len(plan.tests))]
    columns += [(table[f"l_{n}" if n in plan.lists else f"f_{n}"].isnull(), False) for n in facts if n in together]
    found = {}
    for at in range(0, len(columns), DIGITS):
        parts: list[Any] = [part(c, 3**i, open_) for i, (c, open_) in enumerate(columns[at : at + DIGITS])]
        found[f"k{at // DIGITS}"] = reduce(operator.add, parts)
    return found or {"k0": ibis.literal(0, "int32")}


def facts_of(rule: Rule) -> list[str]:
    """The facts on which the verdict of a rule hangs."""
    if hangs_on_the_unsaid(rule):
        names = {v.name for u in rule.unsaid for v in logic.variables(u.condition) if not v.field}
        return sorted(names)
    return list(rule.worlds.names)


def each_by_itself(rule: Rule) -> bool:
    """Is each different row to be asked by itself? So it is where columns cannot say what the law says."""
    tests = rule.worlds.tests
    return hangs_on_the_unsaid(rule) or any(beyond_columns(node) for test in tests for node in logic.walk(test))


def hangs_on_the_unsaid(rule: Rule) -> bool:
    """Where a law is out of force, does it hang on facts whether something else was left open?"""
    return not rule.norms and bool(rule.out_of_force) and bool(rule.unsaid)


def beyond_columns(node: object) -> bool:
    """Is this an amount that needs a calendar and hangs on a date in a record, or on several facts? Columns
    look up what a calendar makes of one date of a row."""
    if not needs_calendar(node):
        return False
    used = logic.variables(node)
    return any(v.field for v in used) or len(used) > 1 or (bool(used) and logic.reads_day(node))


def fixed_code(rule: Rule, plan: Plan) -> int | None:
    """The number of the verdict that every row has, if it is always the same."""
    if not rule.norms and rule.out_of_force and not rule.unsaid:
        return NOT_IN_FORCE
    return plan.constant
