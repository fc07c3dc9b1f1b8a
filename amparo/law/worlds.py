"""Completions of missing facts: the finite set of worlds that stand for all others.

Facts matter only through the *tests* that a rule puts to them, so for each fact a few values stand for
all: one label for every group of labels that no test tells apart, a value on each side of every limit,
and for a list one for every combination of tests that its records can meet. Where a limit hangs on
another fact (two dates compared), the values are worked out once that fact is chosen.
"""

from __future__ import annotations

import bisect
import itertools
import random
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from amparo.law import days, logic
from amparo.law import syntax as s
from amparo.law.code import compile_masks, read_masks
from amparo.law.limits import in_orders, solve
from amparo.law.logic import AtLeast, Count, Facts, Has, Logic, OneOf, Var
from amparo.law.vocabulary import Vocabulary


class Worlds:
    """The stand-in values of every fact that some conditions read."""

    def __init__(self, words: Vocabulary, conditions: Iterable[Logic], *, compiled: bool = True):
        """`compiled` is worth its milliseconds for worlds that are asked more than a few times."""
        self.words = words
        self.conditions = list(conditions)
        self.tests = list(dict.fromkeys(t for c in self.conditions for t in logic.tests(c)))
        self.by_fact: dict[str, list[logic.Test]] = {}
        for test in self.tests:
            for var in logic.variables(test):
                if not var.field:
                    found = self.by_fact.setdefault(var.name, [])
                    if test not in found:
                        found.append(test)
        order = sorted(self.by_fact, key=lambda n: (words.facts[n].type == "list_of", -len(self.by_fact[n])))
        self.names = tuple(order)
        """The facts that can matter; scalars first, those in most tests first, lists last."""
        self._types = {f.name: f.type for r in words.records.values() for f in r.fields.values()}
        self.masks = compile_masks(self.tests) if compiled else partial(read_masks, self.tests)
        self._of_test = [tuple(v.name for v in logic.variables(t) if not v.field) for t in self.tests]
        self._bit = {test: 1 << i for i, test in enumerate(self.tests)}
        self._reading = {name: sum(self._bit[t] for t in found) for name, found in self.by_fact.items()}
        self.groups = self._groups()
        """The facts in groups: two facts are in one when some test compares them, directly or in turn.
        A last group without facts has the tests on the day asked about alone."""
        self.group_of = {name: g for g, group in enumerate(self.groups) for name in group}
        self.group_mask = [
            sum(1 << i for i in range(len(self.tests)) if self.group_of_test(i) == g) for g in range(len(self.groups))
        ]
        self.daily = frozenset(self.group_of_test(i) for i, t in enumerate(self.tests) if logic.reads_day(t))
        """The groups with a test that looks at the day asked about."""
        lists = [n for n in self.names if words.facts[n].type == "list_of"]
        self.fields = {n: self._fields_of(n) for n in lists}
        self._ordered: dict[Any, list[list[int]]] = {}
        self._fixed: dict[str, tuple[Any, ...]] = {}
        self._memo: dict[Any, tuple[Any, ...]] = {}

    # ---- values of one fact ---------------------------------------------------------------
    def values(self, name: str, facts: Facts, today: int) -> tuple[Any, ...]:
        """Values of a missing fact that stand for all its values, given the other facts."""
        fact = self.words.facts[name]
        tests = self.by_fact[name]
        if fact.type in ("yes_no", "one_of", "set_of"):
            if name not in self._fixed:
                self._fixed[name] = self._classes(fact, Var(name), tests)
            return self._fixed[name]
        near = self.groups[self.group_of[name]]
        key = (name, today, tuple(frozen(facts.get(n)) for n in near if n != name))
        if key not in self._memo:
            if len(self._memo) > 50_000:
                self._memo.clear()
            lists = fact.type == "list_of"
            self._memo[key] = self._lists(name, facts, today) if lists else self._limits(name, facts, today)
        return self._memo[key]

    def _groups(self) -> list[tuple[str, ...]]:
        found: dict[str, set[str]] = {name: {name} for name in self.by_fact}
        for names in self._of_test:
            joined: set[str] = set().union(*(found[n] for n in names))
            for name in joined:
                found[name] = joined
        unique = list(dict.fromkeys(tuple(n for n in self.names if n in found[name]) for name in self.names))
        lists = {n for n in self.names if self.words.facts[n].type == "list_of"}
        ordered = sorted(unique, key=lambda group: not lists.isdisjoint(group))
        return ordered if all(self._of_test) else [*ordered, ()]

    def _limits(self, name: str, facts: Facts, today: int) -> tuple[Any, ...]:
        tests = self.by_fact[name]
        points = self._points(Var(name), tests, facts, today, None, frozenset())
        return self._apart(name, points + self._orders(name, points, facts, today), tests, facts, today)

    def _orders(self, name: str, points: list[int], facts: Facts, today: int) -> list[int]:
        """Where the calendar moves a date or moment (business days, counted hours, months) and what the
        result is compared with is unknown, the limits that hang on it can lie in different orders, for
        example over a weekend. For each order the values nearest to each of the points that have it."""
        var, sides = Var(name), []
        for test in self.by_fact[name]:
            if isinstance(test, AtLeast) and any(v.name not in facts for v in logic.variables(test) if v != var):
                sides += [side for side in (test.left, test.right) if logic.variables(side) == [var]]
        if len(sides) < 2 or not any(
            isinstance(n, logic.Move | logic.Roll) for side in sides for n in logic.walk(side)
        ):
            return []
        key = (name, today, tuple(dict.fromkeys(sides)))
        if key not in self._ordered:
            self._ordered[key] = in_orders(var, key[2], self._any(var, today), self.words.facts[name].type == "moment")
        found = []
        for starts in self._ordered[key]:
            for point in points or [self._any(var, today)]:
                at = bisect.bisect_left(starts, point)
                found += starts[max(at - 1, 0) : at + 1]
        return found

    def _classes(self, fact: s.Fact, var: Var, tests: Iterable[Logic]) -> tuple[Any, ...]:
        if fact.type == "yes_no":
            return (True, False)
        if fact.type == "set_of":
            labels = sorted({n.label for t in tests for n in logic.walk(t) if isinstance(n, Has) and n.var == var})
            subsets = (frozenset(c) for n in range(len(labels) + 1) for c in itertools.combinations(labels, n))
            return tuple(subsets)
        sets = [n.labels for t in tests for n in logic.walk(t) if isinstance(n, OneOf) and n.var == var]
        first: dict[tuple[bool, ...], str] = {}
        for label in self.words.kinds[fact.of or ""].labels:
            first.setdefault(tuple(label in group for group in sets), label)
        return tuple(first.values())

    def _points(
        self, var: Var, tests: Iterable[Any], facts: Facts, today: int, record: Facts | None, seen: frozenset[Var]
    ) -> list[int]:
        """Values of an amount on both sides of every limit that the tests put to it."""
        found: set[int] = set()
        for test in tests:
            if isinstance(test, OneOf) and test.var == var:
                found |= set(test.labels)
            elif isinstance(test, AtLeast):
                found |= self._limits_in(test, var, facts, today, record, seen)
            elif isinstance(test, Count):
                rows = facts.get(test.var.name)
                inner = [n for n in logic.walk(test.where) if isinstance(n, AtLeast)]
                for row in rows if rows is not None else ({},):
                    for limit in inner:
                        found |= self._limits_in(limit, var, facts, today, row, seen)
        limits = sorted(found)
        near = {p + d for p in limits for d in (-2, -1, 0, 1, 2)}
        return sorted(p for p in near if p >= 0)

    def _limits_in(
        self, test: AtLeast, var: Var, facts: Facts, today: int, record: Facts | None, seen: frozenset[Var]
    ) -> set[int]:
        """The values of `var` at which one comparison turns, for every stand-in of what else is unknown."""
        used = logic.variables(test)
        others = [v for v in used if v != var and _get(v, facts, record) is None]
        if var not in used or any(v in seen for v in others):
            return set()
        choices = [
            self._points(o, self._tests_of(o), facts, today, record, seen | {var}) or [self._any(o, today)]
            for o in others
        ]
        mine, rest = (test.left, test.right) if var in logic.variables(test.left) else (test.right, test.left)
        found: set[int] = set()
        for combination in itertools.product(*choices):
            more, row = dict(facts), dict(record or {})
            for other, value in zip(others, combination, strict=True):
                (row if other.field else more)[other.name] = value
            target = logic.amount(rest, more, today, row)
            if target is not None:
                found |= set(solve(mine, var, target, more, today, row))
        return found

    def _tests_of(self, var: Var) -> list[Any]:
        if not var.field:
            return self.by_fact.get(var.name, [])
        return [n for t in self.tests if isinstance(t, Count) for n in logic.tests(t.where)
                if var in logic.variables(n)]  # fmt: skip

    def _apart(
        self, name: str, points: list[int], tests: list[logic.Test], facts: Facts, today: int
    ) -> tuple[int, ...]:
        """Drop the points that no test tells from one already kept, unless a test is still open."""
        kept: dict[Any, int] = {}
        mine = sum(self._bit[t] for t in tests)
        for point in sorted(points, key=lambda p: (abs(p) % 5 == 0, p)) or [self._any(Var(name), today)]:
            trial = {**facts, name: point}
            sure, maybe = self.masks(trial, today)
            mark = (sure & mine, maybe & mine)
            kept.setdefault(mark if mark[0] == mark[1] else (*mark, point), point)
        return tuple(kept.values())

    def _any(self, var: Var, today: int) -> int:
        """A value for an amount that no limit binds: the day asked about, or zero."""
        type_ = self._types[var.name] if var.field else self.words.facts[var.name].type
        return today if type_ == "date" else today * days.MINUTES if type_ == "moment" else 0

    # ---- lists ------------------------------------------------------------------------------
    def _lists(self, name: str, facts: Facts, today: int) -> tuple[Any, ...]:
        """One list for each set of tests that a list can meet: unions of what single records meet."""
        limits = self._counted(name, self.tests)
        records = self._records(name, {}, list(limits), facts, today)
        reached: dict[tuple[int, ...], tuple[Any, ...]] = {(0,) * len(limits): ()}
        edge = list(reached.items())
        while edge:
            new = []
            for mark, rows in edge:
                for vector, record in records.items():
                    sums = _summed(mark, vector, limits.values())
                    if sums not in reached:
                        reached[sums] = (*rows, record)
                        new.append((sums, reached[sums]))
            edge = new
        return tuple(reached.values())

    def _counted(self, name: str, tests: Iterable[Logic]) -> dict[Logic, int]:
        """The conditions that tests count in a list, each with the highest number that makes a difference."""
        found: dict[Logic, int] = {}
        for test in tests:
            if isinstance(test, Count) and test.var.name == name:
                found[test.where] = max(test.least, found.get(test.where, 0))
        return found

    def _filled(self, name: str, tests: list[Count], facts: Facts, today: int) -> set[int]:
        """The results (bit masks) of open tests on a known list whose records have unknown fields."""
        limits = self._counted(name, tests)
        reached = {(0,) * len(limits)}
        for row in facts[name]:
            vectors = self._records(name, row, list(limits), facts, today)
            reached = {_summed(mark, v, limits.values()) for mark in reached for v in vectors}
        at = {where: i for i, where in enumerate(limits)}
        return {sum(self._bit[t] for t in tests if mark[at[t.where]] >= t.least) for mark in reached}

    def _records(
        self, name: str, known: Facts, wheres: list[Logic], facts: Facts, today: int
    ) -> dict[tuple[int, ...], Any]:
        """For each combination of conditions that a record with these known fields can meet, such a record."""
        record = self.words.records[self.words.facts[name].of or ""]
        found: dict[tuple[int, ...], Any] = {}

        def search(row: dict[str, Any]) -> None:
            values = [logic.holds(w, facts, today, row) for w in wheres]
            if None not in values:
                mark = tuple(int(v or 0) for v in values)
                if mark not in found:
                    found[mark] = {**self._plain(record, wheres, today), **row}
                return
            unsettled = next(w for w, v in zip(wheres, values, strict=True) if v is None)
            field = next((v.name for v in self._open_fields(unsettled, facts, today, row)), None)
            if field is None:
                return
            for value in self._field_values(record.fields[field], wheres, facts, today, row):
                search({**row, field: value})

        search(dict(known))
        return found

    def _plain(self, record: s.Record, wheres: list[Logic], today: int) -> dict[str, Any]:
        """Some value for every field that the conditions read."""
        row: dict[str, Any] = {}
        for var in dict.fromkeys(v for w in wheres for v in logic.variables(w) if v.field):
            field = record.fields[var.name]
            amounts = field.type not in ("yes_no", "one_of", "set_of")
            row[var.name] = self._any(var, today) if amounts else self._classes(field, var, wheres)[-1]
        return row

    def _open_fields(self, where: Logic, facts: Facts, today: int, row: Facts) -> list[Var]:
        """The fields whose values could still settle a condition on a record."""
        if isinstance(where, logic.And | logic.Or):
            parts = [p for p in where.parts if logic.holds(p, facts, today, row) is None]
            return [v for p in parts for v in self._open_fields(p, facts, today, row)]
        if isinstance(where, logic.Not):
            return self._open_fields(where.part, facts, today, row)
        return [v for v in logic.variables(where) if v.field and row.get(v.name) is None]

    def _field_values(
        self, field: s.Fact, wheres: list[Logic], facts: Facts, today: int, row: Facts
    ) -> tuple[Any, ...]:
        var = Var(field.name, True)
        tests = [t for w in wheres for t in logic.tests(w) if var in logic.variables(t)]
        if field.type in ("yes_no", "one_of", "set_of"):
            return self._classes(field, var, tests)
        points = self._points(var, tests, facts, today, row, frozenset()) or [self._any(var, today)]
        kept: dict[Any, int] = {}
        for point in points:
            mark = tuple(logic.holds(t, facts, today, {**row, field.name: point}) for t in tests)
            kept.setdefault((mark, point) if None in mark else mark, point)
        return tuple(kept.values())

    # ---- groups -----------------------------------------------------------------------------
    def reach(self, group: int, facts: Facts, today: int) -> tuple[int, ...]:
        """The combinations of test results (bit masks) that the missing facts of a group can still give."""
        known = {n: facts[n] for n in self.groups[group] if n in facts}
        return tuple(sorted(self._reach(group, known, today)))

    def _reach(self, group: int, facts: Facts, today: int) -> set[int]:
        sure, maybe = self.masks(facts, today)
        sure, maybe = sure & self.group_mask[group], maybe & self.group_mask[group]
        if sure == maybe:
            return {sure}
        unsettled = [i for i, _ in enumerate(self.tests) if (maybe & ~sure) >> i & 1]
        missing = {n for i in unsettled for n in self._of_test[i] if n not in facts}
        if missing:
            name = next(n for n in self.groups[group] if n in missing)
            return {m for v in self.values(name, facts, today) for m in self._reach(group, {**facts, name: v}, today)}
        found = {sure}
        for name in self.groups[group]:
            tests = [t for t in (self.tests[i] for i in unsettled) if isinstance(t, Count) and t.var.name == name]
            if tests:
                found = {m | bits for m in found for bits in self._filled(name, tests, facts, today)}
        return found

    def group_of_test(self, test: int) -> int:
        """The group whose facts a test reads."""
        used = self._of_test[test]
        return self.group_of[used[0]] if used else len(self.groups) - 1

    def used_by(self, tests: int) -> set[str]:
        """The facts that the tests of a mask read."""
        return {name for name, mask in self._reading.items() if tests & mask}

    # ---- worlds -----------------------------------------------------------------------------
    def gaps(self, facts: Facts) -> list[tuple[str, int, str]]:
        """The unknown fields of known records that some test reads: (list, entry, field)."""
        return [
            (name, i, field)
            for name, fields in self.fields.items()
            for i, row in enumerate(facts.get(name, ()))
            for field in fields
            if field not in row
        ]

    def _fields_of(self, name: str) -> tuple[str, ...]:
        """The fields of a list's records that some test reads."""
        wheres = [t.where for t in self.by_fact[name] if isinstance(t, Count) and t.var.name == name]
        return tuple(dict.fromkeys(v.name for w in wheres for v in logic.variables(w) if v.field))

    def gap_values(self, gap: tuple[str, int, str], facts: Facts, today: int) -> tuple[Any, ...]:
        """Stand-in values for an unknown field of a known record."""
        name, entry, field = gap
        record = self.words.records[self.words.facts[name].of or ""]
        wheres = [t.where for t in self.by_fact[name] if isinstance(t, Count) and t.var.name == name]
        return self._field_values(record.fields[field], wheres, facts, today, facts[name][entry])

    def some(self, facts: Facts, today: int, dice: random.Random) -> dict[str, Any]:
        """A world in which the facts hold, each missing fact at random among its stand-ins."""
        world = dict(facts)
        for name in self.names:
            if name not in world:
                world[name] = dice.choice(self.values(name, world, today))
        for gap in self.gaps(world):
            world = with_gap(world, gap, dice.choice(self.gap_values(gap, world, today)))
        return world


def with_gap(facts: Facts, gap: tuple[str, int, str], value: Any) -> dict[str, Any]:
    """The facts with one field of one record filled in."""
    name, entry, field = gap
    rows = list(facts[name])
    rows[entry] = {**rows[entry], field: value}
    return {**facts, name: tuple(rows)}


def _summed(mark: Iterable[int], vector: Iterable[int], limits: Iterable[int]) -> tuple[int, ...]:
    """Counts after one more record, none above the number that makes a difference."""
    return tuple([a + b if a + b < most else most for a, b, most in zip(mark, vector, limits, strict=True)])


def _get(var: Var, facts: Facts, record: Facts | None) -> Any:
    return (record or {}).get(var.name) if var.field else facts.get(var.name)


def frozen(value: Any) -> Any:
    """A value that can be a key, also where it is a list of records."""
    if isinstance(value, tuple):
        return tuple(frozen(v) for v in value)
    return tuple(sorted(value.items())) if isinstance(value, Mapping) else value
