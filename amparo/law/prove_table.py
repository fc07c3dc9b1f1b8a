"""Many places at once: what each answers to every question, and which is as strict as which.

Kept in the cache of the corpus: per stretch of days on which the law is the same, or per day where some
test of the law looks at the day.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import z3

from amparo.law import logic
from amparo.law.cache import store, stored
from amparo.law.corpus import Corpus
from amparo.law.prove import ALLOWING, Side, questions, side
from amparo.law.prove_search import Search, Unsettled
from amparo.law.rule import Rule
from amparo.law.verdict import VERDICT, VERDICTS, in_order


@dataclass(frozen=True)
class Cell:
    """What the law of a place says on a question: the verdicts that occur, by z3.

    `summary` is the verdict if there is only one, `depends` if there are several, and `no_law` where no
    norm is in force. `shares` are the parts of all situations that the law tells apart, each counted once.
    """

    question: str
    place: str
    verdicts: tuple[str, ...]
    summary: str
    shares: Mapping[str, float]


def grid(corpus: Corpus, places: Iterable[str], on: str | datetime.date | None = None) -> dict[tuple[str, str], Cell]:
    """For every question and place what is answered there, by (question, place). Raises UnknownName."""
    found = {}
    for place in places:
        at = side(corpus, place, on)
        name = f"grid.{_span(at)}"
        cells = stored(corpus.digest, name) if corpus.cached else None
        if cells is None:
            cells = [_cell(question, at) for question in corpus.words.questions]
            if corpus.cached:
                store(corpus.digest, name, cells)
        found |= {(cell.question, at.place): cell for cell in cells}
    return found


def _cell(question: str, at: Side) -> Cell:
    rule = at.rule(question)
    if not rule.norms:
        return Cell(question, at.place, ("silent",), "no_law", {"silent": 1.0})
    search = Search(at.corpus.words, [(rule.levels, at.day)], {})
    verdicts = []
    for verdict in VERDICTS:
        try:
            if search.possible(search.says(0, [verdict])):
                verdicts.append(verdict)
        except Unsettled:
            verdicts.append(verdict)
    summary = verdicts[0] if len(verdicts) == 1 else "depends"
    return Cell(question, at.place, in_order(verdicts), summary, shares(rule, at.day))


def shares(rule: Rule, day: int) -> dict[str, float]:
    """How much of all situations that a rule tells apart has which verdict."""
    reduced = rule.allowed({}, day).reduced
    up = {end: {VERDICT[end]: 1.0} for end in range(len(VERDICT))}
    for node, (_, branches) in reduced.nodes.items():
        up[node] = {}
        for branch in branches:
            for verdict, share in up[branch].items():
                up[node][verdict] = up[node].get(verdict, 0.0) + share / len(branches)
    return {v: round(up[reduced.root][v], 6) for v in VERDICTS if v in up[reduced.root]}


def theorems(
    corpus: Corpus, places: Sequence[str], on: str | datetime.date | None = None, *, silence: bool = False
) -> dict[tuple[str, str, str], bool | None]:
    """For every question and two places: does the first never allow what the second forbids?

    By (question, first, second); None where z3 could not tell. `prove.at_least` shows counterexamples and
    explains `silence`. Raises UnknownName.
    """
    sides = [side(corpus, place, on) for place in places]
    spans = " ".join([*map(_span, sides), str(silence)])
    name = f"theorems.{hashlib.sha256(spans.encode()).hexdigest()[:24]}"
    found = stored(corpus.digest, name) if corpus.cached else None
    if found is None:
        allowed = (*ALLOWING, "silent") if silence else ALLOWING
        found = {}
        for question in questions(*sides):
            for (a, b), holds in _as_strict(question, sides, allowed).items():
                found[question, sides[a].place, sides[b].place] = holds
        if corpus.cached:
            store(corpus.digest, name, found)
    return found


def _as_strict(question: str, sides: Sequence[Side], allowed: Sequence[str]) -> dict[tuple[int, int], bool | None]:
    """For any two sides, whether the first never allows what the second forbids."""
    rules = [one.rule(question) for one in sides]
    first: dict[int, int] = {}  # sides that say the same share one
    for i, rule in enumerate(rules):
        alike = (j for j in first.values() if rules[j].levels == rule.levels and sides[j].day == sides[i].day)
        first[i] = next(alike, i)
    chosen = sorted(set(first.values()))
    at = {i: chosen.index(j) for i, j in first.items()}
    search = Search(sides[0].corpus.words, [(rules[i].levels, sides[i].day) for i in chosen], {})
    lax = [search.says(i, allowed) for i in range(len(chosen))]
    strict = [search.says(i, ["forbidden"]) for i in range(len(chosen))]
    known: dict[tuple[int, int], bool | None] = {}
    for a in range(len(chosen)):
        for b in range(len(chosen)):
            if a == b or (a, b) in known:
                known[a, b] = known.get((a, b), True)
                continue
            try:
                model = search.model(search.keeper, lax[a], strict[b])
            except Unsettled:
                known[a, b] = None
                continue
            known[a, b] = model is None
            if model is not None:  # it may speak against other pairs too
                loose = [i for i, term in enumerate(lax) if _true(model, term)]
                tight = [i for i, term in enumerate(strict) if _true(model, term)]
                known |= {(i, j): False for i in loose for j in tight}
    pairs = [(i, j) for i in range(len(sides)) for j in range(len(sides)) if i != j]
    return {(i, j): known[at[i], at[j]] for i, j in pairs}


def _true(model: z3.ModelRef, term: object) -> bool:
    return term is True or (term is not False and z3.is_true(model.eval(term, model_completion=True)))


def _span(at: Side) -> str:
    """The days on which the law of a side stays the same and is asked in the same way, as a name."""
    corpus, epoch = at.corpus, at.corpus.epoch(at.place, at.day)
    plain = at.place.replace("/", "-")
    name = f"daily.{plain}.{epoch}"
    daily = stored(corpus.digest, name) if corpus.cached else None
    if daily is None:
        rules = [at.rule(question) for question in corpus.words.questions]
        daily = any(logic.reads_day(c) for rule in rules for level in rule.levels for c in level.values())
        if corpus.cached:
            store(corpus.digest, name, daily)
    return f"{plain}.{at.day if daily else epoch}"
