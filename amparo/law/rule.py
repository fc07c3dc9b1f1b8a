"""A rule: all norms on one question, in one place, over a stretch of days on which the law is the same.

`Rule.decide` gives the bare verdict in microseconds. `Rule.possible` is exact about unknown facts: a
verdict is in it if and only if some completion of the missing facts gives it.
"""

from __future__ import annotations

import copy
import datetime
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from amparo.law import days, logic
from amparo.law import syntax as s
from amparo.law.cache import store, stored
from amparo.law.code import LaterMasks, Level, Masks, compile_total
from amparo.law.corpus import read_day
from amparo.law.drawn import Drawn, View
from amparo.law.facts import Readers, clean, readers
from amparo.law.logic import Facts, Logic
from amparo.law.pages import anchor
from amparo.law.scope import scope_for
from amparo.law.verdict import MODALITIES, VERDICT
from amparo.law.worlds import Worlds, frozen, with_gap

if TYPE_CHECKING:
    from amparo.law.corpus import Corpus, LawFile
    from amparo.law.resolve import Scope

GROWING = threading.Lock()
"""Held while a diagram gets new outcomes, so that their numbers stay the same for every thread."""


@dataclass(frozen=True)
class Cited:
    """A norm or open entry of the law, as an answer names it."""

    place: str
    file: str
    section: str
    cite: str
    title: str
    modality: str
    evidence: str
    source: str
    read_on: str
    review: str
    note: str | None = None

    @property
    def anchor(self) -> str:
        return anchor(self.section)


def cite(file: LawFile, item: s.Norm | s.Open) -> Cited:
    """How an answer names a norm or open entry."""
    modality, evidence, source, note = "open", file.evidence, file.source, None
    if isinstance(item, s.Norm):
        modality, note = item.modality, item.note
        evidence, source = item.evidence or evidence, item.source or source
    return Cited(file.place, f"{file.place}/{file.stem}", item.section.cite, file.full_cite(item.section),
                 item.section.title, modality, evidence, source, file.read_on, file.review, note)  # fmt: skip


@dataclass(frozen=True)
class Clock:
    """A time that a norm sets: worked out from an amount of this type (date or moment) and the facts it
    reads, or told in `words`."""

    words: str | None
    amount: logic.Amount | None = None
    type: str = ""
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Bound:
    """A norm of some file, with its condition resolved; `level` counts from 0, the highest."""

    norm: s.Norm
    file: LawFile
    level: int
    condition: Logic

    modality: str
    cited: Cited
    bit: int
    due: Clock | None = None
    until: Clock | None = None

    @cached_property
    def reads(self) -> tuple[logic.Var, ...]:
        """The facts, and the fields of records, that the condition looks at."""
        return tuple(logic.variables(self.condition))


@dataclass(frozen=True, eq=False)
class Unsaid:
    """An open entry, with the condition under which it touches a verdict."""

    entry: s.Open
    file: LawFile
    condition: Logic
    cited: Cited


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
        self.readers = corpus_readers(corpus)
        self._open: dict[Any, tuple[int, ...]] = {}
        self.calls = 0

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
            due, until = (clock(scope, term) for term in (norm.by, norm.until))
            bound = Bound(
                norm, file, level, scope.applies(norm, file.binds), norm.modality, cite(file, norm),
                1 << MODALITIES.index(norm.modality), due, until,
            )  # fmt: skip
            stayed = any(span.holds(self.epoch) for span, _ in norm.enjoined)
            (self.enjoined if stayed else self.norms).append(bound)
        for entry in opens:
            if file.days(entry).holds(self.epoch):
                condition = scope.condition(entry.when) if entry.when is not None else logic.TRUE
                condition = logic.both(scope.bound(entry.binds or file.binds), condition)
                self.unsaid.append(Unsaid(entry, file, condition, cite(file, entry)))

    # ---- the bare verdict ------------------------------------------------------------------
    def decide(self, facts: Mapping[str, Any], on: str | datetime.date | None = None) -> str:
        """The verdict alone: required, forbidden, permitted, conflict, silent or undecided.

        `on` is the day asked about, within this rule's stretch; its first day if left out.
        """
        known = clean(facts, self.readers)
        today = self.epoch
        if on is not None:
            today = read_day(on)
        try:
            return VERDICT[self.total(known, today)]
        except KeyError:
            return self.settled(known, today) or "undecided"

    def plain(self, known: Facts, today: int) -> str | None:
        """The verdict if the known facts give it without looking at what the others may be, and the rule
        is asked often enough to be worth compiling; None says nothing."""
        self.calls += 1
        if self.calls < 3:
            return None
        try:
            return VERDICT[self.total(known, today)]
        except KeyError:
            return None

    # ---- exact about the unknown -------------------------------------------------------------
    @cached_property
    def total(self) -> Callable[[Facts, int], int]:
        """The state on facts that are all known; KeyError when one that is needed is missing."""
        return compile_total(self.levels)

    @cached_property
    def worlds(self) -> Worlds:
        return Worlds(self.corpus.words, [c for level in self.levels for c in level.values()])

    @cached_property
    def drawn(self) -> Drawn:
        name = f"{self.place}.{self.question}.{self.epoch}".replace("/", "-")
        found = stored(self.corpus.digest, name) if self.corpus.cached else None
        if found is None:
            worlds = self.worlds
            found = Drawn(worlds, self.levels, [worlds.reach(g, {}, self.epoch) for g in range(len(worlds.groups))])
            if self.corpus.cached:
                store(self.corpus.digest, name, found)
        return found

    def allowed(self, known: Facts, today: int) -> View:
        """The rule as a diagram, with the outcomes that the known facts leave open."""
        sure, maybe = self.worlds.masks(known, today)
        unsettled, index = maybe & ~sure, self.drawn.index
        found = []
        for group, mask in enumerate(self.worlds.group_mask):
            number = None if unsettled & mask else index[group].get(sure & mask)
            found.append(self.open_outcomes(group, known, today) if number is None else (number,))
        return View(self, found, unsettled)

    def open_outcomes(self, group: int, known: Facts, today: int) -> tuple[int, ...]:
        """The numbers of the outcomes of one group that the known facts leave open."""
        names = self.worlds.groups[group]
        if group not in self.worlds.daily:
            today = self.epoch  # no test of the group looks at the day
        key: Any = (group, today, *map(known.get, names))
        try:
            return self._open[key]
        except TypeError:  # a list of records
            key = (group, today, *(frozen(known.get(n)) for n in names))
        except KeyError:
            pass
        if key not in self._open:
            if len(self._open) > 50_000:
                self._open.clear()
            if today == self.epoch and not any(name in known for name in names):
                self._open[key] = self.drawn.whole[group]
            else:
                self._open[key] = self._indexes(group, self.worlds.reach(group, known, today))
        return self._open[key]

    def _indexes(self, group: int, masks: Sequence[int]) -> tuple[int, ...]:
        """The numbers of outcomes; any that only another day or these facts give are drawn in."""
        index = self.drawn.index[group]
        if any(m not in index for m in masks):
            with GROWING:
                more = [list(outcomes) for outcomes in self.drawn.diagram.outcomes]
                more[group] += [m for m in masks if m not in self.drawn.index[group]]
                whole = map(len, self.drawn.whole)
                self.__dict__["drawn"] = Drawn(self.worlds, self.levels, more, whole)
                index = self.drawn.index[group]
        return tuple(index[m] for m in masks)

    def possible(self, known: Facts, today: int) -> frozenset[str]:
        """The verdicts that some completion of the missing facts gives: exactly these, no more."""
        return self.allowed(known, today).possible

    def settled(self, known: Facts, today: int) -> str | None:
        """The verdict that every completion gives, or None when two completions differ."""
        found = self.possible(known, today)
        return next(iter(found)) if len(found) == 1 else None

    def missing(self, known: Facts, today: int) -> list[str]:
        """The unknown facts that can still make a difference, those in most tests first."""
        return self.missing_in(self.allowed(known, today), known, today)

    def missing_in(self, view: View, known: Facts, today: int) -> list[str]:
        """As `missing`, for a view that is at hand."""
        if len(view.possible) == 1:
            return []
        worlds = self.worlds
        gaps = {gap[0] for gap in worlds.gaps(known)}
        names: set[str] = set()
        for group in view.reduced.groups:
            used = worlds.used_by(view.unsettled & worlds.group_mask[group])
            candidates = {n for n in used if n not in known or n in gaps}
            if len(candidates) > 1:
                candidates = self._telling(view, group, candidates, known, today)
            names |= candidates
        return [n for n in worlds.names if n in names]

    def _telling(self, view: View, group: int, candidates: set[str], known: Facts, today: int) -> set[str]:
        """Those of several missing facts of a group that can make a difference."""

        def found() -> set[str]:
            effects = dict(zip(view.allowed[group], view.reduced.effects(group), strict=True))
            return {n for n in candidates if self._tells(n, group, effects, known, today)}

        if any(n in known for n in self.worlds.groups[group]):
            return found()
        return view.reduced.remembered(("telling", group, today), found)

    def _tells(self, name: str, group: int, effects: Mapping[int, Any], facts: Facts, today: int) -> bool:
        """Can one of several missing facts of a group make a difference, however the others turn out?"""
        worlds = self.worlds
        other = next((n for n in worlds.groups[group] if n != name and n not in facts), None)
        if other is not None:
            branches = ({**facts, other: value} for value in worlds.values(other, facts, today))
            return any(self._tells(name, group, effects, branch, today) for branch in branches)
        gap = next((g for g in worlds.gaps(facts) if g[0] != name and worlds.group_of[g[0]] == group), None)
        if gap is not None:
            branches = (with_gap(facts, gap, value) for value in worlds.gap_values(gap, facts, today))
            return any(self._tells(name, group, effects, branch, today) for branch in branches)
        return len({effects.get(i) for i in self.open_outcomes(group, facts, today)}) > 1

    @cached_property
    def applying(self) -> Masks:
        """Bit masks of the norms (then the open entries) that surely and that possibly apply."""
        return LaterMasks([b.condition for b in (*self.norms, *self.unsaid)])

    @cached_property
    def without(self) -> dict[int, Rule]:
        """The rule as it would be without each contested norm, by the `id` of its Bound."""
        return {}

    def variant(self, bound: Bound) -> Rule:
        """This rule without one norm."""
        if id(bound) not in self.without:
            other = copy.copy(self)
            for name in ("total", "applying", "duties", "not_in_force", "without"):
                other.__dict__.pop(name, None)
            other.norms = [b for b in self.norms if b is not bound]
            other.levels = level_conditions(other.norms, len(self.levels))
            other._open = {}
            # The same facts in the same groups: only what the levels say is drawn anew.
            other.__dict__["drawn"] = Drawn(
                self.worlds, other.levels, self.drawn.diagram.outcomes, map(len, self.drawn.whole)
            )
            other.__dict__["worlds"] = self.worlds
            self.without[id(bound)] = other
        return self.without[id(bound)]

    @cached_property
    def not_in_force(self) -> tuple[tuple[Cited, str, str | None], ...]:
        """Norms on the question whose section says nothing that is in force: with first and last day."""
        living = {(b.file.place, b.norm.section.cite) for b in (*self.norms, *self.enjoined)}
        gone = [(f, n) for f, n in self.out_of_force if (f.place, n.section.cite) not in living]
        spans = [(cite(file, norm), file.days(norm)) for file, norm in gone]
        return tuple((c, days.iso(d.start), None if d.end == s.FAR else days.iso(d.end)) for c, d in spans)

    @cached_property
    def duties(self) -> list[Rule]:
        """The rules on the duties that are shown beside this question and have law here."""
        day = datetime.date.fromordinal(self.epoch)
        rules = [self.corpus.rule(q.name, self.place, day) for q in self.corpus.words.duties(self.question)]
        return [r for r in rules if r.norms]

    def facts(self) -> tuple[str, ...]:
        """The facts that can matter, those in most tests first."""
        return self.worlds.names


def clock(scope: Scope, term: s.Term | str | None) -> Clock | None:
    """The time that a norm sets, resolved."""
    if term is None or isinstance(term, str):
        return None if term is None else Clock(term)
    amount, type_ = scope.amount(term)
    return Clock(None, amount, type_, tuple(v.name for v in logic.variables(amount)))


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


def corpus_readers(corpus: Corpus) -> Readers:
    """The readers of the corpus's facts, made once."""
    if "readers" not in corpus._rules:
        corpus._rules["readers"] = readers(corpus.words)
    return corpus._rules["readers"]
