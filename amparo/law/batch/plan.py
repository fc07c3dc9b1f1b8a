"""A rule laid out for columns: a few digits a row, and tables that turn them into the verdict.

Every group of facts becomes one small number, its *digit*: what is known of it in a row, unknown included.
The decision diagram of the rule then becomes an automaton that reads one digit after another. Its states
are sets of nodes of the diagram: all that can be reached through outcomes that the row leaves open, so that
the last state is the set of verdicts still possible, exactly as in `ask`, however many facts are unknown.
Neighbouring digits are read together as long as their table stays small: a rule of twenty facts takes three
or four look-ups a row.

The subset construction is M. Rabin and D. Scott's (Finite automata and their decision problems, 1959).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from amparo.law import logic
from amparo.law.diagram import ENDS
from amparo.law.errors import LawError
from amparo.law.rule import Rule
from amparo.law.verdict import VERDICT, VERDICTS

if TYPE_CHECKING:
    import numpy as np

    from amparo.law.worlds import Worlds

CODES = (*VERDICTS, "undecided", "not_in_force")
"""The verdicts in the order of the small numbers that stand for them in columns."""
UNDECIDED, NOT_IN_FORCE = CODES.index("undecided"), CODES.index("not_in_force")
UNPROVEN = len(CODES)
"""Instead of a verdict: no outcome of some group is open for sure."""
Spans = Mapping[str, tuple[int, int] | None]
WIDEST = (1 << 16) - 256
"""A digit is a number of 16 bits."""
MANY = 4
"""A joint group of more tests than this has no digits for results that are partly open."""


@dataclass(frozen=True)
class Digit:
    """How a row's digit for one group is made, and what it says.

    `how` is "label" (the number of the label of the only fact), "tests" (the sum of `weights` of the tests
    that hold, or the digit `unknown`) or "open" (each test by itself: no, yes, unknown). `allowed` gives for
    each digit the outcomes that it leaves open, by number.

    `known` lists, for a joint group, sets of facts that may be known while the others are not; each has a
    digit from `first_known` on, for the outcomes that are open *for sure*, whatever the known facts are. Where
    the verdict is undecided even so, nobody has to look closer.
    """

    group: int
    how: str
    tests: tuple[int, ...]
    weights: tuple[int, ...]
    unknown: int
    allowed: tuple[tuple[int, ...], ...]
    fact: str = ""
    known: tuple[tuple[str, ...], ...] = ()

    @property
    def size(self) -> int:
        """How many digits there are."""
        return len(self.allowed)

    @property
    def first_known(self) -> int:
        return self.size - len(self.known)


@dataclass(frozen=True)
class Step:
    """A table read by some digits (the first counts most) and, above them, the state so far."""

    digits: tuple[Digit, ...]
    size: int
    """How many entries each state has."""
    table: np.ndarray
    """The next state, or in the last step the number of the verdict (see CODES)."""


class Plan:
    """A rule laid out for columns."""

    def __init__(self, rule: Rule, day: int | None = None, spans: Spans | None = None, room: int = 1 << 16):
        """`day` is the day asked about, None where each row has its own. `spans` has the least and greatest
        value that a fact has in the rows. `room` is the most entries of a look-up table, if it can be."""
        self.rule, self.day, self.spans, self.room = rule, day, spans or {}, room
        self.tests = rule.worlds.tests

    # ---- facts -------------------------------------------------------------------------------
    @cached_property
    def group_tests(self) -> list[tuple[int, ...]]:
        """The tests (by number) of each group."""
        masks = self.rule.worlds.group_mask
        return [tuple(i for i in range(len(self.tests)) if mask >> i & 1) for mask in masks]

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """The facts that are lists of records."""
        return self._of_type("list_of")

    def _of_type(self, *types: str) -> tuple[str, ...]:
        facts = self.rule.corpus.words.facts
        return tuple(n for n in self.rule.worlds.names if facts[n].type in types)

    @cached_property
    def joint(self) -> list[int]:
        """The groups of which some tests can be open and others not: those of several facts, of a list, or
        of the day. (Of a single fact all are open or none.)"""
        worlds = self.rule.worlds
        return [
            g for g, names in enumerate(worlds.groups) if len(names) != 1 or names[0] in self.lists or g in worlds.daily
        ]

    @cached_property
    def moves(self) -> list[logic.Amount]:
        """The amounts that need a calendar."""
        found: dict[logic.Amount, None] = {}
        for test in self.tests:
            for node in logic.walk(test):
                if needs_calendar(node):
                    found[node] = None
        return list(found)

    # ---- digits --------------------------------------------------------------------------------
    @cached_property
    def digits(self) -> dict[int, Digit]:
        """The digit of each group that matters."""
        matter = set(self.rule.drawn.diagram.groups[ENDS:])
        return {g: self._digit(g) for g in range(len(self.rule.worlds.groups)) if g in matter}

    def _digit(self, group: int) -> Digit:
        worlds, masks = self.rule.worlds, self.rule.drawn.diagram.outcomes[group]
        tests, everything = self.group_tests[group], self.everything(group)
        names = worlds.groups[group]
        if group not in self.joint:
            fact = self.rule.corpus.words.facts[names[0]]
            if fact.type == "one_of":
                at, found = {mask: i for i, mask in enumerate(masks)}, []
                for label in self.rule.corpus.words.kinds[fact.of or ""].labels:
                    mask = worlds.masks({names[0]: label}, self.rule.epoch)[0] & worlds.group_mask[group]
                    found.append((at[mask],))
                return Digit(group, "label", (), (), len(found), (*found, everything), names[0])
        # Where each row has its own day, that day may bring outcomes that nobody has drawn.
        unseen = () if self.day is None and group in worlds.daily else everything
        known = self._known(group) if group in self.joint else {}
        if group in self.joint and len(tests) <= MANY:
            weights = tuple(3**i for i in range(len(tests)))
            found = []
            for values in itertools.product((False, True, None), repeat=len(tests)):
                wanted = dict(zip(reversed(tests), values, strict=True))
                found.append(tuple(i for i, m in enumerate(masks) if fits(m, wanted)) or unseen)
            found[-1] = everything
            return Digit(group, "open", tests, weights, 0, (*found, *known.values()), known=tuple(known))
        weights = small_weights(masks, tests) if unseen else tuple(1 << i for i in range(len(tests)))
        if sum(weights) >= WIDEST:
            raise LawError(
                f"'{self.rule.question}' in {self.rule.place} cannot be judged in columns: too many conditions hang "
                "together. Ask about each case by itself."
            )
        by_sum = {sum(w for t, w in zip(tests, weights, strict=True) if m >> t & 1): (i,) for i, m in enumerate(masks)}
        found = [by_sum.get(n, unseen) for n in range(sum(weights) + 1)]
        allowed = (*found, everything, *known.values())
        return Digit(group, "tests", tests, weights, len(found), allowed, known=tuple(known))

    def everything(self, group: int) -> tuple[int, ...]:
        """The outcomes that a group has while none of its facts is known."""
        if self.day is None:
            return tuple(range(len(self.rule.drawn.diagram.outcomes[group])))
        return self.rule.open_outcomes(group, {}, self.day)

    def _known(self, group: int) -> dict[tuple[str, ...], tuple[int, ...]]:
        """For each choice of facts of a joint group that can leave a test open, the outcomes that are open whatever
        they are: found with the values that stand for all others, as `ask` does, and the ends of their spans."""
        names, worlds = self.rule.worlds.groups[group], self.rule.worlds
        if self.day is None and group in worlds.daily:
            return {}
        found: dict[tuple[str, ...], tuple[int, ...]] = {}
        day = self.day or self.rule.epoch
        for size in range(1, len(names) + 1):
            for chosen in itertools.combinations(names, size):
                if not set(self.lists).isdisjoint(chosen):
                    found[chosen] = ()  # its records may say anything, and leave anything open
                    continue
                if size == len(names):
                    continue
                open_ = set(self.everything(group))
                ends = [sorted(set(self.spans.get(n) or ())) for n in chosen]
                corners = [dict(zip(chosen, values, strict=True)) for values in itertools.product(*ends)]
                for facts in (*corners, *_all_values(worlds, chosen, {}, day)):
                    open_ &= set(self.rule.open_outcomes(group, facts, day))
                found[chosen] = tuple(sorted(open_))
        return found

    # ---- the automaton ---------------------------------------------------------------------------
    @cached_property
    def steps(self) -> list[Step]:
        """The tables, in the order in which they are read. None where every row has the same verdict."""
        import numpy as np

        states: list[frozenset[int]] = [frozenset({self.rule.drawn.root})]
        found: list[Step] = []
        digits: list[Digit] = []
        table = np.arange(1)
        for digit in self.digits.values():
            after, states_after = self._read(states, digit)
            if digits and table.size * digit.size > self.room:
                found.append(Step(tuple(digits), table.size // table.shape[0], table.reshape(-1)))
                digits, table = [], np.arange(len(states))
            table = after[table]
            digits, states = [*digits, digit], states_after
        told = np.array([self._verdict(state) for state in states], dtype=np.int64)
        if digits:
            found.append(Step(tuple(digits), table.size // table.shape[0], told[table].reshape(-1)))
        return found

    @cached_property
    def constant(self) -> int | None:
        """The number of the verdict that every row has, if it is always the same."""
        return None if self.steps else self._verdict(frozenset({self.rule.drawn.root}))

    def _read(self, states: Sequence[frozenset[int]], digit: Digit) -> tuple[np.ndarray, list[frozenset[int]]]:
        """The state (by number) after each state and digit, and those states."""
        import numpy as np

        diagram = self.rule.drawn.diagram
        groups, children = diagram.groups, diagram.children
        number: dict[frozenset[int], int] = {}
        different = {allowed: i for i, allowed in enumerate(dict.fromkeys(digit.allowed))}
        after = np.zeros((len(states), len(different)), dtype=np.int64)
        for i, state in enumerate(states):
            for allowed, j in different.items():
                reached = set()
                for node in state:
                    if node >= ENDS and groups[node] == digit.group:
                        reached.update(children[node][outcome] for outcome in allowed)
                    else:
                        reached.add(node)
                after[i, j] = number.setdefault(frozenset(reached), len(number))
        return after[:, [different[allowed] for allowed in digit.allowed]], list(number)

    def _verdict(self, state: frozenset[int]) -> int:
        told = {VERDICT[end] for end in state}
        if not told:  # a digit that is sure of no outcome proves nothing
            return UNPROVEN
        return CODES.index(told.pop()) if len(told) == 1 else UNDECIDED


def _all_values(worlds: Worlds, names: Sequence[str], facts: dict[str, Any], day: int) -> Iterator[dict[str, Any]]:
    """The facts with every choice of values that stand for all values of these names."""
    if not names:
        yield facts
        return
    for value in worlds.values(names[0], facts, day):
        yield from _all_values(worlds, names[1:], {**facts, names[0]: value}, day)


def fits(mask: int, wanted: dict[int, bool | None]) -> bool:
    """Do the tests of a mask have the results that are known?"""
    return all(want is None or bool(mask >> test & 1) == want for test, want in wanted.items())


def small_weights(masks: Sequence[int], tests: Sequence[int]) -> tuple[int, ...]:
    """Weights of tests, as small as may be, of which every mask has a sum of its own."""

    def apart(weights: Sequence[int]) -> bool:
        sums = [sum(w for t, w in zip(tests, weights, strict=True) if m >> t & 1) for m in masks]
        return len(set(sums)) == len(sums)

    least = None
    if len(tests) <= MANY:
        for weights in itertools.product(range(1, len(masks) + 1), repeat=len(tests)):
            if (least is None or sum(weights) < sum(least)) and apart(weights):
                least = weights
    if least is not None:
        return least
    found: list[int] = []
    bits, sums = 0, {0: 0}  # of the tests so far, and the sum of every mask of them
    for test in tests:
        parts = {mask & (bits | 1 << test) for mask in masks}
        for weight in itertools.count(1):
            new = {part: sums[part & bits] + weight * (part >> test & 1) for part in parts}
            if len(set(new.values())) == len(parts):
                break
        bits, sums = bits | 1 << test, new
        found.append(weight)
    return tuple(found)


def needs_calendar(node: object) -> bool:
    """Is this an amount that no plain arithmetic gives?"""
    if isinstance(node, logic.Move):
        return node.unit not in ("days", "weeks", "hours")
    return isinstance(node, logic.Roll | logic.Next)
