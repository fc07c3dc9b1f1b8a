"""A rule: all norms on one question, in one place, over a stretch of days on which the law is the same.

`Rule.decide` gives the bare verdict in microseconds. `Rule.possible` is exact about unknown facts: a
verdict is in it if and only if some completion of the missing facts gives it.
"""

from __future__ import annotations

import copy
import datetime
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from amparo.law import logic
from amparo.law import syntax as s
from amparo.law.check import scope_for
from amparo.law.choose import Chooser
from amparo.law.code import Compiled, Level, Masks, compile_masks, compile_rule
from amparo.law.facts import clean, readers
from amparo.law.logic import Facts, Logic
from amparo.law.verdict import MODALITIES, VERDICT, verdicts
from amparo.law.worlds import Worlds, with_gap

if TYPE_CHECKING:
    from amparo.law.corpus import Corpus, LawFile

PROBES = 24
"""Ready-made worlds tried before the exact search, to find most possible verdicts at once."""


@dataclass(frozen=True, eq=False)
class Bound:
    """A norm of some file, with its condition resolved; `level` counts from 0, the highest."""

    norm: s.Norm
    file: LawFile
    level: int
    condition: Logic

    @property
    def modality(self) -> str:
        return self.norm.modality


@dataclass(frozen=True, eq=False)
class Unsaid:
    """An open entry, with the condition under which it touches a verdict."""

    entry: s.Open
    file: LawFile
    condition: Logic


class Rule:
    """The law on one question in one place, from `epoch` (a day number) until it next changes."""

    def __init__(self, corpus: Corpus, question: str, place: str, epoch: int):
        self.corpus, self.question, self.place, self.epoch = corpus, question, place, epoch
        chain = corpus.place(place).chain
        self.norms: list[Bound] = []
        self.enjoined: list[Bound] = []
        self.unsaid: list[Unsaid] = []
        self.out_of_force: list[tuple[LawFile, s.Norm]] = []
        for level, path in enumerate(chain):
            for file in corpus.files_in(path):
                self._take(file, level)
        self.levels = level_conditions(self.norms, len(chain))
        self.compiled: Compiled = compile_rule(self.levels)
        self.readers = corpus_readers(corpus)

    def _take(self, file: LawFile, level: int) -> None:
        norms = [n for n in file.norms if n.question == self.question]
        opens = [o for o in file.opens if any(n.id == self.question for n in o.questions)]
        if not norms and not opens:
            return
        scope = scope_for(self.corpus, file, self.epoch, asked=self.place)
        for norm in norms:
            if not file.days(norm).holds(self.epoch):
                self.out_of_force.append((file, norm))
                continue
            bound = Bound(norm, file, level, scope.applies(norm, file.binds))
            stayed = any(span.holds(self.epoch) for span, _ in norm.enjoined)
            (self.enjoined if stayed else self.norms).append(bound)
        for entry in opens:
            if file.days(entry).holds(self.epoch):
                condition = scope.condition(entry.when) if entry.when is not None else logic.TRUE
                self.unsaid.append(Unsaid(entry, file, logic.both(scope.bound(entry.binds or file.binds), condition)))

    # ---- the bare verdict ------------------------------------------------------------------
    def decide(self, facts: Mapping[str, Any], on: str | datetime.date | None = None) -> str:
        """The verdict alone: required, forbidden, permitted, conflict, silent or undecided.

        `on` is the day asked about, within this rule's stretch; its first day if left out.
        """
        known = clean(facts, self.readers)
        today = self.epoch
        if on is not None:
            today = (datetime.date.fromisoformat(on) if isinstance(on, str) else on).toordinal()
        try:
            return VERDICT[self.compiled.total(known, today)]
        except KeyError:
            return self.settled(known, today) or "undecided"

    # ---- exact about the unknown ---------------------------------------------------------------
    def possible(self, known: Facts, today: int) -> frozenset[str]:
        """The verdicts that some completion of the missing facts gives."""
        bound = verdicts(self.compiled.bounds(known, today))
        if len(bound) == 1:
            return bound
        return frozenset(self.witnesses(known, today, bound))

    def settled(self, known: Facts, today: int) -> str | None:
        """The verdict that every completion gives, or None when two completions differ."""
        bound = verdicts(self.compiled.bounds(known, today))
        if len(bound) > 1:
            bound = frozenset(find_worlds(self, known, today, bound, enough=2))
        return next(iter(bound)) if len(bound) == 1 else None

    def witnesses(self, known: Facts, today: int, bound: frozenset[str]) -> dict[str, Facts]:
        """For each possible verdict, facts that include the known ones and give it."""
        return find_worlds(self, known, today, bound)

    def verdicts(self, known: Facts, today: int) -> frozenset[str]:
        """The verdicts that three-valued logic cannot exclude: `possible`, or a few more."""
        return verdicts(self.compiled.bounds(known, today))

    @cached_property
    def worlds(self) -> Worlds:
        return Worlds(self.corpus.words, [c for level in self.levels for c in level.values()])

    @cached_property
    def probes(self) -> list[dict[str, Any]]:
        """Worlds at random, those with rare verdicts first."""
        dice = random.Random(7)  # noqa: S311 - no secret hangs on it
        by_verdict: dict[str, list[dict[str, Any]]] = {}
        for _ in range(2 * PROBES):
            world = self.worlds.some({}, self.epoch, dice)
            by_verdict.setdefault(VERDICT[self.compiled.total(world, self.epoch)], []).append(world)
        queues = sorted(by_verdict.values(), key=len)
        return [q[i] for i in range(2 * PROBES) for q in queues if i < len(q)][:PROBES]

    @cached_property
    def applying(self) -> Masks:
        """Bit masks of the norms (then the open entries) that surely and that possibly apply."""
        return compile_masks([b.condition for b in (*self.norms, *self.unsaid)])

    @cached_property
    def without(self) -> dict[int, Rule]:
        """The rule as it would be without each contested norm, by the `id` of its Bound."""
        return {}

    def variant(self, bound: Bound) -> Rule:
        """This rule without one norm."""
        if id(bound) not in self.without:
            other = copy.copy(self)
            for name in ("worlds", "probes", "applying", "without", "chooser"):
                other.__dict__.pop(name, None)
            other.norms = [b for b in self.norms if b is not bound]
            other.levels = level_conditions(other.norms, len(self.levels))
            other.compiled = compile_rule(other.levels)
            self.without[id(bound)] = other
        return self.without[id(bound)]

    @cached_property
    def chooser(self) -> Chooser:
        return Chooser(self)

    def facts(self) -> tuple[str, ...]:
        """The facts that can matter, those in most tests first."""
        return self.worlds.names


def level_conditions(norms: list[Bound], levels: int) -> list[Level]:
    """What each level says, highest first: for each modality the disjunction of its norms."""
    found: list[Level] = []
    for level in range(levels):
        row: Level = {}
        for modality in MODALITIES:
            parts = [b.condition for b in norms if b.level == level and b.modality == modality]
            if parts and logic.either(*parts) != logic.FALSE:
                row[modality] = logic.either(*parts)
        found.append(row)
    return found


def find_worlds(
    rule: Rule, known: Facts, today: int, bound: frozenset[str], enough: int = 9
) -> dict[str, Facts]:
    """Probe ready-made worlds, then search: branch on facts that could still settle something, and
    leave a branch as soon as it can only give verdicts found already. Stops at `enough` verdicts."""
    found: dict[str, Facts] = {}
    worlds, compiled = rule.worlds, rule.compiled
    wanted = min(enough, len(bound))
    if not worlds.gaps(known):
        for probe in rule.probes:
            world = {**probe, **known}
            verdict = VERDICT[compiled.total(world, today)]
            if verdict not in found:
                found[verdict] = world
                if len(found) == wanted:
                    return found

    def search(facts: Facts) -> None:
        left = verdicts(compiled.bounds(facts, today))
        if left <= found.keys() or len(found) >= wanted:
            return
        _, names = worlds.open(facts, today)
        if len(left) == 1 or not names:
            found.setdefault(next(iter(left)), facts)
            return
        name = names[0]
        if name in facts:
            gap = next(g for g in worlds.gaps(facts) if g[0] == name)
            branches = [with_gap(facts, gap, v) for v in worlds.gap_values(gap, facts, today)]
        else:
            branches = [{**facts, name: v} for v in worlds.values(name, facts, today)]
        for branch in branches:
            search(branch)

    search(known)
    return found


def corpus_readers(corpus: Corpus) -> Mapping[str, Any]:
    """The readers of the corpus's facts, made once."""
    if "readers" not in corpus._rules:
        corpus._rules["readers"] = readers(corpus.words)
    return corpus._rules["readers"]
