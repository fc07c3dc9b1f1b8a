"""Find the situations in which rules give verdicts of some kind, the smallest first, until none is left.

Two solvers work together. The *finder* looks for few facts that alone give the verdicts: besides a value
every fact has a switch that says whether it is known, and conditions are read as `ask` reads them, by
Kleene's bounds. The *keeper* reads complete facts and knows that the verdicts are others; the tests that
the found facts meet contradict it, and what it needs for that, test by test, is the reason. Whatever meets
a reason is then left out of the search, so that in the end the reasons cover every case there is.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import z3

from amparo.law import days, logic
from amparo.law.code import Level
from amparo.law.logic import Logic, Test, Var
from amparo.law.prove_terms import Choice, Slot, Term, Terms, conj, dated, disj, neg
from amparo.law.verdict import BELOW, MODALITIES, SILENT, VERDICT, VERDICTS
from amparo.law.vocabulary import Vocabulary

Told = tuple[str, ...]
"""The verdicts of all sides, in their order."""


@dataclass(frozen=True)
class Reason:
    """A smallest set of tests from which the verdicts follow, and values of its facts."""

    verdicts: Told
    tests: tuple[tuple[Test, int, bool], ...]
    facts: Mapping[str, Any]
    """Read values, as `facts.clean` gives them."""


class Unsettled(Exception):
    """The calendar kept the solver from an answer."""


class Search:
    """The rules of some sides over the same facts. A side is what its levels say and the day asked about."""

    def __init__(
        self,
        words: Vocabulary,
        sides: Sequence[tuple[Sequence[Level], int]],
        given: Mapping[str, Any],
        more: Sequence[Logic] = (),
    ):
        """`more` are conditions that are asked about beside those of the first side's levels."""
        self.ctx = z3.Context()  # of its own, so that proofs do not depend on what was proved before
        self.sides = sides
        conditions = [([c for level in levels for c in level.values()], day) for levels, day in sides]
        if more:
            conditions.append((list(more), sides[0][1]))
        self.terms = Terms(words, conditions, given, self.ctx)
        # By identity: to compare conditions all the way down takes longer than to build their terms.
        self._plain: dict[tuple[int, int], Term] = {}
        self._bounds: dict[tuple[int, int], tuple[Term, Term]] = {}
        self._conditions = conditions
        self._known: dict[str, Term] = {}
        self._names: dict[int, tuple[Term, Term]] = {}
        self._solvers: list[z3.Solver] = []
        self.checks = 0

    # ---- reading conditions ------------------------------------------------------------------
    def plain(self, node: Logic, day: int) -> Term:
        """A condition on complete facts."""
        key = (id(node), day)
        if key not in self._plain:
            match node:
                case logic.Const(value):
                    made: Term = value
                case logic.And(parts):
                    made = conj([self.plain(p, day) for p in parts], self.ctx)
                case logic.Or(parts):
                    made = disj([self.plain(p, day) for p in parts], self.ctx)
                case logic.Not(part):
                    made = neg(self.plain(part, day))
                case _:
                    made = self.terms.tests[node, dated(node, day)]
            self._plain[key] = made
        return self._plain[key]

    def bounds(self, node: Logic, day: int) -> tuple[Term, Term]:
        """Is a condition surely, and is it possibly true, by the facts whose switch is on?"""
        key = (id(node), day)
        if key not in self._bounds:
            match node:
                case logic.Const(value):
                    made: tuple[Term, Term] = (value, value)
                case logic.And(parts):
                    rows = [self.bounds(p, day) for p in parts]
                    made = conj([a for a, _ in rows], self.ctx), conj([b for _, b in rows], self.ctx)
                case logic.Or(parts):
                    rows = [self.bounds(p, day) for p in parts]
                    made = disj([a for a, _ in rows], self.ctx), disj([b for _, b in rows], self.ctx)
                case logic.Not(part):
                    sure, maybe = self.bounds(part, day)
                    made = neg(maybe), neg(sure)
                case _:
                    test = self.terms.tests[node, dated(node, day)]
                    known = [self.known(v.name) for v in logic.variables(node) if not v.field]
                    made = (conj([*known, test], self.ctx), disj([*map(neg, known), test], self.ctx))
            self._bounds[key] = made
        return self._bounds[key]

    def known(self, name: str) -> Term:
        """The switch of a fact."""
        if name not in self._known:
            self._known[name] = True if name in self.terms.given else z3.Bool(f"known {name}", self.ctx)
        return self._known[name]

    def states(self, levels: Sequence[Level], read: Callable[[Logic], tuple[Term, Term]]) -> list[list[Term]]:
        """For each level, and after the last, which states are possible: the tables of `verdict` as terms."""
        ctx = self.ctx
        possible: list[Term] = [state == SILENT for state in range(6)]
        found = [possible]
        for level in levels:
            said = [(1 << at, *read(level[m])) for at, m in enumerate(MODALITIES) if m in level]
            into: list[list[Term]] = [[] for _ in range(6)]
            for chosen in itertools.product((False, True), repeat=len(said)):
                speech = sum(bit for (bit, _, _), on in zip(said, chosen, strict=True) if on)
                spoken = conj(
                    [maybe if on else neg(sure) for (_, sure, maybe), on in zip(said, chosen, strict=True)], ctx
                )
                for state in range(6):
                    if possible[state] is not False and spoken is not False:
                        into[BELOW[state][speech]].append(conj([possible[state], spoken], ctx))
            possible = [disj(ways, ctx) for ways in into]
            found.append(possible)
        return found

    def _verdicts(self, states: list[Term]) -> dict[str, Term]:
        return {v: disj([states[i] for i in range(6) if VERDICT[i] == v], self.ctx) for v in VERDICTS}

    @cached_property
    def verdicts(self) -> list[dict[str, Term]]:
        """For each side and verdict, whether complete facts give it."""
        found = []
        for levels, day in self.sides:
            read = lambda node, day=day: (self.plain(node, day),) * 2  # noqa: E731
            found.append(self._verdicts(self.states(levels, read)[-1]))
        return found

    @cached_property
    def firm(self) -> list[dict[str, Term]]:
        """For each side and verdict, whether the facts whose switch is on give it."""
        found = []
        for levels, day in self.sides:
            possible = self._verdicts(self.states(levels, lambda node, day=day: self.bounds(node, day))[-1])
            only = {v: conj([neg(p) for w, p in possible.items() if w != v], self.ctx) for v in VERDICTS}
            found.append({v: only[v] if possible[v] is not False else False for v in VERDICTS})
        return found

    # ---- solving -----------------------------------------------------------------------------
    def solver(self, *more: Term) -> z3.Solver:
        """A solver that knows what holds of all facts."""
        made = z3.Solver(ctx=self.ctx)
        made.set("core.minimize", True)
        made.add(*[r for r in (*self.terms.rules, *more) if r is not True])
        self._solvers.append(made)
        return made

    def met(self, solver: z3.Solver, *assumed: Term) -> Callable[[], z3.ModelRef] | None:
        """What gives facts that meet everything, or None when there are none: proved. Raises Unsettled."""
        if any(a is False for a in assumed):
            return None
        kept = [a for a in assumed if a is not True]
        for _ in range(MOST_LINES):
            self.checks += 1
            answer = solver.check(*kept)
            if answer == z3.unsat:
                return None
            assert answer == z3.sat, solver.reason_unknown()
            if not self.terms.jumps:
                return solver.model  # a model costs as much as the check, and is not always wanted
            model = solver.model()
            lines = self.terms.mended(model)
            if not lines:
                return lambda model=model: model
            self.terms.rules += lines
            for other in self._solvers:
                other.add(*lines)
        raise Unsettled

    def model(self, solver: z3.Solver, *assumed: Term) -> z3.ModelRef | None:
        """As `met`, but the facts themselves."""
        found = self.met(solver, *assumed)
        return None if found is None else found()

    @cached_property
    def keeper(self) -> z3.Solver:
        return self.solver()

    def pair(self, told: Told) -> Term:
        """A name for: each side gives its verdict."""
        return self.named(conj([self.says(i, [v]) for i, v in enumerate(told)], self.ctx))

    def told(self, wanted: Callable[[Told], bool]) -> list[Told]:
        """The combinations of verdicts that are wanted and not out of the question from the start."""
        rows = [[v for v in VERDICTS if side[v] is not False] for side in self.verdicts]
        return [told for told in itertools.product(*rows) if wanted(told)]

    def says(self, side: int, verdicts: Sequence[str]) -> Term:
        """A name for: the side gives one of these verdicts."""
        return self.named(disj([self.verdicts[side][v] for v in verdicts], self.ctx))

    def named(self, term: Term) -> Term:
        """A name for a term, to be assumed when the keeper is asked."""
        if term is True or term is False:
            return term
        if term.get_id() not in self._names:
            name = z3.Bool(f"name{len(self._names)}", self.ctx)
            self.keeper.add(name == term)
            self._names[term.get_id()] = (name, term)
        return self._names[term.get_id()][0]

    def possible(self, *terms: Term) -> bool:
        """Are there facts of which all this is true? Raises Unsettled."""
        return self.met(self.keeper, *map(self.named, terms)) is not None

    # ---- situations ----------------------------------------------------------------------------
    def reasons(self, wanted: Callable[[Told], bool]) -> Iterator[Reason]:
        """The reasons for wanted verdicts, those with the fewest facts first; the end means that they cover
        every case there is."""
        ways = {}
        for told in self.told(wanted):
            ways[told] = conj([self.firm[i][v] for i, v in enumerate(told)], self.ctx)
        finder = self.solver(disj(ways.values(), self.ctx))
        if not ways:
            return
        switches = [k for k in map(self.known, self.terms.names) if k is not True]
        for size in range(len(switches) + 1):
            few: Term = True
            if size < len(switches):
                few = z3.Bool(f"at most {size}", self.ctx)
                finder.add(z3.Implies(few, z3.AtMost(*switches, size)))
            while (model := self.model(finder, few)) is not None:
                told = next(t for t, way in ways.items() if way is True or z3.is_true(model.eval(way)))
                tests = self._reason(model, told)
                named = [neg(self.terms.tests[t, d]) if on else self.terms.tests[t, d] for t, d, on in tests]
                values = self._values(model, tests, finder)
                finder.add(*[b for b in (disj(named, self.ctx),) if b is not True])
                yield Reason(told, tests, values)
                if not named:
                    return
            if few is True or not any(few.eq(c) for c in finder.unsat_core()):
                return

    def _reason(self, model: z3.ModelRef, told: Told) -> tuple[tuple[Test, int, bool], ...]:
        """Of the tests on known facts that the model settles those without which the verdicts do not follow."""
        on = {n for n, k in self._known.items() if k is True or z3.is_true(model.eval(k))}
        left: dict[int, tuple[Term, tuple[Test, int, bool]]] = {}
        for (test, day), term in self.terms.tests.items():
            if term is True or term is False or not on.issuperset(v.name for v in logic.variables(test) if not v.field):
                continue
            holds = z3.is_true(model.eval(term, model_completion=True))
            lit = term if holds else neg(term)
            left[lit.get_id()] = (lit, (test, day, holds))
        otherwise = neg(self.pair(told))

        if otherwise is False:
            return ()
        unmet = self.met(self.keeper, otherwise, *[lit for lit, _ in left.values()]) is None
        assert unmet, "the facts found do not give the verdicts found"
        # z3 leaves nothing in a core that could be taken out, as far as it knows the calendar.
        core = {c.get_id() for c in self.keeper.unsat_core()}
        return tuple(test for i, (_, test) in left.items() if i in core)

    # ---- values --------------------------------------------------------------------------------
    def _values(self, model: z3.ModelRef, tests: Sequence[tuple[Test, int, bool]], finder: z3.Solver) -> dict[str, Any]:
        """Values of the facts of a reason; dates and numbers near those of everyday life where such do."""
        names = list(dict.fromkeys(v.name for t, _, _ in tests for v in logic.variables(t) if not v.field))
        numeric = [n for n in names if self.terms.words.facts[n].type not in ("yes_no", "one_of", "set_of")]
        if numeric:
            lits = [self.terms.tests[t, d] if on else neg(self.terms.tests[t, d]) for t, d, on in tests]
            near = conj([self._near(n) for n in numeric], self.ctx)
            model = self.model(finder, *lits, near) or model
        return {name: self._value(model, name) for name in names}

    def _near(self, name: str) -> Term:
        day = max(day for _, day in self.sides)
        rows: list[tuple[Var, Slot | None]] = [(Var(name), None)]
        if name in self.terms.slots:
            rows = [(Var(f, True), slot) for slot in self.terms.slots[name] for f in slot.fields]
        found = []
        for var, slot in rows:
            window = NEAR.get(self.terms.type_of(var).type)
            if window:
                term, (unit, low, high) = self.terms.value(var, slot), window
                found += [term >= (day + low) * unit, term <= (day + high) * unit] if low else [term <= high]
        return conj(found, self.ctx)

    def _value(self, model: z3.ModelRef, name: str) -> Any:
        if name not in self.terms.slots:
            return self._read(model, self.terms.value(Var(name)))
        rows = []
        for slot in self.terms.slots[name]:
            if slot.present is True or z3.is_true(model.eval(slot.present, model_completion=True)):
                rows.append({field: self._read(model, term) for field, term in slot.fields.items()})
        return tuple(rows)

    def _read(self, model: z3.ModelRef, term: Any) -> Any:
        def true(one: Term) -> bool:
            return one is True or (one is not False and z3.is_true(model.eval(one, model_completion=True)))

        if isinstance(term, Choice):
            return next(labels[0] for labels, one in zip(term.classes, term.terms, strict=True) if true(one))
        if isinstance(term, dict):
            return frozenset(label for label, one in term.items() if true(one))
        if z3.is_bool(term):
            return true(term)
        return model.eval(term, model_completion=True).as_long()


MOST_LINES = 200
"""Lines of the calendar that are added before a question counts as unsettled."""
NEAR = {
    "date": (1, -3 * 366, 366), "moment": (days.MINUTES, -30, 30), "number": (1, 0, 100), "money": (1, 0, 1_000_000),
}  # fmt: skip
"""Values that people are likely to meet, by type: days around the one asked about, or the most."""
