"""Prove things about the law: where two laws differ, clash or say nothing, and what can never be.

Everything here holds of complete facts, all there are, by z3. A situation that is found is told by few
facts from which the verdicts already follow; each is put to `ask` before it is shown.

>>> from amparo.law import load
>>> from amparo.law.prove import diff, side
>>> law = load()
>>> found = diff("hold_on_detainer", side(law, "us/il/chicago"), side(law, "us/ny/new-york"))
>>> [s.verdicts for s in found.situations][0]
('forbidden', 'permitted')

Import it only where something is to be proved: it loads z3.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from amparo.law import days, logic
from amparo.law.ask import Verdict, answer, shown
from amparo.law.corpus import Corpus
from amparo.law.errors import LawError
from amparo.law.facts import clean
from amparo.law.prove_search import Reason, Search, Told, Unsettled
from amparo.law.resolve import NAMES, WHO
from amparo.law.rule import Bound, Cited, Rule, corpus_readers
from amparo.law.verdict import VERDICT, decides, overrides
from amparo.law.vocabulary import Vocabulary

ALLOWING = ("permitted", "required")
MOST = 20


@dataclass(frozen=True)
class Side:
    """The law of a corpus, in a place, on a day (a day number)."""

    corpus: Corpus
    place: str
    day: int

    @property
    def on(self) -> str:
        return days.iso(self.day)

    def rule(self, question: str) -> Rule:
        return self.corpus.rule(question, self.place, datetime.date.fromordinal(self.day))

    def ask(self, question: str, facts: Mapping[str, Any]) -> Verdict:
        """The answer to facts of which this side may not know all: what it has no word for is left out."""
        return answer(self.corpus, question, self.known(facts), self.place, self.day)

    def known(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The facts that this side has words for."""
        words = self.corpus.words
        found = {name: value for name, value in facts.items() if name in words.facts}
        for name, value in found.items():
            if words.facts[name].type == "list_of":
                fields = words.records[words.facts[name].of or ""].fields
                found[name] = type(value)({k: v for k, v in row.items() if k in fields} for row in value)
        return found


def side(corpus: Corpus, place: str, on: str | datetime.date | None = None) -> Side:
    """The law of a place on a day (today there if left out). Raises UnknownName and LawError."""
    path = corpus.place(place).path
    return Side(corpus, path, corpus.day(path, on))


@dataclass(frozen=True)
class Situation:
    """Facts from which the verdicts follow, as `Corpus.ask` takes them, with the answer of each side.

    `others` are, for a fact that is one of several, the labels for which the same is true.
    """

    question: str
    facts: Mapping[str, Any]
    others: Mapping[str, tuple[str, ...]]
    answers: tuple[Verdict, ...]

    @property
    def verdicts(self) -> Told:
        """The verdict of each side."""
        return tuple(a.verdict for a in self.answers)


@dataclass(frozen=True)
class Found:
    """What a search found. The situations are those with the fewest facts first. With `complete` every
    case there is meets one of them, so none means proved; without, there are more (`most` was reached), or
    `settled` is False and z3 could not tell because of the calendar."""

    question: str
    sides: tuple[Side, ...]
    situations: tuple[Situation, ...]
    complete: bool
    settled: bool
    seconds: float


@dataclass(frozen=True)
class Theorem:
    """Does `a` never allow what `b` forbids? `holds` is None when z3 could not tell; when it does not
    hold, `counterexamples` show it."""

    question: str
    a: Side
    b: Side
    holds: bool | None
    counterexamples: tuple[Situation, ...]
    seconds: float


@dataclass(frozen=True)
class Dead:
    """A norm that never decides. `why`: it `never_applies`, is always `overridden` by higher law, or always
    `gives_way` to a norm that stands before it."""

    question: str
    norm: Cited
    line: int
    why: str


# ---- what is asked -----------------------------------------------------------------------------
def diff(question: str, a: Side, b: Side, *, most: int = MOST, given: Mapping[str, Any] | None = None) -> Found:
    """The situations in which two laws answer a question differently.

    `given` are facts that are settled; situations are looked for among those that have them. Raises
    UnknownName and LawError for names and values that do not fit.
    """
    return _found(question, (a, b), lambda told: told[0] != told[1], most, given or {})


def conflicts(question: str, at: Side, *, most: int = MOST, given: Mapping[str, Any] | None = None) -> Found:
    """The situations in which norms of one level require and forbid the same."""
    return _found(question, (at,), lambda told: told[0] == "conflict", most, given or {})


def gaps(question: str, at: Side, *, most: int = MOST, given: Mapping[str, Any] | None = None) -> Found:
    """The situations on which no law of the place says anything."""
    return _found(question, (at,), lambda told: told[0] == "silent", most, given or {})


def at_least(
    question: str, a: Side, b: Side, *, silence: bool = False, most: int = 3, given: Mapping[str, Any] | None = None
) -> Theorem:
    """Is `a` at least as strict as `b`: does it never allow what `b` forbids?

    To permit and to require is to allow; with `silence` to say nothing is too.
    """
    allowed = (*ALLOWING, "silent") if silence else ALLOWING
    found = _found(question, (a, b), lambda t: t[0] in allowed and t[1] == "forbidden", most, given or {})
    holds = False if found.situations else True if found.complete else None
    return Theorem(question, a, b, holds, found.situations, found.seconds)


def dead(question: str, at: Side) -> tuple[Dead, ...]:
    """The norms in force on a question that never decide it, whatever the facts."""
    rule = at.rule(question)
    if not rule.norms:
        return ()
    search = Search(at.corpus.words, [(rule.levels, at.day)], {}, [b.condition for b in rule.norms])
    found = []
    for bound in rule.norms:
        try:
            why = _dead(search, rule, bound, at.day)
        except Unsettled:
            why = None
        if why:
            found.append(Dead(question, bound.cited, bound.norm.at.line, why))
    return tuple(found)


def _dead(search: Search, rule: Rule, bound: Bound, day: int) -> str | None:
    states = search.states(rule.levels, lambda node: (search.plain(node, day),) * 2)
    applies = search.plain(bound.condition, day)
    above, final = states[bound.level], states[-1]
    free = [i for i in range(6) if not overrides(i, bound.modality)]
    if not search.possible(applies):
        return "never_applies"
    if not any(search.possible(applies, above[i]) for i in free):
        return "overridden"
    ends = [j for j in range(6) if decides(j, bound.modality)]
    if not any(search.possible(applies, above[i], final[j]) for i in free for j in ends):
        return "gives_way"
    return None


def questions(*sides: Side) -> tuple[str, ...]:
    """The questions on which at least one side has a norm in force, in the order of the vocabulary."""
    names = dict.fromkeys(n for one in sides for n in one.corpus.words.questions)
    return tuple(n for n in names if any(n in x.corpus.words.questions and x.rule(n).norms for x in sides))


# ---- how it is found -----------------------------------------------------------------------------
def _found(
    question: str, sides: tuple[Side, ...], wanted: Callable[[Told], bool], most: int, given: Mapping[str, Any]
) -> Found:
    start = time.perf_counter()
    rules = [one.rule(question) for one in sides]
    words = shared_words([one.corpus for one in sides])
    known = {n: v for one in sides for n, v in clean(one.known(given), corpus_readers(one.corpus)).items()}
    for name in given:
        words.fact(name)
    situations: list[Situation] = []
    complete = settled = True
    if len(sides) == 1 or not same(rules, sides) or any(wanted((v, v)) for v in VERDICT):
        search = Search(words, [(r.levels, x.day) for r, x in zip(rules, sides, strict=True)], known)
        try:
            for reason in search.reasons(wanted):
                if len(situations) == most:
                    complete = False
                    break
                situation = _situation(question, sides, rules, reason, known)
                if all(situation.facts != other.facts for other in situations):
                    situations.append(situation)
        except Unsettled:
            complete = settled = False
    situations.sort(key=_length)
    return Found(question, sides, tuple(situations), complete, settled, time.perf_counter() - start)


def same(rules: Sequence[Rule], sides: Sequence[Side]) -> bool:
    """Do two sides say the same in the same words, so that there is nothing to prove?"""
    first, *rest = rules
    if any(r.levels != first.levels for r in rest):
        return False
    conditions = [c for level in first.levels for c in level.values()]
    return len({x.day for x in sides}) == 1 or not any(map(logic.reads_day, conditions))


def _length(situation: Situation) -> tuple[int, int]:
    facts = situation.facts.values()
    return len(situation.facts), sum(
        len(row) for v in facts if isinstance(v, list) for row in v if isinstance(row, dict)
    )


def _situation(
    question: str, sides: tuple[Side, ...], rules: Sequence[Rule], reason: Reason, given: Mapping[str, Any]
) -> Situation:
    """The facts of a reason as people give them, put to `ask` on every side."""
    facts = dict(given)
    if WHO in reason.facts:
        facts.setdefault(WHO, reason.facts[WHO])  # who decides is told first
    for name, value in reason.facts.items():
        if name in facts and isinstance(value, tuple):  # the known fields of given records, and those found
            value = tuple({**new, **old} for new, old in zip(value, facts[name], strict=True))
        if name not in facts or isinstance(value, tuple):
            facts[name] = value
    facts = _trimmed(facts, given, sides, rules)
    others = dict(_others(facts, given, reason, sides))
    told = {name: shown(_corpus_with(name, sides), name, value) for name, value in facts.items()}
    answers = tuple(one.ask(question, told) for one in sides)
    found = tuple("silent" if a.verdict == "not_in_force" else a.verdict for a in answers)
    assert found == reason.verdicts, f"ask says {found} and prove {reason.verdicts} on {question}: {told}"
    return Situation(question, told, others, answers)


def _corpus_with(name: str, sides: Sequence[Side]) -> Corpus:
    return next(x.corpus for x in sides if name in x.corpus.words.facts)


def _trimmed(
    facts: dict[str, Any], given: Mapping[str, Any], sides: Sequence[Side], rules: Sequence[Rule]
) -> dict[str, Any]:
    """The facts without those, and without the records and fields of records, that change nothing."""

    def verdicts(trial: Mapping[str, Any]) -> list[frozenset[str]]:
        return [r.possible(x.known(trial), x.day) for r, x in zip(rules, sides, strict=True)]

    right = verdicts(facts)
    for name in [n for n in facts if n not in given]:
        trial = {n: v for n, v in facts.items() if n != name}
        if verdicts(trial) == right:
            facts = trial
    for name in [n for n, v in facts.items() if n not in given and isinstance(v, tuple)]:
        for row in list(facts[name]):
            trial = {**facts, name: tuple(x for x in facts[name] if x is not row)}
            if verdicts(trial) == right:
                facts = trial
        for i, row in enumerate(facts[name]):
            for key in row:
                rows = list(facts[name])
                rows[i] = {k: v for k, v in rows[i].items() if k != key}
                if verdicts({**facts, name: tuple(rows)}) == right:
                    facts = {**facts, name: tuple(rows)}
    return facts


def _others(
    facts: Mapping[str, Any], given: Mapping[str, Any], reason: Reason, sides: Sequence[Side]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The other labels of a fact that every test of the reason takes for the same."""
    for name, value in facts.items():
        sets = [t.labels for t, _, _ in reason.tests if isinstance(t, logic.OneOf) and t.var == logic.Var(name)]
        if name in given or not sets or not isinstance(value, str):
            continue
        words = _corpus_with(name, sides).words
        labels = words.kinds[words.facts[name].of or ""].labels
        alike = tuple(x for x in labels if x != value and all((x in group) == (value in group) for group in sets))
        if alike:
            yield name, alike


def shared_words(corpora: Iterable[Corpus]) -> Vocabulary:
    """The vocabulary in which several corpora are compared: all facts, and of each kind the labels that all
    of them know. Raises LawError for a fact that is of another type in one of them."""
    first, *rest = corpora
    found = first.words
    for other in (c.words for c in rest if c != first):
        found = _merged(found, other)
    return found


def _merged(one: Vocabulary, two: Vocabulary) -> Vocabulary:
    kinds = {}
    for name, kind in {**two.kinds, **one.kinds}.items():
        both = two.kinds.get(name, kind).labels
        kinds[name] = replace(kind, labels={k: v for k, v in kind.labels.items() if k in both})
    for name, fact in one.facts.items():
        other = two.facts.get(name, fact)
        if (other.type, other.of) != (fact.type, fact.of):
            mine, theirs = NAMES[fact.type], NAMES[other.type]
            kinds = f" of {fact.of} … {other.of}" if mine == theirs else ""
            raise LawError(f"The fact '{name}' is {mine} in one law and {theirs} in the other{kinds}.")
    records = {}
    for name, record in {**two.records, **one.records}.items():
        fields = {**two.records.get(name, record).fields, **record.fields}
        records[name] = replace(record, fields=fields)
    return Vocabulary(kinds, {**two.groups, **one.groups}, {**two.facts, **one.facts}, records)
