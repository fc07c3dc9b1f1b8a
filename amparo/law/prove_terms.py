"""Facts, amounts and tests as z3 terms: all that may be, and nothing that may not.

Every fact ranges over all its values: labels that no test tells apart are one class, dates run from
`days.FIRST` to `days.LAST`, numbers from 0. Nothing is bounded that matters:

- *Lists.* The conditions counted in a list are `where_1 … where_n`, each up to some `least_j`. From any
  list keep, for each condition, the first `least_j` records that meet it. Every count, cut off at its
  limit, stays the same, and at most the sum of the limits is kept. So that many records stand for all.
- *Calendars.* A date moved by months, years or business days is a table that never falls as its start
  rises. It is given to z3 line by line: where a model has a wrong value, the right one is added, and what
  follows for earlier and later starts, until the model is right or there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import z3

from amparo.law import days, logic
from amparo.law import syntax as s
from amparo.law.logic import AtLeast, Count, Has, Logic, OneOf, Test, Var
from amparo.law.vocabulary import Vocabulary

Term = Any
"""A z3 term, or True or False where that is known without z3."""


def conj(parts: Iterable[Term], ctx: z3.Context) -> Term:
    """All of these; z3's own `And` costs five times as much, and most of a proof is building terms."""
    kept = []
    for part in parts:
        if part is False:
            return False
        if part is not True:
            kept.append(part)
    if len(kept) < 2:
        return kept[0] if kept else True
    array = (z3.Ast * len(kept))(*[p.as_ast() for p in kept])
    return z3.BoolRef(z3.Z3_mk_and(ctx.ref(), len(kept), array), ctx)


def disj(parts: Iterable[Term], ctx: z3.Context) -> Term:
    """At least one of these."""
    kept = []
    for part in parts:
        if part is True:
            return True
        if part is not False:
            kept.append(part)
    if len(kept) < 2:
        return kept[0] if kept else False
    array = (z3.Ast * len(kept))(*[p.as_ast() for p in kept])
    return z3.BoolRef(z3.Z3_mk_or(ctx.ref(), len(kept), array), ctx)


def neg(part: Term) -> Term:
    """Not this."""
    if part is True or part is False:
        return not part
    return z3.BoolRef(z3.Z3_mk_not(part.ctx.ref(), part.as_ast()), part.ctx)


@dataclass
class Choice:
    """A fact that is one of a kind: classes of labels that no test tells apart, and a term for each."""

    classes: list[list[str]]
    terms: list[Term]
    at: dict[str, int] = field(default_factory=dict)


@dataclass
class Slot:
    """A record that a list may have."""

    present: Term
    number: int
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Jump:
    """A table of the calendar that never falls: `end` is `table(start)`, in days or minutes."""

    start: Term
    end: Term
    table: Callable[[int], int]
    minutes: bool

    def lines(self, at: int) -> list[Term]:
        """What the table says at `at` and, since it never falls, before and after; and the stretch around
        `at` over which it moves everything equally far."""
        first, last = self._stretch(at)
        found = []
        for x in {first, at, last}:
            found.append(z3.Implies(self.start >= x, self.end >= self.table(x)))
            found.append(z3.Implies(self.start <= x, self.end <= self.table(x)))
        if first < last and self._far(first) == self._far(last):
            inside = z3.And(self.start >= first, self.start <= last)
            found.append(z3.Implies(inside, self.end == self.start + self._far(at)))
        return found

    def _far(self, x: int) -> int:
        return self.table(x) - x

    def _stretch(self, at: int) -> tuple[int, int]:
        if not self.minutes:
            first, last, far = at, at, self._far(at)
            while at - first < 31 and self._far(first - 1) == far:
                first -= 1
            while last - at < 31 and self._far(last + 1) == far:
                last += 1
            return first, last
        # Within a day that counts, a later minute moves at least as far as an earlier one, so the stretch can
        # be found by halving. Over a day that does not count the table is flat.
        dawn = at - at % days.MINUTES
        night, far = dawn + days.MINUTES - 1, self._far(at)
        if self.table(dawn) == self.table(night):
            return dawn, night
        low, first = dawn, at
        while low < first:
            middle = (low + first) // 2
            low, first = (low, middle) if self._far(middle) == far else (middle + 1, first)
        last, high = at, night
        while last < high:
            middle = (last + high + 1) // 2
            last, high = (middle, high) if self._far(middle) == far else (last, middle - 1)
        return first, last


class Terms:
    """The facts that some conditions read, as terms of one z3 context.

    `sides` are the conditions of each side with the day they are asked about; `given` are facts that
    are settled. `rules` gathers what holds of all facts; whoever solves asserts it.
    """

    def __init__(
        self, words: Vocabulary, sides: Iterable[tuple[Iterable[Logic], int]], given: Mapping[str, Any], ctx: z3.Context
    ):
        self.words, self.ctx, self.given = words, ctx, dict(given)
        self.rules: list[Term] = []
        self.jumps: list[Jump] = []
        self.tests: dict[tuple[Test, int], Term] = {}
        """A term for every test that stands outside of lists; the number is the day, where it matters."""
        self._labels: dict[Var, list[frozenset[Any]]] = {}
        self._wheres: dict[str, dict[tuple[Logic, int], int]] = {}
        self.slots: dict[str, list[Slot]] = {}
        self._facts: dict[Any, Any] = {}
        self._amounts: dict[Any, Term] = {}
        self._met: dict[Any, Term] = {}
        self._ways: dict[Any, list[tuple[int, Term]]] = {}
        found = [(t, dated(t, day)) for conditions, day in sides for c in conditions for t in logic.tests(c)]
        found = list(dict.fromkeys(found))
        for test, day in found:
            for node in logic.walk(test if not isinstance(test, Count) else test.where):
                if isinstance(node, OneOf):
                    self._labels.setdefault(node.var, []).append(node.labels)
            if isinstance(test, Count):
                wheres = self._wheres.setdefault(test.var.name, {})
                key = (test.where, day)
                wheres[key] = max(test.least, wheres.get(key, 0))
        for number, (test, day) in enumerate(found):
            meaning = self._condition(test, day, None)
            proxy = meaning
            if meaning is not True and meaning is not False:
                proxy = z3.Bool(f"test{number}", ctx)
                self.rules.append(proxy == meaning)
            self.tests[test, day] = proxy
        self.names = tuple(dict.fromkeys(v.name for t, _ in found for v in logic.variables(t) if not v.field))
        """The facts that the tests read."""

    # ---- facts -----------------------------------------------------------------------------
    def type_of(self, var: Var) -> s.Fact:
        """The declaration of a fact or field."""
        if not var.field:
            return self.words.facts[var.name]
        return next(r.fields[var.name] for r in self.words.records.values() if var.name in r.fields)

    def value(self, var: Var, slot: Slot | None = None) -> Any:
        """The term of a fact or field: a Bool, an Int, a Choice, or for a set a Bool for each label."""
        store = slot.fields if var.field and slot else self._facts
        if var.name not in store:
            name = f"{var.name}#{slot.number}" if var.field and slot else var.name
            store[var.name] = self._made(var, name)
            if not var.field and var.name in self.given:
                self._settle(store[var.name], self.given[var.name])
        return store[var.name]

    def _made(self, var: Var, name: str) -> Any:
        fact, ctx = self.type_of(var), self.ctx
        if fact.type == "yes_no":
            return z3.Bool(name, ctx)
        if fact.type == "one_of":
            return self._choice(var, fact, name)
        if fact.type == "set_of":
            return {label: z3.Bool(f"{name}~{label}", ctx) for label in self.words.kinds[fact.of or ""].labels}
        term = z3.Int(name, ctx)
        first, last = BOUNDS[fact.type]
        self.rules.append(term >= first)
        if last is not None:
            self.rules.append(term <= last)
        return term

    def _choice(self, var: Var, fact: s.Fact, name: str) -> Choice:
        sets = self._labels.get(var, [])
        alike: dict[tuple[bool, ...], list[str]] = {}
        for label in self.words.kinds[fact.of or ""].labels:
            alike.setdefault(tuple(label in group for group in sets), []).append(label)
        classes = list(alike.values())
        if len(classes) == 2:
            one = z3.Bool(name, self.ctx)
            terms = [one, neg(one)]
        else:
            terms = [z3.Bool(f"{name}={labels[0]}", self.ctx) for labels in classes] if len(classes) > 1 else [True]
            self.rules.append(disj(terms, self.ctx))
            for i, one in enumerate(terms):
                self.rules += [disj([neg(one), neg(other)], self.ctx) for other in terms[:i]]
        return Choice(classes, terms, {label: i for i, labels in enumerate(classes) for label in labels})

    def _settle(self, term: Any, value: Any) -> None:
        """Assert the value that a fact or field is given."""
        if isinstance(term, Choice):
            self.rules.append(term.terms[term.at[value]] if value in term.at else False)
        elif isinstance(term, dict):
            self.rules += [one if label in value else neg(one) for label, one in term.items()]
        else:
            self.rules.append(term == value)

    # ---- lists -----------------------------------------------------------------------------
    def _list(self, name: str) -> list[Slot]:
        """The records a list may have: as many as all counts together can tell apart (see above)."""
        if name in self.slots:
            return self.slots[name]
        slots = self.slots[name] = []
        if name in self.given:
            for row in self.given[name]:
                slot = Slot(True, len(slots))
                slots.append(slot)
                for field_, value in row.items():
                    self._settle(self.value(Var(field_, True), slot), value)
            return slots
        for (where, day), least in self._wheres[name].items():
            for i in range(least):
                slot = Slot(z3.Bool(f"{name}#{len(slots)}", self.ctx), len(slots))
                slots.append(slot)
                self.rules.append(disj([neg(slot.present), self._meets(where, day, name, slot)], self.ctx))
                if i:
                    self.rules.append(disj([neg(slot.present), slots[-2].present], self.ctx))
        return slots

    def _meets(self, where: Logic, day: int, name: str, slot: Slot) -> Term:
        key = (where, day, name, slot.number)
        if key not in self._met:
            self._met[key] = self._condition(where, day, slot)
        return self._met[key]

    def _count(self, test: Count, day: int) -> Term:
        name = test.var.name
        met = [conj([x.present, self._meets(test.where, day, name, x)], self.ctx) for x in self._list(name)]
        least = test.least - sum(m is True for m in met)
        met = [m for m in met if m is not True and m is not False]
        if least <= 0:
            return True
        if len(met) < least:
            return False
        return disj(met, self.ctx) if least == 1 else z3.AtLeast(*met, least)

    # ---- conditions and amounts ---------------------------------------------------------------
    def _condition(self, node: Logic, day: int, slot: Slot | None) -> Term:
        match node:
            case logic.Const(value):
                return value
            case logic.Yes(var):
                return self.value(var, slot)
            case OneOf(var, labels):
                value = self.value(var, slot)
                if not isinstance(value, Choice):
                    return disj([value == number for number in labels], self.ctx)
                inside = [t for t, names in zip(value.terms, value.classes, strict=True) if names[0] in labels]
                return disj(inside, self.ctx) if len(inside) < len(value.terms) else True
            case Has(var, label):
                return self.value(var, slot).get(label, False)
            case AtLeast(left, right):
                difference = self.amount(left, day, slot) >= self.amount(right, day, slot)
                return bool(difference) if isinstance(difference, bool) else difference
            case Count():
                return self._count(node, day)
            case logic.And(parts):
                return conj([self._condition(p, day, slot) for p in parts], self.ctx)
            case logic.Or(parts):
                return disj([self._condition(p, day, slot) for p in parts], self.ctx)
            case logic.Not(part):
                return neg(self._condition(part, day, slot))
        raise TypeError(node)

    def amount(self, node: logic.Amount, day: int, slot: Slot | None = None) -> Any:
        """An amount as an Int term, or an int."""
        match node:
            case logic.Num(value):
                return value
            case Var():
                return self.value(node, slot)
            case logic.Now():
                return day
            case logic.Next(month, number):
                return days.next_day(day, month, number)
            case logic.Add(left, right, sign):
                a, b = self.amount(left, day, slot), self.amount(right, day, slot)
                return a + b if sign > 0 else a - b
            case logic.Scale(part, factor, divisor):
                whole = self.amount(part, day, slot) * factor
                if divisor == 1:
                    return whole
                return whole // divisor if isinstance(whole, int) else whole / divisor
        if not isinstance(node, logic.Move | logic.Roll):
            raise TypeError(node)
        key = (node, dated(node, day), slot.number if slot and any(v.field for v in logic.variables(node)) else None)
        if key not in self._amounts:
            self._amounts[key] = self._moved(node, day, slot)
        return self._amounts[key]

    def _moved(self, node: logic.Move | logic.Roll, day: int, slot: Slot | None) -> Any:
        start, state = self.amount(node.start, day, slot), node.state
        if isinstance(node, logic.Roll):
            return self._jump(start, ("rolled", state), 0, lambda x: days.rolled(x, state), (0, 7))
        by, unit, sign = self.amount(node.amount, day, slot), node.unit, node.sign
        if unit in PLAIN:
            by = by * PLAIN[unit] * (1 if unit == "hours" or not node.minutes else days.MINUTES)
            return start + by if sign > 0 else start - by
        many = sign * by
        if unit == "counted_hours":
            far = many * 60, (many // 24 + sign) * 7 * days.MINUTES
            return self._jump(start, (unit, state), many, lambda x: days.move(x, many, unit, state, minutes=True), far)
        far = {
            "business_days": (many + 2 * sign * max(0, (by - 1) // 5), many * 7),
            "months": (many * 28, many * 31), "years": (many * 365, many * 366),
        }[unit]  # fmt: skip

        def table(x: int) -> int:
            return days.move(x, many, unit, state, minutes=False)

        if not node.minutes:
            return self._jump(start, (unit, state), many, table, far)
        if isinstance(start, int):
            return table(start // days.MINUTES) * days.MINUTES + start % days.MINUTES
        # The day moves and the time of day stays: only of days is it true that a later one never moves to
        # an earlier one.
        whole = start / days.MINUTES
        return self._jump(whole, (unit, state), many, table, far) * days.MINUTES + (start - whole * days.MINUTES)

    def _jump(
        self, start: Any, kind: tuple[str, str], many: int, table: Callable[[int], int], far: tuple[int, int]
    ) -> Any:
        """The end of a way that is always at least and at most so far (`far`, in either order)."""
        if isinstance(start, int):
            return table(start)
        end = z3.Int(f"jump{len(self.jumps)}", self.ctx)
        self.jumps.append(Jump(start, end, table, kind[0] == "counted_hours"))
        self.rules += [end >= start + min(far), end <= start + max(far)]
        # A longer way from the same start never ends earlier: z3 would learn that only date by date.
        ways = self._ways.setdefault((start.get_id(), kind), [])
        self.rules += [end >= other if many >= less else end <= other for less, other in ways]
        ways.append((many, end))
        return end

    def mended(self, model: z3.ModelRef) -> list[Term]:
        """What the calendar says where the model has it wrong; nothing when the model is right."""
        found = []
        for jump in self.jumps:
            start = model.eval(jump.start, model_completion=True).as_long()
            if model.eval(jump.end, model_completion=True).as_long() != jump.table(start):
                found += jump.lines(start)
        return found


PLAIN = {"days": 1, "weeks": 7, "hours": 60}
"""Units that need no calendar: days, or for hours minutes, in one of them."""
BOUNDS = {
    "number": (0, None), "money": (0, None), "date": (days.FIRST, days.LAST),
    "moment": (days.FIRST * days.MINUTES, (days.LAST + 1) * days.MINUTES - 1),
}  # fmt: skip


def dated(node: Any, day: int) -> int:
    """The day, if the node looks at it, else 0: what does not look at it is one on all days."""
    return day if logic.reads_day(node) else 0
