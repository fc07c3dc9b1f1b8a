"""The next question: the missing fact whose answer is expected to settle most.

A sample of worlds is drawn once for a rule, with the outcome of every test and the verdict of each
kept as bit sets. The worlds that agree with the known facts stand for what may be the case; the best
question is the one whose answer leaves the least uncertainty (entropy) about the verdict.
"""

from __future__ import annotations

import random
from math import log2
from typing import TYPE_CHECKING, Any

from amparo.law.logic import Facts
from amparo.law.verdict import VERDICT

if TYPE_CHECKING:
    from amparo.law.rule import Rule

SAMPLE = 512
"""Worlds drawn for a rule."""
ENOUGH = 48
"""With fewer worlds left than this, fresh ones are drawn around the known facts."""
FRESH = 128


class Chooser:
    """Chooses questions for one rule."""

    def __init__(self, rule: Rule):
        self.rule = rule
        self.tests = rule.worlds.tests
        self.masks = rule.worlds.masks
        self.of_fact = {
            name: [self.tests.index(t) for t in rule.worlds.by_fact[name]] for name in rule.worlds.names
        }
        self.first = self._sample({}, rule.epoch, SAMPLE)
        self._fresh: dict[Any, Table] = {}

    def _sample(self, known: Facts, today: int, count: int) -> Table:
        dice = random.Random(11)  # noqa: S311 - no secret hangs on it
        table = Table(len(self.tests))
        for _ in range(count):
            world = self.rule.worlds.some(known, today, dice)
            table.add(self.masks(world, today)[0], VERDICT[self.rule.compiled.total(world, today)])
        return table

    def best(self, known: Facts, today: int, names: list[str]) -> str | None:
        """The best of the missing facts `names` to ask for, or None when there is none."""
        if len(names) < 2:
            return names[0] if names else None
        sure, maybe = self.masks(known, today)
        table = self.first
        rows = table.agreeing(sure, maybe)
        if rows.bit_count() < ENOUGH:
            key = (sure, maybe, today)
            if key not in self._fresh:
                if len(self._fresh) > 500:
                    self._fresh.clear()
                self._fresh[key] = self._sample(known, today, FRESH)
            table = self._fresh[key]
            rows = table.all
        return min(names, key=lambda n: (table.uncertainty(rows, self.of_fact[n]), names.index(n)))


class Table:
    """Worlds as columns of bits: one set of worlds for each test and for each verdict."""

    def __init__(self, tests: int):
        self.columns = [0] * tests
        self.verdicts: dict[str, int] = {}
        self.all = 0

    def add(self, outcomes: int, verdict: str) -> None:
        bit = self.all + 1
        self.all |= bit
        at = 0
        while outcomes:
            if outcomes & 1:
                self.columns[at] |= bit
            outcomes >>= 1
            at += 1
        self.verdicts[verdict] = self.verdicts.get(verdict, 0) | bit

    def agreeing(self, sure: int, maybe: int) -> int:
        """The worlds in which every settled test comes out as it is known to."""
        rows = self.all
        for at, column in enumerate(self.columns):
            bit = 1 << at
            if sure & bit:
                rows &= column
            elif not maybe & bit:
                rows &= ~column
        return rows

    def uncertainty(self, rows: int, tests: list[int]) -> float:
        """The entropy of the verdict that is expected to be left once these tests are settled."""
        groups = [rows]
        for at in tests:
            column = self.columns[at]
            groups = [part for g in groups for part in (g & column, g & ~column) if part]
        left = 0.0
        for group in groups:
            total = group.bit_count()
            for members in self.verdicts.values():
                count = (group & members).bit_count()
                if count and count != total:
                    left -= count * log2(count / total)
        return left
