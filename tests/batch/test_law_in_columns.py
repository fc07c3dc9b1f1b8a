"""Batch tells every row what `ask` tells: the corpus's own cases, 100,000 rows for every place, and why."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from typing import Any

import pytest

from amparo.law.cases import case_day, case_facts
from amparo.law.corpus import Corpus
from amparo.law.rule import Rule
from tests.batch.cluster import interpreted
from tests.batch.tables import Rows, as_asked, table_of, told

ON = "2026-03-02"
MANY = 100_000
Group = tuple[str, str, int]


def cases(law: Corpus) -> dict[Group, list[dict[str, Any]]]:
    """The facts of all cases by question, place and day."""
    found: dict[Group, list[dict[str, Any]]] = defaultdict(list)
    for file in law.files.values():
        for case in file.cases:
            for question in dict.fromkeys(then.question for then in case.thens):
                found[question, case.place or file.place, case_day(file, case)].append(case_facts(case))
    return found


def test_every_case_of_the_corpus_is_judged_in_columns_as_by_itself(law, engine):
    groups = cases(law)
    assert sum(map(len, groups.values())) >= 809
    wrong = []
    with interpreted(engine.name):
        for (question, place, day), facts in groups.items():
            on = datetime.date.fromordinal(day)
            found = engine.verdicts(law, question, place, table_of(law.words, facts), on=on)
            want = [law.ask(question, known, place, on).verdict for known in facts]
            wrong += [(question, place, on, *row) for row in zip(facts, found, want, strict=True) if row[1] != row[2]]
    assert wrong == []


def richest(law: Corpus) -> list[Rule]:
    """For each place the question with the most tests, of those that no place before has taken."""
    found: dict[str, Rule] = {}
    for place in law.places:
        rules = [law.rule(question, place, ON) for question in law.words.questions if question not in found]
        best = max(rules, key=lambda rule: (len(rule.worlds.tests), rule.question))
        found[best.question] = best
    return list(found.values())


@pytest.fixture(scope="session")
def generated(law) -> list[tuple[Rule, Rows, list[str]]]:
    """For each place 100,000 rows on one question, and what the law says of each by `Rule.decide`."""
    day = datetime.date.fromisoformat(ON)
    found = []
    for seed, rule in enumerate(richest(law)):
        rows = Rows(law, rule, MANY, seed)
        found.append((rule, rows, rows.verdicts(day)))
    return found


def test_a_hundred_thousand_rows_in_every_place_are_judged_in_columns_as_one_by_one(law, generated, engine):
    assert {rule.place for rule, _, _ in generated} == set(law.places)
    seen = set()
    for rule, rows, want in generated:
        found = engine.verdicts(law, rule.question, rule.place, rows.table, on=ON)
        wrong = [i for i in range(MANY) if found[i] != want[i]]
        assert not wrong, (rule.question, rule.place, rows.facts[rows.which[wrong[0]]], found[wrong[0]])
        seen |= set(found)
    assert seen >= {"silent", "permitted", "forbidden", "undecided"}


def all_rules(law: Corpus) -> list[Rule]:
    """The different rules of the corpus on one day, those with the most tests first."""
    found: dict[Any, Rule] = {}
    for place in law.places:
        for question in law.words.questions:
            rule = law.rule(question, place, ON)
            levels = tuple(tuple(level.items()) for level in rule.levels)
            if rule.norms or rule.unsaid:
                found.setdefault((question, levels, len(rule.unsaid)), rule)
    return sorted(found.values(), key=lambda rule: -len(rule.worlds.tests))


def test_what_is_possible_why_and_what_is_missing_are_told_as_by_itself(law, engine):
    """On Polars for all rules, on DuckDB for a third of them, on Spark for the seven with the most tests."""
    step = {"polars": 1, "duckdb": 3}.get(engine.name)
    rules = all_rules(law)[::step] if step else all_rules(law)[:7]
    dice = random.Random(7)
    for rule in rules:
        if not rule.worlds.names:
            continue
        rows = Rows(law, rule, 30, dice.randrange(10**6))
        found = engine.answers(law, rule.question, rule.place, rows.table, on=ON, explain=True)
        for number, which in enumerate(rows.which.tolist()):
            facts = as_asked(rows.facts[which])
            want = told(law.ask(rule.question, facts, rule.place, ON))
            got = tuple(found[name][number] for name in ("verdict", "possible", "because", "missing"))
            assert got == want, (rule.question, rule.place, facts)
