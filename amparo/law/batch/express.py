"""Conditions as Ibis expressions, in which NULL is unknown: SQL's and Polars' logic is Kleene's.

Facts are columns of plain numbers and yes/no: labels by their place in their kind, dates as day numbers,
moments as minutes, money as cents. The engines (`engines.py`) bring them into that form.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import groupby
from typing import TYPE_CHECKING, Any

from amparo.law import days, logic
from amparo.law.batch.plan import Digit, Plan, Step, needs_calendar
from amparo.law.logic import (
    Add,
    And,
    AtLeast,
    Const,
    Count,
    Has,
    Logic,
    Move,
    Not,
    Now,
    Num,
    OneOf,
    Or,
    Scale,
    Var,
    Yes,
)

if TYPE_CHECKING:
    from amparo.law.vocabulary import Vocabulary

FEW = 4
"""So many values are compared one by one."""
BITS = 62
UNKNOWN = "unknown"
"""Instead of the name of a column: no row has a value."""


class Expression:
    """Reads conditions over one Ibis table, whose facts are columns `f_…` and, inside of a list, whose
    fields are columns `r_…` of a table of records, or of `row`, one record.

    `moves` names for each amount that needs a calendar its column, or gives its value; `today` is a day
    number or the column of the day. `lists`: does the engine look numbers up in a list well? DuckDB makes a
    join of it, which is slower and loses the order of rows. `sign` is the type of the number that tells where a
    row looks in a table.
    """

    def __init__(
        self,
        table: Any,
        words: Vocabulary,
        today: int | str,
        moves: Mapping[logic.Amount, int | str],
        *,
        counts: Mapping[Count, str] | None = None,
        lists: bool = True,
        sign: str = "uint16",
        groups: Sequence[tuple[str, ...]] = (),
        absent: frozenset[str] = frozenset(),
        record: str | None = None,
        row: Any = None,
    ):
        self.table, self.words, self.today, self.moves = table, words, today, moves
        self.counts, self.lists, self.sign = counts or {}, lists, sign
        self.groups, self.absent = groups, absent
        self.record, self.row = record, row

    def inside(self, record: str, table: Any, row: Any = None) -> Expression:
        """The same for the records of one type: over a table of them, or over one that a lambda has."""
        return Expression(
            table, self.words, self.today, self.moves,
            lists=self.lists, sign=self.sign, groups=self.groups, absent=self.absent, record=record, row=row,
        )  # fmt: skip

    def _unknown(self, test: Logic) -> bool:
        """Does a test read a fact that no row has?"""
        used = logic.variables(test) if not isinstance(test, Count) else [test.var]
        moved = (
            (self.moves.get(n) for n in logic.walk(test) if needs_calendar(n)) if not isinstance(test, Count) else ()
        )
        return any(not v.field and v.name in self.absent for v in used) or UNKNOWN in moved

    def columns_of(self, node: Any) -> list[str]:
        """The columns outside of records that a condition reads."""
        found = [f"f_{v.name}" for v in logic.variables(node) if not v.field and v.name not in self.absent]
        moved = [self.moves[n] for n in logic.walk(node) if needs_calendar(n)]
        found += [m for m in moved if isinstance(m, str) and m != UNKNOWN]
        if logic.reads_day(node) and isinstance(self.today, str):
            found.append(self.today)
        return list(dict.fromkeys(found))

    def column(self, var: Var) -> Any:
        if not var.field:
            return self.table[f"f_{var.name}"]
        return self.table[f"r_{var.name}"] if self.row is None else self.row[var.name]

    def codes(self, var: Var) -> dict[str, int] | None:
        """The number of each label, for a fact or field that has labels."""
        fact = self.words.records[self.record or ""].fields[var.name] if var.field else self.words.facts[var.name]
        if fact.type != "one_of":
            return None
        return {label: i for i, label in enumerate(self.words.kinds[fact.of or ""].labels)}

    def names(self, group: int) -> tuple[str, ...]:
        """The facts of a group."""
        return self.groups[group]

    def has(self, name: str) -> Any:
        """Does a row know a fact?"""
        lists = self.words.facts[name].type == "list_of"
        return self.table[f"l_{name}" if lists else f"f_{name}"].notnull()

    def number(self, value: int) -> Any:
        """A constant that is a part of where to look."""
        import ibis

        return ibis.literal(value, self.sign)

    def named(self, at: int | str) -> Any:
        return self.table[at] if isinstance(at, str) else at

    # ---- amounts -----------------------------------------------------------------------------
    def amount(self, node: logic.Amount) -> Any:
        """A whole number or a column of them."""
        if needs_calendar(node):
            return self.named(self.moves[node])
        match node:
            case Num(value):
                return value
            case Var():
                return self.column(node)
            case Now():
                return self.named(self.today)
            case Add(left, right, sign):
                a, b = self.wide(left), self.wide(right)
                return a + b if sign > 0 else a - b
            case Scale(part, factor, divisor):
                scaled = self.wide(part) * factor
                return scaled if divisor == 1 else scaled // divisor
            case Move(start, by, unit, sign, _, minutes):
                size = {"days": 1, "weeks": 7, "hours": 60}[unit] * (days.MINUTES if minutes and unit != "hours" else 1)
                a, b = self.wide(start), self.wide(by) * (size * sign)
                return a + b
        raise TypeError(node)

    def wide(self, node: logic.Amount) -> Any:
        """An amount with room to calculate: small whole numbers would run over."""
        found = self.amount(node)
        if isinstance(node, Var):
            kind = found.type()
            if kind.is_unsigned_integer() and kind.nbytes >= 4:
                return found.cast("int64")
            if kind.nbytes < 4:
                return found.cast("int32")
        return found

    # ---- conditions --------------------------------------------------------------------------
    def holds(self, node: Logic) -> Any:
        """True, False, or NULL where the row leaves it open; a constant as a bool or NULL."""
        if not isinstance(node, And | Or | Not | Const) and self._unknown(node):
            import ibis

            return ibis.null("boolean")
        match node:
            case Const(value):
                return value
            case Yes(var):
                return self.column(var)
            case OneOf(var, labels):
                codes = self.codes(var)
                return self.within(self.column(var), sorted(codes[x] for x in labels) if codes else sorted(labels))
            case Has(var, label):
                return self.column(var).contains(label)
            case AtLeast(left, right):
                return self.amount(left) >= self.amount(right)
            case Count():
                return self.table[self.counts[node]]
            case And(parts):
                return self.joined(operator.and_, [self.holds(p) for p in parts], True)
            case Or(parts):
                return self.joined(operator.or_, [self.holds(p) for p in parts], False)
            case Not(part):
                value = self.holds(part)
                return not value if isinstance(value, bool) else ~value
        raise TypeError(node)

    @staticmethod
    def joined(how: Callable[[Any, Any], Any], values: list[Any], neutral: bool) -> Any:
        """Values under and/or, with constants folded."""
        if (not neutral) in [v for v in values if isinstance(v, bool)]:
            return not neutral
        columns = [v for v in values if not isinstance(v, bool)]
        return reduce(how, columns) if columns else neutral

    def within(self, column: Any, numbers: list[int]) -> Any:
        """Is the value one of these numbers?"""
        if not numbers:
            return column.isnull() & column.notnull()
        if len(numbers) <= FEW:
            return reduce(operator.or_, [column == n for n in numbers])
        return column.isin(numbers) if self.lists else masked(column, numbers)


def masked(column: Any, numbers: list[int]) -> Any:
    """Is the value one of these numbers? By a bit mask for each stretch of 62 numbers."""
    found = []
    for first, group in groupby(numbers, lambda n: n // BITS * BITS):
        some = list(group)
        inside = (column >= some[0]) & (column <= some[-1])
        if len(some) <= some[-1] - some[0]:
            mask = sum(1 << n - first for n in some)
            shift = (column.cast("int64") - first) & 63
            inside &= ((mask >> shift) & 1) == 1
        found.append(inside)
    return reduce(operator.or_, found)


# ---- digits ------------------------------------------------------------------------------------
def signature(step: Step, read: Expression, tests: Sequence[Any], sure: bool = False) -> Any:
    """Where a row looks in its state's part of a step's table: a column, or a number. With `sure` only the
    outcomes that are open for sure count, where a joint group is partly known."""
    parts, worth = [], step.size
    for one in step.digits:
        worth //= one.size
        made = list(weighed(one, worth, read, tests))
        parts += [surely(one, worth, read, tests, made)] if sure and one.known else made
    fixed = sum(part for part in parts if isinstance(part, int))
    columns = [part for part in parts if not isinstance(part, int)]
    if not columns:
        return fixed
    return reduce(operator.add, columns + ([read.number(fixed)] if fixed else []))


def weighed(one: Digit, worth: int, read: Expression, tests: Sequence[Any]) -> Iterator[Any]:
    """The parts that make up one digit, each times what the digit is worth."""
    import ibis

    unknown, none = read.number(one.unknown * worth), read.number(0)
    if one.how == "label":
        if one.fact in read.absent:
            yield one.unknown * worth
        else:
            yield read.table[f"f_{one.fact}"].fill_null(one.unknown).cast(read.sign) * read.number(worth)
        return
    values = [(tests[i], weight * worth) for i, weight in zip(one.tests, one.weights, strict=True)]
    open_ = some_open([value for value, _ in values])
    for at, (value, weight) in enumerate(values):
        if isinstance(value, bool):
            yield weight * value
        elif one.how == "open":
            double = read.number(2 * weight)
            yield ibis.cases((value, read.number(weight)), (value.isnull(), double), else_=none)
        elif len(values) == 1:
            yield ibis.cases((value, read.number(weight)), (value.isnull(), unknown), else_=none)
        elif at:
            yield ibis.cases((open_, none), (value, read.number(weight)), else_=none)
        else:
            yield ibis.cases((open_, unknown), (value, read.number(weight)), else_=none)


def surely(one: Digit, worth: int, read: Expression, tests: Sequence[Any], made: list[Any]) -> Any:
    """The digit of a joint group for the outcomes that are open for sure where it is partly known."""
    import ibis

    names = read.names(one.group)
    usual = reduce(operator.add, [read.number(m) if isinstance(m, int) else m for m in made])
    open_ = some_open([tests[i] for i in one.tests])
    cases = []
    for at, known in enumerate(one.known):
        if not any(name in read.absent for name in known):
            here = [read.has(n) if n in known else ~read.has(n) for n in names if n not in read.absent]
            cases.append((reduce(operator.and_, [open_, *here]), read.number((one.first_known + at) * worth)))
    return ibis.cases(*cases, else_=usual) if cases else usual


def some_open(tests: Sequence[Any]) -> Any:
    """Is some test neither met nor failed?"""
    columns = [test.isnull() for test in tests if not isinstance(test, bool)]
    return reduce(operator.or_, columns) if columns else False


def unsure(plan: Plan, read: Expression, tests: Sequence[Any], tight: set[int]) -> Any:
    """Is some joint group partly known, so that more may be settled than its tests tell?"""
    found = []
    for group in plan.joint:
        open_ = some_open([tests[i] for i in plan.group_tests[group]])
        if group in tight or isinstance(open_, bool):
            continue
        names = [n for n in read.names(group) if n not in read.absent]
        if plan.day is None and group in plan.rule.worlds.daily:
            found.append(open_)
        elif names:
            found.append(open_ & reduce(operator.or_, [read.has(n) for n in names]))
    return reduce(operator.or_, found) if found else False


def as_column(value: Any) -> Any:
    """A constant as a column."""
    import ibis

    return ibis.literal(value) if isinstance(value, bool | int) else value
