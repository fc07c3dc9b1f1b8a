"""How many questions does it take to reach a verdict? Against file order, and against the best tree.

Situations are generated in two ways: around the worked examples of the corpus (what an example gives
is kept, each other fact is drawn at random among the values that stand for all others), which is what
people at a desk meet; and with every fact drawn at random, in which most situations end at once because
the law does not bind whoever asks. From nothing known, facts are then asked until the verdict is decided:
in the engine's order, in the order in which the law files mention them, and in that order without the
facts that no longer matter. Where the best possible tree can be computed (few facts, each by itself),
its expected number of questions is compared with the engine's. One JSON line.

    python benchmarks/bench_questions.py [RANDOM_SITUATIONS_A_QUESTION]
"""

from __future__ import annotations

import datetime
import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from amparo.law import Corpus, load, logic
from amparo.law.cases import case_day, case_facts
from amparo.law.choose import next_question
from amparo.law.facts import clean
from amparo.law.rule import Rule

ON = "2026-11-22"
MOST_FACTS = 8
"""The best tree is computed for questions of at most this many facts."""


def file_order(rule: Rule) -> list[str]:
    """The facts in the order in which the norms mention them."""
    found: dict[str, None] = {}
    for bound in rule.norms:
        found.update((v.name, None) for v in logic.variables(bound.condition) if not v.field)
    return list(found)


def ask(rule: Rule, known: dict[str, Any]) -> str:
    """The engine's next question."""
    missing = rule.missing(known, rule.epoch)
    return next_question(rule, known, rule.epoch, missing) or ""


def count(rule: Rule, world: dict[str, Any], choose: Callable[[dict[str, Any]], str]) -> int:
    """Questions asked until the verdict is decided, when the answers are as in `world`."""
    known: dict[str, Any] = {}
    while rule.settled(known, rule.epoch) is None:
        name = choose(known)
        known[name] = world[name]
    return len(known)


def best_tree(rule: Rule) -> tuple[float, float] | None:
    """The expected number of questions of the best tree and of the engine's, over all outcomes with
    equal weight; None when there are too many facts, or facts that depend on each other."""
    worlds = rule.worlds
    if len(worlds.names) > MOST_FACTS or any(len(g) != 1 for g in worlds.groups):
        return None
    memo: dict[Any, float] = {}

    def best(known: dict[str, Any]) -> float:
        key = tuple(sorted((n, worlds.masks({n: v}, rule.epoch)[0]) for n, v in known.items()))
        if key not in memo:
            missing = rule.missing(known, rule.epoch)
            memo[key] = 0.0 if not missing else 1 + min(mean(best, known, name) for name in missing)
        return memo[key]

    def mean(cost: Callable[[dict[str, Any]], float], known: dict[str, Any], name: str) -> float:
        values = worlds.values(name, known, rule.epoch)
        return sum(cost({**known, name: v}) for v in values) / len(values)

    def ours(known: dict[str, Any]) -> float:
        missing = rule.missing(known, rule.epoch)
        if not missing:
            return 0.0
        return 1 + mean(ours, known, ask(rule, known))

    return best({}), ours({})


ORDERS = ("engine", "file_order", "file_order_only_what_matters")


def counts(rule: Rule, world: dict[str, Any]) -> tuple[int, int, int]:
    """Questions to the verdict of one situation, in each of ORDERS."""
    order = file_order(rule)
    return (
        count(rule, world, lambda known: ask(rule, known)),
        count(rule, world, lambda known: next(n for n in order if n not in known)),
        count(rule, world, lambda known: next(n for n in order if n in rule.missing(known, rule.epoch))),
    )


def open_rules(law: Corpus) -> list[Rule]:
    """The rules in force that need any question at all."""
    rules = [law.rule(question, place, ON) for place in law.places for question in law.words.questions]
    return [r for r in rules if r.settled({}, r.epoch) is None]


def around_examples(law: Corpus, dice: random.Random) -> list[tuple[int, int, int]]:
    found = []
    for file in law.files.values():
        for case in file.cases:
            day = datetime.date.fromordinal(case_day(file, case))
            for then in case.thens:
                rule = law.rule(then.question, case.place or file.place, day)
                given = clean(case_facts(case), rule.readers)
                if rule.settled({}, rule.epoch) is None:
                    kept = {n: v for n, v in given.items() if n in rule.worlds.names}
                    found.append(counts(rule, rule.worlds.some(kept, rule.epoch, dice)))
    return found


def summary(rows: list[tuple[int, int, int]]) -> dict[str, Any]:
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    below = [round(100 * (1 - means[0] / other), 1) for other in means[1:]]
    return {"situations": len(rows), "mean": dict(zip(ORDERS, (round(m, 3) for m in means), strict=True)),
            "below_file_order_percent": below[0], "below_file_order_that_skips_percent": below[1]}  # fmt: skip


def main(situations: int) -> None:
    law, dice = load(), random.Random(5)
    start = time.perf_counter()
    examples = around_examples(law, dice)
    rules = open_rules(law)
    drawn = [counts(r, r.worlds.some({}, r.epoch, dice)) for r in rules for _ in range(situations)]
    trees = [t for t in map(best_tree, rules) if t]
    best, ours = (sum(column) / len(trees) for column in zip(*trees, strict=True))
    tree = {
        "rules": len(trees), "mean_best": round(best, 3), "mean_engine": round(ours, 3),
        "above_best_percent": round(100 * (ours / best - 1), 2),
        "worst_single_percent": round(100 * (max(o / b for b, o in trees) - 1), 1),
    }  # fmt: skip
    print(json.dumps({
        "benchmark": "questions to a verdict", "around_examples": summary(examples), "all_random": summary(drawn),
        "best_tree": tree, "seconds": round(time.perf_counter() - start, 1),
    }))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
