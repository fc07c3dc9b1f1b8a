"""A rule as a diagram, and what is left of it under the facts that are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from amparo.law.code import Level
from amparo.law.diagram import Diagram, Reduced
from amparo.law.verdict import verdicts
from amparo.law.worlds import Worlds

if TYPE_CHECKING:
    from amparo.law.rule import Rule

TOLD = tuple(verdicts(states) for states in range(64))
"""The verdicts of every set of states."""


class Drawn:
    """A rule drawn as a diagram over the outcomes of its groups."""

    def __init__(
        self, worlds: Worlds, levels: list[Level], outcomes: Sequence[Sequence[int]], whole: Iterable[int] = ()
    ):
        bits = {t: (worlds.group_of_test(i), 1 << i) for i, t in enumerate(worlds.tests)}
        self.diagram = Diagram(bits, outcomes)
        self.root = self.diagram.rule(levels)
        self.index = [{mask: i for i, mask in enumerate(masks)} for masks in outcomes]
        self.whole = tuple(tuple(range(count)) for count in whole or map(len, outcomes))
        """The numbers of the outcomes that each group has on the first day of the rule's stretch."""
        self.seen: dict[tuple[tuple[int, ...], ...], Reduced] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "seen": {}}

    def reduced(self, allowed: tuple[tuple[int, ...], ...]) -> Reduced:
        """The diagram under what is known. People are asked the same questions in the same order, so
        what was asked lately is remembered: numbers of outcomes, not facts."""
        found = self.seen.get(allowed)
        if found is None:
            if len(self.seen) >= 1000:
                self.seen.clear()
            found = self.seen[allowed] = self.diagram.reduced(self.root, allowed)
        return found


class View:
    """A rule with, for each of its groups, the numbers of the outcomes that are still open, and the mask
    of the tests that are."""

    __slots__ = ("_reduced", "allowed", "drawn", "possible", "rule", "unsettled")

    def __init__(self, rule: Rule, allowed: list[tuple[int, ...]], unsettled: int = 0):
        self.rule, self.drawn = rule, rule.drawn
        self.allowed, self.unsettled = allowed, unsettled
        self.possible: frozenset[str] = TOLD[self.drawn.diagram.ends(self.drawn.root, allowed)]
        self._reduced: Reduced | None = None

    @property
    def reduced(self) -> Reduced:
        """The diagram under what is known."""
        if self._reduced is None:
            self._reduced = self.drawn.reduced(tuple(self.allowed))
        return self._reduced

    def visited(self) -> set[int]:
        """The groups whose outcomes decide which end is reached."""
        return self.drawn.diagram.visited(self.drawn.root, self.allowed)

    def copy(self) -> View:
        """A view of its own, to widen in place where that reaches no other end."""
        return View(self.rule, list(self.allowed), self.unsettled)

    def but(self, group: int, outcomes: tuple[int, ...]) -> View:
        """The view with other outcomes of one group open."""
        allowed = list(self.allowed)
        allowed[group] = outcomes
        return View(self.rule, allowed)
