"""How many questions does it take to reach a verdict? Against file order, and against the best tree.

For every question in every shipped place, situations are drawn (each missing fact at random among the
values that stand for all others). Then, from nothing known, facts are asked until the verdict is
decided: in the engine's order, in the order in which the law files mention them, and in that order
without the facts that no longer matter. Where the best possible tree can be computed (few facts, each
by itself), its expected number is compared with the engine's expected number. One JSON line.

    python benchmarks/bench_questions.py [SITUATIONS]
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from amparo.law import load, logic
from amparo.law.choose import next_question
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


def main(situations: int) -> None:
    law, dice = load(), random.Random(5)
    totals = {"engine": 0, "file_order": 0, "file_order_only_what_matters": 0}
    asked = trees = 0
    best_sum = ours_sum = worst = 0.0
    start = time.perf_counter()
    for place in law.places:
        for question in law.words.questions:
            rule = law.rule(question, place, ON)
            if rule.settled({}, rule.epoch) is not None:
                continue
            order = file_order(rule)
            for _ in range(situations):
                world = rule.worlds.some({}, rule.epoch, dice)
                asked += 1
                totals["engine"] += count(rule, world, lambda k, r=rule: ask(r, k))
                totals["file_order"] += count(rule, world, lambda k, o=order: next(n for n in o if n not in k))
                totals["file_order_only_what_matters"] += count(
                    rule, world,
                    lambda k, r=rule, o=order: next(n for n in o if n in r.missing(k, r.epoch)),
                )  # fmt: skip
            tree = best_tree(rule)
            if tree:
                trees, best_sum, ours_sum = trees + 1, best_sum + tree[0], ours_sum + tree[1]
                worst = max(worst, tree[1] / tree[0])
    means = {name: round(total / asked, 3) for name, total in totals.items()}
    print(json.dumps({
        "benchmark": "questions to a verdict", "situations": asked, "mean": means,
        "below_file_order_percent": round(100 * (1 - totals["engine"] / totals["file_order"]), 1),
        "below_file_order_that_skips_percent":
            round(100 * (1 - totals["engine"] / totals["file_order_only_what_matters"]), 1),
        "best_tree": {"questions": trees, "mean_best": round(best_sum / trees, 3),
                      "mean_engine": round(ours_sum / trees, 3),
                      "above_best_percent": round(100 * (ours_sum / best_sum - 1), 2),
                      "worst_single_percent": round(100 * (worst - 1), 1)},
        "seconds": round(time.perf_counter() - start, 1),
    }))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
