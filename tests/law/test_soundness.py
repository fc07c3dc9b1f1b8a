"""The promises of `ask`, on random law and random facts, against an oracle that tries everything."""

from __future__ import annotations

import itertools
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from amparo.law.ask import answer
from amparo.law.choose import next_question
from amparo.law.corpus import read_day
from amparo.law.facts import clean
from tests.law.invented import DOMAINS, LAWS, LISTS, ON, PLACES, brute, corpus_of, outcome

TODAY = read_day(ON)
USUAL = settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate), print_blob=True,
)  # fmt: skip


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def rule_of(folder, law):
    corpus = corpus_of(folder, law)
    hard = [p for p in corpus.problems if "never" not in p.message and "no case" not in p.message]
    assert not hard, hard
    return corpus.rule("q", PLACES[-1], ON)


def some_facts(rule, dice, hide):
    """Complete facts of the oracle's domain, and the same with `hide` of them hidden."""
    full = {n: dice.choice(DOMAINS.get(n, LISTS)) for n in rule.worlds.names}
    hidden = dice.sample(list(full), min(hide, len(full)))
    return full, {n: v for n, v in full.items() if n not in hidden}


@USUAL
@given(law=LAWS, seed=st.integers(0, 10**6), hide=st.integers(0, 3))
def test_a_verdict_is_open_exactly_when_completions_differ(folder, law, seed, hide):
    rule = rule_of(folder, law)
    _, known = some_facts(rule, random.Random(seed), hide)
    size = 1
    for name in rule.worlds.names:
        size *= 1 if name in known else len(DOMAINS.get(name, LISTS))
    assume(size < 2500)
    found = rule.possible(known, TODAY)
    assert brute(rule, known, TODAY) <= found  # never firm against a completion
    for verdict in found:  # never open without two completions that differ
        assert witness(rule, known, verdict) is not None


@USUAL
@given(law=LAWS, seed=st.integers(0, 10**6))
def test_compiled_law_gives_what_reading_every_norm_gives(folder, law, seed):
    rule = rule_of(folder, law)
    dice = random.Random(seed)
    for _ in range(20):
        full, _ = some_facts(rule, dice, 0)
        assert rule.possible(full, TODAY) == {outcome(rule, full, TODAY)}


@USUAL
@given(law=LAWS, seed=st.integers(0, 10**6))
def test_learning_a_fact_never_changes_a_decided_verdict(folder, law, seed):
    rule = rule_of(folder, law)
    full, _ = some_facts(rule, random.Random(seed), 0)
    known, before = {}, rule.possible({}, TODAY)
    for name, value in full.items():
        known[name] = value
        after = rule.possible(known, TODAY)
        assert after <= before
        before = after
    assert len(before) == 1


@USUAL
@given(law=LAWS, seed=st.integers(0, 10**6), hide=st.integers(0, 2))
def test_the_minimal_reason_gives_the_verdict_and_no_smaller_one_does(folder, law, seed, hide):
    from amparo.law.ask import minimal_reason

    rule = rule_of(folder, law)
    _, known = some_facts(rule, random.Random(seed), hide)
    possible = rule.possible(known, TODAY)
    assume(len(possible) == 1)
    reason = minimal_reason(rule, rule.allowed(known, TODAY), known, TODAY)
    assert reason.items() <= known.items() if all(n in known for n in reason) else False
    assert rule.possible(reason, TODAY) == possible
    for size in range(len(reason)):
        for smaller in itertools.combinations(reason.items(), size):
            assert rule.possible(dict(smaller), TODAY) != possible


@USUAL
@given(law=LAWS, seed=st.integers(0, 10**6), hide=st.integers(0, 2))
def test_each_counterfactual_changes_the_verdict_to_what_it_says(folder, law, seed, hide):
    rule = rule_of(folder, law)
    _, known = some_facts(rule, random.Random(seed), hide)
    found = answer(rule.corpus, "q", shown(rule, known), PLACES[-1], TODAY)
    assume(found.decided)
    for change in found.changes:
        assert change.verdict != found.verdict
        other = answer(rule.corpus, "q", {**shown(rule, known), change.fact: change.value}, PLACES[-1], TODAY)
        assert other.verdict == change.verdict


@USUAL
@given(law=LAWS, seed=st.integers(0, 10**6))
def test_asking_on_ends_in_a_verdict_and_asks_only_what_is_missing(folder, law, seed):
    rule = rule_of(folder, law)
    full, _ = some_facts(rule, random.Random(seed), 0)
    known: dict = {}
    while len(rule.possible(known, TODAY)) > 1:
        names = rule.missing(known, TODAY)
        name = next_question(rule, known, TODAY, names)
        assert name in full
        assert name not in known
        known[name] = full[name]
    assert rule.possible(known, TODAY) == {outcome(rule, full, TODAY)}


def witness(rule, known, verdict):
    """Complete facts with the known ones among them that give the verdict, when every norm is read."""
    missing = [n for n in rule.worlds.names if n not in known]
    if not missing:
        return known if outcome(rule, known, TODAY) == verdict else None
    for value in rule.worlds.values(missing[0], known, TODAY):
        found = {**known, missing[0]: value}
        if verdict in rule.possible(found, TODAY) and (found := witness(rule, found, verdict)):
            return found
    return None


def shown(rule, known):
    """Facts as a caller gives them."""
    from amparo.law.ask import shown as show

    given_facts = {n: show(rule.corpus, n, v) for n, v in known.items()}
    assert clean(given_facts, rule.readers) == known
    return given_facts
