"""Whoever leaves facts out gets a verdict exactly when every way to fill them in gives it.

The oracle tries values one by one. Its domains are its own: all labels there are, and days, times and
numbers around every limit that the law names and around each other.
"""

import importlib
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from amparo.law import logic
from amparo.law.corpus import Corpus, load, read_day
from amparo.law.days import MINUTES, move
from amparo.law.rule import Rule
from amparo.law.verdict import VERDICT
from tests.law.invented import outcome

ON = ("2026-11-22", "2026-03-02", "2019-06-03")
MOST_FACTS = 9
MOST_WORLDS = 4000
COMPARISONS = 3000


@lru_cache
def law() -> Corpus:
    return load()


@lru_cache
def rules() -> list[tuple[Rule, int]]:
    """The rules of the corpus with few enough facts to try all, each with a day."""
    found: dict[tuple[Any, ...], tuple[Rule, int]] = {}
    for on, place, question in itertools.product(ON, law().places, law().words.questions):
        rule = law().rule(question, place, on)
        if rule.norms and 1 <= len(rule.facts()) <= MOST_FACTS:
            found.setdefault((question, tuple(tuple(x.items()) for x in rule.levels)), (rule, read_day(on)))
    return list(found.values())


# ---- the oracle's values ----------------------------------------------------------------------
class Domains:
    """For one rule and day, the values that the oracle tries."""

    def __init__(self, rule: Rule, today: int, known: dict[str, Any]):
        self.rule, self.today, self.words = rule, today, law().words
        self.nodes = [n for level in rule.levels for c in level.values() for n in logic.walk(c)]
        self.days = {today}
        self.numbers = {0}
        for node in self.nodes:
            if isinstance(node, logic.Num):
                self.days.add(node.value if node.value < 10**7 else node.value // MINUTES)
                self.numbers.add(node.value)
            elif isinstance(node, logic.OneOf):
                self.numbers |= {v for v in node.labels if isinstance(v, int)}
            elif not logic.variables(node) and isinstance(node, AMOUNTS):
                value = logic.amount(node, {}, today) or 0
                self.days.add(value if value < 10**7 else value // MINUTES)
                self.numbers.add(value)
        for name, value in known.items():
            type_ = self.words.facts[name].type
            if type_ in ("date", "moment"):
                self.days.add(value if type_ == "date" else value // MINUTES)
            for row in value if type_ == "list_of" else ():
                self.days |= {v for v in row.values() if type(v) is int}
        self.days = {d for d in self.days if 650_000 < d < 800_000}
        self.numbers |= {v for v in known.values() if type(v) is int}
        self.known = known

    def shifted(self, starts: set[int], minutes: bool) -> set[int]:
        """The starts, and each moved by every span that the law names, later and earlier."""
        found = set(starts)
        for node in self.nodes:
            if isinstance(node, logic.Move) and isinstance(node.amount, logic.Num):
                many, unit, state = node.amount.value, node.unit, node.state
                hours = unit in ("hours", "counted_hours")
                if hours and not minutes:
                    unit, many = "days", -(-many // 24)
                for start, sign in itertools.product(starts, (1, -1)):
                    found.add(move(start, sign * many, unit, state, minutes=minutes))
        return found

    def of(self, fact: Any, tests: list[Any]) -> list[Any]:
        """The values of a fact or of the field of a record."""
        if fact.type == "yes_no":
            return [True, False]
        if fact.type == "one_of":
            return list(self.words.kinds[fact.of].labels)
        if fact.type == "set_of":
            used = sorted({n.label for n in self.nodes if isinstance(n, logic.Has)})
            labels = self.words.kinds[fact.of].labels
            mine = [label for label in used if label in labels]
            other = [label for label in labels if label not in mine][:1]
            some = [*mine, *other]
            return [frozenset(c) for r in range(len(some) + 1) for c in itertools.combinations(some, r)]
        if fact.type == "list_of":
            return self.lists(fact)
        if fact.type in ("number", "money"):
            return sorted({n + d for n in self.numbers for d in (-1, 0, 1) if n + d >= 0})
        if fact.type == "date":
            near = self.shifted(self.days, minutes=False)
            return sorted(d + x for d in near for x in (-1, 0, 1))
        starts = {d * MINUTES + x for d in self.days for x in (0, 17 * 60)}
        starts |= {v for n, v in self.known.items() if self.words.facts[n].type == "moment"}
        near = self.shifted(starts, minutes=True)
        return sorted(m + x for m in near for x in (-1, 0, 1))

    def lists(self, fact: Any) -> list[tuple[dict[str, Any], ...]]:
        """Lists of none to three records; of those that every condition of the law counts alike, one."""
        counts = [n for n in self.nodes if isinstance(n, logic.Count) and n.var.name == fact.name]
        wheres = list(dict.fromkeys(c.where for c in counts))
        most = [max(c.least for c in counts if c.where == w) for w in wheres]
        used = list(dict.fromkeys(v.name for w in wheres for v in logic.variables(w) if v.field))
        fields = self.words.records[fact.of].fields
        rows: dict[tuple[Any, ...], dict[str, Any]] = {}
        for values in itertools.product(*(self.of(fields[name], []) for name in used)):
            row = dict(zip(used, values, strict=True))
            rows.setdefault(tuple(logic.holds(w, self.known, self.today, row) for w in wheres), row)
        lists: dict[tuple[int, ...], tuple[Any, ...]] = {(0,) * len(wheres): ()}
        for _ in range(max(3, len(wheres))):
            for (sums, found), (mark, row) in itertools.product(list(lists.items()), rows.items()):
                more = tuple(min(m, a + bool(b)) for m, a, b in zip(most, sums, mark, strict=True))
                lists.setdefault(more, (*found, row))
        return list(lists.values())


AMOUNTS = logic.Scale | logic.Move | logic.Roll | logic.Next | logic.Add


def worlds(rule: Rule, known: dict[str, Any], today: int) -> Iterator[dict[str, Any]]:
    """Every way to fill in what is missing: single facts first, then the lists that may hang on them."""
    domains = Domains(rule, today, known)
    facts = law().words.facts
    missing = [n for n in rule.facts() if n not in known]
    lists = [n for n in missing if facts[n].type == "list_of"]
    single = [n for n in missing if n not in lists]
    for values in itertools.product(*(domains.of(facts[n], []) for n in single)):
        world = {**known, **dict(zip(single, values, strict=True))}
        if not lists:
            yield world
            continue
        within = Domains(rule, today, world) if hangs(rule, lists) else domains
        for more in itertools.product(*(cached(within, n) for n in lists)):
            yield {**world, **dict(zip(lists, more, strict=True))}


def cached(domains: Domains, name: str) -> list[Any]:
    kept = domains.__dict__.setdefault("kept", {})
    if name not in kept:
        kept[name] = domains.of(law().words.facts[name], [])
    return kept[name]


def hangs(rule: Rule, lists: list[str]) -> bool:
    """Does a condition on records read another fact, too?"""
    nodes = (n for level in rule.levels for c in level.values() for n in logic.walk(c))
    counts = [n for n in nodes if isinstance(n, logic.Count) and n.var.name in lists]
    return any(not v.field for c in counts for v in logic.variables(c.where))


def size(rule: Rule, known: dict[str, Any], today: int) -> int:
    """About how many worlds there are."""
    domains = Domains(rule, today, known)
    total = 1
    for name in rule.facts():
        if name not in known:
            total *= len(cached(domains, name))
    return total


def tried(rule: Rule, known: dict[str, Any], today: int, dice: random.Random) -> set[str]:
    """The verdicts of all worlds; now and then one is checked by reading every norm."""
    found = set()
    for world in worlds(rule, known, today):
        verdict = VERDICT[rule.total(world, today)]
        found.add(verdict)
        if dice.random() < 0.01:
            assert verdict == outcome(rule, world, today)
    return found


def some_facts(rule: Rule, today: int, dice: random.Random) -> dict[str, Any]:
    """A few facts, taken from the oracle's own domains."""
    names = [n for n in rule.facts() if dice.random() < 0.6]
    domains = Domains(rule, today, {})
    return {n: dice.choice(cached(domains, n)) for n in names}


def questions(dice: random.Random, worlds_: int) -> Iterator[tuple[Rule, dict[str, Any], int]]:
    """Rules in turn, each with facts that leave few enough worlds to try them all."""
    while True:
        for rule, today in rules():
            known = some_facts(rule, today, dice)
            if size(rule, known, today) <= worlds_:
                yield rule, known, today


# ---- the promises --------------------------------------------------------------------------------
def test_no_verdict_is_firm_that_a_missing_fact_could_overturn_and_none_is_open_for_nothing():
    dice = random.Random(3)
    wrong, unsure, decided = [], [], 0
    for rule, known, today in itertools.islice(questions(dice, MOST_WORLDS), COMPARISONS):
        told, true = rule.possible(known, today), tried(rule, known, today, dice)
        decided += len(true) == 1
        if not told >= true:
            wrong.append((rule.question, rule.place, today, known, told, true))
        if not told <= true:
            unsure.append((rule.question, rule.place, today, known, told, true))
    assert (len(wrong), len(unsure)) == (0, 0), (wrong[:2], unsure[:2])
    assert 0.2 < decided / COMPARISONS < 0.95


def test_the_facts_that_are_asked_for_are_exactly_those_that_can_make_a_difference():
    dice = random.Random(4)
    for rule, known, today in itertools.islice(questions(dice, 400), 600):
        missing = [n for n in rule.facts() if n not in known]
        seen: dict[str, dict[Any, set[str]]] = {n: defaultdict(set) for n in missing}
        for world in worlds(rule, known, today):
            verdict = VERDICT[rule.total(world, today)]
            for name in missing:
                rest = tuple(repr(world[n]) for n in missing if n != name)
                seen[name][rest].add(verdict)
        matter = {n for n in missing if any(len(v) > 1 for v in seen[n].values())}
        assert set(rule.missing(known, today)) == matter, (rule.question, rule.place, today, known)


def test_every_fact_of_a_case_that_is_left_out_is_treated_the_same():
    """The facts of the corpus's own cases, with each one and each pair left out."""
    dice = random.Random(5)
    compared = 0
    cases = [(f, c) for f in law().files.values() for c in f.cases]
    for file, case in dice.sample(cases, 150):
        from amparo.law.cases import case_day, case_facts
        from amparo.law.facts import clean

        question, place, today = case.thens[0].question, case.place or file.place, case_day(file, case)
        rule = law().rule(question, place, __import__("datetime").date.fromordinal(today))
        facts = {n: v for n, v in clean(case_facts(case), rule.readers).items() if n in rule.facts()}
        if any(law().words.facts[n].type == "list_of" for n in facts):
            continue
        for left_out in itertools.combinations(facts, min(1, len(facts))):
            known = {n: v for n, v in facts.items() if n not in left_out}
            if size(rule, known, today) <= 300:
                assert rule.possible(known, today) == tried(rule, known, today, dice)
                compared += 1
    assert compared > 50


@pytest.mark.parametrize("rows", [20_000])
def test_the_reference_rule_is_never_wrong_and_never_unsure_without_need(rows, monkeypatch):
    root = Path(__file__).parents[2]
    monkeypatch.syspath_prepend(str(root / "benchmarks" / "peers"))
    peer = importlib.import_module("kleene_gap")
    rule = load(root / "benchmarks" / "reference").rule("hold", "us", "2026-11-22")
    verdicts = {True: "permitted", False: "forbidden", None: "undecided"}
    wrong = unsure = gaps = 0
    for number in range(rows):
        facts = peer.known(number)
        told, true = rule.decide(facts), verdicts[peer.truth(facts)]
        gaps += None in facts.values()
        wrong += told not in (true, "undecided")
        unsure += told == "undecided" != true
    assert (wrong, unsure) == (0, 0)
    assert gaps > rows // 5
