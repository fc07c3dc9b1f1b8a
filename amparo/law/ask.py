"""The whole answer to a question: verdict, reasons, what it overrides, duties, and what would change it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amparo.law import days, logic
from amparo.law.choose import next_question
from amparo.law.drawn import View
from amparo.law.facts import clean, show
from amparo.law.logic import Facts
from amparo.law.resolve import WHO
from amparo.law.rule import Bound, Cited, Clock, Rule
from amparo.law.verdict import (
    BELOW,
    VERDICT,
    decides,
    in_order,
    overrides,
    spread,
    verdicts,
)

if TYPE_CHECKING:
    from amparo.law.corpus import Corpus


NOTHING: Facts = {}


@dataclass(frozen=True)
class Contest:
    """A deciding norm that is disputed, and the verdicts there would be without it."""

    cited: Cited
    why: str
    without: tuple[str, ...]


@dataclass(frozen=True)
class Deadline:
    """When something must be done or ends: `at` (ISO date or moment) if the facts give it, else the
    facts it `needs`; `words` where the law counts no days."""

    at: str | None
    words: str | None
    needs: tuple[str, ...]
    cited: Cited


@dataclass(frozen=True)
class Duty:
    """A duty beside the verdict. `certain` is False while a missing fact could lift it."""

    question: str
    certain: bool
    deadlines: tuple[Deadline, ...]
    because: tuple[Cited, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One change of fact that changes the verdict."""

    fact: str
    value: Any
    verdict: str


@dataclass(frozen=True)
class Verdict:
    """The answer to one question. `verdict` is required, forbidden, permitted, conflict, silent,
    undecided or not_in_force; `possible` lists what it may still be. `because` are the norms that decide,
    `overridden` those that higher law strikes, `yielding` those that apply but give way: a permission
    under a prohibition of the same or a lower level."""

    question: str
    place: str
    on: str
    verdict: str
    possible: tuple[str, ...]
    because: tuple[Cited, ...]
    overridden: tuple[Cited, ...]
    yielding: tuple[Cited, ...]
    contests: tuple[Contest, ...]
    enjoined: tuple[tuple[Cited, str], ...]
    open: tuple[tuple[Cited, str], ...]
    limits: tuple[Deadline, ...]
    duties: tuple[Duty, ...]
    missing: tuple[str, ...]
    next: str | None
    reason: Mapping[str, Any]
    changes: tuple[Change, ...]
    out_of_force: tuple[tuple[Cited, str, str | None], ...]
    due: tuple[Deadline, ...]
    version: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def decided(self) -> bool:
        return self.verdict != "undecided"


def answer(corpus: Corpus, question: str, facts: Mapping[str, Any], place: str, day: int) -> Verdict:
    """See `Corpus.ask`."""
    rule = corpus.rule(question, place, datetime.date.fromordinal(day))
    known = clean(facts, rule.readers)
    view = rule.allowed(known, day)
    possible = view.possible
    decided = len(possible) == 1
    verdict = next(iter(possible)) if decided else "undecided"
    sure, maybe = rule.applying(known, day)
    if not rule.norms and not maybe and rule.out_of_force:
        verdict = "not_in_force"
    because, overridden = deciding(rule, possible, sure, maybe) if decided else ([], [])
    applies = [b for i, b in enumerate(rule.norms) if sure >> i & 1] if decided else []
    yielding = [b for b in applies if b not in because and b not in overridden]
    missing = [] if decided else rule.missing_in(view, known, day)
    reason = minimal_reason(rule, view, known, day) if decided else {}
    return Verdict(
        question, place, days.iso(day), verdict, in_order(possible),
        _once(because),
        _once(overridden),
        _once(yielding),
        tuple(_contest(rule, b, known, day, sure, maybe) for b in because if _contested(b, day)),
        tuple((b.cited, why) for b in rule.enjoined for why in _stays(b, known, day)),
        tuple(_untold(rule, maybe)),
        tuple(deadline(b, b.until, known, day) for b in because if b.until is not None),
        duties(rule, known, day),
        tuple(missing),
        next_question(rule, known, day, missing, view),
        {name: shown(corpus, name, value) for name, value in reason.items()},
        counterfactuals(rule, view, known, reason, day) if decided else (),
        rule.not_in_force,
        tuple(deadline(b, b.due, known, day) for b in because if b.due is not None),
        corpus.digest,
        {name: shown(corpus, name, value) for name, value in known.items()},
    )  # fmt: skip


def _once(bounds: list[Bound]) -> tuple[Cited, ...]:
    """The citations of norms, each section once."""
    return tuple(dict.fromkeys(b.cited for b in bounds))


def shown(corpus: Corpus, name: str, value: Any) -> Any:
    return show(corpus.words.facts[name], value, corpus.words)


# ---- why ------------------------------------------------------------------------------------
def deciding(rule: Rule, possible: frozenset[str], sure: int, maybe: int) -> tuple[list[Bound], list[Bound]]:
    """The norms that decide, and those that a higher level strikes."""
    speech = _speeches(rule, sure)
    states, state = [], 0
    for bits in speech:
        states.append(state)
        state = BELOW[state][bits]
    final = next(iter(possible))
    goal = state if VERDICT[state] == final else next(i for i in range(6) if VERDICT[i] == final)
    applies = [b for i, b in enumerate(rule.norms) if sure >> i & 1]
    overridden = [b for b in applies if overrides(states[b.level], b.modality)]
    because = [b for b in applies if decides(goal, b.modality) and b not in overridden]
    if not because and final != "silent":
        may = [b for i, b in enumerate(rule.norms) if maybe >> i & 1]
        because = [b for b in may if decides(goal, b.modality)]
    if goal == 3 and any(b.modality == "forbid" for b in because):
        because = [b for b in because if states[b.level] in (0, 1, 3)]
    return because, overridden


def _speeches(rule: Rule, mask: int) -> list[int]:
    found = [0] * len(rule.levels)
    for i, bound in enumerate(rule.norms):
        if mask >> i & 1:
            found[bound.level] |= bound.bit
    return found


def _contested(bound: Bound, day: int) -> bool:
    return bound.norm.contested is not None and bound.norm.contested_in.holds(day)


def _contest(rule: Rule, bound: Bound, known: Facts, day: int, sure: int, maybe: int) -> Contest:
    at = rule.norms.index(bound)
    states = 1
    for low, high in zip(_speeches(rule, sure & ~(1 << at)), _speeches(rule, maybe & ~(1 << at)), strict=True):
        states = spread(states, low, high)
    without = verdicts(states)
    if len(without) > 1:
        without = rule.variant(bound).possible(known, day)
    return Contest(bound.cited, bound.norm.contested or "", in_order(without))


def _stays(bound: Bound, known: Facts, day: int) -> list[str]:
    if logic.holds(bound.condition, known, day) is False:
        return []
    return [why for span, why in bound.norm.enjoined if span.holds(day)]


def _untold(rule: Rule, maybe: int) -> list[tuple[Cited, str]]:
    start = len(rule.norms)
    return [(u.cited, u.entry.why) for i, u in enumerate(rule.unsaid, start) if maybe >> i & 1]


def minimal_reason(rule: Rule, view: View, known: Facts, day: int) -> dict[str, Any]:
    """The known facts that alone give the verdict; without any one of them it would not follow."""
    kept = {n: known[n] for n in rule.worlds.names if n in known}
    possible, used = view.possible, view.visited()
    view = view.copy()
    group_of, groups = rule.worlds.group_of, rule.worlds.groups
    for name in reversed(list(kept)):
        group, value = group_of[name], kept.pop(name)
        outcomes = rule.open_outcomes(group, NOTHING if len(groups[group]) == 1 else kept, day)
        if group not in used:
            view.allowed[group] = outcomes
            continue
        wider = view.but(group, outcomes)
        if wider.possible == possible:
            view, used = wider, wider.visited()
        else:
            kept[name] = value
    return {n: kept[n] for n in rule.worlds.names if n in kept}


def counterfactuals(rule: Rule, view: View, known: Facts, reason: Facts, day: int) -> tuple[Change, ...]:
    """Each single change of a fact that mattered which gives another firm verdict; for dates and
    numbers the nearest value that does. Who asks is no such fact: another office gets its own answer."""
    found: list[Change] = []
    for name in reason:
        if name == WHO:
            continue
        group = rule.worlds.group_of[name]
        type_ = rule.corpus.words.facts[name].type
        others = {n: known[n] for n in rule.worlds.groups[group] if n in known and n != name}
        values = rule.worlds.values(name, others, day)
        if isinstance(known[name], int) and type_ != "yes_no":
            values = tuple(sorted(values, key=lambda v: abs(v - known[name])))
        seen: set[str] = set()
        for value in values:
            other = view.but(group, rule.open_outcomes(group, {**others, name: value}, day)).possible
            if len(other) != 1 or other == view.possible:
                continue
            new = next(iter(other))
            if new not in seen or type_ == "one_of":
                seen.add(new)
                found.append(Change(name, shown(rule.corpus, name, value), new))
    return tuple(found)


# ---- duties and dates ---------------------------------------------------------------------
def duties(rule: Rule, known: Facts, day: int) -> tuple[Duty, ...]:
    """The duties that apply, or may apply, beside the question."""
    found = []
    for other in rule.duties:
        verdict = other.plain(known, day)
        view = None if verdict else other.allowed(known, day)
        possible = view.possible if view else {verdict}
        if "required" not in possible:
            continue
        sure, maybe = other.applying(known, day)
        certain = len(possible) == 1
        mask = sure if certain and sure else maybe
        bounds = [b for i, b in enumerate(other.norms) if mask >> i & 1 and b.modality == "require"]
        lines = tuple(deadline(b, b.due, known, day) for b in bounds if b.due is not None)
        missing = tuple(other.missing_in(view, known, day)) if view and not certain else ()
        found.append(Duty(other.question, certain, lines, tuple(b.cited for b in bounds), missing))
    return tuple(sorted(found, key=lambda d: not d.certain))


def deadline(bound: Bound, clock: Clock, known: Facts, day: int) -> Deadline:
    """When a norm's duty is due, or its permission ends, as far as the facts tell."""
    if clock.amount is None:
        return Deadline(None, clock.words, (), bound.cited)
    value = logic.amount(clock.amount, known, day)
    if value is None:
        return Deadline(None, None, tuple(name for name in clock.reads if name not in known), bound.cited)
    return Deadline(days.iso(value) if clock.type == "date" else days.iso_moment(value), None, (), bound.cited)
